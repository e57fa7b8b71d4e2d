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
const COUNTS = [
  'started',
  'assigned',
  'answered',
  'missed',
  'left',
  'closed',
  'reopened',
];
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

function part(page, name) {
  return page.locator(`.part:has(#statistics-${name})`);
}

function lengths(page, figure) {
  return page.locator(`.lengths[data-figure=${figure}]`);
}

function cells_of(place) {
  return place
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((one) => [...one.cells].map((cell) => cell.innerText.trim())),
    );
}

function behind(page) {
  return page.locator('.behind');
}

test('S1.8, S2.8: the figures on the page are those of the API', async () => {
  const page = await statistics();
  const { total } = await ask('conversations');
  const transfers = await ask('transfers');

  await shown(page);
  assert.deepEqual(
    [total.started, total.answered, total.missed, total.left, total.closed],
    [3, 1, 1, 1, 1],
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
    const page = await statistics();
    const chats = await ask(`conversations?by=${by}`);
    const { items } = await ask(`responses?by=${by}`);

    await shown(page);
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

test('each number of a group leads to the conversations of that group', async () => {
  const page = await statistics({ at: 'statistics/7d?by=agent' });

  await shown(page);
  for (const [of, about, names] of [
    ['.counts tr:has-text("Anna") [data-row=assigned] a', 'Anna Alm', 2],
    ['.counts tr:has-text("Nobody") [data-row=left] a', 'Nobody', 1],
    ['[data-figure=responses] tr:has-text("Anna") a', 'Anna Alm', 1],
    ['[data-figure=waiting] tr:has-text("Anna") a', 'Anna Alm', 2],
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
  const { items } = await ask('responses?by=agent');

  await page.evaluate(
    (hash) => (location.hash = hash),
    `statistics/7d?by=flow&figure=assigned&agent=${items[0].key}`,
  );
  await behind(page).locator('.about', { hasText: 'Anna Alm' }).waitFor();
});

test('the meaning of each figure stands beside it', async () => {
  const page = await statistics();

  await shown(page);
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
  const page = await statistics({
    at: 'statistics/2026-01-01--2026-12-31?by=agent',
  });

  await shown(page);
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
  const page = await statistics({ at: 'statistics/7d?by=agent' });
  const which = page.getByRole('navigation', { name: 'Which answers' });

  await shown(page);
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
