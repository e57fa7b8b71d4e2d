/*
 * Notifications on the desktop: allowed by the browser, which is asked from a
 * button only, and wanted by the agent.  A message's text is in none of them,
 * for they stand on locked screens, too.
 */

import { signal } from '@preact/signals';
import { desktop } from './settings';

/* A tab that is looked at speaks first, and then no other does. */
const COURTESY_MS = 300;

/* So long the lock is held: every tab has heard of the event by then. */
const HOLD_MS = 3000;

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
      void once(`desktop:${call.event}`, () => {
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

/* One tab alone: whichever takes the lock of that event first. */
async function once(event: string, act: () => void): Promise<void> {
  if (!('locks' in navigator)) {
    act();
    return;
  }
  await navigator.locks.request(
    `kundo:${event}`,
    { ifAvailable: true },
    async (lock) => {
      if (lock !== null) {
        act();
        await new Promise((done) => setTimeout(done, HOLD_MS));
      }
    },
  );
}
