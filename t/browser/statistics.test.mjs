/*
 * Statistics in the console: what the page says is what the API says, in all
 * groups, and every figure leads to its conversations and into a file.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { accessible, until } from './lib.mjs';
import { focused } from './office.mjs';
import {
  ask_figures,
  behind,
  cells_of,
  COUNTS,
  figures,
  lengths,
  part,
  small_day,
  statistics,
  tile,
  Wire,
  with_office,
} from './statistics.mjs';

let office;

with_office(small_day, (made) => (office = made));

test('S1.8, S2.8: the figures on the page are those of the API', async () => {
  const page = await figures(office);
  const { total } = await ask_figures(office, 'conversations');
  const transfers = await ask_figures(office, 'transfers');

  assert.deepEqual(
    [total.started, total.answered, total.missed, total.left, total.closed],
    [4, 1, 1, 1, 1],
  );
  for (const figure of COUNTS) {
    assert.equal(
      await tile(page, figure).locator('.value').innerText(),
      String(total[figure]),
      figure,
    );
  }
  assert.match(
    await tile(page, 'responses').innerText(),
    /number\s*1$/i,
    'S2.8: of one answer',
  );

  const [pair] = transfers.agents;
  const cell = page.locator('.ways[data-kind=agents] .matrix td a');

  assert.equal(pair.count, 1);
  assert.equal(await cell.count(), transfers.agents.length);
  assert.equal(await cell.innerText(), '1');
  assert.equal(
    await cell.getAttribute('aria-label'),
    'Anna Alm → Bo Ek: 1, show the conversations',
  );
  assert.equal(await page.locator('.ways[data-kind=flows] .band').count(), 1);

  const cells = await cells_of(part(page, 'chats'));

  assert.equal(cells.length, 7, 'a day without chats is there, too');
  assert.deepEqual(
    COUNTS.map((_, i) => cells.reduce((n, one) => n + Number(one[i + 1]), 0)),
    COUNTS.map((figure) => total[figure]),
    'the days make the whole',
  );
  await accessible(page);
});

/* In the order of the API, with the names that the page has. */
function lines_of({ items }) {
  return items
    .map(({ key, name, ...counts }) => [
      name ?? (key === null ? 'Nobody' : 'gone'),
      ...COUNTS.map((figure) => String(counts[figure])),
    ])
    .sort();
}

for (const by of ['flow', 'agent']) {
  test(`S2.8: chats and times by ${by} are those of the API`, async () => {
    const page = await figures(office);
    const chats = await ask_figures(office, `conversations?by=${by}`);
    const { items } = await ask_figures(office, `responses?by=${by}`);

    await page.getByRole('link', { name: `By ${by}`, exact: true }).click();
    await part(page, 'chats').locator('.counts').waitFor();
    assert.match(page.url(), new RegExp(`by=${by}`));
    assert.deepEqual(
      (await cells_of(part(page, 'chats'))).sort(),
      lines_of(chats),
    );

    for (const [figure, groups] of [
      ['responses', items.map(({ name, count }) => [name, count])],
      ...['waiting', 'queue'].map((one) => [
        one,
        chats.items
          .filter((group) => group[`${one}_count`] > 0)
          .map((group) => [group.name ?? 'Nobody', group[`${one}_count`]]),
      ]),
    ]) {
      assert.deepEqual(
        (await cells_of(lengths(page, figure)))
          .map(([name, count]) => [name, Number(count)])
          .sort(),
        groups.sort(),
        figure,
      );
    }
    await accessible(page);

    /* as in the address, also after a reload */
    await page.reload();
    await part(page, 'chats').locator('.counts').waitFor();
  });
}

test('many flows: they scroll in their place, and a name is looked for', async () => {
  const wire = new Wire();

  wire.change = (path, body) =>
    /by=flow/.test(path) && body.total !== undefined
      ? {
          ...body,
          items: Array.from({ length: 40 }, (_, i) => ({
            ...body.items[0],
            key: `flow-${i}`,
            name: i === 30 ? 'Ångpannor' : `Flow ${i}`,
          })),
        }
      : body;
  const page = await figures(office, {
    at: 'statistics/7d?by=flow',
    route: (made) => wire.put(made),
  });
  const find = page.locator('.by').getByRole('searchbox');
  const rows = page.locator('.counts tbody tr');

  assert.equal(await rows.count(), 40);
  assert.ok(
    await page
      .locator('.lengths[data-figure=waiting]')
      .getByRole('region')
      .evaluate((room) => room.scrollHeight > room.clientHeight),
  );
  await accessible(page);
  await find.fill('angp');
  await until(async () => (await rows.count()) === 1, 'one flow');
  await rows.getByText('Ångpannor').waitFor();
  assert.equal(
    await page.locator('.lengths[data-figure=waiting] tbody tr').count(),
    1,
    'in all parts',
  );
  await find.fill('nothing like it');
  await page.getByText('No such name.').waitFor();
  await page.getByRole('link', { name: 'By day', exact: true }).click();
  await page.locator('.days').first().waitFor();
  assert.equal(await find.count(), 0, 'days have no names');
});

test('each number of a group leads to the conversations of that group', async () => {
  const page = await figures(office, { at: 'statistics/7d?by=agent' });

  for (const [of, about, names] of [
    ['.counts tr:has-text("Anna") [data-row=assigned] a', 'Anna Alm', 3],
    ['.counts tr:has-text("Nobody") [data-row=left] a', 'Nobody', 1],
    ['[data-figure=responses] tr:has-text("Anna") a', 'Anna Alm', 1],
    ['[data-figure=waiting] tr:has-text("Anna") a', 'Anna Alm', 3],
    ['[data-figure=queue] tr:has-text("Anna") a', 'Anna Alm', 1],
  ]) {
    await page.locator(of).click();
    await behind(page).locator('.about', { hasText: about }).waitFor();
    await until(
      async () => (await behind(page).locator('.time').count()) === names,
      `${names} of ${of}`,
    );
    await behind(page).getByRole('button', { name: 'Close' }).click();
    await behind(page).waitFor({ state: 'detached' });
  }

  /* who it is, also where the page itself does not say it */
  const { items } = await ask_figures(office, 'responses?by=agent');

  await page.evaluate(
    (hash) => (location.hash = hash),
    `statistics/7d?by=flow&figure=assigned&agent=${items[0].key}`,
  );
  await behind(page).locator('.about', { hasText: 'Anna Alm' }).waitFor();
});

test('the meaning of each figure stands beside it', async () => {
  const page = await figures(office);

  for (const figure of ['responses', 'waiting', 'queue']) {
    await lengths(page, figure).locator('.lead').waitFor();
  }
  await part(page, 'chats')
    .getByRole('button', { name: 'What “Chats” means' })
    .click();
  for (const name of ['Assigned', 'Missed', 'Left', 'Reopened']) {
    await part(page, 'chats')
      .locator('.meanings dt', { hasText: name })
      .waitFor();
  }
  await accessible(page);
});

test('a figure leads to its conversations, these to the chat, and back', async () => {
  const page = await figures(office);

  await tile(page, 'started').locator('.value a').click();
  await focused(behind(page).locator('h3'), 'what stands behind');
  await behind(page).locator('.time').nth(3).waitFor();
  assert.deepEqual(await behind(page).locator('.time-name').allInnerTexts(), [
    'Ulf',
    'Tor',
    'Eva',
    'Liv',
  ]);
  await accessible(page);

  /* a closed one, too */
  await behind(page).getByRole('link', { name: /^Tor/ }).click();
  await page.locator('.thread .bubble', { hasText: 'It drips' }).waitFor();
  await page.goBack();
  await behind(page).locator('.time').nth(3).waitFor();
  await behind(page).locator('.time').first().focus();
  await page.keyboard.press('Escape');
  await behind(page).waitFor({ state: 'detached' });
  await focused(
    tile(page, 'started').locator('.value a'),
    'the number that it was opened from',
  );
});

test('S1.8: a cell, a band, a bar and a number of a table lead on', async () => {
  const page = await figures(office);

  for (const [of, name] of [
    ['.ways[data-kind=agents] .matrix td a', 'Eva'],
    ['.ways[data-kind=flows] .band', 'Eva'],
    ['.ways[data-kind=flows] .numbers td a', 'Eva'],
    ['[data-row=responses] a[aria-label*="median"]', 'Eva'],
    ['.row-of[data-row=missed] a:has(.bar-of)', 'Tor'],
    ['.row-of[data-row=left] a:has(.bar-of)', 'Liv'],
  ]) {
    /* As by a keyboard: a band is thin. */
    await page.locator(of).first().focus();
    await page.keyboard.press('Enter');
    await behind(page).locator('.time', { hasText: name }).waitFor();
    assert.equal(await behind(page).locator('.time').count(), 1, of);
    await behind(page).getByRole('button', { name: 'Close' }).click();
    await behind(page).waitFor({ state: 'detached' });
  }
});

test('each table is a file, as the server makes it', async () => {
  const page = await figures(office, {
    at: 'statistics/2026-01-01--2026-12-31?by=agent',
  });

  for (const [of, name, head] of [
    [
      'Transfers',
      'transfers',
      /^of,from,from_name,to,to_name,count,automatic\r\n/,
    ],
    ['Response time, by agent', 'responses-by-agent', /^key,name,count,mean/],
    ['Chats, by agent', 'chats-by-agent', /^key,name,started,assigned,/],
    ['Waiting time, by agent', 'waiting-by-agent', /,waiting_median_ms,/],
    ['Time in queue, by agent', 'queue-by-agent', /,queue_median_ms,/],
    ['Chats, by day', 'chats-by-day', /\r\n2026-/],
  ]) {
    if (/by-day/.test(name)) {
      await page.getByRole('link', { name: 'By day', exact: true }).click();
    }
    const waiting = page.waitForEvent('download');

    await page.getByRole('link', { name: `${of} as a CSV file` }).click();
    const file = await waiting;

    assert.equal(
      file.suggestedFilename(),
      `kundo-${name}-2026-01-01--2026-12-31.csv`,
    );
    assert.match(await readFile(await file.path(), 'utf8'), head);
  }
});
