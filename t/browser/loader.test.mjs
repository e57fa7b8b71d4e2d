/*
 * The loader on pages of all kinds: consent, pages that change under it, and
 * what a site forbids.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible, until } from './lib.mjs';
import { example, Shop, TAG } from './shop.mjs';

const STATUS = '/kundo/v1/flows/support/status';

let shop;

before(async () => {
  shop = await Shop.open();
});

after(() => shop?.close());

describe('consent', () => {
  before(() => shop.page('consent.html', example('data-consent')));

  test('without it: loader and status, no button, nothing stored', async () => {
    const eva = await shop.visitor('/consent.html');

    await eva.event('available');
    await eva.kundo('consent', false);
    await eva.kundo('identify', { name: 'Eva' });
    await eva.kundo('open');
    assert.deepEqual(await eva.event('error'), { code: 'consent' });
    await eva.page.waitForLoadState('networkidle');
    assert.deepEqual(eva.asked, ['/consent.html', '/kundo/widget.js', STATUS]);
    assert.deepEqual(await eva.stored(), []);
    assert.equal(await eva.launcher.isVisible(), false);
    assert.equal(await eva.page.locator('kundo-widget iframe').count(), 0);
    await accessible(eva.page);

    await eva.page.evaluate(example("kundo('consent', true)"));
    await eva.panel.locator('.panel').waitFor();
    assert.equal(await eva.launcher.isVisible(), true);
    await eva.begin();
    await eva.say('Yes, I agree');
    await eva.leave();
  });

  test('asked for on the next page again; taken back, it ends all', async () => {
    const eva = await shop.visitor('/consent.html');

    await eva.kundo('consent', true);
    await eva.start();
    await eva.field.fill('A draft');
    await eva.page.reload();
    await eva.event('available');
    assert.equal(await eva.page.locator('kundo-widget iframe').count(), 0);
    await eva.kundo('consent', true);
    await eva.panel.locator('.panel').waitFor();
    assert.equal(await eva.field.inputValue(), 'A draft');

    await eva.kundo('consent', false);
    await eva.launcher.waitFor({ state: 'hidden' });
    await until(async () => (await eva.me()) === 401, 'the end of the session');
    assert.deepEqual(
      (await eva.stored()).filter((name) => name !== 'kundo_visitor'),
      [],
    );
    await eva.leave();
  });
});

describe('the page it is on', () => {
  test('the queue of the document; a listener that throws stops nobody', async () => {
    await shop.server.file(
      'queue.js',
      `${example('window.kundo ??=')}
       kundo('on', 'ready', () => { throw new Error('of the page') });
       kundo('on', 'open', () => (window.told = true));`,
    );
    await shop.page('queue.html', TAG, '<script src="/queue.js"></script>');
    const eva = await shop.visitor('/queue.html');

    await eva.panel.locator('.panel').waitFor();
    await eva.event('open');
    await eva.event('available');
    await eva.kundo('close');
    await eva.kundo('open');
    assert.equal(await eva.page.evaluate(() => window.told), true);
    await eva.context.close();
    assert.equal(eva.watch.faults.length, 1, String(eva.watch.faults));
    assert.match(eva.watch.faults[0], /of the page/);
  });

  test('the tag twice, and again after each change of a single-page app', async () => {
    await shop.page('twice.html', TAG + TAG);
    const eva = await shop.visitor('/twice.html');
    const again = () =>
      eva.page.evaluate(
        () =>
          new Promise((done) => {
            const script = document.createElement('script');
            script.src = '/kundo/widget.js';
            script.dataset.flow = 'support';
            script.onload = done;
            document.body.append(script);
          }),
      );

    await eva.start();
    await eva.say('One');
    for (const change of [
      () => (document.body.innerHTML = '<p>Another view</p>'),
      () => document.body.replaceWith(document.createElement('body')),
      () => history.pushState(null, '', '/elsewhere'),
      () => history.back(),
    ]) {
      await eva.page.evaluate(change);
      await again();
    }
    assert.equal(await eva.page.locator('kundo-widget').count(), 1);
    assert.equal(
      eva.asked.filter((path) => path.startsWith('/kundo/panel/?')).length +
        eva.asked.filter((path) => path === '/kundo/panel/').length,
      1,
      'the panel was loaded once',
    );
    await eva.say('Two');
    await eva.leave();
  });

  test('a page that replaces all of <html>, or writes itself anew', async () => {
    const eva = await shop.visitor('/');
    const chat = await eva.start();

    await eva.say('Before');
    for (const [i, change] of [
      () => (document.documentElement.innerHTML = '<body><p>New</p></body>'),
      () =>
        document.documentElement.replaceWith(document.createElement('html')),
      () => {
        document.open();
        document.write('<!doctype html><title>x</title><p>Written');
        document.close();
      },
      () => document.write('<p>Once more'),
    ].entries()) {
      await eva.page.evaluate(change);
      await eva.reads('Before');
      await eva.say(`After ${i}`);
    }
    assert.equal(await eva.page.locator('kundo-widget').count(), 1);
    await eva.launcher.click();
    await eva.panel.locator('.panel').waitFor({ state: 'hidden' });
    assert.equal((await shop.anna.messages(chat)).length, 6);
    await eva.leave();
  });

  test('in the panel and the console, by a filter for all of a site: nothing', async () => {
    const eva = await shop.visitor('/');

    await eva.page.route(/\/kundo\/(panel|console)\/(\?|$)/, async (route) => {
      const response = await route.fetch();
      const text = await response.text();

      await route.fulfill({
        response,
        body: text.replace('</body>', `${TAG}</body>`),
      });
    });
    for (const path of ['panel/?flow=support', 'console/']) {
      await eva.page.goto(`${shop.server.origin}/kundo/${path}`);
      assert.match(await eva.page.content(), /kundo\/widget\.js/);
      assert.equal(await eva.page.locator('kundo-widget').count(), 0);
    }
    await eva.leave();
  });

  test('another page and the way back', async () => {
    const eva = await shop.visitor('/');

    await eva.start();
    await eva.say('One');
    await eva.page.getByRole('link', { name: 'Another page' }).click();
    await eva.page.waitForURL('**/next.html');
    await eva.say('Two');
    await eva.page.goBack();
    await eva.reads('Two');
    await eva.say('Three');
    await eva.page.goForward();
    await eva.reads('Three');
    await eva.kundo('close');
    await eva.page.goBack();
    await eva.event('available');
    assert.equal(await eva.panel.locator('.panel').isVisible(), false);
    await eva.leave();
  });
});

describe("the site's policies", () => {
  before(() => shop.page('plain.html', '<p id="plain">Nothing of a chat.</p>'));

  test('script-src, frame-src and connect-src of its own; X-Frame-Options', async () => {
    const reply = await fetch(`${shop.server.origin}/plain.html`);

    assert.equal(reply.headers.get('X-Frame-Options'), 'DENY');
    const eva = await shop.visitor('/strict/index.html');
    await eva.start();
    await eva.say('Through all of them');
    const box = await eva.launcher.boundingBox();
    assert.deepEqual([box.width, box.height], [56, 56]);
    await eva.leave();
  });

  test('sub_filter puts the tag in, without an edit of the page', async () => {
    const eva = await shop.visitor('/filtered/plain.html');

    await eva.page.locator('#plain').waitFor();
    await eva.start();
    await eva.say('By nginx alone');
    await eva.leave();
  });

  test('JavaScript off: the page, the panel and the console say what to do', async () => {
    await shop.page('off.html', TAG + example('<noscript>'));
    const context = await shop.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();

    await page.goto(`${shop.server.origin}/off.html`);
    await page.getByRole('link', { name: 'Write to us' }).waitFor();
    assert.equal(await page.locator('kundo-widget').count(), 0);
    for (const [path, sv, en] of [
      ['panel/?flow=support', 'Slå på det', 'contact us'],
      ['console/', 'Slå på det', 'Turn it on'],
    ]) {
      await page.goto(`${shop.server.origin}/kundo/${path}`);
      for (const words of [sv, en]) {
        const box = await page.locator('p', { hasText: words }).boundingBox();
        assert.ok(box.y + box.height < page.viewportSize().height, words);
      }
    }
    await context.close();
  });
});
