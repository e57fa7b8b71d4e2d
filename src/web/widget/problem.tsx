/* What went wrong with what she asked for last, and what to do. */

import type { JSX } from 'preact';
import { error_words } from '../shared/problems';
import type { Visit } from './visit';

export function Problem(props: { visit: Visit }): JSX.Element | null {
  const error = props.visit.error.value;

  return error === null ? null : (
    <p class="problem" role="alert">
      {error_words(error)}
    </p>
  );
}
