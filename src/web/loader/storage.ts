/* The little that is remembered between pages; storage may be forbidden. */

import { base, flow } from './settings';

const memory = `kundo:${flow}`;
const LARGE = 'kundo:large';

/* Whether the panel is open, for this tab; null is never opened. */
export function remember(value?: string | null): string | null {
  try {
    if (value) {
      sessionStorage.setItem(memory, value);
    } else if (value === null) {
      sessionStorage.removeItem(memory);
    }
    return sessionStorage.getItem(memory);
  } catch {
    return null;
  }
}

/* Whether she likes it large, on all pages and for her next visit. */
export function remember_large(value?: boolean): boolean {
  try {
    if (value) {
      localStorage.setItem(LARGE, '1');
    } else if (value === false) {
      localStorage.removeItem(LARGE);
    }
    return LARGE in localStorage;
  } catch {
    return value === true;
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
