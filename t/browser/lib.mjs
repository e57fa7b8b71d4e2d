/*
 * What the browser tests stand on: an nginx with the module in a folder of
 * its own, Debian's Chromium, an agent that talks to the API, a line between
 * them that can be cut, and eyes for faults that no test looks for (CSP,
 * scripts, axe).
 */

import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import WebSocket from 'ws';

export const TOP = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const OBJS = process.env.KUNDO_OBJS || join(TOP, 'objs');
const MODULE = process.env.KUNDO_MODULE || join(OBJS, 'ngx_kundo_module.so');
const KUNDOCTL = process.env.KUNDO_CTL || join(OBJS, 'kundoctl');
const NGINX =
  process.env.KUNDO_NGINX ||
  (existsSync(join(OBJS, 'nginx')) ? join(OBJS, 'nginx') : '/usr/sbin/nginx');
const ROOT = process.getuid() === 0;

export const AXE_TAGS = [
  'wcag2a',
  'wcag2aa',
  'wcag21a',
  'wcag21aa',
  'wcag22aa',
];

/* Not a measure: what is slower than this, on a slow machine, is stuck. */
export const PATIENCE_MS = 30000;

/*
 * Waits until `look` gives something true, and gives that; `what` it waits
 * for is a text, or a function that gives one when it is in vain.
 */
export async function until(look, what = 'what is waited for') {
  const end = Date.now() + PATIENCE_MS;

  for (;;) {
    const found = await look();

    if (found) {
      return found;
    }
    if (Date.now() >= end) {
      assert.fail(`${typeof what === 'function' ? what() : what} has not come`);
    }
    await new Promise((done) => setTimeout(done, 25));
  }
}

/*
 * Somebody writes until `work` is done, however long that takes: what is told
 * of it once ends after 6 s.
 */
export async function while_writing(write, work) {
  const told = [write()];
  const timer = setInterval(() => told.push(write()), 2000);

  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  await Promise.all(told);
}

/* Another letter, and away with it. */
export async function write_on(field) {
  await field.press('x');
  await field.press('Backspace');
}

/*
 * In the server's place: what `answer` gives, a status and a body, is the
 * answer to a request by the stream; the server has all the others.
 */
export function stand_in(target, answer) {
  return target.routeWebSocket(/v1\/stream/, (near) => {
    const far = near.connectToServer();

    near.onMessage((text) => {
      const { ref, method, path } = JSON.parse(text);
      const given = answer(method, path);

      if (given === undefined) {
        far.send(text);
      } else {
        near.send(JSON.stringify({ ref, ...given }));
      }
    });
  });
}

export function free_port() {
  return new Promise((done, failed) => {
    const probe = net.createServer();

    probe.on('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function worker_ids() {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((one) => one.startsWith('www-data:'));
  const [, , uid, gid] = line.split(':');

  return [Number(uid), Number(gid)];
}

function run(file, args, input) {
  return new Promise((done, failed) => {
    const child = execFile(file, args, (error, out, err) => {
      error
        ? failed(new Error(`${file} ${args[0]}: ${err || error}`))
        : done(out);
    });
    /* One that reads nothing may be gone before it could. */
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}

const running = new Set();

/* A test that is broken off leaves nothing behind. */
process.on('exit', () => {
  for (const server of running) {
    server.nginx?.kill('SIGTERM');
    rmSync(server.dir, { recursive: true, force: true });
  }
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => process.exit(1));
}

/* No chat goes on by itself, however slow the machine, unless a test asks. */
function settings_of({ settings = '' }) {
  return /\bauto_transfer\b/.test(settings)
    ? settings
    : `auto_transfer 0; ${settings}`;
}

/*
 * The server: one flow "support" and, with her password, Anna.  `settings` go
 * into kundo_store, what `site` makes of the folder into the server block,
 * `prefix` in place of the module's location; `page` writes pages of the site.
 */
export class Server {
  static async start(options = {}) {
    const self = new Server();

    self.dir = await mkdtemp(join(tmpdir(), 'kundo-browser-'));
    self.port = await free_port();
    self.origin = `http://127.0.0.1:${self.port}`;
    self.store = join(self.dir, 'store');
    self.options = options;
    running.add(self);
    await chmod(self.dir, 0o755);
    await mkdir(self.store, { mode: 0o700 });
    await mkdir(join(self.dir, 'site'));
    if (ROOT) {
      await chown(self.store, ...(await worker_ids()));
    }
    await writeFile(join(self.dir, 'nginx.conf'), self.conf());
    await self.ctl(
      ['flow', 'add', '--id', 'support', '--name', 'Support'].concat(
        options.welcome === null
          ? []
          : ['--welcome', options.welcome ?? 'Hello and welcome!'],
      ),
    );
    await self.agent_add('anna', 'Anna Alm', 'admin');
    await self.page('index.html', {});
    await self.up();
    return self;
  }

  conf() {
    const { dir, port, store } = this;

    return `${ROOT ? 'user www-data;' : ''}
load_module ${MODULE};
daemon off;
worker_processes 2;
worker_shutdown_timeout 4s;
pid ${dir}/nginx.pid;
error_log ${dir}/error.log notice;
events { }
http {
    access_log ${dir}/access.log;
    client_body_temp_path ${dir}/body;
    proxy_temp_path ${dir}/proxy;
    fastcgi_temp_path ${dir}/fastcgi;
    uwsgi_temp_path ${dir}/uwsgi;
    scgi_temp_path ${dir}/scgi;
    types { text/html html; text/css css; text/javascript js; }
    charset utf-8;
    kundo_store main {
        path ${store};
        rate off;
        ${settings_of(this.options)}
    }
    server {
        listen 127.0.0.1:${port};
        root ${dir}/site;
        location = /favicon.ico { return 204; }
        ${this.options.prefix ?? 'location /kundo/ { kundo main; }'}
        ${this.options.site?.(dir) ?? ''}
    }
}
`;
  }

  ctl(args, input) {
    return run(KUNDOCTL, ['-s', this.store, ...args], input);
  }

  agent_add(who, name, role = 'agent') {
    return this.ctl(
      ['agent', 'add', '--email', email(who), '--name', name, '--role', role],
      `${password(who)}\n`,
    );
  }

  async up() {
    this.nginx = spawn(
      NGINX,
      ['-p', this.dir, '-c', `${this.dir}/nginx.conf`, '-e', 'stderr'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.stderr = '';
    this.nginx.stderr.on('data', (data) => (this.stderr += data));
    await until(async () => {
      assert.equal(this.nginx.exitCode, null, `nginx: ${this.stderr}`);
      return fetch(`${this.origin}/kundo/widget.js`).then(
        (reply) => reply.ok,
        () => false,
      );
    }, 'nginx');
  }

  async down(signal = 'SIGQUIT') {
    const gone = new Promise((done) => this.nginx.once('exit', done));

    if (this.nginx.exitCode === null) {
      const late = setTimeout(() => this.nginx.kill('SIGTERM'), 6000);

      this.nginx.kill(signal);
      await gone;
      clearTimeout(late);
    }
  }

  /* A page of the site with the loader's tag. */
  async page(name, options) {
    const { attributes = '', head = '', lang = 'en' } = options;
    const { flow = 'support' } = options;

    await writeFile(
      join(this.dir, 'site', name),
      `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A shop</title>${head}</head>
<body><main><h1>A shop</h1><p>Cups and plates.</p>
<p><a href="/two.html">Another page</a></p></main>
<script src="/kundo/widget.js" data-flow="${flow}" ${attributes}></script>
</body></html>`,
    );
  }

  /* Any other file of the site. */
  file(name, text) {
    return writeFile(join(this.dir, 'site', name), text);
  }

  async workers() {
    const { pid } = this.nginx;
    const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');

    return list.trim().split(' ').map(Number);
  }

  async stop() {
    await this.down();
    const log = await readFile(join(this.dir, 'error.log'), 'utf8');
    await rm(this.dir, { recursive: true });
    running.delete(this);
    assert.doesNotMatch(
      log,
      /\[(alert|emerg|crit)\]|exited on signal|AddressSanitizer|runtime error/,
    );
  }

  agent(who = 'anna') {
    return Agent.log_in(this, who);
  }

  /* Logs in once for each agent: the server lets nobody do so often. */
  session(who = 'anna') {
    this.sessions ??= new Map();
    if (!this.sessions.has(who)) {
      this.sessions.set(who, this.log_in(who));
    }
    return this.sessions.get(who);
  }

  async log_in(who) {
    const reply = await fetch(`${this.origin}/kundo/v1/session?as=agent`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: email(who), password: password(who) }),
    });
    const session = await reply.json();
    const [name, value] = reply.headers.get('Set-Cookie').split(/[=;]/);

    assert.equal(reply.status, 201, JSON.stringify(session));
    return { ...session, cookie: { name, value } };
  }
}

export function email(who) {
  return `${who}@example.com`;
}

export function password(who) {
  return `the password of ${who}`;
}

/* An agent at the API: a WebSocket that carries her requests and events. */
export class Agent {
  static async log_in(server, who) {
    const self = new Agent();
    const session = await server.session(who);

    self.id = session.agent.id;
    self.name = session.agent.name;
    self.events = [];
    self.waiting = new Map();
    self.ref = 0;
    self.socket = new WebSocket(
      `${server.origin.replace('http', 'ws')}/kundo/v1/stream?as=agent`,
      { headers: { Authorization: `Bearer ${session.token}` } },
    );
    self.socket.on('message', (data) => self.receive(JSON.parse(String(data))));
    self.socket.on('error', () => undefined);
    await new Promise((done, failed) => {
      self.socket.once('open', done);
      self.socket.once('close', () => failed(new Error('no stream')));
    });
    return self;
  }

  receive(frame) {
    if ('ref' in frame) {
      this.waiting.get(frame.ref)?.(frame);
      this.waiting.delete(frame.ref);
    } else {
      this.events.push(frame);
    }
  }

  async ask(method, path, body) {
    const ref = String(++this.ref);
    const reply = await new Promise((done) => {
      this.waiting.set(ref, done);
      this.socket.send(JSON.stringify({ ref, method, path, body }));
    });

    assert.ok(
      reply.status < 300,
      `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`,
    );
    return reply.body;
  }

  presence(state, max_chats = 10, flows = ['support']) {
    return this.ask('PUT', 'v1/presence', { state, flows, max_chats });
  }

  say(conversation, text) {
    this.cids = (this.cids ?? 0) + 1;
    return this.ask('POST', `v1/conversations/${conversation}/messages`, {
      cid: `${this.id}-${this.cids}`,
      text,
    });
  }

  seen(conversation, seq) {
    return this.ask('POST', `v1/conversations/${conversation}/seen`, { seq });
  }

  typing(conversation, on) {
    return this.ask('POST', `v1/conversations/${conversation}/typing`, { on });
  }

  messages(conversation) {
    return this.ask(
      'GET',
      `v1/conversations/${conversation}/messages?limit=200`,
    ).then((page) => page.items);
  }

  /* The first event that fits and was not yet taken. */
  expect(fits, what) {
    return until(() => {
      const at = this.events.findIndex(fits);
      return at < 0 ? null : this.events.splice(at, 1)[0];
    }, what);
  }

  /* The chat is hers; all that was told of it before is forgotten. */
  has(conversation) {
    return this.expect(
      (one) =>
        one.type === 'conversation.assigned' &&
        one.conversation === conversation &&
        one.data.agent?.id === this.id,
      'a new chat',
    );
  }

  close() {
    this.socket.close();
  }
}

/* TCP in between, for a network that goes away. */
export class Line {
  static async to(port) {
    const self = new Line();

    self.sockets = new Set();
    self.cut_off = false;
    self.server = net.createServer((near) => {
      if (self.cut_off) {
        near.destroy();
        return;
      }
      const far = net.connect(port, '127.0.0.1');

      for (const [a, b] of [
        [near, far],
        [far, near],
      ]) {
        self.sockets.add(a);
        a.on('error', () => undefined);
        a.on('close', () => {
          self.sockets.delete(a);
          b.destroy();
        });
        a.pipe(b);
      }
    });
    await new Promise((done) => self.server.listen(0, '127.0.0.1', done));
    /* A test that has failed does not stop it, and would never end. */
    self.server.unref();
    self.port = self.server.address().port;
    self.origin = `http://127.0.0.1:${self.port}`;
    return self;
  }

  cut() {
    this.cut_off = true;
    this.sockets.forEach((socket) => socket.destroy());
  }

  mend() {
    this.cut_off = false;
  }

  async stop() {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }
}

export function start_browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/*
 * Remembers what goes wrong in all pages of a context: violations of a policy
 * and scripts that fall over.  A request that fails is a test's own business.
 */
export async function watch_faults(context) {
  const faults = [];

  await context.exposeBinding('kundo_fault', (source, fault) => {
    faults.push(`${source.frame.url()}: ${fault}`);
  });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      window.kundo_fault(
        `CSP ${event.effectiveDirective}: ${event.blockedURI} ` +
          `${event.sourceFile}:${event.lineNumber} ${event.sample}`,
      );
    });
  });
  context.on('weberror', (error) => faults.push(String(error.error().stack)));
  context.on('console', (message) => {
    if (
      message.type() === 'error' &&
      !/Failed to load resource|WebSocket connection to/.test(message.text())
    ) {
      faults.push(`console: ${message.text()}`);
    }
  });
  return {
    faults,
    none() {
      assert.deepEqual(faults, []);
    },
  };
}

/* axe gives a frame up after a second, and then says nothing of it. */
class PatientAxe extends AxeBuilder {
  async inject(frames, must) {
    for (const frame of frames) {
      try {
        await frame.evaluate(this.script());
        await frame.evaluate(await this.axeConfigure());
      } catch (error) {
        /* An empty frame of somebody else's, or one that is gone. */
        if (must) {
          throw error;
        }
      }
    }
  }
}

/*
 * axe finds nothing, in the page or `within` a part of it, and `frame` (a
 * part of its address) was looked at.
 */
export async function accessible(page, frame = null, within = null) {
  await finish_moving(page);
  const axe = new PatientAxe({ page }).withTags(AXE_TAGS);

  if (within !== null) {
    axe.include(within);
  }
  const result = await axe.analyze();

  assert.deepEqual(
    result.violations.map(({ id, nodes }) => [
      id,
      ...nodes.map((node) => `${node.target.flat()}: ${node.failureSummary}`),
    ]),
    [],
  );
  if (frame !== null) {
    const urls = await frames_in(page, result.passes);

    assert.ok(
      urls.some((url) => url.includes(frame)),
      `axe has not been in the frame ${frame}, but in ${urls}`,
    );
  }
}

/* A colour on its way to another is nobody's colour: all that ends, ends. */
function finish_moving(page) {
  return Promise.all(
    page.frames().map((frame) =>
      frame
        .evaluate(() => {
          for (const one of document.getAnimations()) {
            if (one.effect?.getComputedTiming().endTime !== Infinity) {
              one.finish();
            }
          }
        })
        /* A frame that is gone meanwhile. */
        .catch(() => undefined),
    ),
  );
}

/* The addresses of the frames in which axe has found something to judge. */
async function frames_in(page, rules) {
  const targets = rules
    .flatMap(({ nodes }) => nodes.map(({ target }) => target))
    .filter((target) => target.length > 1)
    .map(([element]) => [element].flat());
  const ways = new Map(targets.map((way) => [way.join(' >> '), way]));

  return Promise.all(
    [...ways.values()].map(async (way) => {
      const element = await way
        .reduce((where, selector) => where.locator(selector), page)
        .elementHandle();

      return (await element.contentFrame())?.url() ?? '';
    }),
  );
}
