/*
 * The stage of the agent's console.  Anna has a lively inbox and sees what
 * Bo has; Ida has nothing at all; the long one has long names and texts.
 */

import { email, password } from '../lib.mjs';
import { STATES } from './console_states.mjs';
import { Scene as AnyScene, Stage } from './scene.mjs';
import {
  ARABIC,
  LONG_AGENT,
  LONG_FLOW,
  LONG_NAME,
  opens_tomorrow,
} from './words.mjs';

export { STATES };
export const name = 'console';

/* A visitor at the API. */
class Visitor {
  static async meet(stage, called) {
    const self = new Visitor();

    self.stage = stage;
    self.cids = 0;
    self.token = (await self.ask('visitor', { name: called })).token;
    return self;
  }

  async ask(path, body) {
    const reply = await fetch(`${this.stage.server.origin}/kundo/v1/${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
      },
      body: JSON.stringify(body),
    });

    if (!reply.ok) {
      throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    }
    return reply.status === 204 ? null : reply.json();
  }

  async start(flow, text) {
    const first = text === undefined ? {} : { text, cid: 'first' };

    this.chat = (await this.ask('conversations', { flow, ...first })).id;
    return this.chat;
  }

  do(verb, body) {
    return this.ask(`conversations/${this.chat}/${verb}`, body);
  }

  say(text) {
    return this.do('messages', { cid: `c-${++this.cids}`, text });
  }
}

function visit(value, change) {
  if (value !== null && typeof value === 'object') {
    change(value);
    Object.values(value).forEach((one) => visit(one, change));
  }
}

export class Scene extends AnyScene {
  async door(origin = this.stage.server.origin) {
    await this.page.goto(`${origin}/kundo/console/`);
    await this.page.locator('.door form').waitFor();
  }

  async log_in(word) {
    await this.page.locator('#email').fill(email('anna'));
    await this.page.locator('#password').fill(word);
    await this.page.keyboard.press('Enter');
  }

  /* With a session that was there before. */
  async enter(who, place, options = {}) {
    const { server } = this.stage;
    const { cookie } = await server.session(who);

    await this.context.addCookies([
      { ...cookie, url: `${server.origin}/kundo/` },
    ]);
    await this.page.goto(
      `${options.origin ?? server.origin}/kundo/console/#${place}`,
    );
    await this.page.locator('.rail').waitFor();
  }

  async thread(who, chat, options = {}) {
    const { category = 'mine', pane = '' } = options;

    await this.enter(who, `${category}/${chat}${pane}`, options);
    await this.page.locator('.messages .bubble').first().waitFor();
    /* The name of the flow comes last. */
    await this.page.locator('.presence-now:enabled').waitFor();
  }

  /*
   * Changes what the server tells, from the next page on: `change` sees each
   * object in an answer or event, the outer ones first.
   */
  alter(change) {
    return this.context.routeWebSocket(/v1\/stream/, (near) => {
      near.connectToServer().onMessage((text) => {
        const frame = JSON.parse(text);

        visit(frame, change);
        near.send(JSON.stringify(frame));
      });
    });
  }

  async menu(id) {
    await this.page.locator(`[popovertarget=${id}]`).click();
    await this.page.locator(`#${id}`).waitFor();
  }

  async rows() {
    await this.page.locator('.row').first().waitFor();
  }

  button(key) {
    return this.page.getByRole('button', { name: this.t(key), exact: true });
  }

  text(key, values) {
    return this.page.getByText(this.t(key, values)).first().waitFor();
  }

  get composer() {
    return this.page.locator('.composer textarea');
  }
}

export async function seed(stage) {
  const { said } = stage;
  const talk = stage.chats;

  stage.meet = (called) => Visitor.meet(stage, called);
  await stage.flow('till', said.till);
  await stage.flow('night', said.night);
  await stage.flow('second', said.second, '--private');
  await stage.server.ctl(['flow', 'hours', '--id', 'night'], opens_tomorrow());
  await stage.flow('names', LONG_FLOW);
  stage.anna = await stage.agent('anna');
  stage.bo = await stage.agent('bo', 'Bo Ek');
  stage.long = await stage.agent('long', LONG_AGENT);
  stage.ida = await stage.agent('ida', 'Ida Lund');
  await stage.anna.presence('online', 8, ['support', 'second']);
  await stage.bo.presence('online', 1, ['till']);
  await stage.long.presence('online', 8, ['names']);
  await stage.ida.presence('offline', 8, []);
  Object.assign(talk, await seed_anna(stage));
  Object.assign(talk, await seed_others(stage));
}

async function seed_anna(stage) {
  const { anna, said } = stage;
  const people = [];

  for (const [called, text] of said.people) {
    const one = await stage.meet(called);

    await one.start('support', text);
    people.push(one);
  }
  const [eva, tor, amira, jens, liv, orjan] = people;

  await anna.say(eva.chat, said.answer);
  await anna.say(eva.chat, said.link);
  await eva.say(said.lines);
  await eva.say(said.markup);
  await anna.say(eva.chat, said.yes);
  await eva.do('seen', { seq: 7 });
  await anna.seen(tor.chat, 2);
  await tor.say(said.hold);
  await tor.say(said.wait);
  await anna.seen(amira.chat, 2);
  await anna.say(jens.chat, said.short);
  await anna.seen(liv.chat, 2);
  await anna.ask('POST', `v1/conversations/${liv.chat}/close`);
  return { eva, tor, amira, jens, liv, orjan };
}

async function seed_others(stage) {
  const { said, bo, long } = stage;
  const mine = await stage.meet('Kim Holm');
  const max = await stage.meet(LONG_NAME);
  const rtl = await stage.meet('عبد الرحمن بن محمد');
  const left = await stage.meet('Sam Dahl');

  await mine.start('till', said.hold);
  await bo.say(mine.chat, said.bo);
  for (const [called, text] of [
    ['Ola Nord', said.wait],
    ['Siv Palm', said.late],
  ]) {
    await (await stage.meet(called)).start('till', text);
  }
  await left.start('night', said.left);
  await max.start('names', said.long);
  await long.say(max.chat, said.long);
  await max.say('Donaudampfschifffahrtselektrizitäten'.repeat(9));
  await rtl.start('names', ARABIC[0]);
  await long.say(rtl.chat, ARABIC[1]);
  await rtl.say(`${ARABIC[0]} https://shop.example/1024?a=b`);
  return { kim: mine, max, rtl, left };
}

export const start = (locale, browser) =>
  Stage.start({ name, Scene, STATES, seed }, locale, browser);
