/*
 * The conversations as the server tells of them: fed by events and snapshots;
 * a gap in `seq` is noticed and fetched.
 */

import { batch, signal } from '@preact/signals';
import {
  ApiError,
  type Conversation,
  type KundoEvent,
  type Message,
  type Page,
} from './api';
import type { Connection } from './connection';
import { once } from './once';
import { first_run, newest, Thread } from './thread';
import { Threads } from './threads';

export { Thread };

const PAGE = 50;

export interface ConversationsOptions {
  connection: Connection;
  /* One's own person id. */
  me: string;
  /* Reads the list afresh; after hello, and after a reset. */
  list: () => Promise<Conversation[]>;
  /* A message that came as an event, not as history: for sound and title. */
  arrived?: (message: Message, thread: Thread) => void;
}

export class Conversations extends Threads {
  /* True once the first list has been read. */
  readonly ready = signal(false);
  protected readonly _connection: Connection;
  private readonly _options: ConversationsOptions;
  private readonly _unlisten: () => void;
  private _refreshing: Promise<void> | null = null;
  private _stale = false;

  constructor(options: ConversationsOptions) {
    super(options.me);
    this._options = options;
    this._connection = options.connection;
    this._unlisten = options.connection.listen((event) => this._apply(event));
  }

  stop(): void {
    this._unlisten();
    for (const thread of this._threads.peek().values()) {
      thread.typing_timers.forEach((timer) => clearTimeout(timer));
    }
  }

  /*
   * Reads the list, and again what had been read of the messages: after
   * hello and reset.  Conversations that are gone from the list stay when
   * they were opened here, for they may only be older than the page.
   */
  refresh(): Promise<void> {
    this._stale = true;
    this._refreshing ??= this._refresh().finally(() => {
      this._refreshing = null;
    });
    return this._refreshing;
  }

  private async _refresh(): Promise<void> {
    while (this._stale) {
      this._stale = false;
      const list = await this._options.list();

      batch(() => {
        list.forEach((conversation) => this.put(conversation));
        this.ready.value = true;
      });
      await Promise.all(
        [...this._threads.peek().values()]
          .filter((thread) => thread.state.peek() !== 'unread')
          .map((thread) => this._read_newest(thread)),
      );
    }
  }

  /* Makes the newest messages of a conversation readable; idempotent. */
  async open(id: string): Promise<Thread | null> {
    const thread = this._threads.peek().get(id) ?? (await this._fetch(id));

    if (thread !== null && thread.state.peek() !== 'ready') {
      await this._read_newest(thread);
    }
    return thread;
  }

  /* The page before the oldest message that is here. */
  async older(thread: Thread): Promise<void> {
    const first = thread.messages.peek()[0];

    if (first !== undefined && first.seq > 1) {
      this._add(thread, await this._page(thread, `before_seq=${first.seq}`));
    }
  }

  /* A message that is known to stand: an answer, or from another source. */
  add(message: Message): void {
    const thread = this._threads.peek().get(message.conversation);

    if (thread !== undefined) {
      batch(() => {
        this._add(thread, [message]);
        this._touch(thread, message);
      });
    }
  }

  /*
   * D7: the caller has made sure that the page is visible and in use.  Says
   * so to the server only when that is news.
   */
  saw(thread: Thread): void {
    const conversation = thread.conversation.peek();
    const messages = thread.messages.peek();
    let n = messages.length;

    /* From the end: a thread may be long, and this comes with each message. */
    while (messages[n - 1]?.from.id === this.me) {
      n--;
    }
    const seq = messages[n - 1]?.seq ?? 0;

    if (seq > (conversation.seen[this.me] ?? 0)) {
      this._seen(thread, this.me, seq);
      this._connection.post(`v1/conversations/${thread.id}/seen`, { seq });
    }
  }

  private async _fetch(id: string): Promise<Thread | null> {
    try {
      return this.put(
        await this._connection.request<Conversation>(
          'GET',
          `v1/conversations/${id}`,
        ),
      );
    } catch (error) {
      if (
        error instanceof ApiError &&
        (error.status === 404 || error.status === 403)
      ) {
        this.remove(id);
      }
      return null;
    }
  }

  protected async _page(thread: Thread, query: string): Promise<Message[]> {
    const page = await this._connection.request<Page<Message>>(
      'GET',
      `v1/conversations/${thread.id}/messages?limit=${PAGE}&${query}`,
    );
    return page.items;
  }

  private async _read_newest(thread: Thread): Promise<void> {
    const last_seq = thread.conversation.peek().last_seq;
    const known = thread.state.peek() === 'ready';

    if (!known) {
      thread.state.value = 'loading';
    }
    try {
      const items = await this._page(thread, `before_seq=${last_seq + 1}`);

      batch(() => {
        const top = items[0]?.seq ?? 1;
        const kept = thread.messages.peek();
        /* A window that does not reach the new one would leave a hole. */
        if (!known || (newest(kept)?.seq ?? 0) < top - 1) {
          kept.forEach((message) => thread.ahead.set(message.seq, message));
          thread.messages.value = [];
        }
        this._add(thread, items);
        thread.state.value = 'ready';
      });
    } catch {
      if (!known) {
        thread.state.value = 'failed';
      }
    }
  }

  protected _add(thread: Thread, incoming: readonly Message[]): void {
    const known = thread.messages.peek();
    const [one] = incoming;

    /* What simply follows, as nearly all do, costs no search. */
    if (
      incoming.length === 1 &&
      thread.ahead.size === 0 &&
      one!.seq - 1 === newest(known)?.seq
    ) {
      thread.messages.value = [...known, one!];
      return;
    }
    const by_seq = new Map(
      [...thread.ahead.values(), ...known, ...incoming].map((message) => [
        message.seq,
        message,
      ]),
    );
    const sorted = [...by_seq.values()].sort((a, b) => a.seq - b.seq);
    const run = first_run(sorted, known[0]?.seq ?? one?.seq);

    thread.ahead.clear();
    for (const message of sorted) {
      if (message.seq > (newest(run)?.seq ?? 0)) {
        thread.ahead.set(message.seq, message);
      }
    }
    thread.messages.value = run;
    if (thread.ahead.size > 0) {
      this._fill(thread);
    }
  }

  /* Reads what is missing between the window and what came ahead of it. */
  private _fill(thread: Thread): void {
    thread.fetching ??= (async () => {
      const after = newest(thread.messages.peek())?.seq ?? 0;
      let items: Message[] = [];

      try {
        items = await this._page(thread, `after_seq=${after}`);
      } catch {
        /* The next message or the next connection tries again. */
      }
      thread.fetching = null;
      if (items.length > 0) {
        this._add(thread, items);
      }
    })();
  }

  protected _apply(event: KundoEvent): void {
    batch(() => {
      switch (event.type) {
        case 'hello':
        case 'reset':
          this._refresh_soon();
          break;
        case 'conversation.opened':
        case 'conversation.assigned':
        case 'conversation.closed':
        case 'conversation.reopened':
        case 'conversation.updated':
          this.put(event.data);
          break;
        case 'conversation.queued':
          this._change(event.conversation, {
            status: 'queued',
            agent: null,
            queue_position: event.data.position,
          });
          break;
        case 'conversation.transferred':
          if (event.conversation !== null) {
            void this._fetch(event.conversation);
          }
          break;
        case 'message.created':
          void this._arrived(event.data);
          break;
        case 'message.updated':
        case 'message.deleted':
          this._replace(event.data);
          break;
        case 'message.seen': {
          const thread = this._threads.peek().get(event.conversation ?? '');
          if (thread !== undefined) {
            this._seen(thread, event.data.by.id, event.data.seq);
          }
          break;
        }
        case 'typing':
          this._typing(event.conversation, event.data.by, event.data.on);
          break;
      }
    });
  }

  private _refresh_soon(): void {
    this.refresh().catch(() => {
      /* Lost on the way: without a list nothing here can be trusted. */
      this._stale = true;
      if (this._connection.state.peek() === 'online') {
        setTimeout(() => this._refresh_soon(), 2000);
      } else {
        void once(this._connection.state, 'online').then(() =>
          this._refresh_soon(),
        );
      }
    });
  }

  private async _arrived(message: Message): Promise<void> {
    const thread =
      this._threads.peek().get(message.conversation) ??
      (await this._fetch(message.conversation));

    if (thread === null) {
      return;
    }
    const news =
      message.seq > thread.conversation.peek().last_seq ||
      message.seq > (thread.conversation.peek().seen[this.me] ?? 0);

    batch(() => {
      if (thread.state.peek() === 'ready') {
        this._add(thread, [message]);
      } else {
        this._preview(thread, message);
      }
      this._touch(thread, message);
      this._typing(thread.id, message.from, false);
    });
    if (news && message.from.id !== this.me) {
      this._options.arrived?.(message, thread);
    }
  }
}
