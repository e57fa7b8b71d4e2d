/*
 * A sound for a new message, unless she wants none.  What makes it is loaded
 * with the first letter that she writes, or with the first message.
 */

import { signal } from '@preact/signals';
import type { Message } from '../shared/api';
import { keep, kept } from '../shared/storage';

const QUIET = 'kundo:quiet';

export const quiet = signal(kept(QUIET) !== null);

/* Another tab may have been told. */
addEventListener('storage', () => {
  quiet.value = kept(QUIET) !== null;
});

export function toggle_sound(): void {
  quiet.value = !quiet.value;
  keep(QUIET, quiet.value ? '1' : null);
}

export async function sound(message?: Message): Promise<void> {
  if (quiet.peek()) {
    return;
  }
  try {
    const { chime } = await import('../shared/chime');

    if (message !== undefined) {
      await chime('message', message.id);
    }
  } catch {
    /* The line is gone: there will be another message. */
  }
}
