/*
 * The one WebSocket of a page: events in order, requests with answers,
 * resume after a loss.  Knows nothing of what the events mean.
 */

import { signal, type ReadonlySignal } from '@preact/signals';
import {
  answer,
  ApiError,
  apiUrl,
  http,
  LostError,
  type As,
  type Json,
  type KundoEvent,
  type Method,
} from './api';

/*
 *  idle ---start---> connecting ---open---> online
 *  online ---loss---> reconnecting ---open---> online
 *  connecting, reconnecting ---browser offline---> offline ---online--->
 *      reconnecting
 *  any ---401 or 403---> refused      any ---stop---> idle
 */
export type ConnectionState =
  'idle' | 'connecting' | 'online' | 'reconnecting' | 'offline' | 'refused';

interface Pending {
  method: Method;
  path: string;
  body: Json | undefined;
  sent: boolean;
  timer: number;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

interface Reply {
  ref: string;
  status: number;
  body?: unknown;
  retry_after?: number;
}

const QUIET_MS = 25000; /* then ask something cheap: pings are invisible */
const DEAD_MS = 65000; /* two of the server's pings missed */
const DOUBT_MS = 5000; /* after sleep or a network change */
const OPEN_MS = 15000;
const REQUEST_MS = 15000;
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 30000;

const WAKES = ['online', 'offline', 'pageshow'];

/* Doubled each time; some chance in it, so that not all come at once. */
export function patience(least_ms: number, attempts: number): number {
  const most = Math.min(RETRY_MAX_MS, least_ms * 2 ** attempts);

  return (most / 2) * (1 + Math.random());
}

export class Connection {
  readonly as: As;
  private readonly _state = signal<ConnectionState>('idle');
  private readonly _listeners = new Set<(event: KundoEvent) => void>();
  private readonly _pending = new Map<string, Pending>();
  private readonly _probe_path: string;
  private _socket: WebSocket | null = null;
  private _cursor: string | null = null;
  private _ref = 0;
  private _attempts = 0;
  private _heard_ms = 0;
  private _retry_timer = 0;
  private _quiet_timer = 0;
  private _generation = 0;

  constructor(options: { as: As }) {
    this.as = options.as;
    this._probe_path = options.as === 'agent' ? 'v1/session' : 'v1/visitor';
  }

  get state(): ReadonlySignal<ConnectionState> {
    return this._state;
  }

  start(): void {
    if (this._state.value !== 'idle' && this._state.value !== 'refused') {
      return;
    }
    this._state.value = 'connecting';
    WAKES.forEach((type) => addEventListener(type, this._wake));
    document.addEventListener('visibilitychange', this._wake);
    this._open();
  }

  /* Forgets the cursor too: the next start may be another person's. */
  stop(state: 'idle' | 'refused' = 'idle'): void {
    WAKES.forEach((type) => removeEventListener(type, this._wake));
    document.removeEventListener('visibilitychange', this._wake);
    this._drop();
    this._cursor = null;
    this._attempts = 0;
    this._state.value = state;
    for (const ref of [...this._pending.keys()]) {
      this._fail(ref, new LostError(state === 'refused' ? 'refused' : 'lost'));
    }
  }

  /*
   * Every event, in order; returns how to stop listening.  After hello (the
   * first connection) and reset all state must be read afresh.
   */
  listen(listener: (event: KundoEvent) => void): () => void {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  /*
   * Asks over the socket; `path` is as in the API, `v1/...`.  Rejects with
   * ApiError (a refusal) or LostError (no answer).  A GET outlives a loss of
   * the connection within its time; anything else does not, since nobody
   * knows whether it was done.
   */
  request<T>(
    method: Method,
    path: string,
    body?: Json,
    timeout_ms = REQUEST_MS,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this._state.value === 'idle' || this._state.value === 'refused') {
        reject(new LostError('refused'));
        return;
      }
      const ref = String(++this._ref);
      this._pending.set(ref, {
        method,
        path,
        body,
        sent: false,
        timer: window.setTimeout(
          () => this._fail(ref, new LostError('timeout')),
          timeout_ms,
        ),
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      this._send(ref);
    });
  }

  /* Sends and forgets: for marks that are worthless later (typing, seen). */
  post(path: string, body: Json): void {
    if (this._state.value === 'online') {
      this.request('POST', path, body).catch(() => undefined);
    }
  }

  /* For the button "try now": no more waiting. */
  retry(): void {
    if (this._state.value === 'idle' || this._state.value === 'online') {
      return;
    }
    if (this._state.value === 'refused') {
      this.start();
      return;
    }
    this._attempts = 0;
    if (this._socket === null) {
      this._open();
    }
  }

  private _open(): void {
    const generation = ++this._generation;
    const url = apiUrl(this.as, 'v1/stream');
    let opened = false;

    clearTimeout(this._retry_timer);
    if (this._cursor !== null) {
      url.searchParams.set('since', this._cursor);
    }
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

    const socket = new WebSocket(url);
    const timer = setTimeout(() => socket.close(), OPEN_MS);
    this._socket = socket;

    socket.onopen = () => {
      clearTimeout(timer);
      if (generation !== this._generation) {
        return;
      }
      opened = true;
      this._heard();
      this._watch();
      this._state.value = 'online';
      for (const ref of this._pending.keys()) {
        this._send(ref);
      }
    };
    socket.onmessage = (frame) => {
      if (generation === this._generation) {
        this._receive(String(frame.data));
      }
    };
    socket.onclose = (close) => {
      clearTimeout(timer);
      if (generation === this._generation) {
        this._lost(opened, close.code);
      }
    };
  }

  /* Lets go of the socket without waiting for its close handshake. */
  private _drop(): void {
    const socket = this._socket;

    this._generation++;
    this._socket = null;
    clearTimeout(this._retry_timer);
    clearTimeout(this._quiet_timer);
    socket?.close();
  }

  protected _lost(opened: boolean, code: number): void {
    this._drop();
    for (const [ref, pending] of this._pending) {
      if (pending.sent && pending.method !== 'GET') {
        this._fail(ref, new LostError());
      }
      pending.sent = false;
    }
    this._state.value = navigator.onLine ? 'reconnecting' : 'offline';
    if (opened && code === 1012) {
      this._attempts = 0;
      this._later(100 + Math.random() * 1900);
    } else if (!opened || code === 1008 || code === 4401) {
      /* Logged out, perhaps; the browser hides a handshake's status: ask. */
      void this._ask_why();
    } else {
      this._back_off();
    }
  }

  private async _ask_why(): Promise<void> {
    const generation = this._generation;
    const refused = await http(this.as, 'GET', this._probe_path).then(
      () => false,
      (error: unknown) => error instanceof ApiError && is_refusal(error.status),
    );

    if (generation !== this._generation) {
      return;
    }
    if (refused) {
      this.stop('refused');
    } else {
      this._back_off();
    }
  }

  private _back_off(): void {
    this._later(patience(RETRY_MIN_MS, this._attempts++));
  }

  private _later(delay_ms: number): void {
    clearTimeout(this._retry_timer);
    this._retry_timer = window.setTimeout(() => this._open(), delay_ms);
  }

  private readonly _wake = (): void => {
    if (!navigator.onLine && this._socket?.readyState !== WebSocket.OPEN) {
      this._state.value = 'offline';
      return;
    }
    if (this._state.value === 'online') {
      this._doubt();
    } else if (document.visibilityState === 'visible') {
      this._attempts = 0;
      if (this._socket === null) {
        this._state.value = 'reconnecting';
        this._open();
      }
    }
  };

  /* The socket looks open, but the machine may have slept or moved. */
  private _doubt(): void {
    const generation = this._generation;
    const asked_ms = Date.now();

    if (asked_ms - this._heard_ms > DEAD_MS) {
      this._lost(true, 1006);
      return;
    }
    this._ask_cheaply();
    setTimeout(() => {
      if (generation === this._generation && this._heard_ms < asked_ms) {
        this._lost(true, 1006);
      }
    }, DOUBT_MS);
  }

  private _heard(): void {
    this._heard_ms = Date.now();
  }

  /* Server pings do not reach scripts, hence the question of our own. */
  private _watch(): void {
    clearTimeout(this._quiet_timer);
    this._quiet_timer = window.setTimeout(() => {
      const silence_ms = Date.now() - this._heard_ms;

      if (silence_ms >= DEAD_MS) {
        this._lost(true, 1006);
        return;
      }
      if (silence_ms >= QUIET_MS) {
        this._ask_cheaply();
      }
      this._watch();
    }, QUIET_MS / 2);
  }

  private _ask_cheaply(): void {
    this.request('GET', this._probe_path, undefined, DEAD_MS).catch(
      () => undefined,
    );
  }

  private _send(ref: string): void {
    const pending = this._pending.get(ref);

    if (pending === undefined || pending.sent) {
      return;
    }
    if (this._socket?.readyState !== WebSocket.OPEN) {
      if (pending.method !== 'GET' && this._state.value !== 'connecting') {
        this._fail(ref, new LostError('offline'));
      }
      return;
    }
    pending.sent = true;
    this._socket.send(
      JSON.stringify({
        ref,
        method: pending.method,
        path: pending.path,
        body: pending.body,
      }),
    );
  }

  private _fail(ref: string, error: Error): void {
    this._take(ref)?.reject(error);
  }

  private _take(ref: string): Pending | undefined {
    const pending = this._pending.get(ref);

    clearTimeout(pending?.timer);
    this._pending.delete(ref);
    return pending;
  }

  private _receive(text: string): void {
    const frame = JSON.parse(text) as KundoEvent | Reply;

    this._heard();
    if ('ref' in frame) {
      this._reply(frame);
      return;
    }
    /* Heard from in earnest: the next loss starts with short waits again. */
    this._attempts = 0;
    if (frame.type === 'reset') {
      this._cursor = null;
    }
    if (frame.cursor !== undefined) {
      this._cursor = frame.cursor;
    }
    for (const listener of this._listeners) {
      listener(frame);
    }
  }

  private _reply(reply: Reply): void {
    const pending = this._take(reply.ref);

    this._attempts = 0;
    try {
      pending?.resolve(
        answer(
          reply.status,
          reply.body ?? null,
          reply.retry_after === undefined
            ? undefined
            : reply.retry_after * 1000,
        ),
      );
    } catch (error) {
      pending?.reject(error as Error);
      if (reply.status === 401) {
        this.stop('refused');
      }
    }
  }
}

function is_refusal(status: number): boolean {
  return status === 401 || status === 403;
}
