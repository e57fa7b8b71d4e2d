/*
 * The chats that are kept beside the first: pinned by the agent, for as long
 * as the tab lives.  How many are shown is a matter of room.
 */

import { computed, signal } from '@preact/signals';
import { columns, go, place, roomy, wide } from './place';

/* More would leave none of them enough room to read in. */
const BESIDE_MAX = 2;

export class Beside {
  private readonly _pinned = signal<readonly string[]>([]);
  private readonly _focused = signal<string | null>(null);
  private readonly _key: string;

  constructor(owner: string) {
    this._key = `kundo:beside:${owner}`;
    this._pinned.value = read(this._key);
  }

  /* The chat that is the first one already is not drawn twice. */
  readonly shown = computed(() => {
    const { page, conversation: first } = place.value;

    if (page !== null) {
      return [];
    }
    const fit = this._pinned.value.filter((id) => id !== first);

    return fit.slice(Math.max(0, fit.length - columns.value));
  });

  /* Beside two chats there is no room for details, unless it is wide. */
  readonly details_fit = computed(
    () => roomy.value && (wide.value || this.shown.value.length === 0),
  );

  /* The one that the agent is at: commands mean this one. */
  readonly active = computed(() =>
    this._focused.value !== null &&
    this.shown.value.includes(this._focused.value)
      ? this._focused.value
      : place.value.conversation,
  );

  is_on_screen(id: string): boolean {
    return place.peek().conversation === id || this.shown.peek().includes(id);
  }

  focused(id: string | null): void {
    this._focused.value = id;
  }

  toggle(id: string): void {
    const { category, conversation } = place.peek();
    const rest = this._pinned.peek().filter((one) => one !== id);

    if (this.shown.peek().includes(id)) {
      this._set(rest);
      if (conversation === null) {
        go(category, id);
      } else {
        focus_pane(conversation);
      }
    } else if (columns.peek() > 0) {
      this._set([...rest, id].slice(-BESIDE_MAX));
      if (conversation === id) {
        go(category);
      }
    }
  }

  /* For log-out. */
  clear(): void {
    this._set([]);
  }

  private _set(ids: readonly string[]): void {
    this._pinned.value = ids;
    try {
      sessionStorage.setItem(this._key, ids.join(' '));
    } catch {
      /* Full or forbidden: it holds as long as the page. */
    }
  }
}

/* To where one writes, or to the head where one cannot. */
export function focus_pane(id: string): void {
  (part_of(id, 'textarea') ?? part_of(id, 'h2'))?.focus();
}

export function focus_head(id: string): void {
  part_of(id, 'h2')?.focus();
}

function part_of(id: string, part: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(
    `.thread[data-id="${CSS.escape(id)}"] ${part}`,
  );
}

function read(key: string): string[] {
  try {
    return (sessionStorage.getItem(key) ?? '')
      .split(' ')
      .filter((id) => /^[\w-]{1,40}$/.test(id))
      .slice(-BESIDE_MAX);
  } catch {
    return [];
  }
}
