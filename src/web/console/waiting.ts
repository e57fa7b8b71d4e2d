/*
 * How long somebody has waited, told in the coarsest unit that is true.
 */

import { signal } from '@preact/signals';
import type { Thread } from '../shared/conversations';
import { format_day, format_time, same_day, t, type Key } from '../shared/i18n';

const TICK_MS = 5000;

/* From here on it is too long; sooner, most of a full list would be. */
export const LONG_MS = 300000;

const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, TICK_MS);

/*
 * Since when the visitor waits: in the queue from the start, else from the
 * first text that nobody has answered.  Null while nobody waits.
 */
export function waiting_since(thread: Thread): number | null {
  const conversation = thread.conversation.value;
  const messages = thread.messages.value;
  let at = messages.length;

  if (conversation.status === 'closed') {
    return null;
  }
  while (at > 0 && messages[at - 1]!.from.kind === 'visitor') {
    at--;
  }
  if (conversation.status === 'queued') {
    return Date.parse(conversation.created_at);
  }
  if (at === messages.length) {
    return null;
  }
  /* Those before what is here may be hers, too: that the server knows. */
  return Date.parse(
    (at === 0 && conversation.waiting_since) || messages[at]!.created_at,
  );
}

const UNITS: readonly (readonly [Key, number])[] = [
  ['console.short.day', 86400000],
  ['console.short.hour', 3600000],
  ['console.short.minute', 60000],
];

/* "4m", "2h", "3d"; empty below a minute. Read inside a computed. */
export function ago(since_ms: number): string {
  const passed_ms = now.value - since_ms;

  for (const [unit, size_ms] of UNITS) {
    if (passed_ms >= size_ms) {
      return t(unit, { n: Math.floor(passed_ms / size_ms) });
    }
  }
  return '';
}

/* Read inside a computed. */
export function is_long(since_ms: number): boolean {
  return now.value - since_ms >= LONG_MS;
}

/* The time today, else the day. */
export function when(at: string): string {
  return same_day(at, now.value) ? format_time(at) : format_day(at);
}
