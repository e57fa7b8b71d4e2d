/*
 * The panel's end of the wire to the loader.  The site's origin came in the
 * frame's address; who may frame us at all is the server's policy to say.
 */

import { signal } from '@preact/signals';
import type { FromPanel, ToPanel } from '../loader/protocol';

const query = new URLSearchParams(location.search);
const site = query.get('site') ?? '';

/* False when the panel is a page of its own. */
export const framed = parent !== window && site !== '';

/* True while the visitor has the panel open. */
export const shown = signal(!framed);
export const large = signal(false);

export function tell(message: FromPanel): void {
  if (framed) {
    parent.postMessage(message, site);
  }
}

export function hear(listener: (message: ToPanel) => void): void {
  addEventListener('message', (event: MessageEvent<ToPanel>) => {
    if (event.source === parent && event.origin === site) {
      listener(event.data);
    }
  });
  tell({ kundo: 'ready' });
}

export function close_panel(): void {
  tell({ kundo: 'close' });
}

export function toggle_size(): void {
  large.value = !large.value;
  tell({ kundo: 'size', large: large.value });
}
