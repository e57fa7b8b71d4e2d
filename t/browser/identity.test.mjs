/* Who the visitor is by the site's word: identify and logout (S4.5, D9). */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from './lib.mjs';
import { example, identity, Shop } from './shop.mjs';

const STATUS = '/kundo/v1/flows/support/status';

let shop;

before(async () => {
  shop = await Shop.open();
});

after(() => shop?.close());

/* The person whom the agent sees in a chat. */
async function customer(conversation) {
  return (await shop.anna.ask('GET', `v1/conversations/${conversation}`))
    .starter;
}

describe('who she is', () => {
  test('before she opens it, identify asks for nothing', async () => {
    const eva = await shop.visitor('/');

    await eva.kundo('identify', { identity: identity({ sub: 'c-0' }) });
    await eva.kundo('logout');
    await eva.event('available');
    await eva.page.waitForLoadState('networkidle');
    assert.deepEqual(eva.asked, ['/', '/kundo/widget.js', STATUS]);
    assert.deepEqual(await eva.stored(), []);
    await eva.leave();
  });

  test('D9: a name and an address go with the chat, unverified', async () => {
    const eva = await shop.visitor('/');

    await eva.page.evaluate(example('name:', 'email:'));
    await eva.open();
    await eva.panel.getByRole('button', { name: 'Start chat' }).waitFor();
    assert.deepEqual(await eva.context.cookies(), [], 'not before the chat');
    const chat = await eva.begin();
    assert.deepEqual(await eva.event('identified'), { verified: false });
    assert.equal((await customer(chat)).name, 'Eva Ek');

    await eva.kundo('identify', { name: 'Eva Berg' });
    await until(
      async () => (await eva.me()).name === 'Eva Berg',
      'the new name, at once',
    );
    assert.equal((await eva.me()).email, 'eva@example.com');
    await eva.leave();
  });

  test('S4.5: with an identity her chats are there, on any device', async () => {
    const token = identity({ sub: 'c-1', name: 'Kim Ek' });
    const first = await shop.visitor('/');

    await first.page.evaluate(
      `const token = '${token}'; ${example('identity: token')}`,
    );
    await first.open();
    assert.deepEqual(await first.event('identified'), { verified: true });
    const chat = await first.begin();
    await first.say('On my telephone');
    assert.equal((await customer(chat)).name, 'Kim Ek');

    const second = await shop.visitor('/');
    await second.kundo('identify', { identity: token });
    await second.open();
    await second.panel.getByText('You: On my telephone').click();
    await second.reads('On my telephone');
    assert.equal((await second.me()).id, (await first.me()).id);
    await first.leave();
    await second.leave();
  });

  test('S4.5: an anonymous visitor logs in and keeps her chat', async () => {
    const eva = await shop.visitor('/');
    const chat = await eva.start();
    const before_it = await eva.me();

    await eva.kundo('identify', {
      identity: identity({ sub: 'c-2', name: 'Lo Ek' }),
    });
    assert.deepEqual(await eva.event('identified'), { verified: true });
    assert.equal((await eva.me()).id, before_it.id);
    assert.equal((await customer(chat)).name, 'Lo Ek');
    await eva.say('Still the same chat');
    await eva.leave();
  });

  test('D9: known from elsewhere: her chat goes on, then she is herself', async () => {
    const token = identity({ sub: 'c-3', name: 'Mo Ek' });
    const first = await shop.visitor('/');

    await first.kundo('identify', { identity: token });
    await first.start();

    const second = await shop.visitor('/');
    const chat = await second.start();
    await second.kundo('identify', { identity: token });
    assert.equal((await second.event('error')).code, 'exists');
    await second.say('Not broken off');
    await shop.anna.ask('PATCH', `v1/conversations/${chat}`, {
      status: 'closed',
    });
    assert.deepEqual(await second.event('ended'), { conversation: chat });

    await second.forget();
    await second.kundo('identify', { identity: token });
    assert.deepEqual(await second.event('identified'), { verified: true });
    assert.equal((await second.me()).id, (await first.me()).id);
    await first.leave();
    await second.leave();
  });

  test("D9: another person on this browser sees nothing of the first one's", async () => {
    const eva = await shop.visitor('/');

    await eva.kundo('identify', { identity: identity({ sub: 'c-4' }) });
    await eva.start();
    await eva.say('Between you and me');
    await eva.field.fill('and this');
    const { id } = await eva.me();

    await eva.page.reload();
    await eva.reads('Between you and me');
    await eva.forget();
    await eva.kundo('identify', {
      identity: identity({ sub: 'c-5', name: 'Bo Ek' }),
    });
    assert.deepEqual(await eva.event('identified'), { verified: true });
    await eva.panel.getByRole('button', { name: 'Start chat' }).waitFor();
    assert.equal(await eva.panel.getByText('Between you and me').count(), 0);
    assert.notEqual((await eva.me()).id, id);
    assert.deepEqual(
      (await eva.stored()).filter((name) => /draft|out:/.test(name)),
      [],
    );
    await eva.leave();
  });

  test('what is wrong is said to the page, and she can chat', async () => {
    const eva = await shop.visitor('/');

    await eva.kundo('identify', { identity: identity({ sub: 'c-6', exp: 1 }) });
    await eva.open();
    const error = await eva.event('error');
    assert.equal(error.code, 'unauthorized');
    assert.match(error.detail, /expired/);
    await eva.begin();
    await eva.say('Nobody in particular');
    await eva.leave();
  });

  test('logout ends the session, and nothing of her stays', async () => {
    const eva = await shop.visitor('/');

    await eva.start();
    await eva.say('Good morning');
    await eva.field.fill('A draft');
    await eva.page.evaluate(example("kundo('logout')"));
    await eva.panel.getByRole('button', { name: 'Start chat' }).waitFor();
    await until(async () => (await eva.me()) === 401, 'the end of the session');
    assert.deepEqual(
      (await eva.stored()).filter((name) => /^kundo:./.test(name)),
      ['kundo:support'],
      'but that the panel is open in this tab',
    );
    await eva.forget();
    await eva.begin();
    assert.equal(await eva.log.getByText('Good morning').count(), 0);
    await eva.leave();
  });

  test('logout on the next page, before anything is open', async () => {
    const eva = await shop.visitor('/');

    await eva.start();
    await eva.page.evaluate(() => sessionStorage.clear());
    await eva.page.goto(`${shop.server.origin}/next.html`);
    await eva.event('available');
    assert.equal(await eva.page.locator('kundo-widget iframe').count(), 0);
    await eva.kundo('logout');
    await until(async () => (await eva.me()) === 401, 'the end of the session');
    assert.equal(await eva.panel.locator('.panel').isVisible(), false);
    await eva.leave();
  });
});
