/*
 * The one source of truth about conversations: what is known of each, as
 * signals.  Putting the same thing in twice changes nothing.
 */

import { computed, signal } from '@preact/signals';
import type { Conversation, Message, Person } from './api';
import { compare, newest, newest_seen, Thread } from './thread';

const TYPING_MS = 6000; /* S2.2 */

export class Threads {
  protected readonly _threads = signal<ReadonlyMap<string, Thread>>(new Map());
  /* One's own person id. */
  readonly me: string;
  /* Newest activity first. */
  readonly list = computed(() =>
    [...this._threads.value.values()].sort((a, b) =>
      compare(b.conversation.value.updated_at, a.conversation.value.updated_at),
    ),
  );
  readonly unread = computed(() =>
    this.list.value.reduce(
      (sum, thread) => sum + thread.conversation.value.unread,
      0,
    ),
  );

  constructor(me: string) {
    this.me = me;
  }

  /* Tracked when called inside an effect or a component. */
  get(id: string): Thread | undefined {
    return this._threads.value.get(id);
  }

  /* Puts an answer of the server in its place. */
  put(conversation: Conversation): Thread {
    const known = this._threads.peek().get(conversation.id);

    if (known === undefined) {
      const thread = new Thread(conversation);

      this._preview(thread, conversation.last_message);
      this._threads.value = new Map(this._threads.peek()).set(
        conversation.id,
        thread,
      );
      return thread;
    }
    const old = known.conversation.peek();
    if (conversation.updated_at >= old.updated_at) {
      const seen = newest_seen(old.seen, conversation.seen);
      const mine = seen[this.me] ?? 0;

      known.conversation.value = {
        ...conversation,
        seen,
        last_seq: Math.max(old.last_seq, conversation.last_seq),
        /* What was said of it before it was seen is out of date. */
        unread:
          mine > (conversation.seen[this.me] ?? 0)
            ? Math.min(conversation.unread, this._unseen(known, mine))
            : conversation.unread,
      };
      this._preview(known, conversation.last_message);
    }
    return known;
  }

  remove(id: string): void {
    const threads = new Map(this._threads.peek());

    if (threads.delete(id)) {
      this._threads.value = threads;
    }
  }

  /* A thread that nobody opened keeps its last message, for the list. */
  protected _preview(thread: Thread, message?: Message | null): void {
    if (
      message &&
      thread.state.peek() !== 'ready' &&
      message.seq >= (newest(thread.messages.peek())?.seq ?? 0)
    ) {
      thread.messages.value = [message];
    }
  }

  /* What a new message means for its conversation. */
  protected _touch(thread: Thread, message: Message): void {
    const old = thread.conversation.peek();

    if (message.seq <= old.last_seq) {
      return;
    }
    const mine = message.from.id === this.me;

    thread.conversation.value = {
      ...old,
      last_seq: message.seq,
      unread: mine ? old.unread : old.unread + 1,
      updated_at:
        message.created_at > old.updated_at
          ? message.created_at
          : old.updated_at,
    };
  }

  protected _seen(thread: Thread, by: string, seq: number): void {
    const old = thread.conversation.peek();

    if (seq <= (old.seen[by] ?? 0)) {
      return;
    }
    thread.conversation.value = {
      ...old,
      seen: { ...old.seen, [by]: seq },
      unread:
        by === this.me
          ? Math.min(old.unread, this._unseen(thread, seq))
          : old.unread,
    };
  }

  /* Of others, after `seq`; one's own stand between and do not count. */
  private _unseen(thread: Thread, seq: number): number {
    const { last_seq } = thread.conversation.peek();
    const messages = thread.messages.peek();

    if (thread.state.peek() !== 'ready') {
      return Math.max(0, last_seq - seq);
    }
    return (
      messages.filter((one) => one.seq > seq && one.from.id !== this.me)
        .length + Math.max(0, last_seq - (newest(messages)?.seq ?? 0))
    );
  }

  protected _replace(message: Message): void {
    const thread = this._threads.peek().get(message.conversation);

    if (thread !== undefined) {
      thread.messages.value = thread.messages
        .peek()
        .map((old) => (old.seq === message.seq ? message : old));
    }
  }

  protected _change(id: string | null, part: Partial<Conversation>): void {
    const thread = this._threads.peek().get(id ?? '');

    if (thread !== undefined) {
      thread.conversation.value = { ...thread.conversation.peek(), ...part };
    }
  }

  protected _typing(id: string | null, by: Person, on: boolean): void {
    const thread = this._threads.peek().get(id ?? '');

    if (thread === undefined || by.id === this.me) {
      return;
    }
    clearTimeout(thread.typing_timers.get(by.id));
    thread.typing_timers.delete(by.id);
    if (on) {
      thread.typing_timers.set(
        by.id,
        window.setTimeout(() => this._typing(id, by, false), TYPING_MS),
      );
      if (!thread.typing.peek().some((person) => person.id === by.id)) {
        thread.typing.value = [...thread.typing.peek(), by];
      }
    } else if (thread.typing.peek().length > 0) {
      thread.typing.value = thread.typing
        .peek()
        .filter((person) => person.id !== by.id);
    }
  }
}
