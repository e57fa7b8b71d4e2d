/*
 * Threads that were read and are no longer shown: each keeps its newest page,
 * and when many rest, the oldest of them its last message alone, for the list.
 */

import type { Thread } from './conversations';

const KEPT = 50;
const THREADS_MAX = 20;

export class Resting {
  private readonly _shown = new Map<Thread, number>();
  /* The latest last; with how to stop looking at what comes. */
  private readonly _resting = new Map<Thread, () => void>();

  /* While a thread is shown it keeps all that was read of it. */
  hold(thread: Thread): () => void {
    this._shown.set(thread, (this._shown.get(thread) ?? 0) + 1);
    this._wake(thread);
    return () => {
      const left = this._shown.get(thread)! - 1;

      if (left > 0) {
        this._shown.set(thread, left);
      } else {
        this._shown.delete(thread);
        this._rest(thread);
      }
    };
  }

  stop(): void {
    [...this._resting.keys()].forEach((thread) => this._wake(thread));
  }

  private _wake(thread: Thread): void {
    this._resting.get(thread)?.();
    this._resting.delete(thread);
  }

  private _rest(thread: Thread): void {
    this._resting.set(
      thread,
      thread.messages.subscribe((messages) => {
        if (messages.length > KEPT) {
          queueMicrotask(() => this._trim(thread));
        }
      }),
    );
    if (this._resting.size > THREADS_MAX) {
      const oldest: Thread = this._resting.keys().next().value!;

      this._wake(oldest);
      oldest.ahead.clear();
      oldest.messages.value = oldest.messages.peek().slice(-1);
      oldest.state.value = 'unread';
    }
  }

  private _trim(thread: Thread): void {
    if (this._resting.has(thread)) {
      thread.messages.value = thread.messages.peek().slice(-KEPT);
    }
  }
}
