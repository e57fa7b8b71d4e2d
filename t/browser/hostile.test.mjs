/* Pages that mean the widget no good. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PATIENCE_MS, until } from './lib.mjs';
import { Shop, TAG } from './shop.mjs';

let shop;

before(async () => {
  shop = await Shop.open();
});

after(() => shop?.close());

describe('a hostile page', () => {
  const CSS = `* { all: unset !important; color: red !important;
      font: 1px/1 monospace !important; margin: 99px !important;
      padding: 99px !important; border: 9px solid red !important;
      position: static !important; z-index: -1 !important;
      visibility: hidden !important; pointer-events: none !important;
      width: 1px !important; height: 1px !important;
      overflow: hidden !important; float: left !important;
      animation: none !important; transition: all 9s !important;
      box-sizing: content-box !important; content: 'x' !important;
      user-select: none !important; direction: rtl !important;
      letter-spacing: 1em !important; text-transform: uppercase !important }
    iframe, button { display: none !important; opacity: 0 !important }`;

  /* Before the loader: what scripts share, and every way to listen. */
  const BEFORE = `
    const { log } = console;
    const fetch_it = fetch;
    const write_it = JSON.stringify;
    function no() { throw new Error('taken away by the page') }
    window.fetch = (address, options) => {
      log('caught fetch ' + address);
      return fetch_it(address, options);
    };
    JSON.parse = JSON.stringify = no;
    for (const name of Object.getOwnPropertyNames(Array.prototype))
      if (name !== 'constructor' && name !== 'length')
        Array.prototype[name] = no;
    Array.prototype[Symbol.iterator] = no;
    Array.from = Promise.all = no;
    Map.prototype.get = Map.prototype.set = Set.prototype.add = no;
    addEventListener('message', (event) => {
      log('caught message ' + write_it(event.data));
    }, true);
    const types = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input',
                   'paste', 'focusin'];
    for (let i = 0; i < types.length; i++)
      addEventListener(types[i], (event) => {
        log('caught ' + types[i] + ' ' + (event.key || event.data));
        event.stopImmediatePropagation();
        event.preventDefault();
      }, true);`;

  /* After it: frames are broken, and the page is written to. */
  const AFTER = `
    if (top !== self) top.location = self.location;
    function breaker() {
      const frames = document.getElementsByTagName('iframe');
      while (frames.length > 0) frames[0].remove();
      for (let i = 0; i < window.length; i++)
        window[i].location = 'about:blank';
    }
    breaker();
    setInterval(breaker, 10);
    new MutationObserver(breaker).observe(document,
      { childList: true, subtree: true });
    window.onbeforeunload = null;
    document.write('<p id="late">Written afterwards</p>');`;

  test('neither breaks it nor reads what is typed in it', async () => {
    await shop.server.file('hostile.css', CSS);
    await shop.server.file('before.js', BEFORE);
    await shop.server.file('after.js', AFTER);
    await shop.page(
      'hostile.html',
      `<script src="/kundo/widget.js" data-flow="support"
           data-color="#225588"></script><script src="/after.js"></script>`,
      `<link rel="stylesheet" href="/hostile.css">
       <script src="/before.js"></script>`,
    );
    /* The watch and the helpers of the test need what the page takes away. */
    const context = await shop.browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    const errors = [];
    const said = [];

    context.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error.stack)));
    await page.goto(`${shop.server.origin}/hostile.html`);
    const frame = page.locator('kundo-widget iframe');
    const panel = page.frameLocator('kundo-widget iframe');
    const launcher = page.locator('kundo-widget button');
    await page.locator('#late').waitFor({ state: 'attached' });
    const size = await launcher.boundingBox();
    assert.deepEqual([size.width, size.height], [56, 56]);
    const view = page.viewportSize();
    assert.deepEqual(
      [view.width - size.x - 56, view.height - size.y - 56],
      [20, 20],
    );
    await launcher.click();
    await panel.getByRole('button', { name: 'Start chat' }).click();
    const box = await frame.boundingBox();
    assert.deepEqual([box.width > 300, box.height > 400], [true, true]);
    await panel.locator('#composer').pressSequentially('Sesame 4711');
    await panel.locator('#composer').press('Enter');
    const { data } = await shop.anna.expect(
      (event) =>
        event.type === 'message.created' && event.data.text === 'Sesame 4711',
      'what she has typed',
    );
    await panel.locator('.bubble', { hasText: 'Sesame 4711' }).waitFor();
    await shop.anna.say(data.conversation, 'A secret answer');
    await panel.locator('.bubble', { hasText: 'A secret answer' }).waitFor();

    const caught = said.join('\n');

    assert.match(caught, /^caught fetch .*status/m, 'the page does catch');
    assert.match(caught, /^caught message .*started/m);
    assert.doesNotMatch(caught, /^caught (key|before|input|paste)/m);
    assert.doesNotMatch(caught, /Sesame|4711|secret/);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test('a page that takes the button away does not stand still', async () => {
    await shop.server.file(
      'taker.js',
      `window.taken = 0;
       new MutationObserver(() => {
         const one = document.querySelector('kundo-widget');
         if (one) { one.remove(); taken++ }
       }).observe(document.documentElement, { childList: true });`,
    );
    await shop.page('taker.html', TAG, '<script src="/taker.js"></script>');
    const eva = await shop.visitor('/taker.html');

    await until(() => eva.page.evaluate(() => window.taken > 2), 'taken away');
    assert.equal(await eva.page.evaluate(() => 6 * 7), 42);
    await eva.leave();
  });
});
