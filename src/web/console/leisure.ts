/*
 * False until the first chats are on the screen, or the agent does something:
 * what costs much and is not needed until then waits for it.
 */

import { signal } from '@preact/signals';

export const leisure = signal(false);

function begin(): void {
  leisure.value = true;
}

['pointerdown', 'keydown', 'click'].forEach((type) =>
  addEventListener(type, begin, { capture: true, once: true }),
);
