/* The little that is remembered between pages; storage may be forbidden. */

import { base, flow } from './settings';

const memory = `kundo:${flow}`;

/* Whether the panel is open, for this tab; null is never opened. */
export function remember(value?: string | null): string | null {
  try {
    if (value === null) {
      sessionStorage.removeItem(memory);
    } else if (value !== undefined) {
      sessionStorage.setItem(memory, value);
    }
    return sessionStorage.getItem(memory);
  } catch {
    return null;
  }
}

/* The panel's own mark; on another origin nobody but the panel can tell. */
export function known_visitor(): boolean {
  try {
    return (
      base.origin !== location.origin ||
      localStorage.getItem('kundo:visitor') !== null
    );
  } catch {
    return true;
  }
}
