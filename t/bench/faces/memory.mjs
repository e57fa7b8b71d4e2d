/*
 * An hour's work in each face, a round for each minute, and what of their
 * memory stays: the heap and what hangs on it after each round, and how that
 * rises over the second half.
 */

import { Line } from '../../browser/lib.mjs';
import { row, slope } from './figures.mjs';
import { contents, sample } from './heap.mjs';
import { desk_context } from './people.mjs';
import { CONSOLE_HOUR, ConsoleWork } from './work_console.mjs';
import { PANEL_HOUR, PanelWork } from './work_panel.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS || 60);
const LINES = 6;

const MINUTES = 60;

async function rounds(name, hour, page, work) {
  const cdp = await page.context().newCDPSession(page);
  const samples = [];
  let before;

  console.log(
    `memory, ${name}: ${ROUNDS} rounds, each a minute's work; an hour is ` +
      hour,
  );
  row('', ['heap KiB', 'nodes', 'documents', 'listeners']);
  for (let n = 1; n <= ROUNDS; n++) {
    await work.minute(n);
    samples.push(await sample(cdp));
    if (n === ROUNDS >> 1) {
      before = await contents(cdp);
    }
    if (n === 1 || n % Math.ceil(ROUNDS / LINES) === 0) {
      row(`after ${n}`, samples.at(-1), 0);
    }
  }
  const half = samples.slice(samples.length >> 1);
  const rises = half[0].map((_, i) => slope(half.map((one) => one[i])));
  const mean = half.reduce((sum, [kib]) => sum + kib, 0) / half.length;

  row('second half, a round', rises, 2);
  row(
    'second half, an hour',
    rises.map((one) => one * MINUTES),
    0,
  );
  console.log(
    `  the heap rises by ${(rises[0] * 1024).toFixed(0)} bytes a round, ` +
      `${((rises[0] * MINUTES * 100) / mean).toFixed(1)} % an hour`,
  );
  const after = await contents(cdp);
  console.log(
    `  from the middle to the end, KiB: ${Object.entries(after)
      .map(([kind, kib]) => `${kind} ${signed(kib - before[kind])}`)
      .join(', ')}`,
  );
  await cdp.detach();
}

function signed(number) {
  return `${number > 0 ? '+' : ''}${number.toFixed(0)}`;
}

export async function memory(browser, people, visitors) {
  const line = await Line.to(people.server.port);
  const contexts = [
    await desk_context(browser, people),
    await browser.newContext({
      viewport: { width: 1000, height: 800 },
      locale: 'en-GB',
    }),
  ];

  try {
    const [desk, shop] = await Promise.all(
      contexts.map((context) => context.newPage()),
    );

    await rounds(
      'console',
      CONSOLE_HOUR,
      desk,
      await ConsoleWork.begin(people, line, desk, visitors),
    );
    await contexts[0].close();
    await rounds(
      'panel',
      PANEL_HOUR,
      shop,
      await PanelWork.begin(people, line, shop),
    );
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
    await line.stop();
  }
}
