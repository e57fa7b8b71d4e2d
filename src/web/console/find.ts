/*
 * Finding in one conversation: what is looked for, where it stands, newest
 * first, and which of these the agent is at.  The browser's own finding sees
 * only the rows around the view; this one reads all that was ever said.
 */

import { computed, effect, signal } from '@preact/signals';
import type { Message } from '../shared/api';
import type { Thread } from '../shared/conversations';
import type { DeskConversations } from './desk_conversations';
import { fold } from './fold';

export class Find {
  readonly query = signal('');
  readonly state = signal<'idle' | 'reading' | 'failed'>('idle');
  /* The message that the agent is at. */
  readonly at = signal<Message | null>(null);
  private readonly _conversations: DeskConversations;
  private readonly _thread: Thread;
  private readonly _folded = new WeakMap<Message, string>();
  private readonly _unwatch: () => void;
  private _stopped = false;

  constructor(conversations: DeskConversations, thread: Thread) {
    this._conversations = conversations;
    this._thread = thread;
    this._unwatch = effect(() => {
      const hits = this.hits.value;
      const at = this.at.peek();

      /* One that was found stays, while it still is one. */
      if (at === null || !hits.some(({ seq }) => seq === at.seq)) {
        this.at.value = hits[0] ?? null;
      }
    });
  }

  readonly words = computed(() => fold(this.query.value.trim()));

  readonly hits = computed(() => {
    const words = this.words.value;

    return words === ''
      ? []
      : this._thread.messages.value
          .filter((message) => this._fold(message).includes(words))
          .reverse();
  });

  /* From 1, of those that are known so far; 0 for none. */
  readonly nth = computed(
    () =>
      1 + this.hits.value.findIndex(({ seq }) => seq === this.at.value?.seq),
  );

  look(query: string): void {
    this.query.value = query;
    void this.read();
  }

  /* Towards what is older, or back; round at the ends. */
  go(step: 1 | -1): void {
    const hits = this.hits.peek();
    const n = hits.length;

    if (n > 0) {
      this.at.value = hits[(this.nth.peek() - 1 + step + n) % n]!;
    }
    if (this.state.peek() === 'failed') {
      void this.read();
    }
  }

  stop(): void {
    this._stopped = true;
    this._unwatch();
  }

  /* Everything that is not here yet. */
  async read(): Promise<void> {
    if (this.state.peek() === 'reading') {
      return;
    }
    this.state.value = 'reading';
    try {
      while (
        !this._stopped &&
        this.words.peek() !== '' &&
        !this._thread.complete.peek()
      ) {
        await this._conversations.much_older(this._thread);
      }
      this.state.value = 'idle';
    } catch {
      this.state.value = 'failed';
    }
  }

  private _fold(message: Message): string {
    let folded = this._folded.get(message);

    if (folded === undefined) {
      folded = fold(message.text);
      this._folded.set(message, folded);
    }
    return folded;
  }
}
