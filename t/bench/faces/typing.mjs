/*
 * What a key costs in the composer of each face, with a thread of many
 * messages read to its beginning and many conversations, beside a page that
 * has nothing but a text area.
 */

import { until } from '../../browser/lib.mjs';
import { percentile, row } from './figures.mjs';
import { desk_context, TEXTS } from './people.mjs';
import { KINDS, MainThread, marks, trace } from './trace.mjs';

const KEYS = Number(process.env.BENCH_KEYS || 120);
const WANTED_MS = 16;

/* 25 keys a second, more than anybody writes. */
const PACE_MS = 40;

const FACES = {
  console: {
    box: '.messages',
    row: '.line[data-seq]',
    field: '.composer textarea',
  },
  panel: { box: '.log', row: '.message[data-seq]', field: '#composer' },
};

/*
 * From the key to where the next frame has been handed over, and what was put
 * off until after it has been done.
 */
function watch() {
  window.bench_drawn = 0;
  addEventListener('keydown', () => performance.mark('bench:key'), true);
  addEventListener('input', () =>
    requestAnimationFrame(() =>
      setTimeout(() => {
        performance.mark('bench:drawn');
        window.bench_drawn++;
      }),
    ),
  );
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

async function type(page, field, title, bare, meanwhile) {
  await page.locator(field).fill('');
  await page.locator(field).focus();
  await page.evaluate(() => (window.bench_drawn = 0));
  const events = await trace(page, async () => {
    for (let i = 0; i < KEYS; i++) {
      const others = meanwhile?.(i);

      await page.keyboard.press(i % 12 === 11 ? 'Space' : 'e');
      await pause(PACE_MS);
      await until(
        () => page.evaluate((n) => window.bench_drawn >= n, i + 1),
        'the next frame',
      );
      await others;
    }
  });
  const keys = marks(events, 'bench:key');
  const ends = marks(events, 'bench:drawn');
  const thread = new MainThread(events, keys[0]);
  const works = keys.map((key, i) =>
    thread.work(thread.began(key.ts), ends[i].ts),
  );

  await page.locator(field).fill('');
  print(title, works, bare);
  return percentile(
    works.map((one) => one.all_cpu),
    0.5,
  );
}

function print(title, works, bare) {
  const at = (pick, part) => percentile(works.map(pick), part);
  const all = (one) => one.all;

  row(title, [
    ...[0.5, 0.95, 0.99, 1].map((part) => at(all, part)),
    at((one) => one.all_cpu, 0.5),
    at((one) => one.all_cpu, 0.95),
    ...KINDS.filter((kind) => kind !== 'parse').map((kind) =>
      at((one) => one.wall[kind], 0.5),
    ),
    bare === undefined ? '' : at((one) => one.all_cpu, 0.5) / bare,
    `${works.filter((one) => one.all > WANTED_MS).length}`,
  ]);
}

async function typing_bare(browser, people) {
  const context = await browser.newContext();

  await context.addInitScript(watch);
  const page = await context.newPage();
  await page.goto(`${people.origin}/bare.html`);
  const bare = await type(page, 'textarea', 'a bare page with a text area');
  await context.close();
  return bare;
}

/* Scrolls up until there is nothing older. */
function read_all(page, face) {
  return page.evaluate(
    async ([box_name, row_name]) => {
      const one = document.querySelector(box_name);
      const first = () => one.querySelector(row_name)?.dataset.seq;

      while (first() !== '1') {
        one.scrollTop = 0;
        await new Promise((done) => requestAnimationFrame(done));
      }
    },
    [face.box, face.row],
  );
}

async function measure(page, name, bare, meanwhile) {
  const face = FACES[name];

  await page.locator(face.field).waitFor();
  await page.locator(face.row).last().waitFor();
  await type(page, face.field, `${name}: newest page alone`, bare);
  await read_all(page, face);
  await type(page, face.field, `${name}: all read, at the beginning`, bare);
  await page.evaluate((box_name) => {
    const one = document.querySelector(box_name);
    one.scrollTop = one.scrollHeight;
  }, face.box);
  await page.locator(face.row).last().waitFor();
  await type(page, face.field, `${name}: all read, at the end`, bare);
  await type(
    page,
    face.field,
    `${name}: and messages as she writes`,
    bare,
    meanwhile,
  );
}

export async function typing(browser, people, eva, visitors) {
  const { anna, origin } = people;

  console.log(
    `typing, ms of the main thread for each of ${KEYS} keys, wanted below ` +
      `${WANTED_MS}; kinds are medians, "ratio" is cpu to a bare page's`,
  );
  row('', [
    ...['p50', 'p95', 'p99', 'max', 'cpu p50', 'cpu p95'],
    ...KINDS.filter((kind) => kind !== 'parse'),
    'ratio',
    `> ${WANTED_MS} ms`,
  ]);
  const bare = await typing_bare(browser, people);

  const desk = await desk_context(browser, people);
  await desk.addInitScript(watch);
  const agent = await desk.newPage();
  await agent.goto(`${origin}/kundo/console/#mine/${eva.chat}`);
  await measure(agent, 'console', bare, (i) =>
    i % 10 === 0
      ? people.say(eva)
      : i % 5 === 0
        ? people.say(visitors[i % visitors.length])
        : undefined,
  );
  await desk.close();

  const hers = await browser.newContext({
    viewport: { width: 400, height: 640 },
    locale: 'en-GB',
    storageState: eva.kept,
  });
  await hers.addInitScript(watch);
  const panel = await hers.newPage();
  await panel.goto(`${origin}/kundo/panel/?flow=support`);
  await measure(panel, 'panel', bare, (i) =>
    i % 5 === 0 ? anna.say(eva.chat, TEXTS[i % TEXTS.length]) : undefined,
  );
  await hers.close();
}
