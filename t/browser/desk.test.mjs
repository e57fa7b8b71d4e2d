/*
 * The agent's desk in Chromium against the real server: several chats side by
 * side, the ring, notifications, and every function by the keyboard alone.
 * Every test ends with nothing against the policy and no script that fell
 * over.
 */

import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as clock from './clock.mjs';
import {
  accessible,
  Server,
  start_browser,
  TOP,
  until,
  watch_faults,
} from './lib.mjs';
import { visitor_at } from './office.mjs';

let server;
let browser;
let anna;
let folder;
let parts;
const contexts = [];
const visitors = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kundo-desk-'));
  await build({
    stdin: {
      contents:
        `export * from './src/web/console/due.ts';` +
        `export * from './src/web/shared/server_clock.ts';`,
      resolveDir: TOP,
    },
    bundle: true,
    format: 'esm',
    outfile: join(folder, 'parts.mjs'),
    logLevel: 'error',
  });
  parts = await import(pathToFileURL(join(folder, 'parts.mjs')));
  server = await Server.start();
  await server.agent_add('bo', 'Bo Ek');
  anna = await server.agent('anna');
  browser = await start_browser();
});

after(async () => {
  anna?.close();
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true });
});

/* Every chat is closed, everybody is offline, nothing has gone wrong. */
afterEach(async () => {
  clock.reset();
  const ended = contexts.splice(0);

  for (const context of ended) {
    await context.close();
  }
  await anna.presence('offline', 10, []);
  const { items } = await anna.ask('GET', 'v1/inbox?view=open&limit=200');
  for (const { id } of items) {
    await anna.ask('POST', `v1/conversations/${id}/close`);
  }
  for (const context of ended) {
    context.faults.none();
  }
});

function visitor(name, text) {
  return visitor_at(server, name, text);
}

/* Anna's console, online; `route` and `script` come before the page. */
async function console_of(options = {}) {
  const { hash = '', state = 'online', route, script, ...rest } = options;
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...rest,
  });
  const { cookie } = await server.session('anna');

  context.faults = await watch_faults(context);
  contexts.push(context);
  await context.addCookies([{ ...cookie, url: `${server.origin}/kundo/` }]);
  if (script) {
    await context.addInitScript(script);
  }
  const page = await context.newPage();

  await route?.(page);
  await anna.presence(state);
  await page.goto(`${server.origin}/kundo/console/${hash}`);
  await page.locator('.list').waitFor({ state: 'attached' });
  return page;
}

function row(page, name) {
  return page.locator('.row').filter({ hasText: name });
}

/* The pane of one chat. */
function pane(page, name) {
  return page
    .locator('.thread')
    .filter({ has: page.locator('h2', { hasText: name }) });
}

function has_focus(place) {
  return place.evaluate((one) => one === document.activeElement);
}

async function focused(place, what) {
  await place.waitFor();
  await until(() => has_focus(place), what);
}

async function pin_with_key(page, name) {
  await row(page, name).focus();
  await page.keyboard.press('b');
  await page.locator(`[aria-label="Pinned beside: ${name}"]`).waitFor();
}

test('S2.6: the ring: what is left, and nothing without a time', () => {
  const { due_of } = parts;
  const at = '2026-01-02T10:00:30.000Z';
  const start_ms = Date.parse('2026-01-02T10:00:00.000Z');

  assert.deepEqual(due_of(at, start_ms, start_ms), {
    left_s: 30,
    part: 1,
    soon: false,
  });
  assert.deepEqual(due_of(at, start_ms, start_ms + 15000), {
    left_s: 15,
    part: 0.5,
    soon: false,
  });
  assert.deepEqual(due_of(at, start_ms, start_ms + 29001), {
    left_s: 1,
    part: 999 / 30000,
    soon: true,
  });
  assert.equal(due_of(at, start_ms + 5000, start_ms).part, 1, 'at most whole');
  assert.equal(due_of(at, start_ms, start_ms + 30000), null, 'over');
  for (const none of [null, undefined, '', 'soon']) {
    assert.equal(due_of(none, start_ms, start_ms), null);
  }
});

test("the server's clock: the newest event tells, a late one does not", () => {
  const here_ms = Date.parse('2026-01-02T10:00:00.000Z');
  const server_clock = new parts.ServerClock();
  const at = (ms) => ({ at: new Date(ms).toISOString() });

  clock.enable(here_ms);
  assert.equal(server_clock.now_ms(), here_ms, 'its own before any event');
  server_clock.heard(at(here_ms - 90000));
  assert.equal(server_clock.now_ms(), here_ms - 90000, 'a slow one');
  clock.tick(1000);
  server_clock.heard(at(here_ms + 61000));
  assert.equal(server_clock.now_ms(), here_ms + 61000);
  server_clock.heard(at(here_ms - 300000));
  clock.tick(500);
  assert.equal(server_clock.now_ms(), here_ms + 61500, 'told after a silence');
});

test('S2.6: the ring is drawn in the list and at the head', async () => {
  await anna.presence('online');
  const eva = await visitor('Eva');
  const tor = await visitor('Tor');
  const page = await console_of({
    route: (one) =>
      one.routeWebSocket(/v1\/stream/, (near) => {
        const far = near.connectToServer();

        far.onMessage((text) => {
          near.send(
            JSON.stringify(JSON.parse(text), (key, value) =>
              value?.id === eva.id && value.status === 'open'
                ? {
                    ...value,
                    focus_due_at: new Date(Date.now() + 600000).toISOString(),
                  }
                : value,
            ),
          );
        });
      }),
  });

  await row(page, 'Eva').locator('.ring').waitFor();
  assert.match(
    await row(page, 'Eva').locator('.ring').innerText(),
    /Goes to somebody else in \d+ seconds/,
  );
  await row(page, 'Tor').waitFor();
  assert.equal(await row(page, 'Tor').locator('.ring').count(), 0, 'silent');
  await row(page, 'Eva').click();
  await page.locator('.who .ring').waitFor();
  await accessible(page);
  await tor.say('More');
  await row(page, 'Tor').filter({ hasText: 'More' }).waitFor();
});

test('two chats side by side, by the keyboard alone', async () => {
  const page = await console_of();
  const [eva, tor] = [await visitor('Eva'), await visitor('Tor', 'My parcel')];

  await row(page, 'Eva').focus();
  await page.keyboard.press('Enter');
  await focused(pane(page, 'Eva').locator('textarea'), 'the composer');
  await page.keyboard.type('Half a dra');

  await page.keyboard.press('Escape');
  await focused(row(page, 'Eva'), 'the row of the chat that was left');
  await pin_with_key(page, 'Tor');
  assert.ok(await has_focus(row(page, 'Tor')), 'the focus stays in the list');
  assert.equal(await page.locator('.thread').count(), 2);
  assert.equal(await page.locator('.details').count(), 0, 'no room for both');
  await accessible(page);

  await page.keyboard.press('Enter');
  await focused(pane(page, 'Tor').locator('textarea'), 'the chat beside');
  assert.equal(
    await page.locator('#thread-title').innerText(),
    'Eva',
    'the first chat has not moved',
  );
  await page.keyboard.type('It is on its way');
  await page.keyboard.press('Enter');
  await pane(page, 'Tor').locator('.seen', { hasText: 'Sent' }).waitFor();
  await until(
    async () => (await tor.texts()).includes('It is on its way'),
    'the answer beside',
  );
  assert.ok(!(await eva.texts()).includes('It is on its way'));

  await page.keyboard.press('Shift+F6');
  await focused(pane(page, 'Eva').locator('textarea'), 'the pane before');
  assert.equal(
    await pane(page, 'Eva').locator('textarea').inputValue(),
    'Half a dra',
  );
  await page.keyboard.press('F6');
  await focused(pane(page, 'Tor').locator('textarea'), 'the pane after');

  await page.reload();
  await pane(page, 'Tor').waitFor();
  await focused(pane(page, 'Eva').locator('textarea'), 'the first has it');
  assert.equal(
    await pane(page, 'Eva').locator('textarea').inputValue(),
    'Half a dra',
  );

  await pane(page, 'Tor').locator('textarea').focus();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('unpin');
  await page.getByRole('option', { name: 'Unpin' }).waitFor();
  await page.keyboard.press('Enter');
  await pane(page, 'Tor').waitFor({ state: 'detached' });
  await page.locator('.details').waitFor();
  await focused(pane(page, 'Eva').locator('textarea'), 'the chat that is left');
});

test('a pinned chat: both are seen, each once, and room decides', async () => {
  const page = await console_of();
  const [eva, tor] = [await visitor('Eva'), await visitor('Tor')];

  await row(page, 'Eva').click();
  await pane(page, 'Eva').locator('textarea').fill('Kept');
  await page.getByRole('button', { name: 'Pin beside' }).click();
  await page.getByText('Choose another chat in the list').waitFor();
  await accessible(page);
  assert.equal(
    await pane(page, 'Eva').locator('textarea').inputValue(),
    'Kept',
    'the draft goes with it',
  );
  await row(page, 'Tor').click();
  await page.locator('#thread-title', { hasText: 'Tor' }).waitFor();

  await eva.say('Once');
  await pane(page, 'Eva').locator('.bubble', { hasText: 'Once' }).waitFor();
  await until(async () => {
    const { seen } = await anna.ask('GET', `v1/conversations/${eva.id}`);
    return seen[anna.id] === 3;
  }, 'D7: seen beside');
  assert.equal(await row(page, 'Eva').locator('.badge').count(), 0);

  await page.evaluate((id) => (location.hash = `#mine/${id}`), eva.id);
  await page.locator('#thread-title', { hasText: 'Eva' }).waitFor();
  assert.equal(await pane(page, 'Eva').count(), 1, 'not drawn twice');
  await page.goBack();
  await page.locator('#thread-title', { hasText: 'Tor' }).waitFor();
  await page.locator('[aria-label="Pinned beside: Eva"]').waitFor();

  await page.setViewportSize({ width: 1000, height: 800 });
  await pane(page, 'Eva').waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('button', { name: 'Pin' }).count(), 0);
  await page.setViewportSize({ width: 1680, height: 900 });
  await pane(page, 'Eva').waitFor();
  await page.locator('.details').waitFor();
  await accessible(page);
  await pane(page, 'Eva').getByRole('button', { name: 'Unpin' }).click();
  await pane(page, 'Eva').waitFor({ state: 'detached' });
  await tor.say('Still here');
  await pane(page, 'Tor').getByText('Still here').waitFor();
});

test('single keys: next, answer, details, categories, and off', async () => {
  const page = await console_of();
  const details = page.locator('.details');
  const title = page.locator('#thread-title');

  await visitor('Eva');
  await row(page, 'Eva').waitFor();
  await visitor('Tor');
  await row(page, 'Tor').waitFor();

  await page.locator('.rail a').first().focus();
  await page.keyboard.press('n');
  await title.filter({ hasText: 'Eva' }).waitFor();
  await focused(page.locator('.composer textarea'), 'the composer');
  await page.keyboard.type('n');
  assert.equal(await title.innerText(), 'Eva', 'in a field it is a letter');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await title.filter({ hasText: 'Tor' }).waitFor();
  await focused(page.locator('.composer textarea'), 'the composer');

  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await focused(page.locator('.composer textarea'), 'the composer again');
  await page.keyboard.press('Escape');
  await details.waitFor();
  await page.keyboard.press('d');
  await details.waitFor({ state: 'detached' });
  await page.keyboard.press('d');
  await details.waitFor();
  await page.keyboard.press('2');
  await page.locator('#list-title', { hasText: 'Open' }).waitFor();
  assert.equal(await title.innerText(), 'Tor', 'the chat stays');
  await page.keyboard.press('/');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox').waitFor({ state: 'detached' });

  await page.locator('.rail a').first().focus();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByText('Next one waiting').waitFor();
  await accessible(page);
  await sheet.getByLabel('Single-key shortcuts').focus();
  await page.keyboard.press('Space');
  await sheet.getByText('Next one waiting').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });

  await page.reload();
  await title.filter({ hasText: 'Tor' }).waitFor();
  await page.locator('.rail a').first().focus();
  for (const key of ['?', '/', '1', 'd', 'n', 'b']) {
    await page.keyboard.press(key);
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  assert.equal(await sheet.count(), 0, 'off, and remembered');
  assert.equal(await page.locator('#list-title').innerText(), 'Open');
  assert.equal(await title.innerText(), 'Tor');
  assert.equal(await details.count(), 1);
  assert.equal(await page.locator('.thread').count(), 1);
});

/* Tabs on, or back, until the focus is where it is wanted. */
async function tab_to(page, place, key = 'Tab') {
  await place.waitFor();
  for (let n = 0; n < 60; n++) {
    if (await has_focus(place)) {
      return;
    }
    await page.keyboard.press(key);
  }
  assert.fail(`the focus does not reach ${place}`);
}

test('by the keyboard: presence, close, reopen, the gate, commands', async () => {
  const bo = await server.agent('bo');
  const page = await console_of({ state: 'offline' });
  const field = page.locator('.composer textarea');
  const now = page.locator('.presence-now');

  await tab_to(page, now);
  await page.keyboard.press('Enter');
  await tab_to(page, page.getByRole('radio', { name: /^Offline/ }));
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await until(
    async () => (await anna.ask('GET', 'v1/presence')).state === 'online',
    'online',
  );
  await tab_to(page, page.getByLabel('Chats at a time'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await until(
    async () => (await anna.ask('GET', 'v1/presence')).max_chats === 9,
    'nine chats',
  );
  await page.keyboard.press('Escape');

  const eva = await visitor('Eva');
  await row(page, 'Eva').waitFor();
  await page.keyboard.press('n');
  await focused(field, 'the composer');
  await tab_to(
    page,
    page.getByRole('button', { name: 'Close', exact: true }),
    'Shift+Tab',
  );
  await page.keyboard.press('Enter');
  await focused(
    page.getByRole('button', { name: 'Reopen' }),
    'the button that undoes it',
  );
  await page.keyboard.press('Enter');
  await focused(field, 'the composer again');
  assert.equal((await eva.texts()).length, 2);

  await bo.presence('online');
  await anna.presence('busy');
  await visitor('Tor');
  /* The list that she comes to holds still: it has to know of him before. */
  await page
    .getByRole('link', { name: /^Open/ })
    .locator('.rail-count', { hasText: '2' })
    .waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await row(page, 'Tor').waitFor();
  await tab_to(page, page.locator('.row[tabindex="0"]'), 'Shift+Tab');
  await page.keyboard.press('Home');
  await focused(row(page, 'Tor'), 'the first row');
  await page.keyboard.press('Enter');
  await page.locator('.gate', { hasText: 'Bo Ek has this chat.' }).waitFor();
  await tab_to(page, page.getByRole('button', { name: 'Step in' }));
  await page.keyboard.press('Enter');
  await focused(field, 'the composer behind the gate');
  await page.getByText('Bo Ek has this chat.').waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('sound');
  await page.getByRole('option', { name: 'Turn sound off' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Turn sound on' }).waitFor();
  await page.keyboard.press('Escape');
  await bo.presence('offline', 10, []);
  bo.close();
});

/* What the page is told of notifications, and what it shows. */
function fake_notifications() {
  /* Not in the empty frames that axe looks from. */
  if (location.protocol === 'about:') {
    return;
  }
  window.shown = [];
  window.asked = 0;
  window.Notification = class {
    static permission = sessionStorage.getItem('permission') ?? 'default';

    static async requestPermission() {
      window.asked++;
      window.Notification.permission = 'granted';
      sessionStorage.setItem('permission', 'granted');
      return 'granted';
    }

    constructor(title, options) {
      window.shown.push({ title, ...options });
      window.last_card = this;
    }

    close() {}
  };
}

async function hide(page, hidden) {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', {
      value: value ? 'hidden' : 'visible',
      configurable: true,
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

test('S4.9: notifications: asked for by a button, without the text', async () => {
  const page = await console_of({ script: fake_notifications });
  const shown = () => page.evaluate(() => window.shown);

  const eva = await visitor('Eva');
  await row(page, 'Eva').click();
  assert.equal(await page.evaluate(() => window.asked), 0, 'not by itself');
  await page.locator('[popovertarget=me]').click();
  await page.getByRole('button', { name: 'Turn on notifications' }).click();
  await page.getByLabel('Desktop notifications').waitFor();
  assert.ok(await page.getByLabel('Desktop notifications').isChecked());
  await accessible(page);
  await page.keyboard.press('Escape');

  await eva.say('While she looks');
  await page.getByText('While she looks').last().waitFor();
  await page.evaluate(() => (location.hash = '#open'));
  await hide(page, true);
  await eva.say('A secret');
  await until(async () => (await shown()).length > 0, 'a notification');
  assert.deepEqual(await shown(), [
    { title: 'New message from Eva', tag: eva.id },
  ]);
  await page.evaluate(() => window.last_card.onclick());
  await page.locator('#thread-title', { hasText: 'Eva' }).waitFor();

  await hide(page, false);
  await page.locator('[popovertarget=me]').click();
  await page.getByLabel('Desktop notifications').uncheck();
  await page.keyboard.press('Escape');
  await page.reload();
  await page.locator('#thread-title', { hasText: 'Eva' }).waitFor();
  await hide(page, true);
  await eva.say('In silence');
  await until(
    async () => (await page.title()) === 'New message from Eva',
    'the title still tells',
  );
  assert.deepEqual(await shown(), [], 'off, and remembered');
});

test('a chat that goes to somebody else while one writes', async () => {
  const bo = await server.agent('bo');
  const page = await console_of({ state: 'offline' });
  const eva = await visitor('Eva');

  await page.getByRole('link', { name: /^Open/ }).click();
  await row(page, 'Eva').click();
  await page.locator('.composer textarea').fill('I will');
  await bo.say(eva.id, 'Let me');
  await page.locator('.bubble', { hasText: 'Let me' }).waitFor();
  await page.locator('.composer textarea').press('Enter');
  await page.getByText('Bo Ek has answered while you were').waitFor();
  assert.ok(!(await eva.texts()).includes('I will'));

  await bo.presence('online', 1);
  const tor = await visitor('Tor');
  await bo.has(tor.id);
  const ada = await visitor('Ada');
  await page.getByRole('link', { name: /^Open/ }).click();
  await row(page, 'Ada').click();
  await pane(page, 'Ada').locator('textarea').fill('As I said');
  await bo.ask('POST', `v1/conversations/${tor.id}/close`);
  await page.locator('.assigned', { hasText: 'Answered by Bo Ek' }).waitFor();
  assert.equal(
    await page.locator('.composer textarea').inputValue(),
    'As I said',
    'the text stays before her eyes',
  );
  await page.locator('.composer textarea').press('Enter');
  await page.getByText('Bo Ek has been given this chat').waitFor();
  await accessible(page);
  assert.ok(!(await ada.texts()).includes('As I said'), 'held once');
  await page.locator('.composer textarea').press('Enter');
  await until(
    async () => (await ada.texts()).includes('As I said'),
    'what was meant',
  );
  await bo.presence('offline', 10, []);
  bo.close();
});

/* Names, targets and live regions of what is to be seen. */
function inspect(page) {
  return page.evaluate(() => {
    const seen = (one) => one.checkVisibility?.() ?? one.offsetParent !== null;
    const controls = [
      ...document.querySelectorAll('a, button, input, select, textarea'),
    ].filter(seen);

    return {
      n: controls.length,
      small: controls
        .map((one) => one.closest('label') ?? one)
        .filter((one) => {
          const { width, height } = one.getBoundingClientRect();
          return width < 24 || height < 24;
        })
        .map((one) => one.outerHTML.slice(0, 120)),
      live: [
        ...document.querySelectorAll('[role=status], [aria-live], [role=log]'),
      ].map((one) => one.className),
    };
  });
}

for (const [width, scheme] of [
  [1720, 'light'],
  [1440, 'dark'],
  [900, 'dark'],
  [390, 'light'],
]) {
  test(`${width} px, ${scheme}: still, named, and large enough`, async () => {
    await anna.presence('online');
    const eva = await visitor('Eva', 'Hello, it is about my order.');

    await visitor('Tor');
    const page = await console_of({
      hash: `#mine/${eva.id}`,
      viewport: { width, height: 844 },
      colorScheme: scheme,
      script: () => {
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const { value, sources, hadRecentInput } of list.getEntries()) {
            window.shifts.push({
              value,
              hadRecentInput,
              what: sources.map(
                ({ node }) =>
                  `${node?.nodeName} ${node?.parentNode?.className}`,
              ),
            });
          }
        }).observe({ type: 'layout-shift', buffered: true });
      },
    });
    const shifts = () =>
      page.evaluate(
        () =>
          new Promise((done) => {
            requestAnimationFrame(() =>
              requestAnimationFrame(() => done(window.shifts)),
            );
          }),
      );

    await page.locator('.composer textarea').waitFor();
    await page.locator('.bubble', { hasText: 'my order' }).waitFor();
    for (const settled of [
      '.presence-now :text("of 10")',
      '.row >> text=Tor',
    ]) {
      await page.locator(settled).first().waitFor({ state: 'attached' });
    }
    assert.deepEqual(await shifts(), [], 'nothing has moved by itself');

    const thread = await inspect(page);
    assert.ok(thread.n > 3);
    assert.deepEqual(thread.small, []);
    assert.ok(thread.live.some((name) => name === 'writing'));
    assert.ok(thread.live.some((name) => name.includes('hidden')));
    await page.getByRole('textbox', { name: 'Answer to Eva' }).waitFor();
    await page.getByRole('button', { name: 'Send' }).waitFor();
    /* On a phone it stands in the menu. */
    await page
      .getByRole('button', {
        name: width < 480 ? 'More' : 'Details',
        exact: true,
      })
      .waitFor();
    await page.getByRole('region', { name: 'Messages' }).waitFor();
    await accessible(page);

    if (width < 800) {
      await page.getByRole('link', { name: 'Back to the list' }).click();
    }
    for (const name of [/^Mine/, /^Open/, /^Closed/]) {
      const link = page.getByRole('link', { name });

      await link.waitFor();
      assert.ok(
        await link.locator('.rail-label').isVisible(),
        'its name is to be seen',
      );
    }
    if (width < 800) {
      await page.getByRole('button', { name: 'More' }).click();
    }
    await page.getByRole('button', { name: /Anna Alm/ }).click();
    const menu = await inspect(page);
    assert.deepEqual(menu.small, []);
    await accessible(page);
    await page.keyboard.press('Escape');
    await page.locator('.presence-now').click();
    assert.deepEqual((await inspect(page)).small, []);
    await accessible(page);
  });
}
