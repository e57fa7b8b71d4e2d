/*
 * The page of statistics: its period and its address, by keys alone, in both
 * languages, and without a network.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, Line, until } from './lib.mjs';
import { focused, walk_to } from './office.mjs';
import {
  figures,
  lengths,
  part,
  shown,
  small_day,
  statistics,
  tile,
  with_office,
} from './statistics.mjs';

const PARTS = /\/kundo\/console\/part-/;

let office;

with_office(small_day, (made) => (office = made));

test('the period stands in the address and is remembered', async () => {
  const page = await figures(office);
  const period = page.getByRole('navigation', { name: 'Period' });
  const at = (pattern) =>
    until(() => pattern.test(page.url()), `the address ${pattern}`);

  await period.getByRole('link', { name: 'Last month' }).click();
  await at(/#statistics\/last-month$/);
  await page.reload();
  await period.locator('[aria-current]', { hasText: 'Last month' }).waitFor();
  await page.getByText('No chats in this period').waitFor();
  await accessible(page);

  await page.evaluate(() => (location.hash = 'mine'));
  await page.locator('.list').waitFor();
  await page.keyboard.press('5');
  await period.locator('[aria-current]', { hasText: 'Last month' }).waitFor();

  /* one of her own, and back */
  await page.getByLabel('From').fill('2026-03-02');
  await page.getByLabel('to', { exact: true }).fill('2026-03-01');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByText('The first day must not be after the last.').waitFor();
  await page.getByLabel('to', { exact: true }).fill('2026-03-31');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await at(/#statistics\/2026-03-02--2026-03-31$/);
  await page
    .getByText('2–31 March 2026')
    .or(page.getByText('2 – 31 March 2026'))
    .first()
    .waitFor();
  await page.goBack();
  await period.locator('[aria-current]', { hasText: 'Last month' }).waitFor();
});

test('by keys alone: the period, a meaning, the groups, the days', async () => {
  const page = await figures(office);

  await page.locator('#statistics-title').focus();
  await walk_to(
    page,
    'Tab',
    page.getByRole('link', { name: 'Today', exact: true }),
    'a period',
  );
  const by_flow = page.getByRole('link', { name: 'By flow', exact: true });
  const by_day = page.getByRole('link', { name: 'By day', exact: true });
  const meaning = tile(page, 'responses').getByRole('button');

  await walk_to(page, 'Tab', meaning, 'what a figure means');
  await page.keyboard.press('Enter');
  await tile(page, 'responses')
    .getByText('Waiting in a queue counts')
    .waitFor();
  assert.equal(await meaning.getAttribute('aria-expanded'), 'true');

  await walk_to(page, 'Tab', by_flow, 'the groups');
  await page.keyboard.press('Enter');
  await part(page, 'chats').locator('.counts').waitFor();
  await focused(by_flow, 'what was chosen');
  await page.keyboard.press('Shift+Tab');
  await focused(by_day, 'the days');
  await page.keyboard.press('Enter');
  await part(page, 'chats').locator('.days svg').waitFor();

  const spot = (place) =>
    part(page, 'chats').locator(`.days [data-at="${place}"]`);

  await walk_to(page, 'Tab', spot('0 6'), 'the last day');
  await page.keyboard.press('ArrowLeft');
  await focused(spot('0 5'), 'the day before');
  await page.keyboard.press('ArrowDown');
  await focused(spot('1 5'), 'what was answered then');
  await page.keyboard.press('End');
  await focused(spot('1 6'), 'the last day again');
  await page.locator('.days figcaption', { hasText: 'Answered' }).waitFor();
});

test('S2.8: of all answers, of live chats, of left messages', async () => {
  const page = await figures(office, { at: 'statistics/7d?by=agent' });
  const which = page.getByRole('navigation', { name: 'Which answers' });

  await which.getByRole('link', { name: 'left messages' }).click();
  await lengths(page, 'responses')
    .getByText('Nothing was measured in this period.')
    .waitFor();
  assert.match(
    await tile(page, 'responses').innerText(),
    /number\s*1$/i,
    'above are all of them',
  );
  await which.getByRole('link', { name: 'live chats' }).click();
  await lengths(page, 'responses').locator('tbody tr').first().waitFor();
  assert.match(page.url(), /by=agent&of=live/);
});

test('in Swedish, and for one who is no administrator', async () => {
  await office.bo.presence('busy');
  const page = await statistics(office, { who: 'bo', locale: 'sv-SE' });

  await page.getByRole('heading', { name: 'Statistik', level: 2 }).waitFor();
  await shown(page);
  await tile(page, 'responses').getByText('Svarstid').waitFor();
  await page.getByRole('heading', { name: 'Mellan handläggare' }).waitFor();
  await accessible(page);
});

/* What stands beyond its tile or the page, and names on two lines. */
function cut_off(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        function is_out(one) {
          const tile = one.closest('.tile');
          const end = tile?.getBoundingClientRect().right ?? innerWidth;

          return (
            one.getBoundingClientRect().right > end ||
            (one.tagName === 'DT' && one.offsetHeight > 30)
          );
        }
        const look = () =>
          [...document.querySelectorAll('.tile *, .own *, .figures > *')]
            .filter((one) => one.getClientRects().length > 0 && is_out(one))
            .map((one) => `${one.tagName} ${one.className}`);

        requestAnimationFrame(() => requestAnimationFrame(() => done(look())));
      }),
  );
}

for (const [locale, long] of [
  ['sv-SE', 'Återöppnade'],
  ['en-GB', 'Left messages'],
]) {
  test(`${locale}: no name or number is cut off, however wide the page`, async () => {
    const page = await figures(office, { locale });

    for (const width of [320, 390, 640, 900, 1100, 1280, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await cut_off(page), [], `${width} px`);
    }
    await page.locator('.tile', { hasText: long }).waitFor();
  });
}

test('a part that is lost: try again', async () => {
  const page = await office.console_of({ hash: '#mine' });

  await page.locator('.presence-now:enabled').waitFor();
  await page.context().route(PARTS, (route) => route.abort());
  await page.keyboard.press('5');
  await page.getByText('“Statistics” could not be loaded.').waitFor();
  await accessible(page);
  await page.context().unroute(PARTS);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('#statistics-title').waitFor();
});

test('cut off: what is there stays, and is read again afterwards', async () => {
  const line = await Line.to(office.server.port);

  try {
    const page = await figures(office, { origin: line.origin });

    line.cut();
    await page.locator('.figures .lost').waitFor();
    assert.equal(
      await tile(page, 'started').locator('.value').innerText(),
      '4',
    );
    line.mend();
    await page.locator('.figures .lost').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.locator('.figures > .scroll[aria-busy=false]').waitFor();
    assert.equal(
      await tile(page, 'started').locator('.value').innerText(),
      '4',
    );
  } finally {
    await line.stop();
  }
});
