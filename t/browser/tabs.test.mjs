/*
 * Several tabs of one browser: what one of them keeps, sends, reads or ends
 * is so in all.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  Line,
  PATIENCE_MS,
  Server,
  start_browser,
  until,
  watch_faults,
} from './lib.mjs';

let server;
let line;
let browser;
let anna;

before(async () => {
  server = await Server.start({ welcome: null });
  line = await Line.to(server.port);
  browser = await start_browser();
  anna = await server.agent();
  await anna.presence('online');
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

  context.setDefaultTimeout(PATIENCE_MS);
  context.watch = await watch_faults(context);
  return context;
}

/* A tab with the panel open in it. */
async function tab_of(context) {
  const page = await context.newPage();

  await page.goto(`${line.origin}/`);
  await page.locator('kundo-widget button').click();
  const panel = page.frameLocator('kundo-widget iframe');

  return {
    page,
    panel,
    badge: page.locator('kundo-widget button span'),
    texts: panel.locator('.message .bubble'),
    /* What waits has no number yet. */
    stored: panel.locator('.message[data-seq] .bubble'),
    unsent: panel.locator('.message:is(.waiting, .failed)'),
    async say(text) {
      await panel.locator('#composer').fill(text);
      await panel.locator('#composer').press('Enter');
    },
  };
}

/* Two tabs with the same chat before them. */
async function two_tabs(context) {
  const first = await tab_of(context);

  await first.panel.getByRole('button', { name: 'Start chat' }).click();
  const { conversation } = await anna.expect(
    (one) => one.type === 'conversation.assigned',
    'the chat',
  );
  await first.say('Hello');
  await first.stored.getByText('Hello').waitFor();
  const second = await tab_of(context);
  await second.stored.getByText('Hello').waitFor();
  return { first, second, conversation };
}

async function leave(context) {
  await context.close();
  context.watch.none();
}

test('what waits in one tab is sent once, also when that tab is closed', async () => {
  const context = await context_of();
  const { first, second, conversation } = await two_tabs(context);

  line.cut();
  await first.say('from the first');
  await second.say('from the second');
  for (const tab of [first, second]) {
    await until(
      async () => (await tab.unsent.count()) === 2,
      'both messages, waiting in both tabs',
    );
  }
  await first.page.close();
  line.mend();
  await until(async () => (await second.unsent.count()) === 0, 'all sent');
  assert.deepEqual(
    (await anna.messages(conversation)).map(({ text }) => text),
    ['Hello', 'from the first', 'from the second'],
  );
  assert.deepEqual(await second.texts.allTextContents(), [
    'Hello',
    'from the first',
    'from the second',
  ]);
  await leave(context);
});

test('D7: seen in one tab is seen in the other', async () => {
  const context = await context_of();
  const { first, second, conversation } = await two_tabs(context);

  /* Nobody looks at either. */
  for (const { page } of [first, second]) {
    await page.locator('kundo-widget button').click();
    await page.locator('kundo-widget iframe').waitFor({ state: 'hidden' });
  }
  await anna.say(conversation, 'Are you there?');
  for (const { badge } of [first, second]) {
    await badge.getByText('1').waitFor();
  }
  await first.page.bringToFront();
  await first.page.locator('kundo-widget button').click();
  await first.texts.getByText('Are you there?').waitFor();
  await second.badge.waitFor({ state: 'hidden' });
  await leave(context);
});

test('a log-out ends every tab, and none of them tries again', async () => {
  const context = await context_of();
  const { first, second } = await two_tabs(context);
  const reply = await context.request.delete(
    `${line.origin}/kundo/v1/visitor?as=visitor`,
    { headers: { Origin: line.origin } },
  );

  assert.equal(reply.status(), 204);
  for (const { panel } of [first, second]) {
    await panel.getByText('You have been logged out').waitFor();
    assert.equal(await panel.locator('#composer').count(), 0);
  }
  for (const { panel } of [first, second]) {
    assert.equal(
      await panel.locator('body').evaluate(() => localStorage['kundo:visitor']),
      undefined,
    );
  }
  await leave(context);
});
