/*
 * Statistics in the console: a small day's work through the API, what the
 * page says of it, what stands behind a figure, and how one gets there.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, test } from 'node:test';
import { accessible, Line, until } from './lib.mjs';
import { focused, Office, walk_to } from './office.mjs';

const WEEK_MS = 7 * 86400000;
const PARTS = /\/kundo\/console\/part-/;

let office;
let bo;
let chats;

/* Answered and transferred, missed, left: one of each. */
before(async () => {
  office = await Office.open();
  const { anna, server } = office;

  bo = await server.agent('bo');
  await anna.ask('POST', 'v1/flows', { id: 'fridge', name: 'Fridges' });

  const left = await office.visitor('Liv', 'Is anybody there?');

  await anna.presence('online');
  const eva = await office.visitor('Eva', 'It hums');
  const tor = await office.visitor('Tor', 'It drips');

  await anna.has(eva.id);
  await anna.has(tor.id);
  await anna.say(eva.id, 'Since when?');
  await bo.presence('online', 10, ['fridge']);
  await anna.ask('POST', `v1/conversations/${eva.id}/transfers`, {
    to: { flow: 'fridge' },
  });
  await bo.has(eva.id);
  await anna.ask('POST', `v1/conversations/${tor.id}/close`);
  chats = { eva, tor, left };
});

after(async () => {
  bo?.close();
  await office?.shut();
});

afterEach(async () => {
  const ended = office.contexts.splice(0);

  for (const context of ended) {
    await context.close();
    context.faults.none();
  }
});

function ask(path) {
  const now = Date.now();

  return office.anna.ask(
    'GET',
    `v1/statistics/${path}${path.includes('?') ? '&' : '?'}from=${new Date(
      now - WEEK_MS,
    ).toISOString()}&to=${new Date(now + WEEK_MS).toISOString()}`,
  );
}

async function statistics(options = {}) {
  const { at = 'statistics/7d', ...rest } = options;
  const page = await office.console_of({ hash: '#mine', ...rest });

  await page.locator('.presence-now:enabled').waitFor();
  await page.evaluate((hash) => (location.hash = hash), at);
  return page;
}

async function shown(page) {
  await page.locator('.tiles:not(.bones)').waitFor();
}

function tile(page, figure) {
  return page.locator(`.tile[data-figure=${figure}]`);
}

function behind(page) {
  return page.locator('.behind');
}

test('S1.8, S2.8: the figures on the page are those of the API', async () => {
  const page = await statistics();
  const { total } = await ask('conversations');
  const responses = await ask('responses?by=agent');
  const transfers = await ask('transfers');

  await shown(page);
  assert.deepEqual(
    [total.started, total.answered, total.missed, total.left, total.closed],
    [3, 1, 1, 1, 1],
  );
  for (const figure of ['started', 'answered', 'missed', 'left', 'closed']) {
    assert.equal(
      await tile(page, figure).locator('.value').innerText(),
      String(total[figure]),
      figure,
    );
  }
  assert.match(
    await tile(page, 'responses').innerText(),
    /number\s*1$/,
    'S2.8: of one answer',
  );

  const [by_anna] = responses.items;
  const row = page.locator('.lengths tbody tr').first();

  assert.equal(by_anna.name, 'Anna Alm');
  assert.match(await row.innerText(), /^Anna Alm\s+1\s/);

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

  const days = page.locator(
    '#statistics-days ~ *, .part:has(#statistics-days)',
  );
  const cells = await days
    .locator('.numbers tbody tr')
    .evaluateAll((rows) =>
      rows.map((one) => [...one.cells].slice(1, 5).map((td) => td.innerText)),
    );

  assert.equal(cells.length, 7, 'a day without chats is there, too');
  assert.deepEqual(
    [0, 1, 2, 3].map((i) => cells.reduce((n, one) => n + Number(one[i]), 0)),
    [3, 1, 1, 1],
    'the days make the whole',
  );
  await accessible(page);
});

test('a figure leads to its conversations, these to the chat, and back', async () => {
  const page = await statistics();

  await shown(page);
  await tile(page, 'started').locator('.value a').click();
  await focused(behind(page).locator('h3'), 'what stands behind');
  await behind(page).locator('.time').nth(2).waitFor();
  assert.deepEqual(await behind(page).locator('.time-name').allInnerTexts(), [
    'Tor',
    'Eva',
    'Liv',
  ]);
  await accessible(page);

  /* a closed one, too */
  await behind(page).getByRole('link', { name: /^Tor/ }).click();
  await page.locator('.thread .bubble', { hasText: 'It drips' }).waitFor();
  await page.goBack();
  await behind(page).locator('.time').nth(2).waitFor();
  await behind(page).locator('.time').first().focus();
  await page.keyboard.press('Escape');
  await behind(page).waitFor({ state: 'detached' });
  await focused(
    tile(page, 'started').locator('.value a'),
    'the number that it was opened from',
  );
});

test('S1.8: a cell, a band, a bar and a number of a table lead on', async () => {
  const page = await statistics();

  await shown(page);
  for (const [of, name] of [
    ['.ways[data-kind=agents] .matrix td a', 'Eva'],
    ['.ways[data-kind=flows] .band', 'Eva'],
    ['.ways[data-kind=flows] .numbers td a', 'Eva'],
    ['.lengths td a', 'Eva'],
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
  const page = await statistics({ at: 'statistics/2026-01-01--2026-12-31' });

  await shown(page);
  for (const [of, name, head] of [
    [
      'Transfers',
      'transfers',
      /^of,from,from_name,to,to_name,count,automatic\r\n/,
    ],
    ['By agent', 'responses-by-agent', /^key,name,count,mean_ms/],
    ['Day by day', 'conversations', /^key,name,started/],
  ]) {
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

test('the period stands in the address and is remembered', async () => {
  const page = await statistics();
  const period = page.getByRole('navigation', { name: 'Period' });
  const at = (pattern) =>
    until(() => pattern.test(page.url()), `the address ${pattern}`);

  await shown(page);
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

test('by keys alone: the period, a meaning, the days', async () => {
  const page = await statistics();

  await shown(page);
  await page.locator('#statistics-title').focus();
  await walk_to(
    page,
    'Tab',
    page.getByRole('link', { name: 'Today', exact: true }),
    'a period',
  );
  const meaning = tile(page, 'responses').getByRole('button');

  await walk_to(page, 'Tab', meaning, 'what a figure means');
  await page.keyboard.press('Enter');
  await tile(page, 'responses')
    .getByText('Waiting in a queue counts')
    .waitFor();
  assert.equal(await meaning.getAttribute('aria-expanded'), 'true');

  const spot = (place) => page.locator(`.days [data-at="${place}"]`);

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
  const page = await statistics();
  const which = page.getByRole('navigation', { name: 'Which answers' });

  await shown(page);
  await which.getByRole('link', { name: 'left messages' }).click();
  await page.getByText('No answers in this period.').first().waitFor();
  await which.getByRole('link', { name: 'live chats' }).click();
  await page.locator('.lengths tbody tr').first().waitFor();
  assert.match(page.url(), /of=live/);
});

test('in Swedish, and for one who is no administrator', async () => {
  await bo.presence('busy');
  const page = await statistics({ who: 'bo', locale: 'sv-SE' });

  await page.getByRole('heading', { name: 'Statistik', level: 2 }).waitFor();
  await shown(page);
  await tile(page, 'responses').getByText('Svarstid').waitFor();
  await page.getByRole('heading', { name: 'Mellan handläggare' }).waitFor();
  await accessible(page);
});

test('a part that is lost, and figures that do not come: try again', async () => {
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
    const page = await statistics({ origin: line.origin });

    await shown(page);
    line.cut();
    await page.locator('.figures .lost').waitFor();
    assert.equal(
      await tile(page, 'started').locator('.value').innerText(),
      '3',
    );
    line.mend();
    await page.locator('.figures .lost').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.locator('.figures > .scroll[aria-busy=false]').waitFor();
    assert.equal(
      await tile(page, 'started').locator('.value').innerText(),
      '3',
    );
  } finally {
    await line.stop();
  }
});
