/*
 * What a key costs in the composer of each face, with a thread of 10,000
 * messages read to its beginning and 50 conversations; then many rounds of
 * work at the console, and what of its memory stays.  Asserts no figure.
 */

import { Server, start_browser, until } from '../browser/lib.mjs';

const MESSAGES = Number(process.env.BENCH_MESSAGES || 10000);
const CHATS = 50;
const KEYS = Number(process.env.BENCH_KEYS || 300);
const ROUNDS = Number(process.env.BENCH_ROUNDS || 2000);
const PARTS = (process.env.BENCH_PARTS || 'console panel memory').split(' ');
const PIPELINE = 64;

const TEXTS = [
  'Yes, that is right.',
  'The cup came broken, and the plate has a scratch on its other side.',
  'Thank you! I looked at https://shop.example/orders/4711 and there it says ' +
    'that the parcel has been sent, but nothing has come for a week now. ' +
    'Could you look where it is?',
];

let server;
let anna;

async function ask(token, method, path, body) {
  const reply = await fetch(`${server.origin}/kundo/${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  });

  if (!reply.ok) {
    throw new Error(`${method} ${path}: ${reply.status}`);
  }
  return reply.json();
}

async function chat(name) {
  const { id, token } = await ask(null, 'POST', 'v1/visitor', { name });
  const made = await ask(token, 'POST', 'v1/conversations', {
    flow: 'support',
  });

  return { id, token, chat: made.id, n: 0 };
}

function say(visitor) {
  const n = ++visitor.n;

  return ask(
    visitor.token,
    'POST',
    `v1/conversations/${visitor.chat}/messages`,
    {
      cid: `c-${n}`,
      text: TEXTS[n % TEXTS.length],
    },
  );
}

async function fill(visitor, count) {
  for (let n = 0; n < count; n += PIPELINE) {
    await Promise.all(
      Array.from({ length: Math.min(PIPELINE, count - n) }, (_, i) =>
        Math.floor((n + i) / 3) % 2 === 0
          ? say(visitor)
          : anna.say(visitor.chat, TEXTS[(n + i) % TEXTS.length]),
      ),
    );
  }
}

/* Figures of the page's main thread, in ms since it began. */
async function spent(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const value = (name) => metrics.find((one) => one.name === name).value;

  return {
    all: value('TaskDuration') * 1000,
    script: value('ScriptDuration') * 1000,
    layout: (value('LayoutDuration') + value('RecalcStyleDuration')) * 1000,
  };
}

async function memory(cdp) {
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const counts = await cdp.send('Memory.getDOMCounters');

  return { mb: usedSize / 1048576, ...counts };
}

function drawn(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => done()));
      }),
  );
}

function line(title, figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  const at = (part) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  const [p50, p95, max] = [at(0.5), at(0.95), at(1)].map((ms) =>
    ms.toFixed(1).padStart(7),
  );

  console.log(`  ${title.padEnd(34)}${p50}${p95}${max}`);
}

/* All work of the main thread between a key and the second frame after it. */
async function type(page, cdp, field, title, meanwhile = async () => {}) {
  const figures = { all: [], script: [], layout: [] };

  await page.locator(field).focus();
  for (let i = 0; i < KEYS; i++) {
    await meanwhile(i);
    await drawn(page);
    const before = await spent(cdp);
    await page.keyboard.press(i % 12 === 11 ? 'Space' : 'e');
    await drawn(page);
    const after = await spent(cdp);

    for (const name of Object.keys(figures)) {
      figures[name].push(after[name] - before[name]);
    }
  }
  line(title, figures.all);
  line('    of it script', figures.script);
  line('    of it style and layout', figures.layout);
  await page.locator(field).fill('');
}

/* Scrolls up until there is nothing older. */
async function read_all(page, box, row) {
  await page.evaluate(
    async ([box_name, row_name]) => {
      const one = document.querySelector(box_name);
      const first = () => one.querySelector(row_name)?.dataset.seq;

      while (first() !== '1') {
        one.scrollTop = 0;
        await new Promise((done) => requestAnimationFrame(done));
      }
    },
    [box, row],
  );
}

async function state_of(page, cdp, row, title) {
  const { mb, nodes } = await memory(cdp);
  const rows = await page.locator(row).count();

  console.log(
    `  ${title}: ${rows} rows in the page, ${nodes} nodes, ` +
      `heap ${mb.toFixed(1)} MB`,
  );
}

async function measure(page, cdp, face, meanwhile) {
  const { box, row, field } = face;

  await page.locator(field).waitFor();
  await page.locator(row).last().waitFor();
  console.log(
    `${face.name}${' '.repeat(36 - face.name.length)}` +
      '    p50    p95    max  ms a key',
  );
  await state_of(page, cdp, row, 'opened');
  await type(page, cdp, field, 'the newest page alone');
  await read_all(page, box, row);
  await state_of(page, cdp, row, 'read to the beginning');
  await type(page, cdp, field, 'all read, at the beginning');
  await page.evaluate((name) => {
    const one = document.querySelector(name);
    one.scrollTop = one.scrollHeight;
  }, box);
  await drawn(page);
  await type(page, cdp, field, 'all read, at the end');
  await type(page, cdp, field, 'and a message with each 5th key', meanwhile);
  await state_of(page, cdp, row, 'afterwards');
}

const CONSOLE = {
  name: 'console',
  box: '.messages',
  row: '.line[data-seq]',
  field: '.composer textarea',
};
const PANEL = {
  name: 'panel',
  box: '.log',
  row: '.message[data-seq]',
  field: '#composer',
};

async function console_page(browser) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
  });
  const { cookie } = await server.session('anna');
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);

  await context.addCookies([{ ...cookie, url: `${server.origin}/kundo/` }]);
  await cdp.send('Performance.enable');
  return { page, cdp };
}

async function panel_page(browser) {
  const context = await browser.newContext({
    viewport: { width: 400, height: 640 },
    locale: 'en-GB',
  });
  const reply = await context.request.post(
    `${server.origin}/kundo/v1/visitor?as=visitor`,
    { data: { name: 'Eva' }, headers: { Origin: server.origin } },
  );
  const { id, token } = await reply.json();
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const made = await ask(token, 'POST', 'v1/conversations', {
    flow: 'support',
  });

  await context.addInitScript(
    (value) => localStorage.setItem('kundo:visitor', value),
    id,
  );
  await cdp.send('Performance.enable');
  return { page, cdp, visitor: { id, token, chat: made.id, n: 0 } };
}

/* Opens one conversation after the other while messages come in all. */
async function work(page, cdp, visitors) {
  console.log(`console: ${ROUNDS} rounds of opening, reading and a message`);
  for (let round = 0; round <= ROUNDS; round++) {
    const { chat: id } = visitors[round % visitors.length];

    await page.evaluate((value) => {
      location.hash = `#mine/${value}`;
    }, id);
    await Promise.all([
      page.locator(`.row[href$="${id}"][aria-current]`).waitFor(),
      page.locator(CONSOLE.row).last().waitFor(),
      say(visitors[(round * 7) % visitors.length]),
    ]);
    if (round % Math.ceil(ROUNDS / 10) === 0) {
      const { mb, nodes, jsEventListeners } = await memory(cdp);

      console.log(
        `  ${String(round).padStart(6)} rounds: heap ${mb.toFixed(2)} MB, ` +
          `${nodes} nodes, ${jsEventListeners} listeners`,
      );
    }
  }
}

async function main() {
  let browser;

  server = await Server.start({ welcome: null });
  try {
    anna = await server.agent();
    await anna.presence('online', 100);
    browser = await start_browser();

    const panel = await panel_page(browser);
    const visitors = [];

    for (let n = 1; n < CHATS; n++) {
      visitors.push(await chat(`Visitor ${n}`));
      await fill(visitors[n - 1], 60);
    }
    await fill(panel.visitor, MESSAGES);
    console.log(`${MESSAGES} messages in one of ${CHATS} conversations`);

    const desk = await console_page(browser);
    const other = (i) =>
      i % 5 === 0 ? say(visitors[i % visitors.length]) : undefined;

    if (PARTS.includes('console')) {
      await desk.page.goto(
        `${server.origin}/kundo/console/#mine/${panel.visitor.chat}`,
      );
      await measure(desk.page, desk.cdp, CONSOLE, (i) =>
        i % 10 === 0 ? say(panel.visitor) : other(i),
      );
    }
    if (PARTS.includes('panel')) {
      await panel.page.goto(`${server.origin}/kundo/panel/?flow=support`);
      await measure(panel.page, panel.cdp, PANEL, (i) =>
        i % 5 === 0 ? anna.say(panel.visitor.chat, TEXTS[i % 3]) : undefined,
      );
    }
    if (PARTS.includes('memory')) {
      await desk.page.goto(`${server.origin}/kundo/console/#mine`);
      await until(
        async () => (await desk.page.locator('.row').count()) >= CHATS,
        'the list',
      );
      await work(desk.page, desk.cdp, visitors);
    }
  } finally {
    anna?.close();
    await browser?.close();
    await server.stop();
  }
}

await main();
