/*
 * The lines of a thread: messages under the day on which they came, those of
 * one person within five minutes as a group.
 */

import { same_day } from './i18n';

/* A message, or one that is on its way. */
interface Said {
  cid: string;
  from: { id: string };
  created_at: string;
}

export type Row<M extends Said> =
  | { kind: 'day'; key: string; at: string }
  | {
      kind: 'message';
      key: string;
      message: M;
      /* First and last of its group. */
      first: boolean;
      last: boolean;
    };

const GROUP_MS = 5 * 60 * 1000;

/*
 * Of the messages from `from` up to `to`, in the company of the others and of
 * what stands before the first and after the last of them.
 */
export function rows_of<M extends Said>(
  messages: readonly M[],
  from = 0,
  to = messages.length,
  first?: Said,
  last?: Said,
): Row<M>[] {
  const rows: Row<M>[] = [];

  for (let i = from; i < to; i++) {
    const message = messages[i]!;
    const before = messages[i - 1] ?? first;
    const after = messages[i + 1] ?? last;

    const key = message.cid + message.from.id;

    if (
      before === undefined ||
      !same_day(before.created_at, message.created_at)
    ) {
      rows.push({ kind: 'day', key: `day-${key}`, at: message.created_at });
    }
    rows.push({
      kind: 'message',
      key,
      message,
      first: before === undefined || !together(before, message),
      last: after === undefined || !together(message, after),
    });
  }
  return rows;
}

function together(a: Said, b: Said): boolean {
  return (
    a.from.id === b.from.id &&
    same_day(a.created_at, b.created_at) &&
    Date.parse(b.created_at) - Date.parse(a.created_at) < GROUP_MS
  );
}

/* Up to two letters that stand for a person. */
export function initials(name: string | null): string {
  const words = (name ?? '').trim().split(/\s+/u);
  const first = [...(words[0] ?? '')][0] ?? '';
  const last = words.length > 1 ? ([...words[words.length - 1]!][0] ?? '') : '';

  return (first + last).toLocaleUpperCase();
}
