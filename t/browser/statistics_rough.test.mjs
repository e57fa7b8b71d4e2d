/*
 * Statistics when there is much, when something is gone, when the server
 * refuses; the wire between the page and the server is in hand.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, until } from './lib.mjs';
import { focused } from './office.mjs';
import {
  behind,
  figures,
  left_chats,
  problem,
  rough,
  shown,
  started,
  Wire,
  with_office,
} from './statistics.mjs';

const CHATS = 55;
const ALL_BY_DAY =
  'v1/statistics/conversations?by=day&from=2020-01-01T00:00:00Z&to=2099-01-01T00:00:00Z';
const TOO_MANY = 'That is too much for one question. Choose a shorter period.';

let office;

with_office(
  () => left_chats(CHATS),
  (made) => (office = made),
);

async function names(page) {
  return behind(page).locator('.time-name').allInnerTexts();
}

test('more than a page stands behind a figure: all of it is read', async () => {
  const wire = new Wire();
  const page = await rough(office, { wire });
  const more = behind(page).getByRole('button', { name: 'Show more' });

  await shown(page);
  await started(page).locator('a').click();
  await more.waitFor();
  assert.equal((await names(page)).length, 50);

  /* the second page is refused at first */
  wire.answer = (path) =>
    /after=/.test(path) ? problem(503, 'unavailable') : undefined;
  await more.focus();
  await page.keyboard.press('Enter');
  await behind(page).getByRole('alert').waitFor();
  assert.equal((await names(page)).length, 50, 'what was there stays');
  await accessible(page);
  wire.answer = () => undefined;
  await behind(page).getByRole('button', { name: 'Try again' }).focus();
  await page.keyboard.press('Enter');
  await behind(page)
    .locator('.time')
    .nth(CHATS - 1)
    .waitFor();
  assert.deepEqual(
    await names(page),
    Array.from({ length: CHATS }, (_, i) => `Visitor ${CHATS - i}`),
    'each once, newest first',
  );
  await focused(
    behind(page).locator('.time').nth(50),
    'the first that has come with the second page',
  );
  assert.equal(await more.count(), 0);
});

test('a conversation that is deleted: it counts, and its line says so', async () => {
  const wire = new Wire();

  wire.change = (path, body) =>
    /started\/conversations/.test(path)
      ? {
          ...body,
          items: body.items.map((item, i) =>
            i === 1 ? { ...item, conversation: null } : item,
          ),
        }
      : body;
  const page = await rough(office, { wire });

  await shown(page);
  assert.equal(await started(page).innerText(), String(CHATS));
  await started(page).locator('a').click();
  await behind(page).locator('.time').nth(49).waitFor();

  const gone = behind(page).locator('.time').nth(1);

  assert.match(await gone.innerText(), /^Deleted, or not yours to see\s/);
  assert.match(await gone.innerText(), /Support/, 'when and where it was');
  assert.equal(await gone.evaluate((line) => line.tagName), 'DIV', 'no link');
  assert.equal(await behind(page).locator('a.time').count(), 49);
  await accessible(page);
});

test('too much for one question (413): it says what to do, and it helps', async () => {
  const wire = new Wire();

  wire.answer = (path) => {
    const asked = new URL(path, 'http://a').searchParams;
    const ms = Date.parse(asked.get('to')) - Date.parse(asked.get('from'));

    return ms > 31 * 86400000 ? problem(413, 'too_large') : undefined;
  };
  const page = await rough(office, { wire, at: 'statistics/90d' });
  const period = page.getByRole('navigation', { name: 'Period' });

  await page.locator('.blank').getByText(TOO_MANY).waitFor();
  await accessible(page);
  await period.getByRole('link', { name: '30 days' }).click();
  await shown(page);
  assert.equal(await started(page).innerText(), String(CHATS));

  /* and over figures that are there */
  await period.getByRole('link', { name: '90 days' }).click();
  await page.locator('.late').getByText(TOO_MANY).waitFor();
  assert.match(
    await page.locator('.late').innerText(),
    /What you see is still \d/,
    'of which period the figures are',
  );
  assert.equal(
    await page.getByRole('button', { name: 'Try again' }).count(),
    0,
    'the same question would be refused again',
  );
  assert.equal(await started(page).innerText(), String(CHATS));
  await accessible(page);
  await period.getByRole('link', { name: '7 days' }).click();
  await page.locator('.late').waitFor({ state: 'detached' });
  assert.equal(await started(page).innerText(), String(CHATS));
});

/* The browser has a zone that the server does not know, or none at all. */
for (const [what, zone, asks] of [
  ['that the server does not know', 'Mars/Olympus Mons', true],
  ['that nobody knows', undefined, false],
]) {
  test(`a time zone ${what}: days are those of UTC, and it says so`, async () => {
    const wire = new Wire();
    const page = await rough(office, {
      wire,
      /* Its midnight is at no midnight of UTC. */
      timezoneId: 'Asia/Kathmandu',
      script: `{
        const { resolvedOptions } = Intl.DateTimeFormat.prototype;
        Intl.DateTimeFormat.prototype.resolvedOptions = function () {
          return {
            ...resolvedOptions.call(this),
            timeZone: ${JSON.stringify(zone)},
          };
        };
      }`,
    });
    const { items } = await office.anna.ask('GET', ALL_BY_DAY);
    const [{ key: date }] = items;
    const cell = page
      .locator('.part:has(#statistics-chats) .numbers td a')
      .first();

    await page
      .getByText('Days are those of UTC, as the server does not know')
      .waitFor();
    assert.equal(
      wire.asked.some((path) => /tz=Mars%2FOlympus%20Mons/.test(path)),
      asks,
    );
    assert.equal(await started(page).innerText(), String(CHATS));
    assert.match(await cell.getAttribute('href'), new RegExp(`day=${date}`));
    assert.equal(await cell.innerText(), String(CHATS));
    await cell.click();
    await behind(page).locator('.time').nth(49).waitFor();
    const asked = wire.asked.find((path) => /started\/conv/.test(path));

    assert.match(asked, new RegExp(`from=${date}T00:00:00.000Z`));
    await accessible(page);
    await page.getByRole('link', { name: 'By flow', exact: true }).click();
    await page.locator('.counts').waitFor();
    assert.equal(
      await page.getByText('Days are those of UTC').count(),
      0,
      'flows have no days',
    );
  });
}

test('none have come at all: it says why, and tries again', async () => {
  const wire = new Wire();

  wire.answer = (path) =>
    /transfers/.test(path) ? problem(503, 'unavailable') : undefined;
  const page = await rough(office, { wire, locale: 'sv-SE' });

  await page
    .getByRole('alert')
    .getByText('Siffrorna kunde inte läsas.')
    .waitFor();
  assert.equal(await page.locator('.tile').count(), 0, 'all of them or none');
  await accessible(page);
  wire.answer = () => undefined;
  await page.getByRole('button', { name: 'Försök igen' }).click();
  await shown(page);
  await focused(page.locator('#statistics-title'), 'the title');
  assert.equal(await started(page).innerText(), String(CHATS));
});
