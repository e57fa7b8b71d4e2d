/*
 * The stage of the customer's widget: the demo's shop.  Erik answers in
 * "support"; "till" has one agent with room for one chat; nobody is at night.
 */

import { until } from '../lib.mjs';
import { Scene as AnyScene, Stage } from './scene.mjs';
import { STATES } from './widget_states.mjs';
import { LONG_AGENT, LONG_FLOW, opens_tomorrow } from './words.mjs';

export { STATES };
export const name = 'widget';

export class Scene extends AnyScene {
  async visit(flow = 'support', options = {}) {
    const { origin = this.stage.server.origin } = options;

    await this.page.addInitScript(() => {
      document.addEventListener('kundo:started', (event) => {
        window.chat = event.detail.conversation;
      });
    });
    await this.page.goto(`${origin}/${flow}.html`);
    this.launcher = this.page.locator('kundo-widget button');
    this.panel = this.page.frameLocator('kundo-widget iframe');
    this.field = this.panel.locator('#composer');
    await this.launcher.waitFor();
  }

  async open(flow, options) {
    await this.visit(flow, options);
    await this.launcher.click();
    await this.panel.locator('.panel').waitFor();
  }

  button(key) {
    return this.panel.getByRole('button', { name: this.t(key), exact: true });
  }

  text(key, values) {
    return this.panel.getByText(this.t(key, values)).first().waitFor();
  }

  /* A chat from the home screen, with its agent unless there is none. */
  async begin(agent = this.stage.erik) {
    await this.page.evaluate(() => delete window.chat);
    await this.button('panel.start').click();
    this.chat = await until(
      () => this.page.evaluate(() => window.chat),
      'the start of a chat',
    );
    if (agent !== null) {
      await agent.has(this.chat);
    }
    return this.chat;
  }

  async talk(options) {
    await this.open('support', options);
    await this.begin();
    await this.reads(this.said.welcome);
  }

  async reads(text) {
    const line = text.split('\n')[0].slice(0, 40);
    await this.panel.locator('.bubble', { hasText: line }).last().waitFor();
  }

  async says(text) {
    await this.field.fill(text);
    await this.field.press('Enter');
    await this.reads(text);
  }

  async sent() {
    await this.panel
      .getByText(this.t('panel.sent'), { exact: true })
      .or(this.panel.getByText(this.t('panel.seen'), { exact: true }))
      .last()
      .waitFor();
  }

  async hears(...texts) {
    for (const text of texts) {
      await this.stage.erik.say(this.chat, text);
      await this.reads(text);
    }
  }

  frame() {
    return until(
      () => this.page.frames().find((one) => /\/panel\//.test(one.url())),
      'the panel',
    );
  }

  /* The launcher takes a new scheme when it is drawn. */
  async look(look) {
    await this.page.emulateMedia({ colorScheme: look.scheme });
    await this.page.evaluate(() => window.kundo?.('show'));
    await super.look(look);
  }
}

export async function seed(stage) {
  const { said } = stage;

  await stage.flow('till', said.till);
  await stage.flow('night', said.night);
  await stage.flow('shut', said.night);
  await stage.server.ctl(['flow', 'hours', '--id', 'shut'], opens_tomorrow());
  await stage.flow('names', LONG_FLOW, '--welcome', said.welcome);
  for (const flow of ['support', 'till', 'night', 'shut', 'names']) {
    await stage.shop(`${flow}.html`, flow);
  }
  await stage.shop('yellow.html', 'support', 'data-color="#ffdd00"');
  await stage.shop('navy.html', 'support', 'data-color="#0b2a5b"');
  stage.erik = await stage.agent('erik', 'Erik Berg');
  stage.bo = await stage.agent('bo', 'Bo Ek');
  stage.long = await stage.agent('long', LONG_AGENT);
  await stage.erik.presence('online', 100, ['support']);
  await stage.bo.presence('online', 1, ['till']);
  await stage.long.presence('online', 100, ['names']);
}

export const start = (locale, browser) =>
  Stage.start({ name, Scene, STATES, seed }, locale, browser);
