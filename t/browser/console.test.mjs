/*
 * The agent's console in Chromium against the real server, the visitors at
 * the API.  Every test ends with nothing against the policy and no script
 * that fell over.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import {
  accessible,
  email,
  Line,
  password,
  Server,
  stand_in,
  start_browser,
  until,
  watch_faults,
  while_writing,
} from './lib.mjs';
import { listen_for_sounds, look, look_when_told } from './sounds.mjs';

let server;
let browser;
const contexts = [];

before(async () => {
  server = await Server.start();
  await server.ctl([
    ...['flow', 'add', '--id', 'second', '--name', 'Second line'],
    '--private',
  ]);
  await server.agent_add('bo', 'Bo Ek');
  await server.agent_add('cia', 'Cia Ur');
  browser = await start_browser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/* A visitor at the API. */
class Visitor {
  static async meet(name) {
    const self = new Visitor();
    const me = await self.ask('POST', 'v1/visitor', name ? { name } : {});

    self.token = me.token;
    self.id = me.id;
    return self;
  }

  async ask(method, path, body) {
    const reply = await fetch(`${server.origin}/kundo/${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await reply.text();

    assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  async start(text) {
    this.cids = 0;
    this.chat = await this.ask('POST', 'v1/conversations', {
      flow: 'support',
      ...(text === undefined ? {} : { text, cid: 'first' }),
    });
    return this.chat.id;
  }

  say(text) {
    return this.ask('POST', `v1/conversations/${this.chat.id}/messages`, {
      cid: `c-${++this.cids}`,
      text,
    });
  }

  do(verb, body) {
    return this.ask('POST', `v1/conversations/${this.chat.id}/${verb}`, body);
  }

  read() {
    return this.ask('GET', `v1/conversations/${this.chat.id}`);
  }

  async messages() {
    return (
      await this.ask(
        'GET',
        `v1/conversations/${this.chat.id}/messages?limit=200`,
      )
    ).items;
  }
}

async function context_of(options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...options,
  });

  context.faults = await watch_faults(context);
  contexts.push(context);
  return context;
}

async function log_in(page, who = 'anna') {
  await page.getByLabel('E-mail').fill(email(who));
  await page.getByLabel('Password').fill(password(who));
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').waitFor();
}

/* With a session that was there before. */
async function remember(context, who) {
  const { cookie } = await server.session(who);

  await context.addCookies([{ ...cookie, url: `${server.origin}/kundo/` }]);
}

/* A console with Anna at it, online in "support", unless told. */
async function console_of(options = {}) {
  const { who = 'anna', state = 'online', origin = server.origin } = options;
  const context = options.in ?? (await context_of(options.context));
  const page = await context.newPage();

  if (options.in === undefined && !options.log_in) {
    await remember(context, who);
  }
  await options.route?.(page);
  await page.goto(`${origin}/kundo/console/`);
  if (options.log_in) {
    await log_in(page, who);
  }
  await page.getByRole('navigation').waitFor();
  if (options.in === undefined) {
    await presence(page, state);
  }
  return page;
}

async function presence(page, state, max = 10) {
  const name = { online: 'Online', busy: 'Busy', offline: 'Offline' }[state];

  await page.locator('.presence-now').click();
  await page.getByLabel('Support', { exact: true }).setChecked(true);
  await page.getByLabel(name).check();
  await page.getByLabel('Chats at a time').fill(String(max));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await until(async () => {
    const reply = await page.request.get(
      `${server.origin}/kundo/v1/presence?as=agent`,
    );
    const now = await reply.json();
    return (
      now.state === state &&
      now.max_chats === max &&
      now.flows.includes('support')
    );
  }, 'the presence');
}

/* Every chat is closed, everybody is offline, nothing has gone wrong. */
afterEach(async () => {
  const ended = contexts.splice(0);

  for (const context of ended) {
    await context.close();
  }
  for (const who of ['anna', 'bo', 'cia']) {
    const agent = await server.agent(who);

    await agent.presence('offline', 10, []);
    agent.close();
  }
  const anna = await server.agent('anna');
  const { items } = await anna.ask('GET', 'v1/inbox?view=open&limit=200');
  for (const { id } of items) {
    await anna.ask('POST', `v1/conversations/${id}/close`);
  }
  anna.close();
  for (const context of ended) {
    context.faults.none();
  }
});

function row(page, name) {
  return page.locator('.row').filter({ hasText: name });
}

function composer(page) {
  return page.locator('.composer textarea');
}

async function open(page, name) {
  await row(page, name).click();
  await page.locator('#thread-title', { hasText: name }).waitFor();
  await page.locator('.messages').waitFor();
}

/* Until the focus is in the composer. */
function writing(page) {
  return until(
    () => composer(page).evaluate((one) => one === document.activeElement),
    'the focus in the composer',
  );
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

test('log-in: refused, throttled, no server, and then in', async () => {
  const context = await context_of();
  const line = await Line.to(server.port);
  const page = await context.newPage();

  await page.clock.install();
  await page.goto(`${line.origin}/kundo/console/`);
  await page.getByRole('heading', { name: 'Log in to the console' }).waitFor();
  await accessible(page);
  assert.equal(
    await page.evaluate(() => document.activeElement.id),
    'email',
    'the first field has the focus',
  );

  await page.keyboard.type(email('anna'));
  await page.keyboard.press('Tab');
  await page.keyboard.type('not her password');
  await page.keyboard.press('Enter');
  await page.getByText('The e-mail or the password is wrong.').waitFor();
  await accessible(page);
  assert.equal(
    await page.evaluate(() => document.activeElement.id),
    'password',
    'what is to be corrected has the focus',
  );

  await page.route('**/v1/session*', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'Retry-After': '150' },
      contentType: 'application/problem+json',
      body: '{"type":"about:blank","title":"","status":429,"code":"rate_limited"}',
    }),
  );
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Wait 3 minutes' }).waitFor();
  await page.getByText('Too many attempts.').waitFor();
  await accessible(page);
  await page.unroute('**/v1/session*');
  await page.clock.runFor(60000);
  await page.getByRole('button', { name: /^Wait \d+ seconds/ }).waitFor();
  await page.clock.runFor(90000);
  await page.getByRole('button', { name: 'Log in' }).waitFor();

  line.cut();
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('The server cannot be reached.').waitFor();
  line.mend();

  await page.getByLabel('Password').fill(password('anna'));
  await page.keyboard.press('Enter');
  await page.getByText('You have no conversations').waitFor();
  await accessible(page);

  await page.route('**/v1/session*', (route) => route.abort());
  await page.reload();
  await page
    .getByRole('heading', { name: 'The server cannot be reached' })
    .waitFor();
  await accessible(page);
  await page.unroute('**/v1/session*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('You have no conversations').waitFor();

  await line.stop();
});

test('S1.7: presence with the choice of flows, also while online', async () => {
  const page = await console_of({ state: 'offline' });
  const anna = await server.agent('anna');
  const now = page.locator('.presence-now');

  await page.getByText('You are offline and get no new chats.').waitFor();
  await now.click();
  await accessible(page);
  await page.getByLabel('Online').check();
  await until(async () => (await now.innerText()).includes('Online'), 'online');
  await page.getByLabel('Second line').check();
  await until(async () => {
    const { state, flows } = await anna.ask('GET', 'v1/presence');
    return state === 'online' && flows.includes('second');
  }, 'the second flow');
  assert.equal(
    await page.getByText('You are offline').count(),
    0,
    'nothing urges any more',
  );

  await page.getByLabel('Busy').check();
  await until(
    async () => (await anna.ask('GET', 'v1/presence')).state === 'busy',
    'busy',
  );
  await page.keyboard.press('Escape');
  assert.ok(
    await now.evaluate((button) => button === document.activeElement),
    'the focus is back where it came from',
  );

  await anna.presence('online', 3, ['support']);
  await until(
    async () => /Online[^]*0 of 3/.test(await now.innerText()),
    'what another device has set',
  );
  anna.close();
});

test('S2.1, S2.2, S4.9: a chat shows at once, before any text', async () => {
  const page = await console_of();
  const eva = await Visitor.meet('Eva');

  await eva.start();
  await row(page, 'Eva')
    .filter({ hasText: 'Nothing written yet' })
    .filter({ hasText: 'New' })
    .waitFor();
  await until(
    async () => /^\(1\)/.test(await page.title()),
    'the number in the title',
  );
  await until(
    async () => /1 of 10/.test(await page.locator('.presence-now').innerText()),
    'S2.4: a chat in which nothing is written counts',
  );

  await while_writing(
    () => eva.do('typing', { on: true }),
    async () => {
      await until(
        async () => /writing/.test(await row(page, 'Eva').innerText()),
        'the typing mark in the list',
      );
      await open(page, 'Eva');
      await page.locator('.writing', { hasText: 'Eva is writing' }).waitFor();
      await accessible(page);
    },
  );
  await eva.do('typing', { on: false });
  await until(
    async () => (await page.locator('.writing').innerText()) === '',
    'the end of the typing mark',
  );
  await until(async () => !/^\(/.test(await page.title()), 'a calm title');
});

test('S4.3: both write, each sees what the other has seen', async () => {
  const page = await console_of();
  const eva = await Visitor.meet('Eva');

  await eva.start();
  await open(page, 'Eva');
  await eva.say('Is the blue one <b>here</b>?');
  await page
    .locator('.bubble', { hasText: 'Is the blue one <b>here</b>?' })
    .waitFor();
  await until(
    async () => (await eva.read()).seen[(await eva.read()).agent.id] === 2,
    'D7: the agent has seen it',
  );

  await composer(page).pressSequentially('It is');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('https://shop.example/blue.');
  await page.keyboard.press('Enter');
  await page.locator('.seen', { hasText: 'Sent' }).waitFor();
  assert.equal(await composer(page).inputValue(), '');
  assert.deepEqual(
    (await eva.messages()).slice(1).map(({ text }) => text),
    ['Is the blue one <b>here</b>?', 'It is\nhttps://shop.example/blue.'],
  );
  assert.equal(
    await page.locator('.bubble a').getAttribute('href'),
    'https://shop.example/blue',
  );

  await eva.do('seen', { seq: 3 });
  await page.locator('.seen', { hasText: 'Seen' }).waitFor();

  await composer(page).fill('With Ctrl-Enter too');
  await page.keyboard.press('Control+Enter');
  await page.locator('.bubble', { hasText: 'With Ctrl-Enter too' }).waitFor();
  await accessible(page);
});

test('D7: a chat that is read in shows where the new begins', async () => {
  const page = await console_of();
  const eva = await Visitor.meet('Eva');

  await eva.start('Hello');
  await open(page, 'Eva');
  await until(
    async () => (await eva.read()).seen[(await eva.read()).agent.id] === 2,
    'the first is seen',
  );

  await page.evaluate(() => (location.hash = '#mine'));
  await page.reload();
  await row(page, 'Eva').waitFor();
  await eva.say('Anybody there?');
  await row(page, 'Eva').locator('.badge', { hasText: '1' }).waitFor();
  await open(page, 'Eva');
  await page
    .locator('.unseen + .line', { hasText: 'Anybody there?' })
    .waitFor();
  await until(
    async () => (await eva.read()).seen[(await eva.read()).agent.id] === 3,
    'the second is seen',
  );
});

test('D7, S4.9: a page that nobody looks at has seen nothing', async () => {
  const page = await console_of({
    route: (one) => one.addInitScript(look_when_told),
  });
  const eva = await Visitor.meet('Eva');
  const titles = new Set();

  await eva.start('Hello');
  await open(page, 'Eva');
  await until(
    async () => (await eva.read()).seen[(await eva.read()).agent.id] === 2,
    'the first is seen',
  );

  await hide(page, true);
  await eva.say('Anybody there?');
  await row(page, 'Eva').locator('.badge', { hasText: '1' }).waitFor();
  await look(page);
  await until(async () => {
    titles.add(await page.title());
    return titles.has('New message from Eva') && titles.has('(1) Kundo');
  }, 'a flashing title');
  const { seen, agent } = await eva.read();
  assert.equal(seen[agent.id], 2, 'not seen by being connected');

  await hide(page, false);
  await until(
    async () => (await eva.read()).seen[agent.id] === 3,
    'seen when the page is looked at',
  );
  await until(async () => (await page.title()) === 'Kundo', 'a calm title');
  await row(page, 'Eva').locator('.badge').waitFor({ state: 'detached' });

  await page.locator('[popovertarget=me]').click();
  await page.getByLabel('Flash the tab title').uncheck();
  await page.getByLabel('Unread count in the tab title').uncheck();
  await page.keyboard.press('Escape');
  await hide(page, true);
  await eva.say('Still there?');
  await row(page, 'Eva').locator('.badge').waitFor();
  await look(page);
  assert.equal(await page.title(), 'Kundo', 'both can be turned off');
});

test('S4.9: a sound, from one tab alone, and none when turned off', async () => {
  const context = await context_of();

  await context.addInitScript(listen_for_sounds);
  await context.addInitScript(look_when_told);
  const first = await context.newPage();

  await remember(context, 'anna');
  await first.goto(`${server.origin}/kundo/console/`);
  await presence(first, 'online');
  const second = await console_of({ in: context });
  const turns = (page) => page.evaluate(() => window.turns);
  const notes = async () =>
    (await first.evaluate(() => window.notes)) +
    (await second.evaluate(() => window.notes));
  /* A tab has come for the sounds of these and, in their order, no others. */
  const called = async (page, ...ids) => {
    await page.waitForFunction((id) => window.turns.includes(id), ids.at(-1));
    assert.deepEqual(await turns(page), ids);
  };
  const switch_sound = async (on) => {
    await first.locator('[popovertarget=me]').click();
    await first.getByLabel('Sound').setChecked(on);
    await first.keyboard.press('Escape');
    await second.reload();
    await second.locator('.list').click();
  };

  await second.locator('.list').click();
  const eva = await Visitor.meet('Eva');
  const chat = await eva.start();

  await called(first, chat);
  await called(second, chat);
  assert.equal(await notes(), 3, 'the three notes of a new chat');

  /* It has come to both, and is looked for there. */
  const says = async (text) => {
    const message = await eva.say(text);

    await row(first, text).waitFor();
    await row(second, text).waitFor();
    await look(first, second);
    return message;
  };
  const { id } = await says('Hello');

  await called(first, chat, id);
  await called(second, chat, id);
  assert.equal(await notes(), 4, 'the note of a message');

  await switch_sound(false);
  const before = await notes();

  await says('Hello again');
  await switch_sound(true);
  const last = await says('And again');

  await called(first, chat, id, last.id);
  await called(second, last.id);
  assert.equal(await notes(), before + 1, 'silence between the two');
});

test('a reload in the middle keeps the place and the draft', async () => {
  const page = await console_of();
  const eva = await Visitor.meet('Eva');

  await eva.start('Hello');
  await open(page, 'Eva');
  await composer(page).fill('Not yet\nfinished');
  await page.reload();
  await composer(page).waitFor();
  assert.equal(await composer(page).inputValue(), 'Not yet\nfinished');
  assert.equal(await page.locator('#thread-title').innerText(), 'Eva');
  assert.match(await page.locator('.presence-now').innerText(), /Online/);
});

test('a lost connection: nothing is lost, nothing comes twice', async () => {
  const line = await Line.to(server.port);
  const page = await console_of({ origin: line.origin });
  const eva = await Visitor.meet('Eva');

  await eva.start('Hello');
  await open(page, 'Eva');
  line.cut();
  await page
    .locator('.list .lost', { hasText: 'Disconnected since' })
    .waitFor();
  await accessible(page);
  for (const text of ['One', 'Two']) {
    await composer(page).fill(text);
    await page.keyboard.press('Enter');
  }
  await page.locator('.line[data-state=queued]').nth(1).waitFor();
  await accessible(page);
  await eva.say('Are you there?');

  await page.goto('about:blank');
  line.mend();
  await page.goto(`${line.origin}/kundo/console/`);
  await open(page, 'Eva');
  await page.locator('.bubble', { hasText: 'Are you there?' }).waitFor();
  await until(
    async () => (await page.locator('.line[data-state]').count()) === 0,
    'all is sent',
  );
  assert.deepEqual(
    (await eva.messages()).slice(1).map(({ text }) => text),
    ['Hello', 'Are you there?', 'One', 'Two'],
  );

  line.cut();
  await page.locator('.list .lost').waitFor();
  await eva.say('And now?');
  await page.getByRole('button', { name: 'Try now' }).click();
  line.mend();
  await page.locator('.bubble', { hasText: 'And now?' }).waitFor();
  assert.equal(
    await page.locator('.bubble').count(),
    (await eva.messages()).length,
    'each once',
  );
  await line.stop();
});

test('a refused message says so and can be sent again', async () => {
  let refuse = true;
  const page = await console_of({
    route: (one) =>
      stand_in(one, (method, path) =>
        refuse && method === 'POST' && path.endsWith('/messages')
          ? {
              status: 409,
              body: { type: 'about:blank', status: 409, code: 'closed' },
            }
          : undefined,
      ),
  });
  const eva = await Visitor.meet('Eva');

  await eva.start('Hello');
  await open(page, 'Eva');
  await composer(page).fill('Good day');
  await page.keyboard.press('Enter');
  await page.locator('.line[data-state=failed]').waitFor();
  await accessible(page);
  refuse = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await until(
    async () => (await eva.messages()).some(({ text }) => text === 'Good day'),
    'the message',
  );
  await until(
    async () => (await page.locator('.line[data-state]').count()) === 0,
    'nothing left to send',
  );
});

test('history is read backwards and the text stays where it is', async () => {
  const page = await console_of();
  const eva = await Visitor.meet('Eva');

  await eva.start();
  for (let n = 1; n <= 130; n++) {
    await eva.say(`Line ${n}`);
  }
  await open(page, 'Eva');
  await page.locator('.bubble', { hasText: 'Line 130' }).waitFor();
  const before_n = await page.locator('.bubble').count();
  assert.ok(before_n < 130, 'not all at once');

  const top = await page.evaluate(() => {
    const box = document.querySelector('.messages');

    box.scrollTop = 200;
    window.kundo_mark = [...document.querySelectorAll('.bubble')].find(
      (one) => one.getBoundingClientRect().top > 100,
    );
    return window.kundo_mark.getBoundingClientRect().top;
  });
  await until(
    async () => (await page.locator('.bubble').count()) > before_n,
    'the page before',
  );
  const moved = await page.evaluate(
    (was) => window.kundo_mark.getBoundingClientRect().top - was,
    top,
  );
  assert.ok(Math.abs(moved) < 2, `the text has moved by ${moved} px`);

  await until(async () => {
    await page.evaluate(() => {
      document.querySelector('.messages').scrollTop = 0;
    });
    return (await page.locator('.bubble').count()) === 131;
  }, 'all of it');
  await eva.say('Down here');
  await page.getByRole('button', { name: '1 new message' }).click();
  await page.locator('.bubble', { hasText: 'Down here' }).waitFor();
  await until(
    async () =>
      page.evaluate(() => {
        const box = document.querySelector('.messages');
        return box.scrollHeight - box.scrollTop - box.clientHeight < 2;
      }),
    'the end',
  );
});

test('two agents never answer without knowing', async () => {
  const bo = await server.agent('bo');
  const eva = await Visitor.meet('Eva');

  await bo.presence('online');
  await eva.start('Hello');
  const page = await console_of({ state: 'offline' });

  await page.getByRole('link', { name: /^Open/ }).click();
  await open(page, 'Eva');
  await page.locator('.gate', { hasText: 'Bo Ek has this chat.' }).waitFor();
  await accessible(page);
  assert.equal(await composer(page).count(), 0, 'nothing to write in yet');

  await page.getByRole('button', { name: 'Step in' }).click();
  await composer(page).pressSequentially('I can');
  await while_writing(
    () => bo.typing(eva.chat.id, true),
    () => page.getByText('Bo Ek is writing an answer right now.').waitFor(),
  );
  await bo.say(eva.chat.id, 'I am on it');
  await page.locator('.bubble', { hasText: 'I am on it' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Bo Ek has answered while you were writing.').waitFor();
  await accessible(page);
  assert.equal(await composer(page).inputValue(), 'I can', 'nothing was sent');

  await page.keyboard.press('Enter');
  await until(
    async () => (await eva.messages()).some(({ text }) => text === 'I can'),
    'what was meant',
  );
  bo.close();
});

test('D2: a left message stands under Open until somebody answers', async () => {
  const page = await console_of({ state: 'offline' });
  const eva = await Visitor.meet('Eva');

  await eva.start('Call me, please');
  await page.getByRole('link', { name: /^Open/ }).click();
  await row(page, 'Eva')
    .locator('.mark', { hasText: 'Left a message' })
    .waitFor();
  await open(page, 'Eva');
  await page.getByText('Whoever answers first gets this chat.').waitFor();
  await composer(page).fill('I will');
  await page.keyboard.press('Enter');
  await page.locator('.assigned', { hasText: 'Answered by you' }).waitFor();
  await page.getByRole('link', { name: /^Mine/ }).click();
  await row(page, 'Eva').waitFor();
});

test('D2: who waits in the queue shows with the place', async () => {
  const page = await console_of();
  const [eva, tor] = [await Visitor.meet('Eva'), await Visitor.meet('Tor')];

  await presence(page, 'online', 1);
  await eva.start('Hello');
  await tor.start('Hello, too');
  await page.getByRole('link', { name: /^Open/ }).click();
  await row(page, 'Tor').locator('.mark', { hasText: 'no. 1' }).waitFor();
  await accessible(page);
  await open(page, 'Eva');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('link', { name: /^Mine/ }).click();
  await row(page, 'Tor').waitFor();
});

test('S4.13: closed, found under Closed, opened again', async () => {
  const page = await console_of();
  const eva = await Visitor.meet('Eva Closed');

  await eva.start('Hello');
  await open(page, 'Eva Closed');
  await composer(page).fill('half a dra');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.locator('.closed-bar').waitFor();
  await accessible(page);
  assert.equal((await eva.read()).status, 'closed');

  await page.getByRole('link', { name: 'Closed' }).click();
  await open(page, 'Eva Closed');
  await page.getByRole('button', { name: 'Reopen' }).click();
  await composer(page).waitFor();
  assert.equal(await composer(page).inputValue(), 'half a dra');
  assert.equal((await eva.read()).status, 'open');
});

test('the keyboard alone is enough', async () => {
  const page = await console_of();
  const [eva, tor] = [await Visitor.meet('Eva'), await Visitor.meet('Tor')];

  await eva.start('Hello');
  await tor.start('Hello, too');
  await row(page, 'Tor').waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await accessible(page);
  await page.keyboard.type('éva');
  await page.getByRole('option', { name: 'Eva' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#thread-title', { hasText: 'Eva' }).waitFor();
  await writing(page);
  await page.keyboard.type('Good day?');
  assert.equal(
    await page.locator('dialog').count(),
    0,
    'a ? in a text is text',
  );
  await page.keyboard.press('Enter');
  await page.locator('.seen', { hasText: 'Sent' }).waitFor();
  await page.locator('.row').first().filter({ hasText: 'Eva' }).waitFor();

  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('#thread-title', { hasText: 'Tor' }).waitFor();
  await writing(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await accessible(page);
  await page.keyboard.press('Escape');

  await page.locator('[popovertarget=me]').focus();
  await page.keyboard.press('Enter');
  await accessible(page);
  await page.getByLabel('Single-key shortcuts').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('close');
  assert.equal(
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).count(),
    0,
    'single keys are off',
  );
  await page.keyboard.press('Enter');
  await page.locator('.closed-bar').waitFor();
});

const LONG = 'Maximilian-Alexander von Hohenlohe-Langenburg-Schillingsfürst';

for (const [width, scheme, locale] of [
  [1440, 'dark', 'sv-SE'],
  [900, 'light', 'en-GB'],
  [390, 'dark', 'en-GB'],
  [390, 'light', 'sv-SE'],
]) {
  test(`${width} px, ${scheme}, ${locale}: every pane, nothing cut`, async () => {
    const bo = await server.agent('bo');
    const context = await context_of({
      viewport: { width, height: 844 },
      colorScheme: scheme,
      locale,
    });
    const page = await context.newPage();
    const max = await Visitor.meet(LONG);
    const fits = async (what) => {
      assert.ok(
        await page.evaluate(
          () => document.documentElement.scrollWidth <= innerWidth,
        ),
        `${what}: nothing stands outside`,
      );
      await accessible(page);
    };

    await bo.presence('online');
    await max.start('Donaudampfschifffahrtselektrizitäten'.repeat(8));
    await max.say('مرحبا، أريد إرجاع الحذاء');
    await remember(context, 'bo');
    await page.goto(`${server.origin}/kundo/console/#open`);
    await row(page, LONG).waitFor();
    await fits('list');
    await row(page, LONG).click();
    await page.locator('.bubble', { hasText: 'مرحبا' }).waitFor();
    await fits('thread');

    /* On a phone it stands in the menu. */
    const toggle = page.locator(
      width < 480 ? '.more-actions' : '.details-switch',
    );

    if (width < 1200) {
      await toggle.click();
    }
    if (width < 480) {
      await page.locator('.menu.actions').waitFor();
      await fits('menu');
      await page.locator('.menu.actions .button:visible').last().click();
    }
    await page.locator('.details').waitFor();
    await fits('details');
    if (width < 1200) {
      await page.keyboard.press('Escape');
      await page.locator('.details').waitFor({ state: 'detached' });
      await until(
        () => toggle.evaluate((one) => one === document.activeElement),
        'the focus on the switch',
      );
    }
    if (width < 800) {
      assert.ok(!(await page.locator('.list').isVisible()), 'one pane alone');
      await page.goBack();
      await page.locator('.list').waitFor();
    }
    bo.close();
  });
}

test('log-out leaves nothing behind, in any tab', async () => {
  const page = await console_of({ who: 'cia', log_in: true });
  const other = await console_of({ in: page.context() });
  const bo = await server.agent('bo');
  const eva = await Visitor.meet('Eva');

  await eva.start('Hello');
  await open(page, 'Eva');
  await composer(page).fill('A draft');
  await page.locator('[popovertarget=me]').click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByText('You are logged out.').waitFor();
  await accessible(page);
  await other.getByRole('heading', { name: 'Log in to the console' }).waitFor();
  assert.deepEqual(
    await page.evaluate(() =>
      Object.keys(localStorage).filter((key) => /draft|out/.test(key)),
    ),
    [],
    'no text stays',
  );
  await bo.expect(
    (event) =>
      event.type === 'presence.changed' && event.data.state === 'offline',
    'offline at once',
  );
  assert.equal(
    (
      await page.request.get(`${server.origin}/kundo/v1/session?as=agent`)
    ).status(),
    401,
    'the session is over',
  );
  bo.close();
});

test('a session that has ended asks for the log-in and says why', async () => {
  const page = await console_of({ who: 'cia', log_in: true });
  const reply = await page.request.delete(
    `${server.origin}/kundo/v1/session?as=agent`,
    { headers: { Origin: server.origin } },
  );

  assert.equal(reply.status(), 204);
  await page.getByText('Your session has ended.').waitFor();
  await accessible(page);
  await log_in(page, 'cia');
  await page.getByText('You have no conversations').waitFor();
});
