/*
 * The console by the keyboard alone, from the door to the door: what other
 * tests do not walk already.  Names and what is told aloud are looked at on
 * the way; a pointer is never used.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { accessible, email, password, stand_in, until } from './lib.mjs';
import { focused, listen, Office, pane, row, walk_to } from './office.mjs';

let office;

before(async () => {
  office = await Office.open();
  await office.server.ctl([
    ...['flow', 'add', '--id', 'second', '--name', 'Second line'],
    '--private',
  ]);
});

after(() => office?.shut());
afterEach(() => office.tidy());

function button(page, name) {
  return page.getByRole('button', { name, exact: true });
}

async function press(page, name, key = 'Tab') {
  await walk_to(page, key, button(page, name), name);
  await page.keyboard.press('Enter');
}

test('a key that is pressed as the page comes is not lost', async () => {
  const page = await office.console_of({
    hash: '#mine',
    route: (one) =>
      one.addInitScript(() => {
        const watch = new MutationObserver(() => {
          if (document.querySelector('.list')) {
            watch.disconnect();
            document.body.dispatchEvent(
              new KeyboardEvent('keydown', { key: '?', bubbles: true }),
            );
          }
        });

        watch.observe(document, { childList: true, subtree: true });
      }),
  });

  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
});

test('the door: in with a wrong word, then the right one, and out', async () => {
  const context = await office.context();

  await context.clearCookies();
  const page = await context.newPage();
  await page.goto(`${office.server.origin}/kundo/console/`);

  const mail = page.getByRole('textbox', { name: 'E-mail' });
  const word = page.getByLabel('Password', { exact: true });
  await focused(mail, 'the first field');
  await page.keyboard.type(email('anna'));
  await walk_to(page, 'Tab', word, 'the password');
  await page.keyboard.type('not this one');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
  await accessible(page);
  await walk_to(page, 'Tab', word, 'the password again');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(password('anna'));
  await press(page, 'Log in');

  await page.getByRole('navigation', { name: 'Conversations' }).waitFor();
  await walk_to(page, 'Tab', button(page, 'Anna Alm'), 'the settings');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Settings' }).waitFor();
  await press(page, 'Log out');
  await focused(mail, 'the door again');
  const { items } = await office.anna.ask('GET', 'v1/inbox?view=open');
  assert.deepEqual(items, []);
});

test('presence: flows are chosen, and told', async () => {
  const page = await office.console_of({ state: 'offline' });
  const second = page.getByRole('checkbox', { name: /^Second line/ });

  await walk_to(page, 'Tab', page.locator('.presence-now:enabled'), 'presence');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Presence' }).waitFor();
  await walk_to(page, 'Tab', second, 'the second flow');
  await page.keyboard.press('Space');
  await until(
    async () =>
      (await office.anna.ask('GET', 'v1/presence')).flows.includes('second'),
    'a flow more',
  );
  await page.keyboard.press('Space');
  await until(
    async () =>
      !(await office.anna.ask('GET', 'v1/presence')).flows.includes('second'),
    'a flow less',
  );
  await page.keyboard.press('Escape');
  await focused(page.locator('.presence-now'), 'where the menu came from');
  await press(page, 'Go online');
  await until(
    async () =>
      (await office.anna.ask('GET', 'v1/presence')).state === 'online',
    'online',
  );
});

test('settings: sound, language, notifications, the sheet', async () => {
  const page = await office.console_of({
    script: () => {
      if (location.protocol !== 'about:') {
        window.Notification = class {
          static permission = 'default';

          static requestPermission() {
            window.Notification.permission = 'granted';
            return Promise.resolve('granted');
          }
        };
      }
    },
  });
  const toggle = (name) => page.getByRole('checkbox', { name });

  await walk_to(page, 'Tab', button(page, 'Anna Alm'), 'the settings');
  await page.keyboard.press('Enter');
  for (const name of [/^Sound/, /^Flash/, /^Unread count/]) {
    await walk_to(page, 'Tab', toggle(name), String(name));
    assert.ok(await toggle(name).isChecked());
    await page.keyboard.press('Space');
    assert.ok(!(await toggle(name).isChecked()));
  }
  await walk_to(
    page,
    'Tab',
    page.getByRole('button', { name: /notifications/i }),
    'notifications',
  );
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: /notifications/i }).waitFor();
  await accessible(page);
  await walk_to(
    page,
    'Tab',
    page.getByRole('combobox', { name: 'Language' }),
    'the language',
  );
  await page.keyboard.type('Sv');
  await page.locator('html[lang=sv]').waitFor({ state: 'attached' });
  await accessible(page);
  await walk_to(page, 'Tab', button(page, 'Kortkommandon'), 'the sheet');
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Kortkommandon' });
  await sheet.getByText('Sök i konversationen').waitFor();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await page.reload();
  await page.locator('html[lang=sv]').waitFor({ state: 'attached' });
});

test('a message that is refused: again, and thrown away', async () => {
  let refused = true;

  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  const page = await office.console_of({
    hash: `#mine/${eva.id}`,
    route: (one) =>
      stand_in(one, (method, path) =>
        refused && method === 'POST' && /\/messages$/.test(path)
          ? {
              status: 403,
              body: { type: 'about:blank', status: 403, code: 'forbidden' },
            }
          : undefined,
      ),
  });
  const failed = page.locator('.line[data-state=failed]');

  await focused(page.locator('.composer textarea'), 'the composer');
  for (const text of ['One', 'Two']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }
  await failed.nth(1).waitFor();
  assert.equal(await page.getByRole('alert').count(), 2, 'told at once');
  await walk_to(
    page,
    'Shift+Tab',
    failed.nth(1).getByRole('button', { name: 'Discard' }),
    'to throw it away',
  );
  await page.keyboard.press('Enter');
  await failed.nth(1).waitFor({ state: 'detached' });
  refused = false;
  await walk_to(
    page,
    'Shift+Tab',
    failed.getByRole('button', { name: 'Try again' }),
    'to try again',
  );
  await page.keyboard.press('Enter');
  await page.locator('.line[data-seq] .bubble', { hasText: 'One' }).waitFor();
  assert.ok(!(await eva.texts()).includes('Two'));
});

test('older messages, details and a chat beside', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva', 'The very first');
  await office.visitor('Tor');
  for (let n = 0; n < 60; n++) {
    await eva.say(`Line ${n}`);
  }
  const page = await office.console_of({ hash: `#mine/${eva.id}` });
  const messages = page.getByRole('region', { name: 'Messages' });

  await page.locator('.bubble', { hasText: 'Line 59' }).waitFor();
  assert.equal(await page.locator('.bubble', { hasText: 'first' }).count(), 0);
  await focused(page.locator('.composer textarea'), 'the composer');
  await walk_to(page, 'Shift+Tab', messages, 'the messages');
  await page.keyboard.press('Home');
  await page.locator('.bubble', { hasText: 'The very first' }).waitFor();

  await press(page, 'Close details', 'Tab');
  await page.locator('.details').waitFor({ state: 'detached' });
  await focused(button(page, 'Details'), 'the switch');
  await page.keyboard.press('Enter');
  await page
    .getByRole('region', { name: 'Details of the chat with Eva' })
    .waitFor();

  await press(page, 'Pin beside', 'Shift+Tab');
  await pane(page, 'Eva').waitFor();
  await focused(row(page, 'Tor').or(row(page, 'Eva')).first(), 'the list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.getByRole('region', { name: 'Pinned beside: Eva' }).waitFor();
  await press(page, 'Unpin', 'Tab');
  await page.getByRole('region', { name: 'Pinned beside: Eva' }).waitFor({
    state: 'detached',
  });
});

test('what happens elsewhere is told aloud, once', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  const page = await office.console_of({ hash: `#mine/${eva.id}` });

  await focused(page.locator('.composer textarea'), 'the composer');
  const said = await listen(page);
  await eva.say('Are you there?');
  await until(async () => (await said()).length > 0, 'a word');
  const tor = await office.visitor('Tor');
  await until(
    async () => /Tor/.test((await said()).at(-1) ?? ''),
    'a word of the new chat',
  );
  await until(async () => (await said()).length === 3, 'and of its text');
  await tor.say('More');
  await until(async () => (await said()).length === 4, 'and of more');
  assert.deepEqual(
    (await said()).map((words) => words.trim()),
    [
      'Eva wrote: Are you there?',
      'New chat from Tor',
      'New message from Tor',
      'New message from Tor',
    ],
    'what she does not look at is not read out',
  );
});
