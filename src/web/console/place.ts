/*
 * Where the agent is: category, conversation, pane.  It lives in the address
 * (#mine/C/details), so that a reload and the back button know it too.
 */

import { computed, signal, type ReadonlySignal } from '@preact/signals';

export const CATEGORIES = ['mine', 'open', 'closed'] as const;

/* What may stand in the place of conversations. */
const PAGES = ['board', 'statistics'] as const;

export type Category = (typeof CATEGORIES)[number];

export type PageName = (typeof PAGES)[number];

export interface Place {
  category: Category;
  conversation: string | null;
  /* As a drawer or a pane of its own; beside the thread it is a setting. */
  details: boolean;
  /* It knows what the rest of its address means. */
  page: PageName | null;
}

function read(): Place {
  const [category, ...rest] = location.hash.replace(/^#\/?/, '').split(/[/?]/);
  const page = PAGES.find((name) => name === category) ?? null;
  const [conversation, pane] = page === null ? rest : [];

  return {
    category: CATEGORIES.find((name) => name === category) ?? 'mine',
    conversation: /^[\w-]{1,40}$/.test(conversation ?? '')
      ? conversation!
      : null,
    details: pane === 'details',
    page,
  };
}

export const place = signal<Place>(read());

export function href(
  category: Category,
  conversation: string | null = null,
  details = false,
): string {
  /* Beside nothing: then they are of a chat that is pinned. */
  return `#${category}${
    details
      ? `/${conversation ?? ''}/details`
      : conversation === null
        ? ''
        : `/${conversation}`
  }`;
}

export function go(
  category: Category,
  conversation: string | null = null,
  details = false,
): void {
  location.hash = href(category, conversation, details);
}

export function page_href(page: PageName): string {
  return `#${page}`;
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

function fits(width: string): ReadonlySignal<boolean> {
  const room = matchMedia(`(min-width: ${width})`);
  const now = signal(room.matches);

  room.addEventListener('change', () => {
    now.value = room.matches;
  });
  return now;
}

/* The bar of a phone has room for five places. */
export const barred = fits('17rem');

/* A thread beside the list, and not in its place. */
export const paned = fits('50rem');

/* Four panes side by side; the style sheet says the same. */
export const roomy = fits('75rem');

/* Five of them: a second thread, and details still. */
export const wide = fits('100rem');

/* How many threads may stand beside the first. */
const vast = fits('130rem');

export const columns = computed(() => (vast.value ? 2 : roomy.value ? 1 : 0));
