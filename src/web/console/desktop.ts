/*
 * Notifications on the desktop: allowed by the browser, which is asked from a
 * button only, and wanted by the agent.  A message's text is in none of them,
 * for they stand on locked screens, too.
 */

import { signal } from '@preact/signals';
import { claim } from '../shared/claim';
import { desktop } from './settings';

/* A tab that is looked at speaks first, and then no other does. */
const COURTESY_MS = 300;

export type Permission = NotificationPermission | 'none';

export const permission = signal<Permission>(
  'Notification' in window ? Notification.permission : 'none',
);

export async function ask_permission(): Promise<void> {
  permission.value = await Notification.requestPermission();
  if (permission.value === 'granted') {
    desktop.value = true;
  }
}

export function notify(call: {
  event: string;
  words: string;
  /* A newer one about the same takes its place. */
  about: string;
  looked_at: boolean;
  open: () => void;
}): void {
  if (!desktop.peek() || permission.peek() !== 'granted') {
    return;
  }
  setTimeout(
    () =>
      void claim(`desktop:${call.event}`, () => {
        if (!call.looked_at) {
          show(call.words, call.about, call.open);
        }
      }),
    call.looked_at ? 0 : COURTESY_MS,
  );
}

function show(words: string, tag: string, open: () => void): void {
  try {
    const card = new Notification(words, { tag });

    card.onclick = () => {
      window.focus();
      open();
      card.close();
    };
  } catch {
    /* Android lets only service workers notify. */
  }
}
