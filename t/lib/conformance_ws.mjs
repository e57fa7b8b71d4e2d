// The conformance cases through npm's ws: it opens the connection and judges
// every frame that the server sends.  The frames of a case go out as they
// are, right or wrong; then all that its API can send.
//
//     conformance_ws.mjs CASES.json URL HTTP2_URL

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';

import WebSocket from 'ws';

const LIMIT_MS = 30000;

const TEXT = 1;
const BINARY = 2;
const PONG = 10;

const [casesFile, url, http2Url] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(casesFile, 'ascii'));

function must(condition, why) {
  if (!condition) {
    throw new Error(why);
  }
}

function result(title, error) {
  const line = error
    ? `not ok\t${title}\t${error.message}`
    : `ok\t${title}`;
  process.stdout.write(line.replaceAll('\n', ' ') + '\n');
}

// Bytes of a case.

function expand(payload) {
  if (typeof payload === 'string') {
    return Buffer.from(payload, 'hex');
  }

  return Buffer.alloc(payload[1], Buffer.from(payload[0], 'hex'));
}

function frame(b0, data, { form, mask = true, cut } = {}) {
  const n = data.length;
  const how = form ?? (n < 126 ? 1 : n < 65536 ? 126 : 127);
  const bit = mask ? 0x80 : 0;
  const parts = [Buffer.from([b0, bit | (how === 1 ? n : how)])];

  if (how === 126) {
    parts.push(Buffer.alloc(2));
    parts[1].writeUInt16BE(n);
  } else if (how === 127) {
    parts.push(Buffer.alloc(8));
    parts[1].writeBigUInt64BE(BigInt(n));
  }

  if (!mask) {
    return Buffer.concat([...parts, data]);
  }

  const key = randomBytes(4);
  const masked = Buffer.from(data);

  for (let i = 0; i < n; i++) {
    masked[i] ^= key[i & 3];
  }

  return Buffer.concat([...parts, key, masked.subarray(0, cut ?? n)]);
}

function frames(step) {
  if (step.hex !== undefined) {
    return [Buffer.from(step.hex, 'hex')];
  }

  const data = expand(step.payload);

  if (step.fragments === undefined) {
    return [frame(step.b0, data, step)];
  }

  const list = [];

  for (let at = 0; at < data.length; at += step.fragments) {
    const last = at + step.fragments >= data.length ? 0x80 : 0;
    const b0 = last | (at === 0 ? step.b0 : 0);
    list.push(frame(b0, data.subarray(at, at + step.fragments)));
  }

  return list;
}

function pieces({ send, chop }) {
  const sent = send.filter((step) => !step.roundtrips).flatMap(frames);

  if (chop === 'frame') {
    return sent;
  }

  const whole = Buffer.concat(sent);
  const size = chop || whole.length || 1;
  const list = [];

  for (let at = 0; at < whole.length; at += size) {
    list.push(whole.subarray(at, at + size));
  }

  return list;
}

// A client that keeps what comes, in order, until somebody asks for it.

class Peer {
  constructor(address, protocols = []) {
    this.got = [];
    this.waiting = [];
    this.ws = new WebSocket(address, protocols, {
      perMessageDeflate: false,
      maxPayload: 64 << 20,
      closeTimeout: LIMIT_MS,
    });

    this.ws.on('message', (data, binary) =>
      this.#put({ opcode: binary ? BINARY : TEXT, data }),
    );
    this.ws.on('pong', (data) => this.#put({ opcode: PONG, data }));
    this.ws.on('error', (error) => this.#put({ error }));
    this.ws.on('close', (code, reason) => this.#put({ code, reason }));
  }

  #put(item) {
    this.got.push(item);
    this.waiting.shift()?.();
  }

  async open() {
    if (this.ws.readyState !== WebSocket.OPEN) {
      await once(this.ws, 'open');
    }

    this.ws._socket.setNoDelay(true);
    return this;
  }

  inject(bytes) {
    this.ws._socket.write(bytes);
  }

  async next() {
    while (this.got.length === 0) {
      await new Promise((resolve) => this.waiting.push(resolve));
    }

    const item = this.got.shift();

    // writing to a server that has ended is what some cases are about

    if (item.error && ['EPIPE', 'ECONNRESET'].includes(item.error.code)) {
      return this.next();
    }

    return item;
  }

  async expect(opcode, data) {
    const item = await this.next();

    must(
      item.opcode === opcode && item.data.equals(data),
      `${show(item)} and not ${show({ opcode, data })}`,
    );
  }

  async expectClose(code) {
    const item = await this.next();
    must(item.code === code, `${show(item)} and not close ${code}`);
  }
}

function show({ opcode, data, code, error }) {
  return error
    ? `error ${error.message}`
    : code !== undefined
      ? `close ${code}`
      : `${opcode}:${data.subarray(0, 24).toString('hex')}(${data.length})`;
}

async function run({ query, send, chop, expect, end }) {
  const peer = await new Peer(url + query).open();

  try {
    for (const piece of pieces({ send, chop })) {
      peer.inject(piece);
    }

    for (const { roundtrips = 0, b0, payload } of send) {
      for (let i = 0; i < roundtrips; i++) {
        const data = expand(payload);
        peer.ws.send(data, { binary: b0 === 0x82 });
        await peer.expect(b0 & 0x0f, data);
      }
    }

    for (const [opcode, payload] of expect) {
      await peer.expect(opcode, expand(payload));
    }

    if (end.by === 'client') {
      peer.ws.close(1000);
    }

    await peer.expectClose(end.by === 'client' ? 1000 : (end.code ?? 1005));
  } finally {
    peer.ws.terminate();
  }
}

// What the library itself can send.

const API = {
  async messages() {
    const peer = await new Peer(url).open();

    for (const size of [0, 1, 125, 126, 127, 65535, 65536, 1 << 20, 16 << 20]) {
      for (const binary of [false, true]) {
        const data = Buffer.alloc(size, binary ? 0xff : 'x');
        peer.ws.send(data, { binary });
        await peer.expect(binary ? BINARY : TEXT, data);
      }
    }

    peer.ws.close(1000, 'enough');
    await peer.expectClose(1000);
  },

  async 'fragments with pings between'() {
    const peer = await new Peer(url).open();

    for (let i = 0; i < 20; i++) {
      peer.ws.send(`part ${i},`, { fin: i === 19 });
      peer.ws.ping(`ping ${i}`);
    }

    for (let i = 0; i < 19; i++) {
      await peer.expect(PONG, Buffer.from(`ping ${i}`));
    }

    let text = '';

    for (let i = 0; i < 20; i++) {
      text += `part ${i},`;
    }

    await peer.expect(TEXT, Buffer.from(text));
    await peer.expect(PONG, Buffer.from('ping 19'));

    peer.ws.close();
    await peer.expectClose(1005);
  },

  async 'close codes'() {
    const codes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011];
    codes.push(1012, 1013, 1014, 3000, 3999, 4000, 4999);

    for (const code of codes) {
      const peer = await new Peer(url).open();
      peer.ws.close(code, 'hejdå');
      await peer.expectClose(code);
    }
  },

  async subprotocols() {
    const peer = await new Peer(url, ['chat', 'echo.v2', 'echo']).open();
    must(peer.ws.protocol === 'echo.v2', `protocol ${peer.ws.protocol}`);
    peer.ws.close();
    await peer.expectClose(1005);
  },

  async 'many at once'() {
    const work = Array.from({ length: 50 }, async (_, i) => {
      const peer = await new Peer(url).open();

      for (let n = 0; n < 100; n++) {
        peer.ws.send(`${i} ${n}`);
      }

      for (let n = 0; n < 100; n++) {
        await peer.expect(TEXT, Buffer.from(`${i} ${n}`));
      }

      peer.ws.close();
      await peer.expectClose(1005);
    });

    await Promise.all(work);
  },

  // RFC 8441 is not spoken: an HTTP/2 request is told so, not upgraded.

  async 'HTTP/2 is refused'() {
    const session = http2.connect(http2Url);
    await once(session, 'connect');

    const stream = session.request({ ':path': new URL(url).pathname });
    const [headers] = await once(stream, 'response');

    session.destroy();
    must(headers[':status'] === 400, `status ${headers[':status']}`);
  },
};

async function attempt(title, work) {
  let timer;

  const limit = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`not over in ${LIMIT_MS} ms`)),
      LIMIT_MS,
    );
  });

  try {
    await Promise.race([work(), limit]);
    result(title);
  } catch (error) {
    result(title, error);
  } finally {
    clearTimeout(timer);
  }
}

for (const [title, work] of Object.entries(API)) {
  await attempt(`API, ${title}`, work);
}

for (const item of cases) {
  await attempt(`${item.id} ${item.title}`, () => run(item));
}

process.stdout.write('done\n', () => process.exit(0));
