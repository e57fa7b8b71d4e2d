/*
 * The customer's widget in Chromium, against the real server: the main job
 * and what may come between.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import {
  accessible,
  Line,
  PATIENCE_MS,
  Server,
  stand_in,
  start_browser,
  TOP,
  until,
  watch_faults,
  while_writing,
} from './lib.mjs';

const OBJS = process.env.KUNDO_OBJS || join(TOP, 'objs');

let server;
let browser;
let anna;

before(async () => {
  server = await Server.start({
    site: (dir) => `location /strict/ {
            alias ${dir}/site/;
            add_header Content-Security-Policy "default-src 'none'; script-src 'self'; frame-src 'self'; connect-src 'self'";
            add_header X-Frame-Options DENY;
        }`,
  });
  await server.page('two.html', {});
  browser = await start_browser();
  anna = await server.agent();
  await anna.presence('online', 50);
});

after(async () => {
  anna?.close();
  await browser?.close();
  await server?.stop();
});

/* A visitor with a browser of her own; a fault that nobody saw fails her. */
class Visitor {
  static async come(options = {}) {
    const self = new Visitor();

    self.origin = options.origin ?? server.origin;
    self.context = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1000, height: 800 },
      ...options.context,
    });
    self.context.setDefaultTimeout(PATIENCE_MS);
    self.watch = await watch_faults(self.context);
    await self.visit(options.path ?? '/');
    return self;
  }

  async visit(path) {
    this.page = await this.context.newPage();
    this.asked = [];
    this.page.on('request', (request) => this.asked.push(request.url()));
    await this.page.addInitScript(() => {
      document.addEventListener('kundo:started', (event) => {
        window.chat = event.detail.conversation;
      });
    });
    await this.page.goto(this.origin + path);
    this.panel = this.page.frameLocator('kundo-widget iframe');
    this.launcher = this.page.locator('kundo-widget button');
    this.field = this.panel.locator('#composer');
    this.log = this.panel.getByRole('log');
  }

  async open() {
    await this.launcher.click();
    await this.panel.locator('.panel').waitFor();
  }

  /* Presses what starts a chat, and gives its id once an agent has it. */
  async begin(agent, button = 'Start chat') {
    await this.page.evaluate(() => delete window.chat);
    await this.panel.getByRole('button', { name: button }).click();

    const chat = await until(
      () => this.page.evaluate(() => window.chat),
      'the start of a chat',
    );
    if (agent !== null) {
      await agent.has(chat);
    }
    return chat;
  }

  /* Opens the panel and starts a chat with Anna. */
  async start() {
    await this.open();
    const chat = await this.begin(anna);
    await this.log.getByText('Hello and welcome!').waitFor();
    return chat;
  }

  async say(text) {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /* What stands in the thread, as she reads it. */
  texts() {
    return this.log.locator('.bubble').allTextContents();
  }

  reads(text) {
    return this.log.locator('.bubble', { hasText: text }).waitFor();
  }

  /* These texts alone: a thread that is opened may show its last one first. */
  reads_only(...texts) {
    let there = [];

    return until(
      async () => isDeepStrictEqual((there = await this.texts()), texts),
      () => `${JSON.stringify(texts)} (there: ${JSON.stringify(there)})`,
    );
  }

  async leave() {
    await this.context.close();
    this.watch.none();
  }
}

/* The frame's own document, for what a locator cannot do. */
function panel_frame(page) {
  return until(
    () => page.frames().find((frame) => /\/panel\//.test(frame.url())),
    'the panel',
  );
}

describe('loader', () => {
  test('before she opens it: loader and status, no cookie, nothing stored', async () => {
    const eva = await Visitor.come();

    await eva.launcher.waitFor();
    await eva.page.waitForLoadState('networkidle');
    assert.deepEqual(
      eva.asked.map((url) => new URL(url).pathname),
      ['/', '/kundo/widget.js', '/kundo/v1/flows/support/status'],
    );
    assert.deepEqual(await eva.context.cookies(), []);
    assert.deepEqual(
      await eva.page.evaluate(() => [
        localStorage.length,
        sessionStorage.length,
        document.cookie,
      ]),
      [0, 0, ''],
    );
    await accessible(eva.page);
    await eva.leave();
  });

  test('the bundles are within their budgets', async () => {
    const manifest = JSON.parse(
      await readFile(join(OBJS, 'web/manifest.json'), 'utf8'),
    );
    const sum = (fits) =>
      manifest
        .filter(({ path }) => fits.test(path))
        .reduce((total, { gzip_bytes }) => total + gzip_bytes, 0);

    assert.ok(sum(/^widget\.js$/) > 0);
    assert.ok(sum(/^widget\.js$/) <= 4096);
    /* What the panel costs: panel.test.mjs. */
    assert.ok(sum(/^console\/(index|console)/) <= 81920);
  });

  test('commands wait for it; events come without any text', async () => {
    await server.page('commands.html', {
      head: '<script src="/commands.js"></script>',
    });
    await server.file(
      'commands.js',
      `window.kundo = function () { (kundo.q = kundo.q || []).push(arguments) };
       window.heard = [];
       window.listener = (detail) => heard.push(['unread', detail]);
       kundo('on', 'unread', listener);
       for (const name of ['ready', 'available', 'open', 'close', 'started',
                           'message', 'unread', 'ended'])
         document.addEventListener('kundo:' + name, (event) =>
           heard.push(['kundo:' + name, event.detail]));
       kundo('open');`,
    );
    const eva = await Visitor.come({ path: '/commands.html' });
    const heard = (name) =>
      eva.page.evaluate(
        (wanted) => window.heard.filter(([one]) => one === wanted),
        name,
      );

    const chat = await eva.begin(anna);
    await eva.reads('Hello and welcome!');
    assert.deepEqual((await heard('kundo:started'))[0][1], {
      conversation: chat,
    });
    await until(
      async () => (await heard('kundo:available'))[0]?.[1].available === true,
      'somebody who is there',
    );
    assert.equal((await heard('kundo:open')).length, 1);

    await eva.page.evaluate(() => window.kundo('close'));
    await eva.panel.locator('.panel').waitFor({ state: 'hidden' });
    await anna.say(chat, 'A secret word');
    await until(
      async () =>
        (await heard('kundo:message')).some(([, one]) => one.from === 'agent'),
      'message',
    );
    await until(
      async () => (await heard('unread')).some(([, one]) => one.count === 1),
      'unread by `on`',
    );
    assert.doesNotMatch(
      JSON.stringify(await eva.page.evaluate(() => window.heard)),
      /secret/,
    );

    await eva.page.evaluate(() => window.kundo('off', 'unread', listener));
    const before_more = (await heard('unread')).length;
    await anna.say(chat, 'More');
    await until(
      async () =>
        (await heard('kundo:unread')).some(([, one]) => one.count === 2),
      'a second one unread',
    );
    assert.equal((await heard('unread')).length, before_more);

    await eva.page.evaluate(() => window.kundo('hide'));
    await eva.launcher.waitFor({ state: 'hidden' });
    await eva.page.evaluate(() => window.kundo('show'));
    await eva.page.evaluate(() => window.kundo('toggle'));
    await eva.panel.locator('.panel').waitFor();
    await eva.page.evaluate(() => window.kundo('destroy'));
    await eva.page.locator('kundo-widget').waitFor({ state: 'detached' });
    assert.equal(
      await eva.page.evaluate(() => typeof window.kundo),
      'undefined',
    );
    await eva.leave();
  });

  test('Escape closes, focus goes back, what is unread is counted', async () => {
    const eva = await Visitor.come();
    const chat = await eva.start();

    await eva.field.press('Escape');
    await eva.panel.locator('.panel').waitFor({ state: 'hidden' });
    assert.equal(
      await eva.page.evaluate(
        () =>
          document.querySelector('kundo-widget').shadowRoot.activeElement
            ?.localName,
      ),
      'button',
    );
    await anna.say(chat, 'One');
    await anna.say(chat, 'Two');
    await eva.page.getByRole('button', { name: 'unread messages: 2' }).click();
    await eva.reads('Two');
    await anna.expect(
      (event) =>
        event.type === 'message.seen' &&
        event.conversation === chat &&
        event.data.seq === 3,
      'D7: seen when the panel is open again',
    );
    await eva.leave();
  });

  test('an unknown flow: no launcher', async () => {
    await server.page('unknown.html', { flow: 'secret' });
    const eva = await Visitor.come({ path: '/unknown.html' });

    await eva.page.locator('kundo-widget').waitFor({ state: 'detached' });
    await eva.leave();
  });

  test('a page with rules of its own does not reach it', async () => {
    await server.file(
      'hostile.css',
      `:not(html) { display: none !important; color: red !important;
           font-size: 1px !important; transform: scale(0) !important }
       html, head { display: block !important }`,
    );
    await server.file(
      'hostile.js',
      `window.keys = [];
       addEventListener('keydown', (event) => keys.push(event.key), true);
       Array.prototype.map = () => { throw new Error('map') };
       JSON.parse = () => { throw new Error('parse') };
       window.fetch = () => { throw new Error('fetch') };
       if (top !== self) top.location = location;`,
    );
    await server.page('hostile.html', {
      head: `<link rel="stylesheet" href="/hostile.css">
             <script src="/hostile.js"></script>`,
    });
    const eva = await Visitor.come({ path: '/hostile.html' });
    const chat = await eva.start();

    await eva.say('typed in the panel');
    await anna.expect(
      (event) =>
        event.type === 'message.created' &&
        event.data.text === 'typed in the panel',
      'the message',
    );
    assert.deepEqual(await eva.page.evaluate(() => window.keys), []);
    const box = await eva.launcher.boundingBox();
    assert.deepEqual([box.width, box.height], [56, 56]);
    assert.ok(chat);
    await eva.leave();
  });

  test("under the site's strict policy, and after its body was swapped", async () => {
    const eva = await Visitor.come({ path: '/strict/index.html' });

    await eva.start();
    const box = await eva.launcher.boundingBox();
    assert.deepEqual([box.width, box.height], [56, 56]);
    await eva.page.evaluate(() => {
      history.pushState(null, '', '/strict/elsewhere');
      document.body.replaceWith(document.createElement('body'));
    });
    await eva.say('Still here');
    await eva.reads('Still here');
    await eva.leave();
  });
});

describe('chat', () => {
  test('S2.1 S2.2 S2.5 S4.3 D7: the main job', async () => {
    const eva = await Visitor.come();

    await eva.open();
    await eva.panel.getByText('Anna is here').waitFor();
    await accessible(eva.page, 'panel');
    const chat = await eva.begin(anna);
    assert.deepEqual(
      (await anna.messages(chat)).map(({ from }) => from.kind),
      ['system'],
      'S2.1: the chat, before any text',
    );
    await eva.reads('Hello and welcome!');
    assert.deepEqual(await eva.texts(), ['Hello and welcome!'], 'S2.5');
    await eva.panel.getByRole('heading', { name: 'Anna Alm' }).waitFor();

    await eva.field.pressSequentially('Do you have');
    await anna.expect(
      (event) =>
        event.type === 'typing' &&
        event.conversation === chat &&
        event.data.on === true,
      'S2.2: she is writing',
    );
    await eva.field.fill('');
    await anna.expect(
      (event) => event.type === 'typing' && event.data.on === false,
      'S2.2: she is not any more',
    );

    await eva.field.fill('Do you have\nblue cups?');
    await eva.field.press('Enter');
    const asked = await anna.expect(
      (event) =>
        event.type === 'message.created' &&
        event.conversation === chat &&
        event.data.from.kind === 'visitor',
      'S4.3: her message, at once',
    );
    assert.equal(asked.data.text, 'Do you have\nblue cups?');
    assert.equal(asked.data.seq, 2);
    assert.equal(await eva.field.inputValue(), '');
    await eva.panel.getByText('Sent', { exact: true }).waitFor();

    await anna.seen(chat, 2);
    await eva.panel.getByText('Seen', { exact: true }).waitFor();
    await while_writing(
      () => anna.typing(chat, true),
      () => eva.panel.getByText('Anna Alm is writing').waitFor(),
    );
    await anna.say(chat, 'Yes, see https://shop.example/blue.');
    await eva.reads('Yes, see');
    await eva.panel
      .getByText('Anna Alm is writing')
      .waitFor({ state: 'detached' });
    const link = eva.log.getByRole('link');
    assert.equal(await link.getAttribute('href'), 'https://shop.example/blue');
    assert.match(await link.getAttribute('rel'), /noopener/);
    await anna.expect(
      (event) =>
        event.type === 'message.seen' &&
        event.conversation === chat &&
        event.data.seq === 3,
      'D7: she has seen it',
    );
    await accessible(eva.page, 'panel');

    await eva.field.press('Shift+Enter');
    assert.equal(await eva.field.inputValue(), '\n', 'a new line');
    await eva.leave();
  });

  test('markup is text', async () => {
    const eva = await Visitor.come();
    const chat = await eva.start();
    const text =
      '<img src=x onerror="alert(1)"> <b>&amp;</b> javascript:alert(1)';

    await anna.say(chat, text);
    await eva.reads('onerror');
    assert.equal((await eva.texts())[1], text);
    assert.equal(await eva.log.locator('a, img, b').count(), 0);
    await eva.leave();
  });

  test('D7: a panel that is closed has seen nothing', async () => {
    const eva = await Visitor.come();
    const chat = await eva.start();

    await anna.expect(
      (event) => event.type === 'message.seen' && event.conversation === chat,
      'the welcome seen',
    );
    await eva.page.evaluate(() => window.kundo('close'));
    await eva.panel.locator('.panel').waitFor({ state: 'hidden' });
    await anna.say(chat, 'Are you there?');
    await eva.page
      .getByRole('button', { name: 'unread messages: 1' })
      .waitFor();
    const { seen } = await anna.ask('GET', `v1/conversations/${chat}`);
    assert.ok(
      Object.entries(seen).every(([id, seq]) => id === anna.id || seq < 2),
      JSON.stringify(seen),
    );
    await eva.leave();
  });

  test('a reload, and another page: the chat and the draft are there', async () => {
    const eva = await Visitor.come();
    const chat = await eva.start();

    await eva.say('First');
    await eva.panel.getByText('Sent', { exact: true }).waitFor();
    await eva.field.fill('Half a thou');
    await eva.page.reload();
    await eva.reads('First');
    assert.equal(await eva.field.inputValue(), 'Half a thou');
    await anna.say(chat, 'While you were away');
    await eva.reads('While you were away');

    await eva.page.getByRole('link', { name: 'Another page' }).click();
    await eva.page.waitForURL('**/two.html');
    await eva.reads_only('Hello and welcome!', 'First', 'While you were away');
    assert.equal(await eva.field.inputValue(), 'Half a thou');
    await eva.leave();
  });

  test('two tabs are one visitor', async () => {
    const eva = await Visitor.come();
    const chat = await eva.start();
    const first = { ...eva };

    await eva.visit('/');
    await eva.open();
    await eva.reads('Hello and welcome!');
    await eva.say('From the second tab');
    await first.log
      .locator('.bubble', { hasText: 'From the second tab' })
      .waitFor();
    await first.field.fill('From the first');
    await first.field.press('Enter');
    await eva.reads('From the first');
    await until(
      async () => (await anna.messages(chat)).length === 3,
      'three messages',
    );
    await eva.leave();
  });

  test('the end, a new one, and the way back to the old', async () => {
    const eva = await Visitor.come();
    const chat = await eva.start();

    await eva.say('That was all');
    await eva.panel.getByRole('button', { name: 'End chat' }).click();
    const dialog = eva.panel.getByRole('dialog', { name: 'End this chat?' });
    await dialog.waitFor();
    await accessible(eva.page, 'panel');
    await eva.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await eva.panel.getByRole('button', { name: 'End chat' }).click();
    await dialog.getByRole('button', { name: 'End chat' }).click();
    await anna.expect(
      (event) =>
        event.type === 'conversation.closed' && event.conversation === chat,
      'the end',
    );
    await eva.panel.getByText('This conversation has ended.').waitFor();
    await accessible(eva.page, 'panel');

    const second = await eva.begin(anna, 'Start a new one');
    assert.notEqual(second, chat);
    await eva.reads('Hello and welcome!');
    await eva.panel.getByRole('button', { name: 'Back to the start' }).click();
    const list = eva.panel.getByRole('region', { name: 'Your conversations' });
    await list.getByText('You: That was all').waitFor();
    assert.equal(await list.getByRole('button').count(), 2);
    await accessible(eva.page, 'panel');
    await list.getByText('You: That was all').click();
    await eva.reads('That was all');
    await eva.panel.getByRole('button', { name: 'Continue this one' }).click();
    await eva.say('One more thing');
    await anna.expect(
      (event) =>
        event.type === 'message.created' &&
        event.conversation === chat &&
        event.data.text === 'One more thing',
      'S4.3: added to the old one',
    );
    await eva.leave();
  });

  test("an ended chat is ended on the agent's word, too", async () => {
    const eva = await Visitor.come();
    const chat = await eva.start();

    await anna.ask('PATCH', `v1/conversations/${chat}`, { status: 'closed' });
    await eva.panel.getByText('This conversation has ended.').waitFor();
    await eva.leave();
  });

  test('a text that is too long is not sent, and says what to do', async () => {
    const eva = await Visitor.come();
    const chat = await eva.start();

    await eva.field.fill('å'.repeat(8200));
    await eva.panel.getByText('too long. Send it in two parts.').waitFor();
    await eva.field.press('Enter');
    await eva.field.fill('å'.repeat(8192));
    await eva.panel.getByText('too long').waitFor({ state: 'detached' });
    await eva.field.press('Enter');
    await until(
      async () => (await anna.messages(chat)).length === 2,
      'the shorter one',
    );
    await eva.leave();
  });
});

describe('a line that breaks', () => {
  async function through_line(work) {
    const line = await Line.to(server.port);

    try {
      await work(line);
    } finally {
      await line.stop();
    }
  }

  test('cut: both go on writing, and each message is there once', async () => {
    await through_line(async (line) => {
      const eva = await Visitor.come({ origin: line.origin });
      const chat = await eva.start();

      await eva.say('Before');
      await eva.panel.getByText('Sent', { exact: true }).waitFor();
      line.cut();
      await eva.panel.getByText('Reconnecting').waitFor();
      await eva.say('Into the dark');
      await eva.say('And on');
      await anna.say(chat, 'Are you there?');
      assert.equal(await eva.panel.locator('.waiting').count(), 2);
      assert.equal(await eva.panel.getByText('Sending…').count(), 1);
      await accessible(eva.page, 'panel');
      line.mend();
      /* It may come back by itself before the button is hit: it is gone then. */
      await eva.panel
        .getByRole('button', { name: 'Try again' })
        .click({ timeout: 1000 })
        .catch(() => undefined);
      await eva.panel.getByText('Reconnecting').waitFor({ state: 'detached' });
      await eva.panel
        .getByText('Sending…')
        .first()
        .waitFor({ state: 'detached' });
      await eva.reads('Are you there?');
      const texts = (await anna.messages(chat)).map(({ text }) => text);
      assert.deepEqual(texts, [
        'Hello and welcome!',
        'Before',
        'Are you there?',
        'Into the dark',
        'And on',
      ]);
      await eva.reads_only(...texts);
      await eva.leave();
    });
  });

  test('what could not be sent is sent by the next page', async () => {
    await through_line(async (line) => {
      const eva = await Visitor.come({ origin: line.origin });
      const chat = await eva.start();

      line.cut();
      await eva.say('Kept on this machine');
      await eva.panel.getByText('Sending…').waitFor();
      await eva.page.close();
      line.mend();
      await eva.visit('/');
      await eva.open();
      await anna.expect(
        (event) =>
          event.type === 'message.created' &&
          event.conversation === chat &&
          event.data.text === 'Kept on this machine',
        'the message',
      );
      await eva.reads('Kept on this machine');
      assert.equal((await anna.messages(chat)).length, 2);
      /* The agent may have it before the page has the server's answer. */
      await (
        await panel_frame(eva.page)
      ).waitForFunction(
        () => !Object.keys(localStorage).some((key) => /^kundo:out:/.test(key)),
      );
      await eva.leave();
    });
  });

  test('offline says so, and online is online again', async () => {
    await through_line(async (line) => {
      const eva = await Visitor.come({ origin: line.origin });
      const chat = await eva.start();

      line.cut();
      await eva.context.setOffline(true);
      await eva.panel.getByText('You are offline').waitFor();
      await accessible(eva.page, 'panel');
      line.mend();
      await eva.context.setOffline(false);
      await eva.panel
        .getByText('You are offline')
        .waitFor({ state: 'detached' });
      await anna.say(chat, 'Welcome back');
      await eva.reads('Welcome back');
      await eva.leave();
    });
  });

  test('a reload of nginx goes unnoticed', async () => {
    const eva = await Visitor.come();
    const chat = await eva.start();
    const before_it = await server.workers();

    server.nginx.kill('SIGHUP');
    await until(
      async () =>
        (await server.workers()).every((pid) => !before_it.includes(pid)),
      'new workers',
    );
    await eva.say('Still there?');
    await eva.panel.getByText('Sent', { exact: true }).waitFor();
    assert.equal(await eva.panel.getByText('Reconnecting').count(), 0);
    anna.close();
    anna = await server.agent();
    await anna.say(chat, 'Still here');
    await eva.reads('Still here');
    await eva.leave();
  });

  test('a server that cannot be reached: what to do', async () => {
    await through_line(async (line) => {
      const eva = await Visitor.come({ origin: line.origin });

      await eva.open();
      await eva.panel.getByRole('button', { name: 'Start chat' }).waitFor();
      line.cut();
      await eva.panel.getByRole('button', { name: 'Start chat' }).click();
      await eva.panel.getByText('could not reach the server').waitFor();
      await accessible(eva.page, 'panel');
      line.mend();
      await eva.begin(anna);
      await eva.reads('Hello and welcome!');
      await eva.leave();
    });
  });

  test('a refusal is shown, with a way out', async () => {
    const eva = await Visitor.come({ path: '/two.html' });
    let refuse = true;

    await stand_in(eva.context, (method, path) =>
      refuse && method === 'POST' && /messages$/.test(path)
        ? { status: 413, body: { code: 'too_large', status: 413 } }
        : undefined,
    );
    const chat = await eva.start();
    await eva.say('Refused');
    await eva.panel.getByText('This message is too long.').waitFor();
    await accessible(eva.page, 'panel');
    refuse = false;
    await eva.panel.getByRole('button', { name: 'Try again' }).click();
    await eva.panel.getByText('Sent', { exact: true }).waitFor();
    assert.equal((await anna.messages(chat))[1].text, 'Refused');
    await eva.leave();
  });

  test('a log-in that has ended: begin again', async () => {
    const eva = await Visitor.come();

    await eva.start();
    await (
      await panel_frame(eva.page)
    ).evaluate(() => fetch('../v1/visitor?as=visitor', { method: 'DELETE' }));
    await eva.panel.getByText('You have been logged out.').waitFor();
    await accessible(eva.page, 'panel');
    await eva.panel.getByRole('button', { name: 'Start again' }).click();
    await eva.begin(anna);
    await eva.reads('Hello and welcome!');
    await eva.leave();
  });
});

describe('when all are busy, or nobody is there', () => {
  let bo;

  before(async () => {
    await server.ctl(['flow', 'add', '--id', 'small', '--name', 'Small']);
    await server.agent_add('bo', 'Bo Berg');
    await server.page('small.html', { flow: 'small' });
    bo = await server.agent('bo');
  });

  after(() => bo.close());

  test('D2: the queue, with her place in it', async () => {
    await bo.presence('online', 1, ['small']);
    const first = await Visitor.come({ path: '/small.html' });
    await first.open();
    const chat = await first.begin(bo);

    const second = await Visitor.come({ path: '/small.html' });
    await second.open();
    await second.begin(null);
    await second.panel.getByText('You are number 1 in the queue.').waitFor();
    await accessible(second.page, 'panel');

    await bo.ask('PATCH', `v1/conversations/${chat}`, { status: 'closed' });
    await second.panel.getByText('in the queue').waitFor({ state: 'detached' });
    await second.panel.getByRole('heading', { name: 'Bo Berg' }).waitFor();
    await first.leave();
    await second.leave();
    await bo.presence('offline', 1, ['small']);
  });

  test('D2: she leaves a message, and gets an answer', async () => {
    const eva = await Visitor.come({ path: '/small.html' });

    await eva.open();
    await eva.panel.getByText('Nobody is here right now').waitFor();
    await accessible(eva.page, 'panel');
    await eva.panel.getByRole('button', { name: 'Leave a message' }).click();
    await accessible(eva.page, 'panel');
    await eva.say('When do you open?');
    await eva.panel.getByText('Your message is kept').waitFor();
    await eva.reads('When do you open?');
    await accessible(eva.page, 'panel');

    const { items } = await bo.ask('GET', 'v1/inbox?view=open');
    const left = items.find((one) => one.left_message);
    assert.ok(left, JSON.stringify(items));
    await bo.say(left.id, 'At nine');
    await eva.reads('At nine');
    await eva.panel
      .getByText('Your message is kept')
      .waitFor({ state: 'detached' });
    await eva.leave();
  });
});

describe('sizes, schemes, languages', () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const [locale, lang, words] of [
      ['en-GB', 'en', ['Start chat', 'Write a message']],
      ['sv-SE', 'sv', ['Starta chatt', 'Skriv ett meddelande']],
    ]) {
      test(`axe finds nothing: ${colorScheme}, ${lang}, phone`, async () => {
        await server.page(`${lang}.html`, { lang });
        const eva = await Visitor.come({
          path: `/${lang}.html`,
          context: {
            locale,
            colorScheme,
            viewport: { width: 390, height: 844 },
            hasTouch: true,
            isMobile: true,
          },
        });

        await eva.open();
        await eva.panel.getByRole('button', { name: words[0] }).waitFor();
        await accessible(eva.page, 'panel');
        const chat = await eva.begin(anna, words[0]);
        await eva.panel.getByRole('textbox', { name: words[1] }).waitFor();
        await eva.say('1');
        assert.equal(
          await eva.field.inputValue(),
          '1\n',
          'on a phone Enter is a new line',
        );
        await eva.panel.locator('.send').tap();
        await anna.say(chat, 'See https://shop.example/');
        await eva.reads('See https');
        await accessible(eva.page, 'panel');

        const frame = await eva.page
          .locator('kundo-widget iframe')
          .boundingBox();
        assert.deepEqual(frame, { x: 0, y: 0, width: 390, height: 844 });
        assert.equal(
          await (
            await panel_frame(eva.page)
          ).evaluate(() => document.documentElement.lang),
          lang,
        );
        await eva.leave();
      });
    }
  }

  test("the site's own colour, on the left, with 320 px of width", async () => {
    await server.page('colour.html', {
      attributes: 'data-color="#ffdd00" data-position="left" data-locale="sv"',
    });
    const eva = await Visitor.come({
      path: '/colour.html',
      context: { viewport: { width: 1000, height: 700 } },
    });

    assert.equal((await eva.launcher.boundingBox()).x, 20);
    await eva.open();
    await eva.begin(anna, 'Starta chatt');
    await eva.say('Hej');
    await eva.panel.getByText('Skickat').waitFor();
    await accessible(eva.page, 'panel');
    await eva.page.setViewportSize({ width: 320, height: 480 });
    assert.equal(
      await (
        await panel_frame(eva.page)
      ).evaluate(() => document.documentElement.scrollWidth),
      320,
      'nothing to scroll to the side (WCAG 1.4.10)',
    );
    await accessible(eva.page, 'panel');
    await eva.leave();
  });

  test('by the keyboard alone', async () => {
    const eva = await Visitor.come();

    await eva.launcher.focus();
    await eva.page.keyboard.press('Enter');
    await eva.panel.getByRole('button', { name: 'Start chat' }).waitFor();
    await until(
      async () =>
        (await panel_frame(eva.page)).evaluate(
          () => document.activeElement?.id === 'start',
        ),
      'focus on the start',
    );
    await eva.page.keyboard.press('Enter');
    const chat = await until(
      () => eva.page.evaluate(() => window.chat),
      'the start of a chat',
    );
    await until(
      async () =>
        (await panel_frame(eva.page)).evaluate(
          () => document.activeElement?.id === 'composer',
        ),
      'focus in the composer',
    );
    await eva.page.keyboard.type('By hand');
    await eva.page.keyboard.press('Enter');
    await until(
      async () => (await anna.messages(chat)).length === 2,
      'her message',
    );
    await eva.page.keyboard.press('Escape');
    await eva.panel.locator('.panel').waitFor({ state: 'hidden' });
    await eva.leave();
  });

  test('10,000 px of history: older ones come as she scrolls, in place', async () => {
    const eva = await Visitor.come();
    const chat = await eva.start();

    for (let i = 1; i <= 130; i++) {
      await anna.say(chat, `Line ${i}.`);
    }
    await eva.reads('Line 130.');
    await eva.page.reload();
    await until(async () => (await eva.texts()).length >= 50, 'its last page');
    assert.equal((await eva.texts()).length, 50);
    await eva.reads('Line 130.');
    const scroller = eva.panel.locator('.log');
    const place = (box) =>
      [...box.querySelectorAll('.bubble')]
        .find((one) => one.textContent === 'Line 90.')
        .getBoundingClientRect().top;
    await scroller.evaluate((box) => (box.scrollTop = 50));
    const before_it = await scroller.evaluate(place);
    await until(async () => (await eva.texts()).length > 50, 'older ones');
    assert.equal(
      Math.round(await scroller.evaluate(place)),
      Math.round(before_it),
      'what she reads stays in place',
    );

    await anna.say(chat, 'News');
    await eva.panel.getByRole('button', { name: 'New messages' }).click();
    await until(
      () =>
        scroller.evaluate(
          (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 2,
        ),
      'the end',
    );
    await eva.leave();
  });
});
