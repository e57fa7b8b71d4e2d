/*
 * An agent's choices about this browser: sound, title, panes, language.  Kept
 * in localStorage; knows nothing of what they are used for.
 */

import { effect, signal, type Signal } from '@preact/signals';

const PREFIX = 'kundo:console:';

function kept<T extends boolean | string>(name: string, normal: T): Signal<T> {
  const setting = signal<T>(normal);

  try {
    const text = localStorage.getItem(PREFIX + name);

    if (text !== null) {
      const value: unknown = JSON.parse(text);

      if (typeof value === typeof normal) {
        setting.value = value as T;
      }
    }
  } catch {
    /* Forbidden or damaged: the normal value will do. */
  }

  let first = true;
  effect(() => {
    const text = JSON.stringify(setting.value);

    if (first) {
      first = false;
      return;
    }
    try {
      localStorage.setItem(PREFIX + name, text);
    } catch {
      /* Full or forbidden: it holds as long as the page. */
    }
  });
  return setting;
}

/* S4.9: each can be turned off. */
export const sound = kept<boolean>('sound', true);
export const flash = kept<boolean>('flash', true);
export const count = kept<boolean>('count', true);

/* Once the browser allows it. */
export const desktop = kept<boolean>('desktop', true);

/* The details pane, where there is room for it. */
export const details = kept<boolean>('details', true);

/* Keys without Ctrl, outside of fields (WCAG 2.1.4). */
export const single_keys = kept<boolean>('keys', true);

/* Empty: as the browser says. */
export const language = kept<string>('language', '');
