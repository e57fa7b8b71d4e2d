/*
 * A shop with the widget as docs/widget.md says, by the examples that stand
 * there, and visitors who hear what its pages hear.
 */

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  PATIENCE_MS,
  Server,
  start_browser,
  TOP,
  until,
  watch_faults,
} from './lib.mjs';

const SECRET = 'the key of the shop, with 32 bytes or more';

const EVENTS =
  'ready available open close started message unread ended identified error';

const examples = [
  ...(await readFile(join(TOP, 'docs/widget.md'), 'utf8')).matchAll(
    /^```\w+\n([\s\S]*?)^```$/gm,
  ),
].map(([, code]) => code);

/* The one example that holds all of these words. */
export function example(...words) {
  const found = examples.filter((code) =>
    words.every((word) => code.includes(word)),
  );

  assert.equal(found.length, 1, `one example with ${words}`);
  return found[0];
}

/* The first of them: the tag. */
export const TAG = examples[0];

/* A token as the site's server makes it. */
export function identity(claims) {
  const part = (value) => Buffer.from(value).toString('base64url');
  const text = [
    { alg: 'HS256', kid: 'shop' },
    { exp: Math.floor(Date.now() / 1000) + 300, ...claims },
  ]
    .map((one) => part(JSON.stringify(one)))
    .join('.');

  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

export class Shop {
  static async open({ settings = '' } = {}) {
    const self = new Shop();

    self.server = await Server.start({
      settings: `identity_key shop "${SECRET}"; ${settings}`,
      prefix: example('location /kundo/'),
      site: (dir) => `
        add_header X-Frame-Options DENY;
        location /strict/ {
            alias ${dir}/site/;
            add_header X-Frame-Options DENY;
            add_header Content-Security-Policy "script-src 'self'; frame-src 'self'; connect-src 'self'";
        }
        location /filtered/ {
            alias ${dir}/site/;
            ${example('sub_filter').replace(/^location \/ \{|\}\s*$/g, '')}
        }`,
    });
    await self.page('index.html', TAG);
    await self.page('next.html', TAG);
    self.browser = await start_browser();
    self.anna = await self.server.agent();
    await self.anna.presence('online', 50);
    return self;
  }

  /* A page of nothing but what is given. */
  page(name, body, head = '') {
    return this.server.file(
      name,
      `<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>A shop</title>${head}</head><body><main><h1>A shop</h1>
<p><a href="/next.html">Another page</a></p></main>
${body}</body></html>`,
    );
  }

  visitor(path, options) {
    return Visitor.come(this, path, options);
  }

  async close() {
    this.anna.close();
    await this.browser.close();
    await this.server.stop();
  }
}

class Visitor {
  static async come(shop, path = '/', options = {}) {
    const self = new Visitor();

    self.shop = shop;
    self.context = await shop.browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1000, height: 800 },
      ...options,
    });
    self.context.setDefaultTimeout(PATIENCE_MS);
    self.watch = await watch_faults(self.context);
    self.page = await self.context.newPage();
    self.asked = [];
    self.page.on('request', (request) =>
      self.asked.push(
        `${request.method()} ${new URL(request.url()).pathname}`.replace(
          /^GET /,
          '',
        ),
      ),
    );
    await self.page.addInitScript((events) => {
      if (location.pathname.startsWith('/kundo/')) {
        return;
      }
      window.heard = [];
      for (const name of events.split(' ')) {
        document.addEventListener(`kundo:${name}`, (event) =>
          window.heard.push([name, event.detail]),
        );
      }
    }, EVENTS);
    self.panel = self.page.frameLocator('kundo-widget iframe');
    self.launcher = self.page.locator('kundo-widget button');
    self.field = self.panel.locator('#composer');
    self.log = self.panel.getByRole('log');
    await self.page.goto(shop.server.origin + path);
    return self;
  }

  kundo(...call) {
    return this.page.evaluate((args) => window.kundo(...args), call);
  }

  /* The details of an event, once it has come. */
  event(name, fits = () => true) {
    let heard = [];

    return until(
      async () => {
        heard = await this.page.evaluate(() => window.heard);
        return heard
          .filter(([one]) => one === name)
          .map(([, detail]) => detail)
          .find(fits);
      },
      () => `kundo:${name} (heard: ${JSON.stringify(heard)})`,
    );
  }

  forget() {
    return this.page.evaluate(() => (window.heard = []));
  }

  async open() {
    await this.launcher.click();
    await this.panel.locator('.panel').waitFor();
  }

  async begin() {
    await this.panel.getByRole('button', { name: 'Start chat' }).click();
    const { conversation } = await this.event('started');
    await this.shop.anna.has(conversation);
    await this.field.waitFor();
    return conversation;
  }

  async start() {
    await this.open();
    return this.begin();
  }

  async say(text) {
    await this.field.fill(text);
    await this.field.press('Enter');
    await this.reads(text);
  }

  /* Once it stands in the conversation: what still waits has no number. */
  reads(text) {
    return this.log.locator('[data-seq] .bubble', { hasText: text }).waitFor();
  }

  /* What stands in her browser: cookies, and both storages of the site. */
  async stored() {
    const cookies = await this.context.cookies();

    return [
      ...cookies.map(({ name }) => name),
      ...(await this.page.evaluate(() => [
        ...Object.keys(localStorage),
        ...Object.keys(sessionStorage),
      ])),
    ];
  }

  me() {
    return this.page.evaluate(async () => {
      const reply = await fetch('/kundo/v1/visitor?as=visitor');
      return reply.ok ? reply.json() : reply.status;
    });
  }

  async leave() {
    await this.context.close();
    this.watch.none();
  }
}
