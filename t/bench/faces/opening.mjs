/*
 * Opening to first input: what the main thread does from the click on the
 * launcher until the first thing to use has the focus, and in the console
 * from navigation until the first row can have it.
 */

import { until } from '../../browser/lib.mjs';
import { median, row } from './figures.mjs';
import { desk_context } from './people.mjs';
import { KINDS, MainThread, marks, trace } from './trace.mjs';

const RUNS = Number(process.env.BENCH_RUNS || 7);
const WANTED_MS = 100;

/* Beside script. */
const REST = KINDS.filter((kind) => kind !== 'script');

/* Marks what the trace is looked through for; says it to the bench, too. */
function watch() {
  const mark = (name) => {
    performance.mark(name);
    console.debug(name);
  };

  performance.mark('bench:start');
  addEventListener('pointerdown', () => performance.mark('bench:click'), true);
  addEventListener('focusin', ({ target }) => {
    if (target.id === 'composer' || target.id === 'start') {
      mark('bench:ready');
    }
  });
  if (/\/console\/$/.test(location.pathname)) {
    const look = new MutationObserver(() => {
      if (document.querySelector('.row[tabindex="0"]') !== null) {
        look.disconnect();
        mark('bench:ready');
      }
    });

    look.observe(document, { childList: true, subtree: true });
  }
}

async function measure(page, from_name, begin) {
  let ready = false;

  page.on('console', (message) => {
    ready ||= message.text() === 'bench:ready';
  });
  const events = await trace(page, async () => {
    await begin();
    await until(() => ready, 'the first input');
  });
  const [end] = marks(events, 'bench:ready');
  const from = marks(events, from_name)
    .filter((one) => one.pid === end.pid && one.ts < end.ts)
    .at(from_name === 'bench:click' ? 0 : -1);
  const thread = new MainThread(events, end);
  const began = thread.began(from.ts);

  return {
    elapsed: (end.ts - began) / 1000,
    ...thread.work(began, end.ts),
  };
}

async function open_widget(context, origin) {
  const page = await context.newPage();

  await page.goto(`${origin}/`);
  await page.waitForLoadState('networkidle');
  const launcher = await page.locator('kundo-widget button').boundingBox();
  const figures = await measure(page, 'bench:click', () =>
    page.mouse.click(launcher.x + 20, launcher.y + 20),
  );

  await page.close();
  return figures;
}

async function open_console(context, origin) {
  const page = await context.newPage();

  /* A new process would begin before the trace reaches it. */
  await page.goto(`${origin}/bare.html`);
  const figures = await measure(page, 'bench:start', () =>
    page.goto(`${origin}/kundo/console/`, { waitUntil: 'commit' }),
  );

  await page.close();
  return figures;
}

/* `context` is a new browser: nothing of ours is in its caches. */
async function runs(title, context, open) {
  const cold = [];
  const warm = [];

  for (let n = 0; n < RUNS; n++) {
    const one = await context();

    cold.push(await open(one));
    await one.close();
  }
  /* The second visit compiles for the third. */
  const known = await context();
  await open(known);
  await open(known);
  for (let n = 0; n < RUNS; n++) {
    warm.push(await open(known));
  }
  await known.close();
  print(`${title}, cold cache`, cold);
  print(`${title}, warm cache`, warm);
}

function print(title, figures) {
  const of = (pick) => median(figures.map(pick));

  row(title, [
    of((one) => one.wall.script),
    of((one) => one.cpu.script),
    of((one) => one.all - one.wall.other),
    of((one) => one.all_cpu - one.cpu.other),
    ...REST.map((kind) => of((one) => one.wall[kind])),
    of((one) => one.longest),
    of((one) => one.elapsed),
  ]);
}

export async function opening(browser, people, eva) {
  const { origin } = people;

  async function watched(context) {
    await context.addInitScript(watch);
    return context;
  }

  console.log(
    `opening to first input, medians of ${RUNS}, ms; "script" is wanted ` +
      `below ${WANTED_MS}, and "busy" as well`,
  );
  row('', [
    ...['script', 'its cpu', 'busy', 'its cpu'],
    ...REST,
    ...['longest', 'elapsed'],
  ]);
  await runs(
    'widget, new visitor',
    async () => watched(await browser.newContext({ locale: 'en-GB' })),
    (context) => open_widget(context, origin),
  );
  await runs(
    'widget, going on with a chat',
    async () =>
      watched(
        await browser.newContext({ locale: 'en-GB', storageState: eva.kept }),
      ),
    (context) => open_widget(context, origin),
  );
  await runs(
    'console',
    async () => watched(await desk_context(browser, people)),
    (context) => open_console(context, origin),
  );
}
