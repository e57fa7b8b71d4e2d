/*
 * A conversation as it is read here, and how messages and marks of seen are
 * put in their order.
 */

import { computed, signal, type Signal } from '@preact/signals';
import type { Conversation, Message, Person } from './api';

/* One conversation, with that window of its messages which has been read. */
export class Thread {
  readonly id: string;
  readonly conversation: Signal<Conversation>;
  /* Rising seq without gaps; from somewhere to the newest known. */
  readonly messages = signal<Message[]>([]);
  readonly typing = signal<Person[]>([]);
  /* `ready` once the newest messages have been read by `open`. */
  readonly state = signal<'unread' | 'loading' | 'ready' | 'failed'>('unread');
  /* True when nothing older is left to read. */
  readonly complete = computed(() => (this.messages.value[0]?.seq ?? 1) <= 1);
  readonly last = computed(() => newest(this.messages.value) ?? null);
  /* Messages beyond a gap, waiting for what is missing. */
  readonly ahead = new Map<number, Message>();
  readonly typing_timers = new Map<string, number>();
  fetching: Promise<void> | null = null;

  constructor(conversation: Conversation) {
    this.id = conversation.id;
    this.conversation = signal(conversation);
  }

  /* The highest seq that anybody but `me` has seen. */
  seen_by_others(me: string): number {
    return Math.max(
      0,
      ...Object.entries(this.conversation.value.seen).map(([id, seq]) =>
        id === me ? 0 : seq,
      ),
    );
  }
}

export function newest(messages: readonly Message[]): Message | undefined {
  return messages[messages.length - 1];
}

export function compare(a: string, b: string): number {
  return +(a > b) - +(a < b);
}

/* Seen never goes back: an answer may be older than an event before it. */
export function newest_seen(
  a: Record<string, number>,
  b: Record<string, number>,
): Record<string, number> {
  const seen = { ...a, ...b };

  for (const id in a) {
    seen[id] = Math.max(a[id]!, seen[id]!);
  }
  return seen;
}

/*
 * The unbroken run of messages that holds the window's first one (or, for an
 * empty window, the first run), grown downwards as far as it goes.
 */
export function first_run(
  sorted: Message[],
  anchor: number | undefined,
): Message[] {
  const at = Math.max(
    0,
    sorted.findIndex((message) => message.seq === anchor),
  );

  /* Without gaps each seq is as far from the anchor's as its place is. */
  return sorted.filter(({ seq }, i) => seq - i === sorted[at]!.seq - at);
}
