/*
 * The panel: what it costs to open, what moves in it and what does not, where
 * she writes, what she hears, and how a chat ends.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  accessible,
  PATIENCE_MS,
  Server,
  stand_in,
  start_browser,
  TOP,
  until,
  watch_faults,
  while_writing,
} from './lib.mjs';
import { listen_for_sounds, look, look_when_told } from './sounds.mjs';

const OBJS = process.env.KUNDO_OBJS || join(TOP, 'objs');
const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

let server;
let browser;
let anna;
let bo;

before(async () => {
  server = await Server.start({});
  await server.page('sv.html', { lang: 'sv' });
  await server.ctl(['flow', 'add', '--id', 'small', '--name', 'Small']);
  await server.agent_add('bo', 'Bo Berg');
  await server.page('small.html', { flow: 'small' });
  browser = await start_browser();
  anna = await server.agent();
  bo = await server.agent('bo');
  await anna.presence('online', 50);
});

after(async () => {
  anna?.close();
  bo?.close();
  await browser?.close();
  await server?.stop();
});

/* A visitor's browser; `spies` run in each document before its own scripts. */
async function come(options = {}, ...spies) {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1000, height: 800 },
    ...options,
  });
  const watch = await watch_faults(context);

  context.setDefaultTimeout(PATIENCE_MS);
  for (const spy of spies) {
    await context.addInitScript(spy);
  }
  await context.addInitScript(() => {
    window.heard = [];
    for (const name of ['started', 'ended', 'unread']) {
      document.addEventListener(`kundo:${name}`, ({ detail }) =>
        window.heard.push([name, detail.conversation ?? detail.count]),
      );
    }
  });
  return {
    context,
    tab: (path) => Tab.open(context, path),
    async leave() {
      await context.close();
      watch.none();
    },
  };
}

/* One page of hers, with the panel open. */
class Tab {
  static async open(context, path = '/') {
    const self = new Tab();

    self.page = await context.newPage();
    self.asked = new Set();
    self.page.on('request', (request) =>
      self.asked.add(new URL(request.url()).pathname),
    );
    await self.page.goto(server.origin + path);
    self.launcher = self.page.locator('kundo-widget button');
    self.panel = self.page.frameLocator('kundo-widget iframe');
    self.field = self.panel.locator('#composer');
    await self.launcher.click();
    await self.panel.locator('.panel').waitFor();
    return self;
  }

  button(name) {
    return this.panel.getByRole('button', { name });
  }

  heard(name) {
    return this.page.evaluate(
      (wanted) =>
        window.heard.filter(([one]) => one === wanted).map(([, what]) => what),
      name,
    );
  }

  async begin(agent, name = 'Start chat') {
    const before_it = (await this.heard('started')).length;

    await this.button(name).click();
    const chat = await until(
      async () => (await this.heard('started'))[before_it],
      'the start of a chat',
    );
    if (agent) {
      await agent.has(chat);
    }
    await this.field.waitFor();
    return chat;
  }

  reads(text) {
    return this.panel
      .locator('[data-seq] .bubble', { hasText: text })
      .waitFor();
  }

  frame() {
    return until(
      () => this.page.frames().find((one) => /\/panel\//.test(one.url())),
      'the panel',
    );
  }

  async close() {
    await this.button('Close').click();
    await this.panel.locator('.panel').waitFor({ state: 'hidden' });
  }
}

function box_of(locator) {
  return locator.evaluate((element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return { top, bottom, height };
  });
}

describe('opening', () => {
  async function costs(tab) {
    const manifest = JSON.parse(
      await readFile(join(OBJS, 'web/manifest.json'), 'utf8'),
    );

    await tab.page.waitForLoadState('networkidle');
    const loaded = manifest.filter(({ path }) =>
      tab.asked.has(`/kundo/${path.replace(/index\.html$/, '')}`),
    );
    /* Loader, document, style, script, words: none was forgotten. */
    assert.ok(loaded.length >= 5, JSON.stringify([...tab.asked]));
    return loaded.reduce((sum, { gzip_bytes }) => sum + gzip_bytes, 0);
  }

  test('costs 30 KB at most, in both languages, with a chat or without', async () => {
    for (const [path, start] of [
      ['/', 'Start chat'],
      ['/sv.html', 'Starta chatt'],
    ]) {
      const eva = await come();
      const first = await eva.tab(path);

      await first.button(start).waitFor();
      const new_one = await costs(first);
      assert.ok(new_one <= 30720, `${path}: ${new_one}`);

      await first.begin(anna, start);
      const second = await eva.tab(path);
      await second.reads('Hello and welcome!');
      const known = await costs(second);
      assert.ok(known <= 30720, `${path}, with a chat: ${known}`);
      await eva.leave();
    }
  });

  test('says who answers and how it goes, to one who is new', async () => {
    for (const colorScheme of ['light', 'dark']) {
      const eva = await come({ colorScheme });
      const tab = await eva.tab();
      const how = tab.panel.getByText('Our customer service answers');

      await how.waitFor();
      await tab.panel.getByText('Anna is here').waitFor();
      await accessible(tab.page, 'panel');

      await eva.context.route('**/v1/conversations?*', (route) =>
        route.fulfill({ status: 503, json: { code: 'unavailable' } }),
      );
      await tab.button('Start chat').click();
      await tab.panel
        .getByRole('alert')
        .getByText('Try again in a moment')
        .waitFor();
      assert.equal(await how.count(), 1);
      await accessible(tab.page, 'panel');
      await eva.context.unroute('**/v1/conversations?*');
      await tab.begin(anna);
      await tab.button('Back to the start').click();
      await tab.panel.getByRole('region', { name: 'Your conv' }).waitFor();
      assert.equal(await how.count(), 0);
      await eva.leave();
    }
  });
});

test('nothing moves by itself: CLS is 0 from the first paint to the end', async () => {
  const spy = () => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries()) {
        if (!hadRecentInput) {
          window.shifts.push([
            value,
            ...sources.map(
              ({ node, previousRect: was, currentRect: is }) =>
                `${node?.outerHTML ?? node?.textContent}: ` +
                `${was.x},${was.y} to ${is.x},${is.y}`,
            ),
          ]);
        }
      }
    }).observe({ type: 'layout-shift', buffered: true });
  };
  await bo.presence('online', 1, ['small']);
  const first = await come();
  const other = await first.tab('/small.html');
  const held = await other.begin(bo);
  const eva = await come({}, spy);
  const tab = await eva.tab('/small.html');
  const frame = await tab.frame();
  const shifts = () => frame.evaluate(() => window.shifts);

  const still = async (when) => {
    /* Two frames: what was laid out has been painted and counted. */
    await frame.evaluate(
      () =>
        new Promise((done) =>
          requestAnimationFrame(() => requestAnimationFrame(done)),
        ),
    );
    assert.deepEqual(await shifts(), [], when);
  };

  await tab.button('Start chat').waitFor();
  await still('the start');
  const chat = await tab.begin(null);
  await tab.panel.getByText('in the queue').waitFor();
  await still('the queue');
  await bo.ask('PATCH', `v1/conversations/${held}`, { status: 'closed' });
  await bo.has(chat);
  await tab.panel.getByRole('heading', { name: 'Bo Berg' }).waitFor();
  await tab.panel.getByText('in the queue').waitFor({ state: 'detached' });
  await still('somebody is there');
  await while_writing(
    () => bo.typing(chat, true),
    () => tab.panel.getByText('Bo Berg is writing').waitFor(),
  );
  await still('typing');
  for (let i = 1; i <= 12; i++) {
    await bo.say(chat, `Answer ${i}.\nAnd another line.`);
  }
  await tab.reads('Answer 12.');
  await still('answers');
  await tab.field.fill('Thank you');
  await tab.field.press('Enter');
  await tab.panel.getByText('Sent', { exact: true }).waitFor();
  await bo.seen(chat, (await bo.messages(chat)).at(-1).seq);
  await tab.panel.getByText('Seen', { exact: true }).waitFor();
  await still('seen');
  await eva.context.setOffline(true);
  await tab.panel.getByText('You are offline').waitFor();
  await still('offline');
  await eva.context.setOffline(false);
  await tab.panel.getByText('You are offline').waitFor({ state: 'detached' });
  await still('online');
  await bo.ask('PATCH', `v1/conversations/${chat}`, { status: 'closed' });
  await tab.panel.getByText('This conversation has ended.').waitFor();
  await still('the end');

  /* What does move would have been seen. */
  await frame.evaluate(() => {
    const block = document.createElement('div');
    block.style.height = '100px';
    document.querySelector('.panel').prepend(block);
  });
  await until(async () => (await shifts()).length > 0, 'a shift');
  await bo.presence('offline', 1, ['small']);
  await eva.leave();
  await first.leave();
});

describe('writing', () => {
  test('the field grows and shrinks; Shift-Enter is a new line', async () => {
    const eva = await come();
    const tab = await eva.tab();
    const chat = await tab.begin(anna);
    const height = async () => (await box_of(tab.field)).height;
    const one = await height();

    await tab.field.pressSequentially('One');
    await tab.field.press('Shift+Enter');
    await tab.field.pressSequentially('Two');
    assert.equal(await tab.field.inputValue(), 'One\nTwo');
    assert.ok((await height()) > one);
    await tab.field.fill('Line\n'.repeat(100));
    const most = await height();
    assert.ok(most < 160, `${most} px are most of the panel`);
    await tab.field.fill('One\nTwo');
    await tab.field.press('Enter');
    await until(async () => (await height()) === one, 'one line again');
    await anna.expect(
      ({ type, conversation, data }) =>
        type === 'message.created' &&
        conversation === chat &&
        data.text === 'One\nTwo',
      'two lines',
    );
    await eva.leave();
  });

  test('as a draft grows and shrinks, the last words stay above it', async () => {
    const eva = await come();
    const tab = await eva.tab();
    const chat = await tab.begin(anna);

    for (let i = 1; i <= 15; i++) {
      await anna.say(chat, `Line ${i} of many.`);
    }
    await tab.reads('Line 15');
    const frame = await tab.frame();
    const from_end = () =>
      frame.evaluate(() => {
        const log = document.querySelector('.log');
        return log.scrollHeight - log.scrollTop - log.clientHeight;
      });

    await until(async () => (await from_end()) <= 1, 'the end');
    for (let i = 1; i <= 6; i++) {
      await tab.field.pressSequentially(`Line ${i}`);
      await tab.field.press('Shift+Enter');
      await until(async () => (await from_end()) <= 1, `the end, ${i} lines`);
    }
    await tab.field.fill('');
    await until(async () => (await from_end()) <= 1, 'the end, no draft');
    await eva.leave();
  });

  test('on a phone the keyboard leaves the field and the last words in sight', async () => {
    const eva = await come(PHONE);
    const tab = await eva.tab();
    const chat = await tab.begin(anna);

    for (let i = 1; i <= 15; i++) {
      await anna.say(chat, `Line ${i} of many.`);
    }
    await tab.reads('Line 15');
    await tab.page.setViewportSize({ width: 390, height: 420 });
    const frame = await tab.frame();
    await frame.waitForFunction(() => innerHeight === 420);
    await until(async () => {
      const last = await box_of(tab.panel.locator('.bubble').last());
      const field = await box_of(tab.field);
      return last.top > 0 && last.bottom <= field.top && field.bottom <= 420;
    }, 'both in sight');
    await accessible(tab.page, 'panel');
    await eva.leave();
  });

  test("text is as large as the browser's setting says, nothing is cut off", async () => {
    const eva = await come({ viewport: { width: 640, height: 800 } });
    const tab = await eva.tab();

    await tab.begin(anna);
    await tab.reads('Hello and welcome!');
    const frame = await tab.frame();
    const size = () =>
      frame.evaluate(() =>
        ['.bubble', '.meta', 'h1', '#composer'].map((name) =>
          parseFloat(getComputedStyle(document.querySelector(name)).fontSize),
        ),
      );
    const usual = await size();
    await frame.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    assert.deepEqual(
      await size(),
      usual.map((px) => 2 * px),
    );
    assert.ok(
      await frame.evaluate(
        () => document.documentElement.scrollWidth <= innerWidth,
      ),
    );
    assert.ok((await box_of(tab.field)).bottom <= 800);
    await eva.leave();
  });

  test('a lost connection is told where she writes, and covers nothing', async () => {
    const eva = await come();
    const tab = await eva.tab();

    await tab.begin(anna);
    await tab.reads('Hello and welcome!');
    const top = (await box_of(tab.panel.locator('.bubble'))).top;
    await eva.context.setOffline(true);
    const bar = tab.panel.locator('.connection');
    await bar.waitFor();
    const { top: bar_top, bottom } = await box_of(bar);
    assert.equal((await box_of(tab.panel.locator('.bubble'))).top, top);
    assert.ok((await box_of(tab.panel.locator('.log'))).bottom <= bar_top);
    assert.ok((await box_of(tab.field)).top >= bottom);
    await eva.leave();
  });
});

describe('what could not be read', () => {
  /* Of the stream's requests for messages, while `refusing`. */
  async function refuse(eva, refusing) {
    await stand_in(eva.context, (method, path) =>
      refusing() && method === 'GET' && /\/messages/.test(path)
        ? { status: 503, body: { code: 'unavailable' } }
        : undefined,
    );
  }

  test('is said above what is known, and nothing is cut', async () => {
    const eva = await come();
    let refusing = false;

    await refuse(eva, () => refusing);
    const tab = await eva.tab();
    const chat = await tab.begin(anna);
    await anna.say(chat, 'One thing');
    await anna.say(chat, 'And another');
    await tab.reads('And another');
    refusing = true;
    await tab.page.reload();
    const fault = tab.panel.locator('.log .nothing');
    await fault.waitFor();
    await tab.reads('And another');
    const log = await box_of(tab.panel.locator('.log'));
    const said = await box_of(fault);
    const last = await box_of(tab.panel.locator('.bubble').last());
    assert.ok(said.top >= log.top, 'it begins in sight');
    assert.ok(last.top >= said.bottom, 'what is known stands below it');
    assert.ok(last.bottom <= log.bottom, 'and in sight');
    refusing = false;
    await tab.button('Try again').click();
    await tab.reads('One thing');
    await fault.waitFor({ state: 'detached' });
    await eva.leave();
  });

  test('a flow that is gone: the focus is on the way out', async () => {
    const eva = await come();

    await eva.context.route('**/status*', (route) =>
      route.request().frame().parentFrame() !== null
        ? route.fulfill({ status: 404, json: { code: 'not_found' } })
        : route.continue(),
    );
    const tab = await eva.tab();
    await tab.button('Close').last().waitFor();
    const frame = await tab.frame();
    await until(
      () =>
        frame.evaluate(() =>
          document.activeElement?.matches('.nothing > .button'),
        ),
      'the focus',
    );
    await tab.page.keyboard.press('Enter');
    await tab.page.locator('kundo-widget iframe').waitFor({ state: 'hidden' });
    await eva.leave();
  });
});

describe('the end', () => {
  test('by the agent: the site is told, the focus is on no button', async () => {
    const eva = await come();
    const tab = await eva.tab();
    const chat = await tab.begin(anna);
    const frame = await tab.frame();

    await tab.field.focus();
    await anna.ask('PATCH', `v1/conversations/${chat}`, { status: 'closed' });
    await tab.panel.getByText('This conversation has ended.').waitFor();
    await until(
      () =>
        frame.evaluate(
          () => document.activeElement === document.querySelector('.closed'),
        ),
      'the focus',
    );
    assert.equal(
      await frame.evaluate(
        () => getComputedStyle(document.activeElement).outlineStyle,
      ),
      'none',
    );
    await until(
      async () => (await tab.heard('ended')).join() === chat,
      'the event',
    );
    await tab.page.keyboard.press('Enter');
    await tab.page.keyboard.press('Tab');
    assert.equal(
      await frame.evaluate(() => document.activeElement.textContent),
      'Start a new one',
    );
    assert.equal((await tab.heard('started')).length, 1);
    await accessible(tab.page, 'panel');
    await tab.page.keyboard.press('Enter');
    await until(
      async () => (await tab.heard('started')).length === 2,
      'a new one',
    );
    await eva.leave();
  });

  test('that she takes back and asks for again in one breath', async () => {
    const eva = await come();
    const tab = await eva.tab();

    await tab.begin(anna);
    await tab.button('End chat').click();
    const dialog = tab.panel.getByRole('dialog');
    await dialog
      .getByRole('button', { name: 'Keep chatting' })
      .evaluate(async (keep) => {
        const end = document.querySelector('.end');

        keep.click();
        await null;
        end.click();
        await new Promise((done) =>
          requestAnimationFrame(() => requestAnimationFrame(done)),
        );
      });
    assert.equal(await dialog.count(), 1);
    await eva.leave();
  });

  test('that the server refuses: she reads what to do', async () => {
    const eva = await come();
    const tab = await eva.tab();

    await tab.begin(anna);
    await eva.context.route('**/close?*', (route) =>
      route.fulfill({
        status: 503,
        json: { code: 'unavailable', status: 503 },
      }),
    );
    await tab.button('End chat').click();
    const dialog = tab.panel.getByRole('dialog');
    await dialog.getByRole('button', { name: 'End chat' }).click();
    const alert = tab.panel.getByRole('alert');
    await alert.getByText('Try again in a moment').waitFor();
    await accessible(tab.page, 'panel');
    assert.deepEqual(await tab.heard('ended'), []);

    await eva.context.unroute('**/close?*');
    await tab.button('End chat').click();
    await dialog.getByRole('button', { name: 'End chat' }).click();
    await tab.panel.getByText('This conversation has ended.').waitFor();
    assert.equal(await alert.count(), 0);
    await until(
      async () => (await tab.heard('ended')).length === 1,
      'the event',
    );
    await eva.leave();
  });
});

test('a sound for what is not before her eyes, from one tab, if she wants it', async () => {
  const eva = await come({}, listen_for_sounds, look_when_told);
  const one = await eva.tab();
  const chat = await one.begin(anna);
  const two = await eva.tab();
  const frames = [await one.frame(), await two.frame()];
  const notes = async () =>
    (await frames[0].evaluate(() => window.notes)) +
    (await frames[1].evaluate(() => window.notes));
  /* Both tabs have come for these sounds and, in their order, no others. */
  const called = async (...messages) => {
    const ids = messages.map(({ id }) => id);

    for (const frame of frames) {
      await frame.waitForFunction(
        (id) => window.turns.includes(id),
        ids.at(-1),
      );
      assert.deepEqual(await frame.evaluate(() => window.turns), ids);
    }
    assert.equal(await notes(), ids.length);
  };

  /* It has come to both, whose panels are closed. */
  const unread = async () => {
    for (const { page } of [one, two]) {
      await page
        .locator('kundo-widget button span', { hasText: '1' })
        .waitFor();
    }
  };

  await two.reads('Hello and welcome!');
  await one.close();
  await two.close();
  const first = await anna.say(chat, 'Heard once');
  await unread();
  await look(...frames);
  await called(first);

  /* Read in the one tab: no sound in the other. */
  await one.page.bringToFront();
  await one.launcher.click();
  await one.reads('Heard once');
  await one.field.click();
  const before_it = (await two.heard('unread')).length;
  await anna.say(chat, 'Before her eyes');
  await one.reads('Before her eyes');
  await until(
    async () =>
      String((await two.heard('unread')).slice(before_it)).endsWith('1,0'),
    'that it was seen, in the other tab',
  );
  await look(...frames);
  await one.close();
  const third = await anna.say(chat, 'Heard again');
  await unread();
  await look(...frames);
  await called(first, third);

  const sound = one.panel.getByRole('button', { name: 'Sound' });
  const quiet = (tab, yes) =>
    tab.panel
      .locator(`[aria-pressed=${!yes}][aria-label^=Sound]`)
      .waitFor({ state: 'attached' });

  await one.launcher.click();
  await quiet(one, false);
  await sound.click();
  await quiet(one, true);
  await quiet(two, true);
  await accessible(one.page, 'panel');
  await one.close();
  await anna.say(chat, 'Not heard');
  await unread();
  await look(...frames);
  await one.launcher.click();
  await one.reads('Not heard');
  await two.page.bringToFront();
  await two.launcher.click();
  await two.reads('Not heard');
  await two.close();
  await one.page.bringToFront();
  await sound.click();
  await quiet(two, false);
  await one.close();
  const last = await anna.say(chat, 'The last');
  await unread();
  await look(...frames);
  await called(first, third, last);

  await one.launcher.click();
  await sound.click();
  await one.page.reload();
  await quiet(one, true);
  await eva.leave();
});
