/*
 * Whoever has a message before her eyes, in whatever tab or on whatever
 * device, is not called to it (S4.9, D7).
 */

import type { Message } from './api';
import type { Thread } from './conversations';

/* What is looked at has been marked as seen by then, and all have heard. */
const LOOK_MS = 500;

export function unless_seen(
  { seq }: Message,
  thread: Thread,
  me: string,
  act: () => void,
): void {
  setTimeout(() => {
    if ((thread.conversation.peek().seen[me] ?? 0) < seq) {
      act();
    }
  }, LOOK_MS);
}
