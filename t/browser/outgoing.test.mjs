/*
 * A message of one's own while the server takes its time: in both faces it
 * stands where it will stand, and says how it is.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './lib.mjs';
import { Office, pane } from './office.mjs';
import { Shop } from './shop.mjs';

/*
 * Messages go no further than this until they are let go: the next one, which
 * may not have come here yet though the page shows it.
 */
async function hold_back(page) {
  const held = [];

  await page.routeWebSocket(/v1\/stream/, (near) => {
    const far = near.connectToServer();

    near.onMessage((frame) => {
      const { method, path } = JSON.parse(frame);

      if (method === 'POST' && path.endsWith('/messages')) {
        held.push(() => far.send(frame));
      } else {
        far.send(frame);
      }
    });
  });
  return async () => {
    await until(() => held.length > 0, 'a message to let go');
    held.shift()();
  };
}

/* Where each message stands, and how much there is to scroll. */
function places(bubbles) {
  return bubbles.evaluateAll((all) =>
    all.map((one) => {
      const { top, bottom, left, right } = one.getBoundingClientRect();
      const box = one.closest('.messages, .log');

      return [
        one.innerText,
        top,
        bottom,
        left,
        right,
        box.scrollHeight - box.scrollTop,
      ];
    }),
  );
}

test('console: what is on its way does not move when it has arrived', async (t) => {
  const office = await Office.open({ welcome: null });
  let let_go;

  t.after(() => office.shut());
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  const page = await office.console_of({
    hash: `#mine/${eva.id}`,
    route: async (one) => {
      let_go = await hold_back(one);
    },
  });
  const field = pane(page, 'Eva').locator('textarea');
  const bubble = (text, state) =>
    page.locator(`.line[${state}] .bubble`, { hasText: text });
  const writes = async (text) => {
    await field.fill(text);
    await field.press('Enter');
    await bubble(text, 'data-state').waitFor();
  };

  for (const text of ['The first of hers', 'One that follows']) {
    await writes(text);
    await page.locator('.state', { hasText: 'Sending' }).waitFor();
    const before = await places(page.locator('.bubble'));

    await let_go();
    await bubble(text, 'data-seq').waitFor();
    await page.locator('.seen', { hasText: 'Sent' }).waitFor();
    assert.deepEqual(await places(page.locator('.bubble')), before, text);
  }

  /* Of several the last says how it is with them. */
  await eva.say('And?');
  await page.locator('.bubble', { hasText: 'And?' }).waitFor();
  await writes('Now');
  await writes('both of them');
  assert.equal(await page.locator('.state').count(), 1);
  const before = await places(page.locator('.bubble'));

  await let_go();
  await bubble('Now', 'data-seq').waitFor();
  assert.deepEqual(await places(page.locator('.bubble')), before);
  await let_go();
  await page.locator('.seen', { hasText: 'Sent' }).waitFor();
  assert.deepEqual(await places(page.locator('.bubble')), before);
  await office.tidy();
});

test('widget: what is on its way does not move when it has arrived', async (t) => {
  const shop = await Shop.open();

  t.after(() => shop.close());
  const eva = await shop.visitor();
  const let_go = await hold_back(eva.page);
  const bubble = (text, which) =>
    eva.log.locator(`${which} .bubble`, { hasText: text });

  await eva.page.reload();
  await eva.start();
  for (const text of ['The first of hers', 'One that follows']) {
    await eva.field.fill(text);
    await eva.field.press('Enter');
    await eva.log.locator('.waiting', { hasText: 'Sending' }).waitFor();
    const before = await places(eva.log.locator('.bubble'));

    await let_go();
    await bubble(text, '[data-seq]').waitFor();
    await eva.log.locator('[data-seq] .meta', { hasText: 'Sent' }).waitFor();
    assert.deepEqual(await places(eva.log.locator('.bubble')), before, text);
  }
  await eva.leave();
});
