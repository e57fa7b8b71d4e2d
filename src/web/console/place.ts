/*
 * Where the agent is: category, conversation, pane.  It lives in the address
 * (#mine/C/details), so that a reload and the back button know it too.
 */

import { signal } from '@preact/signals';

export const CATEGORIES = ['mine', 'open', 'closed'] as const;

export type Category = (typeof CATEGORIES)[number];

export interface Place {
  category: Category;
  conversation: string | null;
  /* As a drawer or a pane of its own; beside the thread it is a setting. */
  details: boolean;
}

function read(): Place {
  const [category, conversation, pane] = location.hash.slice(1).split('/');

  return {
    category: CATEGORIES.find((name) => name === category) ?? 'mine',
    conversation: /^[\w-]{1,40}$/.test(conversation ?? '')
      ? conversation!
      : null,
    details: pane === 'details',
  };
}

export const place = signal<Place>(read());

export function href(
  category: Category,
  conversation: string | null = null,
  details = false,
): string {
  return `#${category}${conversation === null ? '' : `/${conversation}`}${
    conversation !== null && details ? '/details' : ''
  }`;
}

export function go(
  category: Category,
  conversation: string | null = null,
  details = false,
): void {
  location.hash = href(category, conversation, details);
}

/* True while the entry below this one in the history is the thread's. */
let entered = false;

export function show_details(on: boolean): void {
  const { category, conversation, details } = place.peek();

  if (on === details) {
    return;
  }
  if (on) {
    entered = true;
    go(category, conversation, true);
  } else if (entered) {
    entered = false;
    history.back();
  } else {
    location.replace(href(category, conversation));
  }
}

addEventListener('hashchange', () => {
  place.value = read();
  entered &&= place.peek().details;
});

/* Four panes side by side; the style sheet says the same. */
const room = matchMedia('(min-width: 75rem)');

export const roomy = signal(room.matches);

room.addEventListener('change', () => {
  roomy.value = room.matches;
});
