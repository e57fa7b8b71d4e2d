/*
 * The bench of the two faces: opening to first input, what a key costs, and
 * whether memory stays flat over an hour's work.  Asserts no figure.
 */

import { start_browser } from '../../browser/lib.mjs';
import { memory } from './memory.mjs';
import { opening } from './opening.mjs';
import { known_visitor, People } from './people.mjs';
import { typing } from './typing.mjs';

const MESSAGES = Number(process.env.BENCH_MESSAGES || 10000);
const CHATS = Number(process.env.BENCH_CHATS || 50);
const PARTS = (process.env.BENCH_PARTS || 'opening typing memory').split(' ');

/* In each of the other conversations. */
const FEW = 60;

async function main() {
  const people = await People.come();
  let browser;

  try {
    browser = await start_browser();
    const eva = await known_visitor(browser, people);
    const visitors = [];

    for (let n = 1; n < CHATS; n++) {
      visitors.push(await people.visitor(`Visitor ${n}`));
      await people.fill(visitors.at(-1), FEW);
    }
    if (PARTS.includes('opening')) {
      await people.fill(eva, FEW);
      await opening(browser, people, eva);
    }
    if (PARTS.includes('typing')) {
      await people.fill(eva, MESSAGES);
      console.log(`${MESSAGES} messages in one of ${CHATS} conversations`);
      await typing(browser, people, eva, visitors);
    }
    if (PARTS.includes('memory')) {
      await memory(browser, people, visitors);
    }
  } finally {
    await browser?.close();
    await people.leave();
  }
}

await main();
