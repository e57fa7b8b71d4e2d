/*
 * Who is to be answered next: of one's own chats and those that nobody has,
 * the one that has waited longest.
 */

import type { Thread } from '../shared/conversations';
import type { Desk } from './desk';
import { is_new } from './inbox';
import { go } from './place';
import { waiting_since } from './waiting';

export function go_next(desk: Desk): boolean {
  const mine = desk.inbox.lists.mine.threads.peek();
  const unclaimed = desk.inbox.lists.open.threads
    .peek()
    .filter(({ conversation }) => conversation.peek().agent === null);
  const found =
    longest(desk, mine) ?? longest(desk, unclaimed.filter(is_left)) ?? null;

  if (found === null) {
    return false;
  }
  go(mine.includes(found) ? 'mine' : 'open', found.id);
  return true;
}

/* The queue is served by the server; a left message by whoever comes. */
function is_left({ conversation }: Thread): boolean {
  return conversation.peek().status === 'open';
}

function longest(desk: Desk, threads: readonly Thread[]): Thread | undefined {
  return threads
    .filter(({ id }) => id !== desk.beside.active.peek())
    .map((thread) => ({ thread, since_ms: since(desk, thread) }))
    .filter(({ since_ms }) => since_ms !== null)
    .sort((a, b) => a.since_ms! - b.since_ms!)[0]?.thread;
}

function since(desk: Desk, thread: Thread): number | null {
  const conversation = thread.conversation.peek();

  return (
    waiting_since(thread) ??
    (is_new(conversation, desk.agent.id)
      ? Date.parse(conversation.created_at)
      : null)
  );
}
