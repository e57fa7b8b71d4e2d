/*
 * Parts of the widget that cannot be loaded, once: what she sees, and that
 * the next try has what was missing.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible } from './lib.mjs';
import { identity, Shop } from './shop.mjs';

const PARTS = /\/kundo\/panel\/part-/;

let shop;

before(async () => {
  shop = await Shop.open();
  for (const [id, ask] of [
    ['nobody', {}],
    ['asking', { name: 'required' }],
  ]) {
    await shop.anna.ask('POST', 'v1/flows', { id, name: id, ask });
    await shop.page(
      `${id}.html`,
      `<script src="/kundo/widget.js" data-flow="${id}"></script>`,
    );
  }
  await shop.page(
    'colour.html',
    '<script src="/kundo/widget.js" data-flow="support" data-color="#7a1fa2"></script>',
  );
  await shop.anna.presence('online', 50, ['support', 'asking']);
});

after(() => shop?.close());

function lose(eva) {
  return eva.context.route(PARTS, (route) => route.abort());
}

function find(eva) {
  return eva.context.unroute(PARTS);
}

test('the words: both languages say so, and how to go on', async () => {
  const eva = await shop.visitor('/');

  await lose(eva);
  await eva.launcher.click();
  await eva.panel.getByText('The chat could not be loaded').waitFor();
  await eva.panel.getByText('Chatten kunde inte').waitFor();
  await accessible(eva.page, 'panel');
  await eva.panel.getByRole('button', { name: 'Close' }).click();
  await eva.page.locator('kundo-widget iframe').waitFor({ state: 'hidden' });
  await eva.launcher.click();
  await find(eva);
  await eva.panel.getByRole('button', { name: 'Try again' }).click();
  await eva.begin();
  await eva.leave();
});

for (const [path, wish, there] of [
  ['/nobody.html', 'Leave a message', '#composer'],
  ['/asking.html', 'Start chat', '#ask-name'],
]) {
  test(`behind "${wish}": the start stays, and so does the wish`, async () => {
    const eva = await shop.visitor(path);
    const button = eva.panel.getByRole('button', { name: wish });

    await eva.open();
    await button.waitFor();
    await lose(eva);
    await button.click();
    await eva.panel
      .getByRole('alert')
      .getByText('could not reach the server')
      .waitFor();
    await accessible(eva.page, 'panel');
    await find(eva);
    await button.click();
    await eva.panel.locator(there).waitFor();
    assert.equal(await eva.panel.getByRole('alert').count(), 0);
    await eva.leave();
  });
}

test('a browser that remembers the failure: the panel begins anew', async () => {
  const eva = await shop.visitor('/nobody.html');
  const button = eva.panel.getByRole('button', { name: 'Leave a message' });

  await eva.open();
  await button.waitFor();
  await lose(eva);
  await button.click();
  await eva.panel.getByText('could not reach the server').waitFor();
  await eva.panel
    .locator('body')
    .evaluate((body) => (body.dataset.old = 'yes'));
  await button.click();
  /* The line is there, for the document came. */
  await eva.panel.locator('body:not([data-old])').waitFor();
  await eva.panel.getByText('The chat could not be loaded').waitFor();
  await find(eva);
  await eva.panel.getByRole('button', { name: 'Try again' }).click();
  await button.click();
  await eva.field.waitFor();
  await eva.leave();
});

test('the question before the end: the chat goes on, draft and all', async () => {
  const eva = await shop.visitor('/');
  const end = eva.panel.getByRole('button', { name: 'End chat' });

  await eva.start();
  await eva.field.fill('A draft');
  await lose(eva);
  await end.click();
  await eva.panel.getByText('could not reach the server').waitFor();
  assert.equal(await eva.field.inputValue(), 'A draft');
  await find(eva);
  await end.click();
  await eva.panel.getByRole('dialog', { name: 'End this chat?' }).waitFor();
  await eva.leave();
});

test('what the site says of her: the page is told, and may say it again', async () => {
  const eva = await shop.visitor('/');
  const token = identity({ sub: 'lost-1', name: 'Kim Ek' });

  await eva.open();
  await eva.panel.getByRole('button', { name: 'Start chat' }).waitFor();
  await lose(eva);
  await eva.kundo('identify', { identity: token });
  assert.equal((await eva.event('error')).code, 'unreachable');
  await find(eva);
  await eva.kundo('identify', { identity: token });
  assert.deepEqual(await eva.event('identified'), { verified: true });
  await eva.leave();
});

test("the sound and the site's colour: nothing is missed but they", async () => {
  const eva = await shop.visitor('/colour.html');
  const color = () =>
    eva.panel
      .locator('#start')
      .evaluate((start) => getComputedStyle(start).backgroundColor);

  await eva.open();
  await eva.panel.locator('#start').waitFor();
  const own = await color();
  await eva.page.reload();
  await eva.panel.locator('#start').waitFor();

  /* The colours are the first part that is asked for, the words the next. */
  let lost = 0;
  await eva.context.route(PARTS, async (route) => {
    const reply = await route.fetch();

    if (/prefers-color-scheme/.test(await reply.text())) {
      lost++;
      await route.abort();
    } else {
      await route.fulfill({ response: reply });
    }
  });
  await eva.page.reload();
  await eva.panel.locator('#start').waitFor();
  assert.equal(lost, 1);
  assert.notEqual(await color(), own);
  await find(eva);
  await lose(eva);
  const chat = await eva.begin();
  await eva.say('Good morning');
  await shop.anna.say(chat, 'Good morning to you');
  await eva.reads('Good morning to you');
  await eva.leave();
});
