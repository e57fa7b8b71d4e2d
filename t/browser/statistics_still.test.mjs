/*
 * Statistics hold still: whatever comes, changes, fails or is late, nothing
 * moves under the eyes of one who reads.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, Line, until } from './lib.mjs';
import { focused, shifts } from './office.mjs';
import {
  figures,
  go,
  left_chats,
  part,
  problem,
  rough,
  shown,
  started,
  tile,
  Wire,
  with_office,
} from './statistics.mjs';

const CHATS = 5;

let office;

with_office(
  () => left_chats(CHATS),
  (made) => (office = made),
);

/* Long periods have more flows, larger numbers and longer times. */
function grow(path, body) {
  const asked = new URL(path, 'http://a').searchParams;
  const ms = Date.parse(asked.get('to')) - Date.parse(asked.get('from'));

  if (ms < 8 * 86400000 || body.total === undefined || body.agents) {
    return body;
  }
  const grown = (one) =>
    Object.fromEntries(
      Object.entries(one).map(([key, value]) => [
        key,
        typeof value !== 'number'
          ? value
          : /_ms$/.test(key)
            ? value + 59999999
            : value * 1000 + 1,
      ]),
    );

  return {
    ...body,
    items: /by=day/.test(path)
      ? body.items.map(grown)
      : Array.from({ length: 12 }, (_, i) =>
          body.items.map((one) => ({ ...grown(one), key: `${one.key}-${i}` })),
        ).flat(),
    total: grown(body.total),
  };
}

for (const width of [1440, 900, 390]) {
  test(`${width} px: nothing moves as figures come, change, fail and return`, async () => {
    const wire = new Wire();
    let open = wire.close();

    wire.change = grow;
    const page = await rough(office, {
      wire,
      viewport: { width, height: 900 },
    });
    const still = async (what) =>
      assert.deepEqual(await shifts(page), [], what);
    /* No doing of hers excuses what moves: nothing is clicked. */
    const busy = (on) =>
      page.locator(`.figures > .scroll[aria-busy=${on}]`).waitFor();

    await page.locator('.bones').first().waitFor();
    await page.evaluate(() => (window.shifts = []));
    open();
    await shown(page);
    await still('figures come');

    for (const at of ['statistics/90d', 'statistics/7d']) {
      open = wire.close();
      await go(page, at);
      await busy(true);
      open();
      await busy(false);
      await still(at);
    }

    /* in the middle of the page, too, whatever stands above */
    await page.locator('#statistics-transfers').scrollIntoViewIfNeeded();
    for (const at of ['statistics/90d', 'statistics/7d']) {
      open = wire.close();
      await go(page, at);
      await busy(true);
      open();
      await busy(false);
      await still(`further down, ${at}`);
    }

    wire.answer = () => problem(503, 'unavailable');
    await go(page, 'statistics/30d');
    await page.locator('.late').waitFor();
    await still('they fail');
    assert.equal(await started(page).innerText(), String(CHATS), 'as before');
    await accessible(page);
    wire.answer = () => undefined;
    await page.locator('.late').getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.locator('.late').waitFor({ state: 'detached' });
    await until(
      async () => (await started(page).innerText()) === '5,001',
      'the figures of 30 days',
    );
    await focused(page.locator('#statistics-title'), 'the title');
    await still('they return');
  });
}

function slow(page) {
  return page.locator('.slow-bone');
}

function come(page) {
  return page.locator('.figures > .scroll[aria-busy=false]').waitFor();
}

for (const [by, width] of [
  ['day', 1440],
  ['flow', 1440],
  ['flow', 900],
  ['agent', 390],
]) {
  test(`${width} px, by ${by}: late and longer, figures push away nothing that is read`, async () => {
    const wire = new Wire();

    wire.change = grow;
    const page = await rough(office, {
      wire,
      at: `statistics/7d?by=${by}`,
      viewport: { width, height: 900 },
    });
    const rows = () => page.locator('.broken-down tbody tr').count();
    const top = (of) => of.evaluate((one) => one.getBoundingClientRect().top);

    await shown(page);
    const few = await rows();

    for (const read of [
      part(page, 'chats').locator('.part-head'),
      page.locator('#lengths-waiting'),
      page.locator('#statistics-transfers'),
    ]) {
      await read.evaluate((one) => one.scrollIntoView({ block: 'center' }));
      await page.evaluate(() => (window.shifts = []));
      for (const period of ['90d', '7d']) {
        const open = wire.close();

        await go(page, `statistics/${period}?by=${by}`);
        await slow(page).waitFor();
        await read.waitFor({ state: 'hidden' });
        await tile(page, 'started').waitFor();
        open();
        await come(page);
        await read.waitFor();
        assert.deepEqual(await shifts(page), [], period);
        assert.equal((await rows()) > few, period === '90d', 'more rows');
      }
    }

    /* far down, the view holds on to what was there */
    const transfers = page.locator('#statistics-transfers');

    await page.setViewportSize({ width, height: 400 });
    await transfers.evaluate((one) => one.scrollIntoView());
    const before = await top(transfers);
    const open = wire.close();

    await go(page, `statistics/90d?by=${by}`);
    await slow(page).waitFor();
    open();
    await come(page);
    assert.ok(Math.abs((await top(transfers)) - before) < 2);
  });
}

test('while figures are late, what has the focus keeps it', async () => {
  const wire = new Wire();
  const page = await rough(office, { wire, at: 'statistics/7d?by=agent' });
  const left = page.getByRole('link', { name: 'Left messages', exact: true });

  await shown(page);
  const open = wire.close();

  await left.focus();
  await page.keyboard.press('Enter');
  await slow(page).waitFor();
  await accessible(page);
  await focused(left, 'which answers');
  open();
  await slow(page).waitFor({ state: 'detached' });
  await focused(left, 'which answers');
});

test('figures that come by themselves, as the line is back, move nothing', async () => {
  const line = await Line.to(office.server.port);

  try {
    const wire = new Wire();

    wire.change = grow;
    const page = await rough(office, {
      wire,
      origin: line.origin,
      at: 'statistics/7d?by=flow',
    });

    await shown(page);
    wire.answer = () => problem(503, 'unavailable');
    await go(page, 'statistics/90d?by=flow');
    await page.locator('.late').waitFor();
    wire.answer = () => undefined;
    await page.evaluate(() => (window.shifts = []));
    line.cut();
    await page.locator('.figures .lost').waitFor();
    line.mend();
    await until(
      async () => (await started(page).innerText()) === '5,001',
      'the figures of 90 days',
    );
    await come(page);
    assert.deepEqual(await shifts(page), []);
  } finally {
    await line.stop();
  }
});
