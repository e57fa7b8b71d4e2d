/*
 * What stands around a message: whether it starts a day, begins what was new,
 * or follows its sender's last one so closely that the name need not stand
 * there again.  A line that has not changed stays the same object, so that it
 * is not drawn again.
 */

import type { Message } from '../shared/api';
import { same_day } from '../shared/i18n';

const PAUSE_MS = 5 * 60000;

export interface Line {
  message: Message;
  day: boolean;
  unseen: boolean;
  /* The first of its group. */
  first: boolean;
}

/*
 * Those from `from` up to `to`; `unseen` is the seq of the first message that
 * was new on opening.
 */
export function lines_of(
  messages: readonly Message[],
  unseen: number | null,
  before: ReadonlyMap<number, Line>,
  from: number,
  to: number,
): Map<number, Line> {
  const lines = new Map<number, Line>();
  let last = messages[from - 1];

  for (const message of messages.slice(from, to)) {
    const { day, first } = head_of(last, message);
    const now: Line = {
      message,
      day,
      unseen: message.seq === unseen,
      first: first || message.seq === unseen,
    };
    const old = before.get(message.seq);

    lines.set(message.seq, old !== undefined && is_same(old, now) ? old : now);
    last = message;
  }
  return lines;
}

/* What is known of a message on its way, too. */
export type Said = Pick<Message, 'from' | 'created_at'>;

export function head_of(
  last: Said | undefined,
  now: Said,
): { day: boolean; first: boolean } {
  const day = last === undefined || !same_day(last.created_at, now.created_at);

  return { day, first: day || !follows(last, now) };
}

function follows(last: Said, now: Said): boolean {
  return (
    last.from.id === now.from.id &&
    Date.parse(now.created_at) - Date.parse(last.created_at) <= PAUSE_MS
  );
}

function is_same(a: Line, b: Line): boolean {
  return (
    a.message === b.message &&
    a.day === b.day &&
    a.unseen === b.unseen &&
    a.first === b.first
  );
}
