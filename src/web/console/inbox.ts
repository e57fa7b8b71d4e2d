/*
 * The three categories of conversations: reads their lists page by page,
 * decides from a conversation itself where it belongs, and counts.
 */

import {
  batch,
  computed,
  signal,
  type ReadonlySignal,
  type Signal,
} from '@preact/signals';
import {
  ApiError,
  type Conversation,
  type Message,
  type Page,
} from '../shared/api';
import type { Connection } from '../shared/connection';
import type { Thread } from '../shared/conversations';
import { DeskConversations } from './desk_conversations';
import { CATEGORIES, type Category } from './place';

export type ListState = 'unread' | 'loading' | 'ready' | 'failed';

interface List {
  state: Signal<ListState>;
  /* Its first page has been read: until then it is in no order. */
  known: Signal<boolean>;
  threads: ReadonlySignal<Thread[]>;
  /* How many there are, read or not. */
  count: ReadonlySignal<number>;
  /* How many stood beyond the pages that were read. */
  beyond: Signal<number>;
  next: Signal<string | null>;
}

interface InboxPage extends Page<Conversation> {
  count: number;
}

const VIEWS: Record<Category, string> = {
  mine: 'my-replies',
  open: 'open',
  closed: 'closed',
};

/* One page of Mine holds more than any agent's chats (KUNDO_CHATS_MAX). */
const PAGE = 100;

/* After a reset this many lost ones are asked for singly, more are let go. */
const RECHECK_MAX = 50;

export class Inbox {
  readonly conversations: DeskConversations;
  readonly lists: Record<Category, List>;
  private readonly _connection: Connection;
  private readonly _me: string;

  constructor(options: {
    connection: Connection;
    me: string;
    arrived: (message: Message, thread: Thread) => void;
  }) {
    this._connection = options.connection;
    this._me = options.me;
    this.conversations = new DeskConversations({
      ...options,
      list: () => this._read(),
    });
    this.lists = {
      mine: this._list('mine'),
      open: this._list('open'),
      closed: this._list('closed'),
    };
  }

  belongs(conversation: Conversation, category: Category): boolean {
    if (conversation.kind !== 'customer') {
      return false;
    }
    if (category === 'closed') {
      return conversation.status === 'closed';
    }
    return (
      conversation.status !== 'closed' &&
      (category === 'open' || is_followed(conversation, this._me))
    );
  }

  /* The first of the lists in which it stands. */
  category_of(conversation: Conversation): Category {
    return (
      CATEGORIES.find((category) => this.belongs(conversation, category)) ??
      'open'
    );
  }

  /* S2.4: live chats of a visitor in the messenger (D4). */
  readonly chats = computed(
    () =>
      this.lists.mine.threads.value.filter(
        ({ conversation: { value: chat } }) =>
          chat.agent?.id === this._me &&
          chat.status === 'open' &&
          chat.channel === 'chat' &&
          !chat.left_message,
      ).length,
  );

  /* Of one's own conversations, those with something not seen yet. */
  readonly unread = computed(
    () =>
      this.lists.mine.threads.value.filter(
        ({ conversation }) =>
          conversation.value.unread > 0 || is_new(conversation.value, this._me),
      ).length,
  );

  /* Closed ones are read only when somebody looks. */
  async show(category: Category): Promise<void> {
    const list = this.lists[category];

    if (list.state.peek() === 'unread' || list.state.peek() === 'failed') {
      await this._read_into(category, null);
    }
  }

  async more(category: Category): Promise<void> {
    const list = this.lists[category];
    const next = list.next.peek();

    if (next !== null && list.state.peek() === 'ready') {
      await this._read_into(category, next);
    }
  }

  private async _read_into(
    category: Category,
    after: string | null,
  ): Promise<void> {
    const list = this.lists[category];

    list.state.value = 'loading';
    try {
      const items = await this._page(category, after);

      batch(() => {
        items.forEach((item) => this.conversations.put(item));
        list.state.value = 'ready';
        list.known.value = true;
      });
    } catch {
      list.state.value = 'failed';
    }
  }

  private _list(category: Category): List {
    const beyond = signal(0);
    let before: Thread[] = [];
    const threads = computed(() => {
      const now = this.conversations.list.value.filter((thread) =>
        this.belongs(thread.conversation.value, category),
      );

      /* Most of what happens changes no order, and nothing is drawn for it. */
      return now.length === before.length &&
        now.every((thread, n) => thread === before[n])
        ? before
        : (before = now);
    });

    return {
      state: signal<ListState>('unread'),
      known: signal(false),
      threads,
      count: computed(() => threads.value.length + beyond.value),
      beyond,
      next: signal<string | null>(null),
    };
  }

  private async _page(
    category: Category,
    after: string | null,
  ): Promise<Conversation[]> {
    const list = this.lists[category];
    const known = new Set(
      after === null ? [] : list.threads.peek().map((thread) => thread.id),
    );
    const page = await this._connection.request<InboxPage>(
      'GET',
      `v1/inbox?view=${VIEWS[category]}&limit=${PAGE}${
        after === null ? '' : `&after=${encodeURIComponent(after)}`
      }`,
    );

    page.items.forEach((item) => known.add(item.id));
    batch(() => {
      list.next.value = page.next;
      list.beyond.value =
        page.next === null ? 0 : Math.max(0, page.count - known.size);
    });
    return page.items;
  }

  /* For the store of conversations: after hello, and after a reset. */
  private async _read(): Promise<Conversation[]> {
    const wanted = CATEGORIES.filter(
      (category) =>
        category !== 'closed' || this.lists.closed.state.peek() !== 'unread',
    );
    const known = [...this.lists.open.threads.peek()];

    wanted.forEach((category) => {
      if (this.lists[category].state.peek() !== 'ready') {
        this.lists[category].state.value = 'loading';
      }
    });
    try {
      const read = (
        await Promise.all(wanted.map((category) => this._page(category, null)))
      ).flat();
      const rest = await this._recheck(known, read);

      wanted.forEach((category) => {
        this.lists[category].state.value = 'ready';
        this.lists[category].known.value = true;
      });
      return [...read, ...rest];
    } catch (error) {
      wanted.forEach((category) => {
        this.lists[category].state.value = 'failed';
      });
      throw error;
    }
  }

  /* What was open and is in no list now may be closed, lost or only older. */
  private async _recheck(
    known: Thread[],
    read: Conversation[],
  ): Promise<Conversation[]> {
    const there = new Set(read.map((item) => item.id));
    const missing = known.filter((thread) => !there.has(thread.id));
    const found: Conversation[] = [];

    missing
      .slice(RECHECK_MAX)
      .forEach((thread) => this.conversations.remove(thread.id));
    await Promise.all(
      missing.slice(0, RECHECK_MAX).map(async ({ id }) => {
        try {
          found.push(
            await this._connection.request<Conversation>(
              'GET',
              `v1/conversations/${id}`,
            ),
          );
        } catch (error) {
          if (!(error instanceof ApiError) || error.transient) {
            throw error;
          }
          this.conversations.remove(id);
        }
      }),
    );
    return found;
  }
}

/* S4.14: assigned to me, or I take part (D10). */
export function is_followed(conversation: Conversation, me: string): boolean {
  return (
    conversation.agent?.id === me ||
    conversation.participants.some((person) => person.id === me)
  );
}

/* S2.1: assigned to me, and I have not looked at it yet. */
export function is_new(conversation: Conversation, me: string): boolean {
  return (
    conversation.status === 'open' &&
    conversation.agent?.id === me &&
    (conversation.seen[me] ?? 0) === 0
  );
}
