/*
 * Messages on their way out: kept in localStorage until the server has said
 * that they are on disk, sent in order within each conversation, by one tab
 * at a time.  The cid is made once, so sending again never doubles anything.
 */

import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { ApiError, randomId, type Message } from './api';
import type { Connection } from './connection';
import { patience } from './patience';
import { keep, kept, kept_keys } from './storage';

/* Held: its writer has to choose first; only where an outbox does so. */
export type OutgoingState = 'queued' | 'sending' | 'held' | 'failed';

export interface Outgoing {
  cid: string;
  conversation: string;
  text: string;
  created_ms: number;
  state: OutgoingState;
  /* Why it failed: the problem's code. */
  code: string | null;
}

export interface OutboxOptions {
  connection: Connection;
  /* Whose messages; another person on this browser never sends them. */
  person: string;
  sent: (message: Message) => void;
}

const RETRY_MIN_MS = 1000;

export class Outbox {
  private readonly _items = signal<Outgoing[]>([]);
  private readonly _connection: Connection;
  private readonly _sent: (message: Message) => void;
  private readonly _prefix: string;
  private readonly _unwatch: () => void;
  /* Those that the storage has not taken: they live as long as this page. */
  private readonly _loose = new Set<string>();
  private _draining = false;
  private _again = false;
  private _stopped = false;
  private _last_ms = 0;
  private _attempts = 0;
  private _timer = 0;

  constructor(options: OutboxOptions) {
    this._connection = options.connection;
    this._sent = options.sent;
    this._prefix = `kundo:out:${options.connection.as}:${options.person}:`;
    this._read();
    addEventListener('storage', this._changed);
    this._unwatch = effect(() => {
      if (this._connection.state.value === 'online') {
        this._attempts = 0;
        void this._drain();
      }
    });
  }

  /* In the order of writing, over all conversations. */
  get items(): ReadonlySignal<Outgoing[]> {
    return this._items;
  }

  add(conversation: string, text: string): Outgoing {
    /* Strictly rising, so that the order survives a reload; and a cid that
       rises, too, needs no search in the store. */
    this._last_ms = Math.max(Date.now(), this._last_ms + 1);
    const item: Outgoing = {
      cid: this._last_ms.toString(36) + randomId(),
      conversation,
      text,
      created_ms: this._last_ms,
      state: 'queued',
      code: null,
    };

    this._write(item);
    void this._drain();
    return item;
  }

  retry(cid: string): void {
    const item = this._find(cid);

    if (item !== undefined) {
      this._write({ ...item, state: 'queued', code: null });
      void this._drain();
    }
  }

  discard(cid: string): void {
    const item = this._find(cid);

    if (item !== undefined) {
      this._remove(item);
    }
  }

  /* What is stored stays, for the next page. */
  stop(): void {
    this._stopped = true;
    clearTimeout(this._timer);
    removeEventListener('storage', this._changed);
    this._unwatch();
  }

  /* For log-out: nothing of this person stays on the machine. */
  clear(): void {
    for (const item of this._items.peek()) {
      this._remove(item);
    }
  }

  protected _find(cid: string): Outgoing | undefined {
    return this._items.peek().find((item) => item.cid === cid);
  }

  private _key(item: Outgoing): string {
    return `${this._prefix}${item.cid}`;
  }

  /* One key for each message: two tabs never write over each other. */
  protected _write(item: Outgoing): void {
    const text = JSON.stringify({ ...item, state: at_rest(item) });

    if (!keep(this._key(item), text)) {
      this._loose.add(item.cid);
    }
    this._items.value = in_order([
      ...this._items.peek().filter((other) => other.cid !== item.cid),
      item,
    ]);
  }

  private _remove(item: Outgoing): void {
    this._loose.delete(item.cid);
    keep(this._key(item), null);
    this._items.value = this._items
      .peek()
      .filter((other) => other.cid !== item.cid);
  }

  private readonly _changed = (event: StorageEvent): void => {
    if (event.key === null || event.key.startsWith(this._prefix)) {
      this._read();
    }
  };

  private _read(): void {
    const mine = this._items.peek();
    const items = mine.filter((item) => this._loose.has(item.cid));

    for (const key of kept_keys(this._prefix)) {
      try {
        const item = JSON.parse(kept(key) ?? '') as Outgoing;
        const here = mine.find((other) => other.cid === item.cid);
        items.push(here?.state === 'sending' ? here : item);
      } catch {
        /* Not ours, or half written: nothing can be sent of it. */
      }
    }
    this._items.value = in_order(items);
  }

  private async _drain(): Promise<void> {
    this._again = true;
    if (this._draining) {
      return;
    }
    this._draining = true;
    while (this._again && !this._stopped) {
      this._again = false;
      if (!this._waiting() || !this._online()) {
        break;
      }
      await alone(this._prefix, async () => {
        this._read();
        const conversations = new Set(
          this._items.peek().map((item) => item.conversation),
        );
        await Promise.all(
          [...conversations].map((conversation) =>
            this._send_all(conversation),
          ),
        );
      });
    }
    this._draining = false;
  }

  private _waiting(): boolean {
    return this._items.peek().some((item) => item.state === 'queued');
  }

  private _online(): boolean {
    return this._connection.state.peek() === 'online';
  }

  private async _send_all(conversation: string): Promise<void> {
    for (;;) {
      const item = this._items
        .peek()
        .find(
          (other) =>
            other.conversation === conversation && other.state === 'queued',
        );

      if (item === undefined || this._stopped || !this._online()) {
        return;
      }
      if (!(await this._send(item))) {
        return;
      }
    }
  }

  /* True when the next one may follow. */
  protected async _send(item: Outgoing): Promise<boolean> {
    this._write({ ...item, state: 'sending' });
    try {
      const message = await this._connection.request<Message>(
        'POST',
        `v1/conversations/${item.conversation}/messages`,
        { cid: item.cid, text: item.text },
      );

      this._attempts = 0;
      this._sent(message);
      this._remove(item);
      return true;
    } catch (error) {
      if (this._find(item.cid) === undefined) {
        return true;
      }
      if (
        error instanceof ApiError &&
        error.status !== 401 &&
        !error.transient
      ) {
        this._write({ ...item, state: 'failed', code: error.code });
        return true;
      }
      this._write({ ...item, state: 'queued' });
      this._later(error instanceof ApiError ? error.retry_after_ms : null);
      return false;
    }
  }

  protected _later(asked_ms: number | null): void {
    clearTimeout(this._timer);
    this._timer = window.setTimeout(
      () => void this._drain(),
      (asked_ms ?? 0) + patience(RETRY_MIN_MS, this._attempts++),
    );
  }
}

/* A tab that dies while sending leaves a message that is to be sent again. */
function at_rest(item: Outgoing): OutgoingState {
  return item.state === 'sending' ? 'queued' : item.state;
}

function in_order(items: Outgoing[]): Outgoing[] {
  return items.sort((a, b) => a.created_ms - b.created_ms);
}

/* Without Web Locks (plain http) two tabs may send twice: the cid saves us. */
async function alone(name: string, work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) {
    await navigator.locks.request(name, work);
  } else {
    await work();
  }
}
