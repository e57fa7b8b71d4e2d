/*
 * The one notice on the screen (something went wrong), and the voice: what a
 * reader of screens is told without anything moving.
 */

import { signal } from '@preact/signals';

export interface Notice {
  text: string;
  detail: string;
  /* Where it is to be seen. */
  href: string | null;
}

export const notice = signal<Notice | null>(null);

export function tell(
  text: string,
  detail = '',
  href: string | null = null,
): void {
  notice.value = { text, detail, href };
}

export const voice = signal('');

/* The same words twice are two announcements: a trailing space tells them. */
export function announce(text: string): void {
  voice.value = voice.peek() === text ? `${text}\u00a0` : text;
}
