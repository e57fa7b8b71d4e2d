/*
 * Messages in a row by one person become one group, days apart from each
 * other.  A group that has not changed stays the same object, so that nothing
 * of it is drawn again.
 */

import type { Message } from '../shared/api';
import { same_day } from '../shared/i18n';

const PAUSE_MS = 5 * 60000;

export interface Group {
  key: string;
  /* Starts a day, or what has not been seen. */
  day: boolean;
  unseen: boolean;
  messages: Message[];
}

/* `unseen` is the seq of the first message that was new when it was opened. */
export function group_messages(
  messages: readonly Message[],
  unseen: number | null,
  before: ReadonlyMap<string, Group>,
): Map<string, Group> {
  const groups = new Map<string, Group>();
  let group: Group | undefined;
  let last: Message | undefined;

  for (const message of messages) {
    if (
      group === undefined ||
      last === undefined ||
      message.seq === unseen ||
      last.from.id !== message.from.id ||
      Date.parse(message.created_at) - Date.parse(last.created_at) > PAUSE_MS ||
      !same_day(last.created_at, message.created_at)
    ) {
      group = {
        key: message.id,
        day:
          last === undefined || !same_day(last.created_at, message.created_at),
        unseen: message.seq === unseen,
        messages: [],
      };
      groups.set(group.key, group);
    }
    group.messages.push(message);
    last = message;
  }

  for (const [key, now] of groups) {
    const old = before.get(key);

    if (old !== undefined && is_same(old, now)) {
      groups.set(key, old);
    }
  }
  return groups;
}

function is_same(a: Group, b: Group): boolean {
  return (
    a.day === b.day &&
    a.unseen === b.unseen &&
    a.messages.length === b.messages.length &&
    a.messages.every((message, n) => message === b.messages[n])
  );
}
