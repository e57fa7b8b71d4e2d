/*
 * The live board: what a supervisor sees move, what she is told, and that it
 * is for administrators alone.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { accessible, Line, until } from './lib.mjs';
import { focused, listen, Office, shifts } from './office.mjs';

let office;
let bo;

before(async () => {
  office = await Office.open();
  bo = await office.server.agent('bo');
  await office.anna.ask('POST', 'v1/flows', { id: 'ac', name: 'Cold air' });
});

after(async () => {
  bo?.close();
  await office?.shut();
});

afterEach(async () => {
  await bo.presence('offline', 10, []);
  await office.tidy();
});

function cell(page, row, name) {
  return page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: row }) })
    .locator(`td[data-of="${name}"]`);
}

/* In one line, as a person reads it. */
async function words(place) {
  return (await place.innerText()).replace(/\s+/g, ' ').trim();
}

function reads(place, text) {
  return until(async () => (await words(place)) === text, `"${text}"`);
}

/* Where everything is, whatever stands in it. */
function measures(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('.glance > div, .board tbody :is(th, td)')]
      .map((one) => one.getBoundingClientRect())
      .map(({ x, y, width, height }) => [x, y, width, height]),
  );
}

async function board_of(options) {
  const page = await office.console_of({ state: 'offline', ...options });

  await page.getByRole('link', { name: 'Board' }).click();
  await page.getByRole('table', { name: 'Agents' }).waitFor();
  return page;
}

test('a supervisor sees chats, queues and who is there, live', async () => {
  const page = await board_of({ hash: '#mine' });
  const support = (name) => cell(page, 'Support', name);
  const at_bo = (name) => cell(page, 'Bo Ek', name);

  await reads(support('Active'), 'Nobody');
  await reads(at_bo('Flows'), '–');
  await accessible(page);
  await page.evaluate(() => (window.shifts = []));
  const places = await measures(page);

  await bo.presence('online', 1, ['support']);
  await reads(support('Active'), '1');
  await reads(support('Room'), '1');
  await reads(at_bo('Flows'), 'Support');
  await reads(at_bo('Chats'), '0 of 1');
  await until(
    async () => /^Online since/.test(await words(at_bo('Presence'))),
    'since when',
  );

  const eva = await office.visitor('Eva');
  await reads(support('Chats'), '1');
  await reads(at_bo('Chats'), '1 of 1');

  await office.visitor('Kim');
  await reads(support('In queue'), '1');
  await until(
    async () => /^0:\d\d/.test(await words(support('Longest wait'))),
    'a wait that counts',
  );
  await support('Longest wait')
    .locator('time', { hasText: 'less than a minute' })
    .waitFor();

  /* S2.4: room comes, and takes who waits */
  await bo.ask('POST', `v1/conversations/${eva.id}/close`);
  await reads(support('In queue'), '0');
  await reads(support('Longest wait'), '–');
  await bo.presence('busy', 1);
  await until(
    async () => /^Busy since/.test(await words(at_bo('Presence'))),
    'S2.3: busy',
  );
  assert.deepEqual(
    (await shifts(page)).flat().filter((what) => !/^TR /.test(what)),
    [],
    'nothing has moved but rows that change their places',
  );
  assert.deepEqual(await measures(page), places, 'and none has grown');
});

test('a wait that gets long is marked, comes first and is said once', async () => {
  const wait_ms = 300000 - 4000;
  let since;
  const page = await board_of({
    hash: '#mine',
    route: (one) =>
      one.routeWebSocket(/v1\/stream/, (near) => {
        near.connectToServer().onMessage((text) => {
          const frame = JSON.parse(text);

          for (const flow of frame.body?.flows ?? []) {
            if (flow.waiting_since) {
              since ??= new Date(Date.now() - wait_ms).toISOString();
              flow.waiting_since = since;
            }
          }
          near.send(JSON.stringify(frame));
        });
      }),
  });
  const said = await listen(page);
  const first = page.locator('#board-flows tbody tr').first();

  await bo.presence('online', 1, ['support', 'ac']);
  await office.visitor('Eva');
  await office.visitor('Kim');
  await first.locator('.mark.bad time').waitFor();
  assert.match(await first.innerText(), /^Support/);
  await until(async () => (await said()).length > 0, 'the voice');
  await bo.presence('online', 1, ['support']);
  await reads(cell(page, 'Cold air', 'Active'), 'Nobody');
  assert.deepEqual(await said(), ['Support: somebody has waited 5 minutes.']);
});

for (const width of [390, 900]) {
  test(`at ${width} px nothing lies on another`, async () => {
    await bo.presence('online', 9, ['support', 'ac']);
    const page = await board_of({ hash: '#mine' });

    await page.setViewportSize({ width, height: 800 });
    const boxes = (await measures(page)).filter(([, , w]) => w > 1);

    assert.ok(boxes.length > 20);
    for (const [x, y, w, h] of boxes) {
      const under = boxes.filter(
        ([x2, y2, w2, h2]) =>
          x + 1 < x2 + w2 &&
          x2 + 1 < x + w &&
          y + 1 < y2 + h2 &&
          y2 + 1 < y + h,
      );

      assert.equal(under.length, 1, 'each stands by itself');
      assert.ok(x >= 0 && x + w <= width, 'and within the page');
    }
    if (width < 800) {
      assert.ok(
        await page.evaluate(() =>
          [...document.querySelectorAll('.board tbody th')].every(
            (one) => one.clientWidth === one.parentElement.clientWidth,
          ),
        ),
        'a name stands above its figures, with all of the width',
      );
    }
    assert.ok(
      await page.evaluate(() => document.body.scrollHeight <= innerHeight),
      'what is hidden makes the page no longer',
    );
    await accessible(page);
  });
}

test('after a loss it is read again, and is live again', async () => {
  const line = await Line.to(office.server.port);

  try {
    const page = await board_of({ hash: '#mine', origin: line.origin });

    line.cut();
    await page.locator('.board .lost').waitFor();
    await bo.presence('online', 3, ['ac']);
    line.mend();
    await reads(cell(page, 'Cold air', 'Active'), '1');
    await page.locator('.board .lost').waitFor({ state: 'detached' });
    await bo.presence('online', 4, ['ac']);
    await reads(cell(page, 'Cold air', 'Room'), '4');
  } finally {
    await line.stop();
  }
});

test('by keys alone, and back; a reload stays where it was', async () => {
  const page = await office.console_of({ hash: '#mine' });

  await page.keyboard.press('4');
  await page.getByRole('table', { name: 'Flows' }).waitFor();
  assert.equal(await page.locator('.list').count(), 0);
  await page.reload();
  await page.getByRole('table', { name: 'Flows' }).waitFor();
  assert.equal(
    await page
      .getByRole('link', { name: 'Board' })
      .getAttribute('aria-current'),
    'page',
  );
  await page.keyboard.press('F6');
  await page.keyboard.press('F6');
  await focused(page.locator('#board-title'), 'the board');
  await page.keyboard.press('1');
  await page.locator('.list').waitFor();
  assert.equal(await page.locator('.board').count(), 0);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('board');
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Flows' }).waitFor();
});

test('who is no administrator has no board', async () => {
  const page = await office.console_of({ who: 'bo', hash: '#board' });

  await page.locator('.list').waitFor();
  await page.locator('.rail-item[aria-current]').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Board' }).count(), 0);
  await page.keyboard.press('4');
  assert.equal(new URL(page.url()).hash, '#mine');
});

test('a part that does not come is asked for again', async () => {
  const page = await office.console_of({ hash: '#mine' });
  let fail = true;

  await page.route(/\/console\/(part|board_page)-[^/]*\.js/, (route) =>
    fail ? route.abort() : route.continue(),
  );
  await page.getByRole('link', { name: 'Board' }).click();
  await page.getByText('“Board” could not be loaded.').waitFor();
  fail = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('table', { name: 'Flows' }).waitFor();
});
