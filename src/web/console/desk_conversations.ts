/*
 * The conversations of an agent, who may look for something in all that was
 * ever said, and sees from whom to whom a chat has gone, and with which notes.
 */

import { signal, type Signal } from '@preact/signals';
import type {
  Conversation,
  Handover,
  KundoEvent,
  Message,
  MessagePage,
  Note,
  Page,
} from '../shared/api';
import { Conversations, type Thread } from '../shared/conversations';
import { compare } from '../shared/thread';

const PAGE = 50;
const MOST = 200; /* that the server gives at once */

export class DeskConversations extends Conversations {
  private readonly _handovers = new WeakMap<
    Thread,
    Signal<readonly Handover[]>
  >();

  private readonly _notes = new WeakMap<Thread, Signal<readonly Note[]>>();
  private _noted = new WeakSet<Thread>();

  /* Of those messages that have been read. */
  handovers(thread: Thread): Signal<readonly Handover[]> {
    const known = this._handovers.get(thread) ?? signal([]);

    this._handovers.set(thread, known);
    return known;
  }

  /* Oldest first; they come with the first messages that are read. */
  notes(thread: Thread): Signal<readonly Note[]> {
    const known = this._notes.get(thread) ?? signal([]);

    this._notes.set(thread, known);
    return known;
  }

  /* Untracked: for those who act on what they know. */
  peek(id: string): Thread | undefined {
    return this._threads.peek().get(id);
  }

  /* As it is now, whatever is still to be told: all that was said since. */
  async afresh(id: string, after_seq: number): Promise<Message[]> {
    const thread = this.put(
      await this._connection.request<Conversation>(
        'GET',
        `v1/conversations/${id}`,
      ),
    );
    const items: Message[] = [];
    let page: Message[];

    do {
      page = await this._page(
        thread,
        `after_seq=${items[items.length - 1]?.seq ?? after_seq}`,
        MOST,
      );
      items.push(...page);
    } while (page.length === MOST);
    if (thread.state.peek() === 'ready') {
      this._add(thread, items);
    }
    return items;
  }

  /* As much as can be had before the oldest message that is here. */
  async much_older(thread: Thread): Promise<void> {
    const first = thread.messages.peek()[0];

    if (first !== undefined && first.seq > 1) {
      this._add(
        thread,
        await this._page(thread, `before_seq=${first.seq}`, MOST),
      );
    }
  }

  protected override async _page(
    thread: Thread,
    query: string,
    limit = PAGE,
  ): Promise<Message[]> {
    const [page] = await Promise.all([
      this._connection.request<MessagePage>(
        'GET',
        `v1/conversations/${thread.id}/messages?limit=${limit}&${query}`,
      ),
      this._read_notes(thread),
    ]);
    const handovers = this.handovers(thread);
    const known = new Map(
      [...handovers.peek(), ...page.lines].map((one) => [one.at, one]),
    );

    if (known.size > handovers.peek().length) {
      handovers.value = [...known.values()];
    }
    return page.items;
  }

  /* Together with messages, so that nothing moves when they are there. */
  private async _read_notes(thread: Thread): Promise<void> {
    if (this._noted.has(thread)) {
      return;
    }
    this._noted.add(thread);
    try {
      const { items } = await this._connection.request<Page<Note>>(
        'GET',
        `v1/conversations/${thread.id}/notes?limit=${MOST}`,
      );

      this._note(thread, items);
    } catch {
      this._noted.delete(thread);
    }
  }

  private _note(thread: Thread, more: readonly Note[]): void {
    const notes = this.notes(thread);
    const known = new Map(
      [...notes.peek(), ...more].map((one) => [one.id, one]),
    );

    if (known.size > notes.peek().length) {
      notes.value = [...known.values()].sort((a, b) =>
        compare(a.created_at, b.created_at),
      );
    }
  }

  protected override _apply(event: KundoEvent): void {
    const thread = this._threads.peek().get(event.conversation ?? '');
    const before = thread?.conversation.peek().agent;

    super._apply(event);
    if (event.type === 'reset') {
      this._noted = new WeakSet();
    } else if (event.type === 'note.created' && thread !== undefined) {
      this._note(thread, [event.data]);
    }
    if (
      before &&
      before.id !== thread!.conversation.peek().agent?.id &&
      thread!.state.peek() === 'ready'
    ) {
      const { last_seq } = thread!.conversation.peek();

      this._page(thread!, `after_seq=${last_seq}`).catch(() => undefined);
    }
  }
}
