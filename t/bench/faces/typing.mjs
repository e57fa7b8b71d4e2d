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
 * off until after it has been done.  A key and its frame have one number, and
 * only what a key has put into the field counts: a frame that something else
 * asked for, such as the emptying of the field, would be taken for the next
 * key's.
 */
function watch() {
  let field = null;
  let pressed = 0;
  let open = 0;

  window.bench = {
    drawn: 0,
    /* What went before has been drawn by then. */
    async begin(name) {
      await new Promise((done) =>
        requestAnimationFrame(() => setTimeout(done)),
      );
      field = document.querySelector(name);
      pressed = open = window.bench.drawn = 0;
    },
    /* What a person would see who wonders where her keys went. */
    focus() {
      const { activeElement: at } = document;

      return at === field
        ? 'the field'
        : `${at?.tagName.toLowerCase()} ${at?.className}`.trim();
    },
  };
  addEventListener(
    'keydown',
    ({ target }) => {
      if (field !== null && target === field) {
        open = ++pressed;
        performance.mark(`bench:key ${open}`);
      }
    },
    true,
  );
  addEventListener('input', ({ target }) => {
    const n = open;

    open = 0;
    if (n > 0 && target === field) {
      requestAnimationFrame(() =>
        setTimeout(() => {
          performance.mark(`bench:drawn ${n}`);
          window.bench.drawn = n;
        }),
      );
    }
  });
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/* Figures of keys that never came would look better than any others. */
async function lost(page, title, n) {
  throw new Error(
    `${title}: key ${n} did not reach the field, the focus is at ` +
      (await page.evaluate(() => window.bench.focus())),
  );
}

async function type(page, field, title, bare, meanwhile) {
  const box = page.locator(field);

  await box.fill('');
  await box.focus();
  await page.evaluate((name) => window.bench.begin(name), field);
  const events = await trace(page, async () => {
    for (let i = 0; i < KEYS; i++) {
      const others = meanwhile?.(i);

      await page.keyboard.press(i % 12 === 11 ? 'Space' : 'e');
      await pause(PACE_MS);
      await until(
        () => page.evaluate((n) => window.bench.drawn >= n, i + 1),
        'the next frame',
      ).catch(() => lost(page, title, i + 1));
      await others;
    }
  });
  const typed = (await box.inputValue()).length;

  if (typed !== KEYS) {
    throw new Error(`${title}: ${typed} of ${KEYS} keys are in the field`);
  }
  await box.fill('');
  const works = works_of(events, title);

  print(title, works, bare);
  return percentile(
    works.map((one) => one.all_cpu),
    0.5,
  );
}

function works_of(events, title) {
  const [first] = marks(events, 'bench:key 1');
  const thread = new MainThread(events, first ?? {});
  const works = [];

  for (let n = 1; n <= KEYS; n++) {
    const [key] = marks(events, `bench:key ${n}`);
    const [end] = marks(events, `bench:drawn ${n}`);
    const work = key && end && thread.work(thread.began(key.ts), end.ts);

    if (!(work?.all > 0)) {
      throw new Error(`${title}: the trace has no work for key ${n}`);
    }
    works.push(work);
  }
  return works;
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
