/*
 * The client core that widget and console share, without a browser: order,
 * gaps, retries and silence, with a clock that the test moves.
 */

import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  after,
  afterEach,
  before,
  beforeEach,
  describe,
  test,
} from 'node:test';
import { pathToFileURL } from 'node:url';
import * as clock from './clock.mjs';
import { TOP } from './lib.mjs';

let core;
let folder;

/* What a page has, as far as the core asks for it. */

class Storage {
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }

  setItem(key, value) {
    this[key] = String(value);
  }

  removeItem(key) {
    delete this[key];
  }
}

class Locks {
  held = new Map();

  async request(name, work) {
    const before = this.held.get(name) ?? Promise.resolve();
    const mine = before.then(work);

    this.held.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  }
}

class FakeSocket {
  static OPEN = 1;
  static all = [];

  constructor(url) {
    this.url = new URL(url);
    this.readyState = 0;
    this.frames = [];
    FakeSocket.all.push(this);
  }

  static get last() {
    return FakeSocket.all[FakeSocket.all.length - 1];
  }

  open(...frames) {
    this.readyState = 1;
    this.onopen();
    frames.forEach((frame) => this.say(frame));
  }

  say(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  send(text) {
    this.frames.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  lose(code = 1006) {
    this.readyState = 3;
    this.onclose({ code });
  }
}

const page = new EventTarget();

Object.assign(globalThis, {
  window: globalThis,
  location: new URL('http://site.example/kundo/panel/?flow=support'),
  document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  addEventListener: page.addEventListener.bind(page),
  removeEventListener: page.removeEventListener.bind(page),
  WebSocket: FakeSocket,
});
Object.defineProperty(globalThis, 'navigator', {
  value: { onLine: true, locks: new Locks() },
  configurable: true,
});

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kundo-core-'));
  const names = [
    'api',
    'connection',
    'conversations',
    'i18n',
    'links',
    'outbox',
    'palette',
    'resting',
    'rows',
    'typing',
  ];
  await build({
    stdin: {
      contents: names
        .map((name) => `export * from './src/web/shared/${name}.ts';`)
        .join('\n')
        .concat(
          `export { signal } from '@preact/signals';`,
          `export { default as en } from './src/web/locales/en.json';`,
        ),
      resolveDir: TOP,
    },
    bundle: true,
    format: 'esm',
    outfile: join(folder, 'core.mjs'),
    logLevel: 'error',
  });
  core = await import(pathToFileURL(join(folder, 'core.mjs')));
});

after(() => rm(folder, { recursive: true }));

beforeEach(() => {
  globalThis.localStorage = new Storage();
  navigator.onLine = true;
  FakeSocket.all = [];
});

afterEach(() => clock.reset());

/* Lets promises run that are ready to. */
async function settle() {
  for (let i = 0; i < 50; i++) {
    await Promise.resolve();
  }
}

const ME = { kind: 'visitor', id: 'me', name: null };
const ANNA = { kind: 'agent', id: 'anna', name: 'Anna Alm' };

function message(seq, from = ANNA, more = {}) {
  return {
    id: `m${seq}`,
    conversation: 'c',
    seq,
    cid: `cid-${seq}`,
    from,
    text: `text ${seq}`,
    attachments: [],
    mentions: [],
    created_at: `2026-01-02T10:00:${String(seq % 60).padStart(2, '0')}.000Z`,
    edited_at: null,
    ...more,
  };
}

function conversation(more = {}) {
  return {
    id: 'c',
    kind: 'customer',
    channel: 'chat',
    flow: 'support',
    status: 'open',
    left_message: false,
    agent: { id: 'anna', name: 'Anna Alm' },
    queue_position: null,
    item: null,
    starter: ME,
    participants: [ME],
    last_seq: 0,
    seen: {},
    unread: 0,
    created_at: '2026-01-02T10:00:00.000Z',
    updated_at: '2026-01-02T10:00:00.000Z',
    ...more,
  };
}

/* A server's side of a connection, without a wire. */
class FakeConnection {
  constructor(messages = []) {
    this.as = 'visitor';
    this.state = core.signal('online');
    this.messages = messages;
    this.requests = [];
    this.listener = null;
    this.answer = null;
  }

  listen(listener) {
    this.listener = listener;
    return () => undefined;
  }

  event(type, data, conversation_id = 'c') {
    this.listener({ type, data, conversation: conversation_id, at: '' });
  }

  async request(method, path, body) {
    this.requests.push([method, path, body]);
    if (this.answer !== null) {
      const answer = await this.answer(method, path, body);
      if (answer !== undefined) {
        return answer;
      }
    }
    const url = new URL(path, 'http://x/');
    const limit = Number(url.searchParams.get('limit') ?? 50);
    const after_seq = url.searchParams.get('after_seq');
    const before_seq = Number(url.searchParams.get('before_seq') ?? 1e9);

    return {
      items:
        after_seq === null
          ? this.messages.filter((one) => one.seq < before_seq).slice(-limit)
          : this.messages
              .filter((one) => one.seq > Number(after_seq))
              .slice(0, limit),
      next: null,
    };
  }

  post(path, body) {
    this.requests.push(['POST', path, body]);
  }
}

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
}

async function conversations(messages, more = {}) {
  const connection = new FakeConnection(messages);
  const all = new core.Conversations({
    connection,
    me: 'me',
    list: async () => [
      conversation({ last_seq: connection.messages.length, ...more }),
    ],
  });

  await all.refresh();
  return { connection, all, thread: await all.open('c') };
}

function seqs(thread) {
  return thread.messages.value.map((one) => one.seq);
}

describe('conversations', () => {
  test('the same event twice changes nothing', async () => {
    const { connection, thread } = await conversations(range(1, 2));

    connection.event('message.created', message(3));
    connection.event('message.created', message(3));
    await settle();
    assert.deepEqual(seqs(thread), [1, 2, 3]);
    assert.equal(thread.conversation.value.unread, 1);
    assert.equal(thread.conversation.value.last_seq, 3);
  });

  test('a gap is noticed, fetched and closed', async () => {
    const { connection, thread } = await conversations(range(1, 2));

    connection.messages = range(1, 6);
    connection.event('message.created', message(6));
    assert.deepEqual(seqs(thread), [1, 2], 'no message before its turn');
    await settle();
    assert.deepEqual(seqs(thread), [1, 2, 3, 4, 5, 6]);
    assert.equal(
      connection.requests.filter(([, path]) => /after_seq=2/.test(path)).length,
      1,
    );
  });

  test('older pages go before the newest, without a hole', async () => {
    const { all, thread } = await conversations(range(1, 120));

    assert.deepEqual(
      seqs(thread),
      range(71, 120).map((one) => one.seq),
    );
    assert.equal(thread.complete.value, false);
    await all.older(thread);
    await all.older(thread);
    assert.deepEqual(
      seqs(thread),
      range(1, 120).map((one) => one.seq),
    );
    assert.equal(thread.complete.value, true);
  });

  test('after a reset far behind, the window starts anew', async () => {
    const { connection, all, thread } = await conversations(range(1, 20));

    connection.messages = range(1, 200);
    await all.refresh();
    assert.deepEqual(
      seqs(thread),
      range(151, 200).map((one) => one.seq),
    );
  });

  test('a message that comes while the thread is being read', async () => {
    const connection = new FakeConnection(range(1, 3));
    const all = new core.Conversations({
      connection,
      me: 'me',
      list: async () => [conversation({ last_seq: 3 })],
    });

    await all.refresh();
    connection.answer = async (method, path) => {
      if (/before_seq/.test(path)) {
        connection.answer = null;
        connection.event('message.created', message(4));
        await settle();
      }
      return undefined;
    };
    const thread = await all.open('c');
    assert.deepEqual(seqs(thread), [1, 2, 3, 4]);
  });

  test('an unknown conversation is fetched when a message comes', async () => {
    const { connection, all } = await conversations([]);

    connection.answer = async (method, path) =>
      path === 'v1/conversations/d' ? conversation({ id: 'd' }) : undefined;
    connection.event(
      'message.created',
      message(1, ANNA, { conversation: 'd' }),
    );
    await settle();
    assert.equal(all.get('d').conversation.value.last_seq, 1);
    assert.equal(all.list.value.length, 2);
  });

  test('S2.2: a typing mark lives 6 s, and ends with a message', async () => {
    clock.enable();
    const { connection, thread } = await conversations(range(1, 1));
    const names = () => thread.typing.value.map((person) => person.id);

    connection.event('typing', { by: ANNA, on: true });
    assert.deepEqual(names(), ['anna']);
    clock.tick(5900);
    connection.event('typing', { by: ANNA, on: true });
    clock.tick(5900);
    assert.deepEqual(names(), ['anna'], 'renewed');
    clock.tick(200);
    assert.deepEqual(names(), [], 'after 6 s');

    connection.event('typing', { by: ANNA, on: true });
    connection.event('message.created', message(2));
    await settle();
    assert.deepEqual(names(), [], 'she has written');

    connection.event('typing', { by: ME, on: true });
    assert.deepEqual(names(), [], 'not of oneself');
  });

  test('D7: seen is told once, and never goes back', async () => {
    const { connection, all, thread } = await conversations(range(1, 3), {
      unread: 3,
    });
    const told = () =>
      connection.requests.filter(([, path]) => /seen$/.test(path));

    all.saw(thread);
    all.saw(thread);
    assert.deepEqual(told(), [['POST', 'v1/conversations/c/seen', { seq: 3 }]]);
    assert.equal(thread.conversation.value.unread, 0);
    connection.event('message.seen', { by: ME, seq: 1 });
    assert.equal(thread.conversation.value.seen.me, 3);
    connection.event('message.seen', { by: ANNA, seq: 2 });
    assert.equal(thread.seen_by_others('me'), 2);
  });

  test('D7: what was seen stays so when an older state comes after', async () => {
    const { connection, all, thread } = await conversations(range(1, 1), {
      unread: 1,
    });

    all.saw(thread);
    connection.event(
      'conversation.assigned',
      conversation({ last_seq: 1, unread: 1, seen: { me: 0 } }),
    );
    connection.event('message.seen', { by: ME, seq: 1 });
    assert.equal(thread.conversation.value.unread, 0);
    connection.event('message.created', message(2));
    await settle();
    assert.equal(thread.conversation.value.unread, 1);
    assert.equal(all.unread.value, 1);
  });

  test('what is no longer shown keeps its newest page, of few threads', async () => {
    const { connection, all, thread } = await conversations(range(1, 200));
    const resting = new core.Resting();
    const let_go = resting.hold(thread);

    await all.older(thread);
    await all.older(thread);
    assert.equal(thread.messages.value.length, 150);
    resting.hold(thread)();
    assert.equal(thread.messages.value.length, 150, 'another still shows it');
    let_go();
    await settle();
    assert.equal(thread.messages.value.length, 50);
    connection.event('message.created', message(201));
    await settle();
    assert.deepEqual(
      seqs(thread),
      range(152, 201).map((one) => one.seq),
    );

    for (let n = 0; n < 20; n++) {
      resting.hold(all.put(conversation({ id: `d${n}` })))();
    }
    assert.deepEqual(seqs(thread), [201], 'long ago: for the list alone');
    connection.messages = range(1, 201);
    await all.open('c');
    assert.equal(thread.messages.value.length, 50, 'and read again');
  });

  test('an answer older than what is known is left aside', async () => {
    const { connection, all, thread } = await conversations([]);

    connection.event(
      'conversation.closed',
      conversation({
        status: 'closed',
        updated_at: '2026-01-02T11:00:00.000Z',
      }),
    );
    all.put(conversation());
    assert.equal(thread.conversation.value.status, 'closed');
  });
});

describe('outbox', () => {
  function outbox(connection, sent = () => undefined, person = 'me') {
    return new core.Outbox({ connection, person, sent });
  }

  function posted(connection) {
    return connection.requests.map(([, , body]) => body.text);
  }

  test('in order, one after the other', async () => {
    const connection = new FakeConnection();
    const sent = [];
    let open = 0;

    connection.answer = async (method, path, body) => {
      assert.equal(++open, 1, 'one at a time');
      await settle();
      open--;
      return { ...message(1, ME), cid: body.cid };
    };
    const box = outbox(connection, (one) => sent.push(one.cid));
    const cids = ['a', 'b', 'c'].map((text) => box.add('c', text).cid);

    assert.equal(new Set(cids).size, 3);
    for (let i = 0; i < 20; i++) {
      await settle();
    }
    assert.deepEqual(posted(connection), ['a', 'b', 'c']);
    assert.deepEqual(sent, cids);
    assert.deepEqual(box.items.value, []);
    assert.deepEqual(Object.keys(localStorage), []);
  });

  test('kept over a reload, for the same person alone', async () => {
    const connection = new FakeConnection();
    connection.state.value = 'reconnecting';
    const before_reload = outbox(connection);
    const { cid } = before_reload.add('c', 'kept');
    before_reload.stop();

    assert.deepEqual(outbox(connection, undefined, 'other').items.value, []);

    connection.answer = async () => message(1, ME);
    const box = outbox(connection);
    assert.equal(box.items.value[0].text, 'kept');
    connection.state.value = 'online';
    await settle();
    assert.deepEqual(connection.requests, [
      ['POST', 'v1/conversations/c/messages', { cid, text: 'kept' }],
    ]);
  });

  test('no answer, or 503: again, with the same cid', async () => {
    clock.enable();
    const connection = new FakeConnection();
    const errors = [
      new core.LostError(),
      new core.ApiError(503, { code: 'unavailable' }),
      new core.ApiError(429, { code: 'rate_limited' }, 2000),
    ];
    connection.answer = async () => {
      if (errors.length > 0) {
        throw errors.shift();
      }
      return message(1, ME);
    };
    const box = outbox(connection);
    const { cid } = box.add('c', 'a');

    for (let i = 0; i < 4; i++) {
      await settle();
      clock.tick(35000);
    }
    await settle();
    assert.equal(connection.requests.length, 4);
    assert.ok(connection.requests.every(([, , body]) => body.cid === cid));
    assert.deepEqual(box.items.value, []);
  });

  test('a refusal fails this one, lets others go, and can be tried again', async () => {
    const connection = new FakeConnection();
    let refuse = true;
    connection.answer = async (method, path, body) => {
      if (refuse && body.text === 'bad') {
        throw new core.ApiError(413, { code: 'too_large' });
      }
      return message(1, ME);
    };
    const box = outbox(connection);
    const { cid } = box.add('c', 'bad');

    box.add('c', 'good');
    for (let i = 0; i < 10; i++) {
      await settle();
    }
    assert.deepEqual(
      box.items.value.map((item) => [item.cid, item.state, item.code]),
      [[cid, 'failed', 'too_large']],
    );
    refuse = false;
    box.retry(cid);
    await settle();
    assert.deepEqual(box.items.value, []);
    assert.deepEqual(posted(connection), ['bad', 'good', 'bad']);
  });

  test('a storage that is full or forbidden loses nothing of this page', async () => {
    const connection = new FakeConnection();
    connection.state.value = 'offline';
    globalThis.localStorage.setItem = () => {
      throw new Error('QuotaExceededError');
    };
    const box = outbox(connection);
    box.add('c', 'loose');
    connection.answer = async () => message(1, ME);
    connection.state.value = 'online';
    await settle();
    assert.deepEqual(posted(connection), ['loose']);
    assert.deepEqual(box.items.value, []);
  });

  test('two tabs send a message once', async () => {
    const connection = new FakeConnection();
    connection.state.value = 'offline';
    const first = outbox(connection);
    first.add('c', 'once');
    const second = outbox(connection);
    connection.answer = async () => {
      await settle();
      return message(1, ME);
    };
    assert.equal(second.items.value.length, 1);
    connection.state.value = 'online';
    for (let i = 0; i < 20; i++) {
      await settle();
    }
    assert.deepEqual(posted(connection), ['once']);
    assert.deepEqual(second.items.value, []);
  });
});

describe('connection', () => {
  const hello = { type: 'hello', cursor: 'c0', at: '', data: {} };

  function start() {
    const connection = new core.Connection({ as: 'visitor' });
    connection.start();
    return connection;
  }

  beforeEach(() => {
    clock.enable(1e12);
    globalThis.fetch = async () => new Response('{}');
  });

  test('the address says as whom, and from which event on', () => {
    let fresh = 0;
    const connection = start();

    connection.listen(({ type }) => {
      fresh += Number(type === 'hello' || type === 'reset');
    });

    assert.equal(
      FakeSocket.last.url.href,
      'ws://site.example/kundo/v1/stream?as=visitor',
    );
    assert.equal(connection.state.value, 'connecting');
    FakeSocket.last.open(hello);
    assert.equal(connection.state.value, 'online');
    assert.equal(fresh, 1);
    FakeSocket.last.say({ type: 'typing', data: {}, at: '' });
    FakeSocket.last.say({
      type: 'item.created',
      cursor: 'c1',
      data: {},
      at: '',
    });
    FakeSocket.last.lose(1012);
    assert.equal(connection.state.value, 'reconnecting');
    clock.tick(2000);
    assert.equal(FakeSocket.all.length, 2, '1012: soon again');
    assert.equal(FakeSocket.last.url.searchParams.get('since'), 'c1');
    FakeSocket.last.open();
    assert.equal(fresh, 1, 'resumed, not read afresh');
    FakeSocket.last.say({ type: 'reset', cursor: 'c9', data: {}, at: '' });
    assert.equal(fresh, 2);
    connection.stop();
  });

  test('the waits grow, with jitter, up to 30 s', async () => {
    const connection = start();
    const waits = [];

    for (let i = 0; i < 9; i++) {
      FakeSocket.last.lose();
      await settle();
      const count = FakeSocket.all.length;
      let wait = 0;
      while (FakeSocket.all.length === count) {
        clock.tick(50);
        wait += 50;
        assert.ok(wait <= 30100, 'at most 30 s');
      }
      waits.push(wait);
    }
    assert.ok(waits[0] <= 600, `${waits}`);
    assert.ok(waits[8] >= 15000, `${waits}`);
    page.dispatchEvent(new Event('online'));
    connection.stop();
  });

  test('online again, or visible: at once', async () => {
    const connection = start();

    for (let i = 0; i < 6; i++) {
      FakeSocket.last.lose();
      await settle();
      if (i < 5) {
        clock.tick(31000);
      }
    }
    const count = FakeSocket.all.length;
    navigator.onLine = false;
    page.dispatchEvent(new Event('offline'));
    assert.equal(connection.state.value, 'offline');
    navigator.onLine = true;
    page.dispatchEvent(new Event('online'));
    assert.equal(FakeSocket.all.length, count + 1);
    assert.equal(connection.state.value, 'reconnecting');
    connection.stop();
  });

  test('after 25 s of silence it asks, after 65 s it is dead', () => {
    const connection = start();
    const first = FakeSocket.last;

    first.open(hello);
    clock.tick(26000);
    assert.deepEqual(
      first.frames.map(({ method, path }) => [method, path]),
      [['GET', 'v1/visitor']],
    );
    first.say({ ref: first.frames[0].ref, status: 200, body: {} });
    clock.tick(24000);
    assert.equal(
      connection.state.value,
      'online',
      'an answer is a sign of life',
    );
    clock.tick(60000);
    assert.notEqual(connection.state.value, 'online');
    connection.stop();
  });

  test('after sleep an answer has to come within 5 s', () => {
    const connection = start();

    FakeSocket.last.open(hello);
    clock.tick(10000);
    document.dispatchEvent(new Event('visibilitychange'));
    assert.equal(FakeSocket.last.frames.length, 1);
    clock.tick(5100);
    assert.equal(connection.state.value, 'reconnecting');
    connection.stop();
  });

  test('a refused log-in is not tried again', async () => {
    const connection = start();

    globalThis.fetch = async () => new Response('{}', { status: 401 });
    FakeSocket.last.lose();
    await settle();
    assert.equal(connection.state.value, 'refused');
    clock.tick(120000);
    assert.equal(FakeSocket.all.length, 1);
  });

  test('a GET outlives a loss; a POST does not, for it may have been done', async () => {
    const connection = start();
    const done = [];

    FakeSocket.last.open(hello);
    connection
      .request('GET', 'v1/conversations')
      .then((body) => done.push(body));
    connection
      .request('POST', 'v1/conversations/c/seen', { seq: 1 })
      .catch((error) => done.push(error.name));
    FakeSocket.last.lose(1012);
    await settle();
    assert.deepEqual(done, ['LostError']);
    clock.tick(2000);
    FakeSocket.last.open();
    const [again] = FakeSocket.last.frames;
    assert.equal(again.path, 'v1/conversations');
    FakeSocket.last.say({ ref: again.ref, status: 200, body: 'list' });
    await settle();
    assert.deepEqual(done, ['LostError', 'list']);
    connection.stop();
  });

  test('a refusal is an error with the code; no answer is one, too', async () => {
    const connection = start();

    FakeSocket.last.open(hello);
    const refused = connection.request('GET', 'v1/conversations/x');
    FakeSocket.last.say({
      ref: FakeSocket.last.frames[0].ref,
      status: 404,
      body: { code: 'not_found', status: 404 },
    });
    await assert.rejects(refused, { name: 'ApiError', status: 404 });
    const late = connection.request('GET', 'v1/conversations/x');
    clock.tick(15100);
    await assert.rejects(late, { name: 'LostError', message: 'timeout' });
    connection.stop();
  });

  test('S2.2: typing is told at once, then every 3 s, then off', () => {
    const connection = start();
    const told = () => FakeSocket.last.frames.map(({ body }) => body.on);

    FakeSocket.last.open(hello);
    const mark = new core.TypingMark(connection, 'c');
    for (let i = 0; i < 8; i++) {
      mark.changed('x'.repeat(i + 1));
      clock.tick(1000);
    }
    assert.deepEqual(told(), [true, true, true]);
    mark.changed('');
    mark.changed('');
    assert.deepEqual(told(), [true, true, true, false]);
    connection.stop();
  });
});

describe('text and colour', () => {
  test('links: http and https alone, without the end of the sentence', () => {
    const links = (text) =>
      core
        .find_links(text)
        .filter((piece) => piece.href !== null)
        .map((piece) => piece.href);

    assert.deepEqual(links('See https://a.example/b?c=d#e.'), [
      'https://a.example/b?c=d#e',
    ]);
    assert.deepEqual(links('(http://a.example/x_(y)), and more'), [
      'http://a.example/x_(y)',
    ]);
    assert.deepEqual(links('"https://a.example" <https://b.example>'), [
      'https://a.example',
      'https://b.example',
    ]);
    assert.deepEqual(
      links('javascript:alert(1) data:text/html,x ftp://x.example //y.example'),
      [],
    );
    assert.deepEqual(links('https://'), []);
    for (const text of ['', 'a\nb', 'x https://a.example/ y', 'https://a.se']) {
      const joined = core
        .find_links(text)
        .map((piece) => piece.text)
        .join('');
      assert.equal(joined, text, 'no character is lost');
    }
  });

  test('rows: days, and groups within five minutes', () => {
    const at = (time, from) =>
      message(1, from, { created_at: time, cid: time });
    const rows = core.rows_of([
      at('2026-01-02T10:00:00.000Z', ANNA),
      at('2026-01-02T10:04:00.000Z', ANNA),
      at('2026-01-02T10:05:00.000Z', ME),
      at('2026-01-02T10:20:00.000Z', ME),
      at('2026-01-04T10:20:00.000Z', ME),
    ]);

    assert.deepEqual(
      rows.map((row) => (row.kind === 'day' ? 'day' : [row.first, row.last])),
      [
        'day',
        [true, false],
        [false, true],
        [true, true],
        [true, true],
        'day',
        [true, true],
      ],
    );
  });

  test('initials', () => {
    assert.equal(core.initials('Anna Alm'), 'AA');
    assert.equal(core.initials('åsa'), 'Å');
    assert.equal(core.initials('👩‍🚀 Eva af Ek'), '👩E');
    assert.equal(core.initials(null), '');
  });

  test('any colour of a site gives text that can be read', () => {
    const grounds = { light: [255, 255, 255], dark: [20, 26, 25] };
    const bubbles = { light: [238, 242, 241], dark: [35, 45, 43] };
    const hard = [
      ...['#fff', '#000', '#ffff00', '#777777', '#00f', '#0d6b5e'],
      ...['#ffdd00', '#0b2a5b', '#39ff14', '#00ffff', '#ff00ff', '#f00'],
      ...['#fffbe6', '#1a0000', '#14191a', '#2b2b2b'],
    ];

    for (const color of hard) {
      for (const scheme of ['light', 'dark']) {
        const made = Object.fromEntries(
          core.accent_colors(core.parse_color(color), scheme === 'dark'),
        );
        const pairs = [
          [made['--on-accent'], made['--accent']],
          [made['--on-accent'], made['--accent-hover']],
          [made['--on-mine'], made['--mine']],
          [made['--mine-soft'], made['--mine']],
          [made['--accent-text'], grounds[scheme]],
          [made['--accent-text'], bubbles[scheme]],
          [made['--on-accent-soft'], made['--accent-soft']],
        ];
        pairs.forEach(([a, b], i) =>
          assert.ok(
            core.contrast(a, b) >= 4.5,
            `${color}, ${scheme}, pair ${i}: ${core.contrast(a, b)}`,
          ),
        );
        /* What is no text: the ring of the focus, and an edge that is seen. */
        for (const [name, ground, least] of [
          ['--focus', grounds[scheme], 3],
          ['--accent', grounds[scheme], 1.25],
          ['--mine', grounds[scheme], 1.25],
          ['--accent-soft', grounds[scheme], 1.15],
        ]) {
          const found = core.contrast(made[name], ground);
          assert.ok(found >= least, `${color}, ${scheme}, ${name}: ${found}`);
        }
      }
    }
    assert.equal(core.parse_color('red;}'), null);
  });

  test('words: plurals and a language that is not there', () => {
    assert.equal(core.choose_locale('sv-FI', 'en'), 'sv');
    assert.equal(core.choose_locale('fi', 'de-DE'), 'en');
    core.learn('en', core.en);
    assert.match(core.tn('panel.here_queue', 1), /^1\u00a0person is/);
    assert.match(core.tn('panel.here_queue', 2), /^2\u00a0people are/);
  });
});
