/*
 * A stage is a server with what one face needs in one language; a scene is a
 * browser's context on it, in which one state is drawn.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Line, PATIENCE_MS, Server, TOP, watch_faults } from '../lib.mjs';
import { own_words, SAID } from './words.mjs';

export const WIDTHS = { 1440: 900, 900: 760, 390: 844 };

const LOCALES = { sv: 'sv-SE', en: 'en-GB' };

export class Stage {
  static async start(face, locale, browser) {
    const self = new Stage();

    self.face = face;
    self.locale = locale;
    self.browser = browser;
    self.said = SAID[locale];
    self.agents = [];
    self.chats = {};
    self.server = await Server.start({
      welcome: self.said.welcome,
      settings: 'auto_transfer 0;',
    });
    try {
      self.line = await Line.to(self.server.port);
      await face.seed(self);
    } catch (error) {
      await self.stop();
      throw error;
    }
    return self;
  }

  flow(id, name, ...more) {
    return this.server.ctl([
      'flow',
      'add',
      '--id',
      id,
      '--name',
      name,
      ...more,
    ]);
  }

  /* An agent with a stream of her own, who stays until the end. */
  async agent(who, name) {
    if (name !== undefined) {
      await this.server.agent_add(who, name);
    }
    const agent = await this.server.agent(who);

    this.agents.push(agent);
    return agent;
  }

  /* The demo's shop, with the tag for one flow. */
  async shop(name, flow, attributes = '') {
    const demo = join(TOP, 'src/web/demo');
    const page = await readFile(join(demo, 'index.html'), 'utf8');

    for (const file of ['shop.css', 'shop.js', 'favicon.svg']) {
      await this.server.file(file, await readFile(join(demo, file), 'utf8'));
    }
    await this.server.file(
      name,
      page
        .replace('lang="sv"', `lang="${this.locale}"`)
        .replace(
          'data-flow="support" async',
          `data-flow="${flow}" data-locale="${this.locale}" ${attributes}`,
        ),
    );
  }

  async stop() {
    this.agents.forEach((agent) => agent.close());
    await this.line?.stop();
    await this.server.stop();
  }

  /* A context, and the state in it: drawn wide, then looked at as asked. */
  async draw(state, look = { scheme: 'light', width: 1440 }) {
    const scene = new this.face.Scene();

    scene.stage = this;
    scene.said = this.said;
    scene.context = await this.browser.newContext({
      locale: LOCALES[this.locale],
      colorScheme: look.scheme,
      reducedMotion: 'reduce',
      viewport: { width: 1440, height: WIDTHS[1440] },
    });
    scene.context.setDefaultTimeout(PATIENCE_MS);
    try {
      scene.watch = await watch_faults(scene.context);
      scene.page = await scene.context.newPage();
      await state.draw(scene);
      await scene.look(look);
    } catch (error) {
      await scene.context.close();
      this.line.mend();
      throw error;
    }
    scene.again = () => state.again?.(scene);
    await scene.again();
    return scene;
  }
}

export class Scene {
  t(key, values) {
    return own_words(this.stage.locale, key, values);
  }

  /* A scheme and a width, and what comes of them is on the screen. */
  async look({ scheme, width }) {
    await this.page.emulateMedia({ colorScheme: scheme });
    await this.page.setViewportSize({ width, height: WIDTHS[width] });
    await this.settle();
  }

  async settle() {
    for (const frame of this.page.frames()) {
      await frame
        .evaluate(
          () =>
            new Promise((done) =>
              requestAnimationFrame(() => requestAnimationFrame(done)),
            ),
        )
        .catch(() => undefined);
    }
  }

  /*
   * Stands between the page and its stream, from the next page on: `rule`
   * makes of a request 'hold', an answer {status, body}, or nothing.
   */
  intercept(rule) {
    return this.context.routeWebSocket(/v1\/stream/, (near) => {
      const far = near.connectToServer();

      near.onMessage((text) => {
        const request = JSON.parse(text);
        const answer = rule(request);

        if (answer === undefined) {
          far.send(text);
        } else if (answer !== 'hold') {
          near.send(JSON.stringify({ ref: request.ref, ...answer }));
        }
      });
    });
  }

  /* So each request for messages is answered, from the next page on. */
  answer_messages(answer) {
    return this.intercept(({ method, path }) =>
      method === 'GET' && /\/messages/.test(path) ? answer : undefined,
    );
  }

  /* The network goes away under the page. */
  cut() {
    this.stage.line.cut();
  }

  async go_offline() {
    this.cut();
    await this.context.setOffline(true);
  }

  async read_middle(log) {
    await log.evaluate((box) => {
      box.scrollTop = box.scrollHeight / 2;
    });
    await this.settle();
  }

  async close() {
    await this.context.close();
    this.stage.line.mend();
  }

  faultless() {
    assert.deepEqual(this.watch.faults, []);
  }
}

export function problem(status, code) {
  return { status, body: { type: 'about:blank', status, code } };
}
