/*
 * The end of what was said: who reads there stays there, in both faces, also
 * when a phone's keyboard comes while a message does.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Office, pane } from './office.mjs';
import { Shop } from './shop.mjs';

const LINES = 30;

/* Half as high before its scrolling has been told; how far the end is then. */
function shrink(scroller) {
  return scroller.evaluate(async (box) => {
    const end = () => box.scrollHeight - box.scrollTop - box.clientHeight;
    const height = `${box.clientHeight / 2}px`;
    const there = box.scrollTop > 100 && end() <= 1;

    box.scrollTop -= 10;
    box.scrollTop += 10;
    Object.assign(box.style, { flex: 'none', height });
    await new Promise((done) =>
      requestAnimationFrame(() => requestAnimationFrame(done)),
    );
    return [there, end() <= 1];
  });
}

test('console: the end stays in sight as the pane gets smaller', async (t) => {
  const office = await Office.open({ welcome: null });

  t.after(() => office.shut());
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');

  for (let n = 1; n <= LINES; n++) {
    await eva.say(`Line ${n}`);
  }
  const page = await office.console_of({ hash: `#mine/${eva.id}` });

  await pane(page, 'Eva')
    .locator('[data-seq] .bubble', { hasText: `Line ${LINES}` })
    .waitFor();
  assert.deepEqual(await shrink(pane(page, 'Eva').locator('.messages')), [
    true,
    true,
  ]);
  await office.tidy();
});

test('widget: the end stays in sight as the panel gets smaller', async (t) => {
  const shop = await Shop.open();

  t.after(() => shop.close());
  const eva = await shop.visitor();
  const chat = await eva.start();

  for (let n = 1; n <= LINES; n++) {
    await shop.anna.say(chat, `Line ${n}`);
  }
  await eva.reads(`Line ${LINES}`);
  assert.deepEqual(await shrink(eva.panel.locator('.log')), [true, true]);
  await eva.leave();
});
