/*
 * Every function of the widget by the keyboard alone: Tab to it, see what has
 * the focus, and press it.  No mouse is used, and nothing is focused from
 * outside.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { stand_in, until } from './lib.mjs';
import { Shop } from './shop.mjs';

const TABS = 14; /* more than anything is away from anything */

let shop;

before(async () => {
  shop = await Shop.open();
  await shop.anna.ask('POST', 'v1/flows', {
    id: 'asking',
    name: 'Asking',
    ask: { name: 'required', email: 'optional' },
  });
  await shop.page(
    'asking.html',
    '<script src="/kundo/widget.js" data-flow="asking"></script>',
  );
  await shop.anna.presence('online', 50, ['support', 'asking']);
});

after(() => shop?.close());

/* A visitor without a mouse. */
class Typist {
  static async come(path) {
    const self = new Typist();

    self.eva = await shop.visitor(path);
    self.keys = self.eva.page.keyboard;
    return self;
  }

  /* What has the focus: by its name, in the panel or on the page. */
  async where() {
    const look = () => {
      const one = document.activeElement;
      const read = one.cloneNode(true);

      read.querySelectorAll('[aria-hidden]').forEach((part) => part.remove());
      const name =
        one.getAttribute('aria-label') ||
        one.labels?.[0]?.textContent ||
        read.textContent;

      return one === document.body ? '' : name.trim();
    };
    const frame = this.eva.page
      .frames()
      .find((one) => /\/panel\//.test(one.url()));
    const inside = frame ? await frame.evaluate(look) : '';
    const launcher = await this.eva.page.evaluate(
      () =>
        document
          .querySelector('kundo-widget')
          ?.shadowRoot.activeElement?.getAttribute('aria-label') ?? '',
    );

    return launcher || inside;
  }

  /* Forwards or backwards until it has the focus. */
  async to(name, key = 'Tab') {
    const passed = [];

    for (let i = 0; i < TABS; i++) {
      const here = await this.where();

      if (here.startsWith(name)) {
        return;
      }
      passed.push(here);
      await this.keys.press(key);
    }
    assert.fail(`"${name}" was not reached, but ${passed.join(', ')}`);
  }

  async press(name, key = 'Enter', way = 'Tab') {
    await this.to(name, way);
    await this.keys.press(key);
  }

  /* The focus comes by itself. */
  at(name) {
    let here;

    return until(
      async () => (here = await this.where()).startsWith(name),
      () => `the focus on "${name}" (it is on "${here}")`,
    );
  }

  async open() {
    await this.press('Open chat');
    await this.eva.panel.locator('.panel').waitFor();
    await this.at('Start chat');
  }

  async write(text) {
    await this.at('Write a message');
    await this.keys.type(text);
    await this.keys.press('Enter');
    await this.eva.reads(text);
  }
}

function pressed(eva, name) {
  return eva.panel
    .getByRole('button', { name, exact: true })
    .getAttribute('aria-pressed');
}

test('open, the form, a chat, its end, a new one, the way home, close', async () => {
  const typist = await Typist.come('/asking.html');
  const { eva, keys } = typist;

  await typist.open();
  await keys.press('Enter');
  await typist.at('Name (required)');
  await keys.press('Enter');
  await eva.panel.getByText('Write your name.').waitFor();
  await typist.at('Name (required)');
  await keys.type('Eva Ek');
  await keys.press('Tab');
  await typist.at('E-mail (optional)');
  await keys.type('eva@example.com');
  await typist.press('Start chat');
  const { conversation } = await eva.event('started');
  await shop.anna.has(conversation);
  await typist.write('By hand');

  await typist.press('End chat', 'Enter', 'Shift+Tab');
  await eva.panel.getByRole('dialog').waitFor();
  await typist.press('Keep chatting');
  await eva.panel.getByRole('dialog').waitFor({ state: 'detached' });
  await typist.at('End chat');
  await keys.press('Space');
  await eva.panel.getByRole('dialog').waitFor();
  await keys.press('Escape');
  await eva.panel.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await eva.panel.locator('.panel').isVisible(), true);
  await typist.press('End chat');
  await eva.panel.getByRole('dialog').waitFor();
  await typist.press('End chat', 'Enter', 'Shift+Tab');
  await eva.panel.getByText('This conversation has ended.').waitFor();

  await eva.forget();
  await typist.press('Start a new one');
  await eva.event('started');
  await typist.write('Another one');
  await typist.press('Back to the start', 'Enter', 'Shift+Tab');
  await typist.at('Start chat');
  await typist.press('Anna Alm');
  await typist.at('Write a message');
  await keys.press('Escape');
  await eva.panel.locator('.panel').waitFor({ state: 'hidden' });
  await typist.at('Open chat');
  await eva.leave();
});

test('sound, size and the button that closes', async () => {
  const typist = await Typist.come('/');
  const { eva } = typist;

  await typist.open();
  await typist.keys.press('Enter');
  await eva.event('started');
  await typist.at('Write a message');
  for (const name of ['Sound', 'Larger']) {
    const was = await pressed(eva, name);

    await typist.press(name, 'Space', 'Shift+Tab');
    await until(
      async () => (await pressed(eva, name)) !== was,
      `${name}, the other way`,
    );
    await typist.at(name);
    await typist.keys.press('Enter');
    await until(
      async () => (await pressed(eva, name)) === was,
      `${name}, as it was`,
    );
    await typist.to('Write a message');
  }
  await typist.press('Close', 'Enter', 'Shift+Tab');
  await eva.panel.locator('.panel').waitFor({ state: 'hidden' });
  await typist.at('Open chat');
  await eva.leave();
});

test('a message that was refused: again, or away with it', async () => {
  const typist = await Typist.come('/next.html');
  const { eva, keys } = typist;
  let refuse = true;

  await stand_in(eva.context, (method, path) =>
    refuse && method === 'POST' && /messages$/.test(path)
      ? { status: 413, body: { code: 'too_large', status: 413 } }
      : undefined,
  );
  await typist.open();
  await keys.press('Enter');
  await eva.event('started');
  await typist.at('Write a message');
  await keys.type('First');
  await keys.press('Enter');
  await eva.panel.getByText('This message is too long.').waitFor();
  refuse = false;
  await typist.press('Try again', 'Enter', 'Shift+Tab');
  await eva.reads('First');

  refuse = true;
  await typist.to('Write a message');
  await keys.type('Second');
  await keys.press('Enter');
  await eva.panel.getByText('This message is too long.').waitFor();
  await typist.press('Delete', 'Enter', 'Shift+Tab');
  await eva.log.getByText('Second').waitFor({ state: 'detached' });
  await typist.to('Write a message');
  await eva.leave();
});

test('older messages: at the button that brings them, and at the first', async () => {
  const typist = await Typist.come('/');
  const { eva, keys } = typist;

  await typist.open();
  await keys.press('Enter');
  const { conversation } = await eva.event('started');
  await shop.anna.has(conversation);
  for (let i = 1; i <= 60; i++) {
    await shop.anna.say(conversation, `Line ${i}.`);
  }
  await eva.reads('Line 60.');
  await eva.page.reload();
  await eva.reads('Line 60.');
  const lines = () => eva.panel.locator('.message').count();
  assert.equal(await lines(), 50);
  await typist.to('Close chat');
  /* To come to the button is to come to the top, and that is enough. */
  await typist.to('Conversation');
  await keys.press('Tab');
  await until(async () => (await lines()) > 50, 'older messages');
  await typist.to('Conversation', 'Shift+Tab');
  await keys.press('Home');
  await eva.panel.getByText('Line 1.', { exact: true }).waitFor();
  await until(
    () => eva.panel.locator('.log').evaluate((box) => box.scrollTop < 100),
    'the first message',
  );
  await eva.leave();
});
