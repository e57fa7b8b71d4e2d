/*
 * A long thread in both faces: once it is read far back only the rows around
 * the view are in the page, nothing moves under the reader, no row is missing
 * and none is there twice.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  accessible,
  PATIENCE_MS,
  Server,
  start_browser,
  watch_faults,
} from './lib.mjs';

const MESSAGES = 450;

let server;
let browser;
let anna;
let context;
let visitor;

before(async () => {
  server = await Server.start({ welcome: null });
  browser = await start_browser();
  anna = await server.agent();
  await anna.presence('online');
  context = await browser.newContext({
    viewport: { width: 1200, height: 600 },
    locale: 'en-GB',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  context.faults = await watch_faults(context);
  visitor = await fill();
});

after(async () => {
  context.faults.none();
  anna?.close();
  await browser?.close();
  await server?.stop();
});

/* A chat with many messages, some of them long; gives whose it is. */
async function fill() {
  const origin = { Origin: server.origin };
  const made = await context.request.post(
    `${server.origin}/kundo/v1/visitor?as=visitor`,
    { data: { name: 'Eva' }, headers: origin },
  );
  const chat = await context.request.post(
    `${server.origin}/kundo/v1/conversations?as=visitor`,
    { data: { flow: 'support' }, headers: origin },
  );
  const { id } = await chat.json();

  for (let n = 1; n <= MESSAGES; n++) {
    await anna.say(id, `${n} ${'and so on '.repeat((n * 7) % 40)}`);
  }
  return { id: (await made.json()).id, chat: id };
}

/*
 * Scrolls from the end to the beginning in steps of less than the view, and
 * back, and notes which rows were in sight and how far any of them moved
 * otherwise than by the step.
 */
function walk(page, box, row) {
  return page.evaluate(
    async ([box_name, row_name, all]) => {
      const one = document.querySelector(box_name);
      const seen = new Set();
      const faults = [];
      let most = 0;

      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const rows = () => [...one.querySelectorAll(row_name)];
      const seq = (li) => Number(li.dataset.seq);
      const top = (li) =>
        li.getBoundingClientRect().top - one.getBoundingClientRect().top;
      const in_sight = () =>
        rows().filter(
          (li) => top(li) + li.offsetHeight > 0 && top(li) < one.clientHeight,
        );

      function look() {
        const sight = in_sight().map(seq);

        sight.forEach((n) => seen.add(n));
        most = Math.max(most, rows().length);
        if (sight.length === 0) {
          faults.push(`nothing in sight at ${one.scrollTop}`);
        }
        rows()
          .map(seq)
          .forEach((n, i, list) => {
            if (i > 0 && n !== list[i - 1] + 1) {
              faults.push(`${n} after ${list[i - 1]}`);
            }
          });
      }

      async function step(px) {
        /* The first in the page may lose its name to one above it. */
        const first = seq(rows()[0]);
        const before = in_sight()
          .map((li) => [seq(li), top(li)])
          .filter(([n]) => n !== first);
        const from = one.scrollTop;

        one.scrollTop += px;
        const moved = one.scrollTop - from;
        /* As with a wheel: nothing comes between the two. */
        one.dispatchEvent(new Event('scroll'));
        await frame();
        await frame();
        for (const li of rows()) {
          const was = before.find(([n]) => n === seq(li));

          if (was && Math.abs(was[1] - moved - top(li)) > 1.5) {
            faults.push(`${seq(li)} moved by ${was[1] - moved - top(li)}`);
          }
        }
        look();
      }

      look();
      while (!seen.has(1)) {
        await step(-one.clientHeight / 2);
      }
      while (one.scrollTop + one.clientHeight < one.scrollHeight - 1) {
        await step(one.clientHeight / 2);
      }
      look();
      const last = in_sight().map(seq).pop();
      const order = [...seen].sort((a, b) => a - b);

      return {
        faults,
        most,
        last,
        rows: rows().length,
        whole: order.length === all && order[all - 1] === all,
      };
    },
    [box, row, MESSAGES],
  );
}

async function check(page, box, row) {
  const found = await walk(page, box, row);

  assert.deepEqual(found.faults, []);
  assert.ok(found.whole, 'every row was in sight');
  assert.equal(found.last, MESSAGES, 'the end is the end again');
  assert.ok(found.rows < MESSAGES / 2, `${found.rows} rows are in the page`);
  assert.equal(await page.locator(row).count(), found.rows);
}

test('console: rows around the view alone, and nothing moves', async () => {
  const page = await context.newPage();
  const { cookie } = await server.session('anna');

  await context.addCookies([{ ...cookie, url: `${server.origin}/kundo/` }]);
  await page.goto(`${server.origin}/kundo/console/#mine/${visitor.chat}`);
  await page.locator('.line[data-seq]').last().waitFor();
  await check(page, '.messages', '.line[data-seq]');
  await accessible(page);
  await page.close();
});

test('panel: rows around the view alone, and nothing moves', async () => {
  const page = await context.newPage();

  await page.addInitScript(
    (id) => localStorage.setItem('kundo:visitor', id),
    visitor.id,
  );
  await page.setViewportSize({ width: 400, height: 600 });
  await page.goto(`${server.origin}/kundo/panel/?flow=support`);
  await page.locator('.message[data-seq]').last().waitFor();
  await check(page, '.log', '.message[data-seq]');
  await accessible(page);

  /* What comes while she reads far back is at the end, a button away. */
  await page.locator('.log').evaluate((box) => {
    box.scrollTop = 0;
  });
  await page.locator('.message[data-seq="1"]').waitFor();
  await anna.say(visitor.chat, 'one more');
  await page.locator('.news').click();
  await page.locator(`.message[data-seq="${MESSAGES + 1}"]`).waitFor();
  await page.close();
});
