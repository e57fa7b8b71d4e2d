/* The server, and who is there: agents and visitors at the API. */

import { Server } from '../../browser/lib.mjs';

const PIPELINE = 64;

export const TEXTS = [
  'Yes, that is right.',
  'The cup came broken, and the plate has a scratch on its other side.',
  'Thank you! I looked at https://shop.example/orders/4711 and there it says ' +
    'that the parcel has been sent, but nothing has come for a week now. ' +
    'Could you look where it is?',
];

export class People {
  static async come() {
    const self = new People();

    self.server = await Server.start({ welcome: null });
    self.origin = self.server.origin;
    await self.server.ctl(['flow', 'add', '--id', 'small', '--name', 'Small']);
    await self.server.agent_add('bo', 'Bo Berg');
    await self.server.page('small.html', { flow: 'small' });
    await self.server.file(
      'bare.html',
      '<!doctype html><title>Bare</title><textarea rows="4"></textarea>',
    );
    self.anna = await self.server.agent('anna');
    self.bo = await self.server.agent('bo');
    await self.anna.presence('online', 100);
    await self.bo.presence('online', 1, ['small']);
    return self;
  }

  async ask(token, method, path, body = {}) {
    const reply = await fetch(`${this.origin}/kundo/${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
    });

    if (!reply.ok) {
      throw new Error(`${method} ${path}: ${reply.status}`);
    }
    return reply.status === 204 ? null : reply.json();
  }

  async visitor(name, flow = 'support') {
    const { id, token } = await this.ask(null, 'POST', 'v1/visitor', { name });
    const visitor = { id, token, n: 0 };

    await this.start(visitor, flow);
    return visitor;
  }

  async start(visitor, flow = 'support') {
    const made = await this.ask(visitor.token, 'POST', 'v1/conversations', {
      flow,
    });

    visitor.chat = made.id;
  }

  at_chat(visitor, what, body) {
    return this.ask(
      visitor.token,
      'POST',
      `v1/conversations/${visitor.chat}/${what}`,
      body,
    );
  }

  say(visitor) {
    const n = ++visitor.n;

    return this.at_chat(visitor, 'messages', {
      cid: `c-${n}`,
      text: TEXTS[n % TEXTS.length],
    });
  }

  async fill(visitor, count) {
    for (let n = 0; n < count; n += PIPELINE) {
      await Promise.all(
        Array.from({ length: Math.min(PIPELINE, count - n) }, (_, i) =>
          Math.floor((n + i) / 3) % 2 === 0
            ? this.say(visitor)
            : this.anna.say(visitor.chat, TEXTS[(n + i) % TEXTS.length]),
        ),
      );
    }
  }

  async leave() {
    this.anna?.close();
    this.bo?.close();
    await this.server?.stop();
  }
}

/* Anna's browser; `origin` may be a line to the server. */
export async function desk_context(browser, people) {
  const { cookie } = await people.server.session('anna');
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
  });

  await context.addCookies([{ ...cookie, url: `${people.origin}/kundo/` }]);
  return context;
}

/* A visitor's browser as it is kept: her log-in, and that there is one. */
export async function known_visitor(browser, people) {
  const context = await browser.newContext();
  const reply = await context.request.post(
    `${people.origin}/kundo/v1/visitor?as=visitor`,
    { data: { name: 'Eva' }, headers: { Origin: people.origin } },
  );
  const { id, token } = await reply.json();
  const visitor = { id, token, n: 0 };
  const { cookies } = await context.storageState();

  await context.close();
  await people.start(visitor);
  visitor.kept = {
    cookies,
    origins: [
      {
        origin: people.origin,
        localStorage: [{ name: 'kundo:visitor', value: id }],
      },
    ],
  };
  return visitor;
}
