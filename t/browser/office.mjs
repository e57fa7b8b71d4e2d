/*
 * What tests of the console stand on: a server with Anna on it and Bo, her
 * colleague, visitors at the API, consoles, and eyes for what moves by itself
 * and for what is said to readers of the screen.
 */

import assert from 'node:assert/strict';
import { Server, start_browser, until, watch_faults } from './lib.mjs';

export class Office {
  static async open(options) {
    const self = new Office();

    self.contexts = [];
    self.server = await Server.start(options);
    await self.server.agent_add('bo', 'Bo Ek');
    self.anna = await self.server.agent('anna');
    self.browser = await start_browser();
    return self;
  }

  async shut() {
    this.anna?.close();
    await this.browser?.close();
    await this.server?.stop();
  }

  /* Every chat is closed, everybody is offline, nothing has gone wrong. */
  async tidy() {
    const ended = this.contexts.splice(0);

    for (const context of ended) {
      await context.close();
    }
    await this.anna.presence('offline', 10, []);
    const { items } = await this.anna.ask(
      'GET',
      'v1/inbox?view=open&limit=200',
    );
    for (const { id } of items) {
      await this.anna.ask('POST', `v1/conversations/${id}/close`);
    }
    for (const context of ended) {
      context.faults.none();
    }
  }

  visitor(name, text) {
    return visitor_at(this.server, name, text);
  }

  async context(options = {}) {
    const { who = 'anna', script, ...rest } = options;
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      ...rest,
    });
    const { cookie } = await this.server.session(who);

    context.faults = await watch_faults(context);
    this.contexts.push(context);
    await context.addCookies([
      { ...cookie, url: `${this.server.origin}/kundo/` },
    ]);
    await context.addInitScript(watch_shifts);
    if (script) {
      await context.addInitScript(script);
    }
    return context;
  }

  /*
   * Anna's console, online unless told; `route` comes before the page, and
   * another tab of hers is opened `in` a context that is there.
   */
  async console_of(options = {}) {
    const { hash = '', state = 'online', origin, route, ...rest } = options;
    const page = await (rest.in ?? (await this.context(rest))).newPage();

    await route?.(page);
    if (rest.in === undefined && (rest.who ?? 'anna') === 'anna') {
      await this.anna.presence(state);
    }
    await page.goto(`${origin ?? this.server.origin}/kundo/console/${hash}`);
    await page.locator('.list').waitFor({ state: 'attached' });
    return page;
  }
}

/* A visitor who has begun a chat at the API, with a text or without. */
export async function visitor_at({ origin }, name, text = 'Hello') {
  async function ask(token, method, path, body) {
    const reply = await fetch(`${origin}/kundo/v1/${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });

    assert.ok(reply.ok, `${method} ${path}: ${reply.status}`);
    return reply.status === 204 ? null : reply.json();
  }

  const { token } = await ask(null, 'POST', 'visitor', { name });
  const { id } = await ask(token, 'POST', 'conversations', {
    flow: 'support',
    ...(text === null ? {} : { text, cid: 'first' }),
  });
  let cids = 0;

  return {
    id,
    say: (more) =>
      ask(token, 'POST', `conversations/${id}/messages`, {
        cid: `c-${String(++cids).padStart(5, '0')}`,
        text: more,
      }),
    typing: (on) => ask(token, 'POST', `conversations/${id}/typing`, { on }),
    texts: async () =>
      (
        await ask(token, 'GET', `conversations/${id}/messages?limit=200`)
      ).items.map((message) => message.text),
  };
}

function watch_shifts() {
  /* One that is gone by now has at least a way that it went. */
  function told({ node, previousRect: from, currentRect: to }) {
    return node === null
      ? `gone, ${from.x === to.x ? 'up or down' : 'across'}`
      : `${node.nodeName} in ${node.parentElement?.closest('[class]')?.className}`;
  }

  window.shifts = [];
  /* From when to when something was done by hand. */
  window.hands = [];
  new PerformanceObserver((list) => {
    for (const { startTime, sources, hadRecentInput } of list.getEntries()) {
      const by_hand = window.hands.some(
        ({ from, to }) => from <= startTime && startTime <= to,
      );

      if (!hadRecentInput && !by_hand) {
        window.shifts.push(sources.map(told));
      }
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/* What has moved without anybody's doing. */
export function shifts(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() =>
          requestAnimationFrame(() => done(window.shifts)),
        );
      }),
  );
}

/*
 * What she does moves what it is about.  The browser leaves out half a second
 * after each key and click; a slow machine takes longer for it.
 */
export async function by_hand(page, work) {
  await page.evaluate(() =>
    window.hands.push({ from: performance.now(), to: Infinity }),
  );
  await work();
  await page.evaluate(() => {
    const hand = window.hands.at(-1);

    requestAnimationFrame(() =>
      requestAnimationFrame(() => (hand.to = performance.now())),
    );
  });
}

/* From now on, what the console's voice says; called, it gives that. */
export async function listen(page) {
  await page.evaluate(() => {
    const voice = document.querySelector('.shell > p[aria-live=polite]');

    window.said = [];
    new MutationObserver(() => window.said.push(voice.textContent)).observe(
      voice,
      { childList: true, characterData: true, subtree: true },
    );
  });
  return () => page.evaluate(() => window.said);
}

export function row(page, name) {
  return page.locator('.row').filter({ hasText: name });
}

/* The pane of one chat. */
export function pane(page, name) {
  return page
    .locator('.thread')
    .filter({ has: page.locator('h2', { hasText: name }) });
}

export function has_focus(place) {
  return place.evaluate((one) => one === document.activeElement);
}

export async function focused(place, what) {
  await place.waitFor();
  await until(() => has_focus(place), what);
}

/* Presses a key until the focus is there: the way a keyboard has to go. */
export async function walk_to(page, key, place, what) {
  await place.waitFor();
  for (let steps = 0; steps < 60; steps++) {
    if (await has_focus(place)) {
      return;
    }
    await page.keyboard.press(key);
  }
  assert.fail(`${what} cannot be reached with ${key}`);
}
