/*
 * The one WebSocket of a page: events in order, requests with answers,
 * resume after a loss.  Knows nothing of what the events mean.
 */

import { signal, type ReadonlySignal } from '@preact/signals';
import {
  ApiError,
  apiUrl,
  http,
  LostError,
  type As,
  type Json,
  type KundoEvent,
  type Method,
} from './api';
import { patience } from './patience';
import { DEAD_MS, Pulse } from './pulse';
import { Requests, type Reply } from './requests';

/*
 *  idle ---start---> connecting ---open---> online
 *  online ---loss---> reconnecting ---open---> online
 *  connecting, reconnecting ---browser offline---> offline ---online--->
 *      reconnecting
 *  any ---401 or 403---> refused      any ---stop---> idle
 */
export type ConnectionState =
  'idle' | 'connecting' | 'online' | 'reconnecting' | 'offline' | 'refused';

const OPEN_MS = 15000;
const REQUEST_MS = 15000;
const RETRY_MIN_MS = 500;

const WAKES = ['online', 'offline', 'pageshow'];

export class Connection {
  readonly as: As;
  private readonly _state = signal<ConnectionState>('idle');
  private readonly _listeners = new Set<(event: KundoEvent) => void>();
  private readonly _requests: Requests;
  private readonly _pulse: Pulse;
  private readonly _probe_path: string;
  private _socket: WebSocket | null = null;
  private _cursor: string | null = null;
  private _attempts = 0;
  private _retry_timer = 0;
  private _generation = 0;

  constructor(options: { as: As }) {
    this.as = options.as;
    this._probe_path = options.as === 'agent' ? 'v1/session' : 'v1/visitor';
    this._requests = new Requests((text) => {
      const open = this._is_open();

      if (open) {
        this._socket!.send(text);
      }
      return open;
    });
    this._pulse = new Pulse(
      () => {
        this.request('GET', this._probe_path, undefined, DEAD_MS).catch(
          () => undefined,
        );
      },
      () => this._lost(true, 1006),
    );
  }

  get state(): ReadonlySignal<ConnectionState> {
    return this._state;
  }

  start(): void {
    if (!this._is_over()) {
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
    this._requests.end(new LostError(state === 'refused' ? 'refused' : 'lost'));
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
   * the connection within its time; anything else does not.
   */
  request<T>(
    method: Method,
    path: string,
    body?: Json,
    timeout_ms = REQUEST_MS,
  ): Promise<T> {
    return this._is_over()
      ? Promise.reject(new LostError('refused'))
      : this._requests.ask(
          method,
          path,
          body,
          timeout_ms,
          this._state.value === 'connecting',
        );
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

  private _is_over(): boolean {
    return this._state.value === 'idle' || this._state.value === 'refused';
  }

  private _is_open(): boolean {
    return this._socket?.readyState === WebSocket.OPEN;
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
      this._pulse.heard();
      this._pulse.watch();
      this._state.value = 'online';
      this._requests.resume();
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
    this._pulse.stop();
    socket?.close();
  }

  protected _lost(opened: boolean, code: number): void {
    this._drop();
    this._requests.lost();
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
    if (!navigator.onLine && !this._is_open()) {
      this._state.value = 'offline';
      return;
    }
    if (this._state.value === 'online') {
      this._pulse.doubt();
    } else if (document.visibilityState === 'visible') {
      this._attempts = 0;
      if (this._socket === null) {
        this._state.value = 'reconnecting';
        this._open();
      }
    }
  };

  private _receive(text: string): void {
    const frame = JSON.parse(text) as KundoEvent | Reply;

    this._pulse.heard();
    /* Heard from in earnest: the next loss starts with short waits again. */
    this._attempts = 0;
    if ('ref' in frame) {
      this._requests.answered(frame);
      if (frame.status === 401) {
        this.stop('refused');
      }
      if (frame.renewed) {
        http(this.as, 'GET', this._probe_path).catch(() => undefined);
      }
      return;
    }
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
}

function is_refusal(status: number): boolean {
  return status === 401 || status === 403;
}
