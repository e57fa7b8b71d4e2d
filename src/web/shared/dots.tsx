/* Somebody is writing; to be said in words beside it. */

import type { JSX } from 'preact';

export function Dots(): JSX.Element {
  return (
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}
