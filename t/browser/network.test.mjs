/*
 * Both faces over a bad network: an answer takes 200 ms, and each piece of
 * data cuts its connection with a chance of 5 %.  What two people write to
 * each other meanwhile stands at the end with both, once each, in the order
 * of the server.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, start_browser, watch_faults } from './lib.mjs';
import { RoughLine } from './rough.mjs';

const SEED = Number(process.env.KUNDO_SEED || 20260102);
const MESSAGES = 60;

/* Not a measure: what is slower than this is stuck. */
const STUCK_MS = 240000;

let server;
let line;
let browser;
let anna;
const contexts = [];

before(async () => {
  server = await Server.start({ welcome: null });
  line = await RoughLine.to(server.port, {
    seed: SEED,
    delay_ms: 100,
    cut: 0.05,
  });
  browser = await start_browser();
  anna = await server.agent();
});

after(async () => {
  anna?.close();
  await browser?.close();
  await line?.stop();
  await server?.stop();
});

async function context_of() {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 },
    locale: 'en-GB',
  });

  context.setDefaultTimeout(STUCK_MS);
  context.faults = await watch_faults(context);
  contexts.push(context);
  return context;
}

/* With the chat before her, and what there is to look at. */
async function visitor_of() {
  const page = await (await context_of()).newPage();

  await page.goto(`${line.origin}/`);
  await page.locator('kundo-widget button').click();
  const panel = page.frameLocator('kundo-widget iframe');
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await panel.locator('#composer').waitFor();
  return {
    field: panel.locator('#composer'),
    texts: panel.locator('.message .bubble'),
    unsent: panel.locator('.message:is(.waiting, .failed)'),
    failed: panel.locator('.message.failed'),
  };
}

async function agent_of() {
  const context = await context_of();
  const page = await context.newPage();
  const { cookie } = await server.session('anna');

  await context.addCookies([{ ...cookie, url: `${server.origin}/kundo/` }]);
  await page.goto(`${line.origin}/kundo/console/`);
  await page.locator('.row').click();
  await page.locator('.composer textarea').waitFor();
  return {
    field: page.locator('.composer textarea'),
    texts: page.locator('.line .bubble'),
    unsent: page.locator('.line[data-state]'),
    failed: page.locator('.line[data-state="failed"]'),
  };
}

async function write(person, who) {
  const written = [];

  for (let n = 1; n <= MESSAGES; n++) {
    written.push(`${who} ${n}`);
    await person.field.fill(`${who} ${n}`);
    await person.field.press('Enter');
  }
  return written;
}

/* Until nothing of hers is on its way and both have everything. */
async function settled(person, count) {
  const end = Date.now() + STUCK_MS;

  for (;;) {
    const [unsent, failed, there] = await Promise.all([
      person.unsent.count(),
      person.failed.count(),
      person.texts.count(),
    ]);

    assert.equal(failed, 0, `something failed (seed ${SEED})`);
    if (unsent === 0 && there >= count) {
      return (await person.texts.allTextContents()).map((text) => text.trim());
    }
    assert.ok(
      Date.now() < end,
      `${unsent} unsent, ${there} of ${count} there (seed ${SEED})`,
    );
    await new Promise((done) => setTimeout(done, 250));
  }
}

test('200 ms, 5 % cut: 60 messages each way, once, in order', async (t) => {
  await anna.presence('online');
  const visitor = await visitor_of();
  const event = await anna.expect(
    (one) => one.type === 'conversation.assigned',
    'the chat',
  );
  const agent = await agent_of();

  line.rough = true;
  const [hers, ours] = await Promise.all([
    write(visitor, 'visitor'),
    write(agent, 'agent'),
  ]);
  const read = [
    await settled(visitor, 2 * MESSAGES),
    await settled(agent, 2 * MESSAGES),
  ];
  const stored = (await anna.messages(event.conversation)).map(
    ({ text }) => text,
  );

  t.diagnostic(`seed ${SEED}: ${line.cuts} connections were cut`);
  assert.ok(line.cuts > 0, 'the network was bad');
  for (const [who, written] of [
    ['visitor', hers],
    ['agent', ours],
  ]) {
    assert.deepEqual(
      stored.filter((text) => text.startsWith(who)),
      written,
      `what the ${who} wrote stands once, in her order (seed ${SEED})`,
    );
  }
  assert.equal(stored.length, 2 * MESSAGES);
  assert.deepEqual(read[0], stored, `the visitor (seed ${SEED})`);
  assert.deepEqual(read[1], stored, `the agent (seed ${SEED})`);
  for (const context of contexts) {
    context.faults.none();
  }
});
