/*
 * What lasts and what does not: the panel's size, the colour scheme, and what
 * she had not sent when her session ended.
 */

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { accessible, until } from './lib.mjs';
import { identity, Shop } from './shop.mjs';

let shop;
let other; /* a site of the same owner, on another origin */

before(async () => {
  other = http.createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><html lang="en"><title>Another</title>
<body><h1>Another</h1><script src="${shop.server.origin}/kundo/widget.js"
data-flow="support"></script></body></html>`);
  });
  await new Promise((done) => other.listen(0, '127.0.0.1', done));
  other.origin = `http://127.0.0.1:${other.address().port}`;
  shop = await Shop.open({ settings: `allow_origin ${other.origin};` });
});

after(async () => {
  await shop?.close();
  other?.closeAllConnections?.();
  other?.close();
});

function widths(eva) {
  return eva.page
    .locator('kundo-widget iframe')
    .evaluate((frame) => frame.offsetWidth);
}

test('the size is kept: on the next page, and for the next visit', async () => {
  const eva = await shop.visitor('/');
  const larger = eva.panel.getByRole('button', { name: 'Larger' });

  assert.deepEqual(await eva.stored(), []);
  await eva.open();
  assert.equal(await widths(eva), 400);
  await larger.click();
  await until(async () => (await widths(eva)) === 720, 'the larger panel');
  await eva.page.getByRole('link', { name: 'Another page' }).click();
  await eva.page.waitForURL('**/next.html');
  await larger.waitFor();
  assert.equal(await widths(eva), 720);
  assert.equal(await larger.getAttribute('aria-pressed'), 'true');

  /* The next visit: another tab, which knows nothing of the first. */
  const page = await eva.context.newPage();
  await eva.page.close();
  await page.goto(`${shop.server.origin}/`);
  await page.locator('kundo-widget button').click();
  const panel = page.frameLocator('kundo-widget iframe');
  await panel.getByRole('button', { name: 'Larger' }).click();
  await until(
    () =>
      page
        .locator('kundo-widget iframe')
        .evaluate((frame) => frame.offsetWidth === 400),
    'the smaller panel',
  );
  assert.equal(
    await page.evaluate(() => localStorage.getItem('kundo:large')),
    null,
  );
  await eva.leave();
});

test('the colour scheme changes under the page: launcher and panel follow', async () => {
  const eva = await shop.visitor('/', { colorScheme: 'light' });
  const dark = () =>
    eva.page
      .locator('kundo-widget iframe')
      .evaluate((frame) => frame.parentNode.classList.contains('dark'));
  const ground = () =>
    eva.panel
      .locator('body')
      .evaluate((body) => getComputedStyle(body).backgroundColor);

  await eva.open();
  assert.equal(await dark(), false);
  const light = await ground();
  await eva.page.emulateMedia({ colorScheme: 'dark' });
  await until(dark, 'the dark launcher');
  await until(async () => (await ground()) !== light, 'the dark panel');
  await accessible(eva.page, 'panel');
  await eva.page.emulateMedia({ colorScheme: 'light' });
  await until(async () => !(await dark()), 'the light launcher');
  await until(async () => (await ground()) === light, 'the light panel');
  await eva.leave();
});

test('back to a chat whose history is on its way: no line of it alone', async () => {
  const eva = await shop.visitor('/');
  let held = [];

  const chat = await eva.start();
  await eva.say('One');
  await shop.anna.say(chat, 'Two');
  await eva.reads('Two');
  await eva.context.routeWebSocket(/v1\/stream/, (near) => {
    const far = near.connectToServer();

    near.onMessage((text) => {
      if (held !== null && /\/messages\?/.test(JSON.parse(text).path)) {
        held.push(() => far.send(text));
      } else {
        far.send(text);
      }
    });
  });
  await eva.page.reload();
  await eva.panel.locator('.log .skeleton').waitFor();
  assert.equal(await eva.panel.locator('.bubble').count(), 0);
  await accessible(eva.page, 'panel');
  await eva.panel.getByRole('button', { name: 'Back to the start' }).click();
  const line = eva.panel.getByRole('button', { name: 'Anna Alm' });
  assert.deepEqual(await line.locator('.last').allTextContents(), ['Two']);
  await line.click();
  await eva.panel.locator('.log .skeleton').waitFor();
  await until(() => held.length > 0, 'the question for the history');
  held.forEach((send) => send());
  held = null;
  await eva.reads('One');
  await eva.reads('Two');
  assert.equal(await eva.panel.locator('.skeleton').count(), 0);
  await eva.leave();
});

describe('the server ends her session', () => {
  function unsent(eva) {
    return eva.page.evaluate(() =>
      Object.keys(localStorage).filter((key) => /draft|out:/.test(key)),
    );
  }

  async function end_session(eva) {
    const { origin } = shop.server;
    const reply = await eva.context.request.delete(
      `${origin}/kundo/v1/visitor?as=visitor`,
      { headers: { Origin: origin } },
    );

    assert.equal(reply.status(), 204);
    await eva.panel.getByText('You have been logged out').waitFor();
  }

  test('nobody can be her again: what she had begun is gone', async () => {
    const eva = await shop.visitor('/');

    await eva.start();
    await eva.field.fill('Only for you');
    assert.equal((await unsent(eva)).length, 1);
    await end_session(eva);
    await accessible(eva.page, 'panel');
    assert.deepEqual(await unsent(eva), []);
    await eva.forget();
    await eva.panel.getByRole('button', { name: 'Start again' }).click();
    await eva.begin();
    assert.equal(await eva.field.inputValue(), '');
    await eva.leave();
  });

  test('who the site knows has it again, and nobody else sees it', async () => {
    const token = identity({ sub: 'lasting-1', name: 'Kim Ek' });
    const kim = await shop.visitor('/');

    await kim.kundo('identify', { identity: token });
    await kim.start();
    await kim.say('Good morning');
    await kim.field.fill('Only for you');
    await end_session(kim);
    assert.equal((await unsent(kim)).length, 1);

    /* Somebody else at the machine, whom nobody vouches for. */
    await kim.page.reload();
    await kim.begin();
    assert.equal(await kim.field.inputValue(), '');
    assert.equal(await kim.log.getByText('Good morning').count(), 0);
    await end_session(kim);
    assert.equal((await unsent(kim)).length, 1);

    await kim.page.reload();
    await kim.kundo('identify', { identity: token });
    await kim.panel.getByText('You: Good morning').click();
    await kim.reads('Good morning');
    assert.equal(await kim.field.inputValue(), 'Only for you');
    await kim.leave();
  });

  test('the panel can be closed there, and opens on it again', async () => {
    const eva = await shop.visitor('/');

    await eva.start();
    await end_session(eva);
    await eva.panel
      .locator('.nothing')
      .getByRole('button', { name: 'Close' })
      .click();
    await eva.panel.locator('.panel').waitFor({ state: 'hidden' });
    await eva.launcher.click();
    await eva.panel.getByRole('button', { name: 'Start again' }).click();
    await eva.panel.getByRole('button', { name: 'Start chat' }).waitFor();
    await eva.leave();
  });
});

describe("kundo('logout')", () => {
  test('a second tab of the site is logged out, too', async () => {
    const eva = await shop.visitor('/');

    await eva.start();
    await eva.say('Good morning');
    const page = await eva.context.newPage();
    const panel = page.frameLocator('kundo-widget iframe');
    await page.goto(`${shop.server.origin}/next.html`);
    await page.locator('kundo-widget button').click();
    await panel.locator('#composer').fill('In the second tab');
    await eva.kundo('logout');
    await panel.getByText('You have been logged out').waitFor();
    assert.equal(await panel.getByText('Good morning').count(), 0);
    await until(async () => (await eva.me()) === 401, 'the end of the session');
    assert.deepEqual(
      await page.evaluate(() =>
        Object.keys(localStorage).filter((key) =>
          /draft|out:|visitor/.test(key),
        ),
      ),
      [],
    );
    await eva.leave();
  });

  test('said on another origin of the owner, it ends the one session', async () => {
    const eva = await shop.visitor('/');

    await eva.start();
    await eva.say('Good morning');
    const page = await eva.context.newPage();
    await page.goto(other.origin);
    await page.locator('kundo-widget button').click();
    const panel = page.frameLocator('kundo-widget iframe');
    await panel.getByText('Good morning').waitFor();
    await page.evaluate(() => window.kundo('logout'));
    await eva.panel.getByText('You have been logged out').waitFor();
    await panel.getByRole('button', { name: 'Start chat' }).waitFor();
    assert.equal(await eva.me(), 401);
    await eva.leave();
  });
});
