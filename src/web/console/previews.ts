/*
 * The last line of the conversations in sight: a conversation carries no text,
 * so they are asked for one by one, a few at a time.
 */

import type { Conversations, Thread } from '../shared/conversations';

const AT_ONCE = 4;

export class Previews {
  private readonly _conversations: Conversations;
  private readonly _wanted = new Set<Thread>();
  private _running = 0;

  constructor(conversations: Conversations) {
    this._conversations = conversations;
  }

  /* Newest wishes first: they are what is in sight now. */
  want(thread: Thread): void {
    this._wanted.add(thread);
    this._next();
  }

  forget(thread: Thread): void {
    this._wanted.delete(thread);
  }

  private _next(): void {
    while (this._running < AT_ONCE && this._wanted.size > 0) {
      const thread = [...this._wanted].pop()!;

      this._wanted.delete(thread);
      this._running++;
      void this._conversations.preview(thread).finally(() => {
        this._running--;
        this._next();
      });
    }
  }
}
