/* A whole screen for what cannot be: why, and what to do. */

import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from '../shared/icons';

export function Nothing(props: {
  icon: IconName;
  words: string;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="nothing" role="alert">
      <Icon name={props.icon} size={32} />
      <p>{props.words}</p>
      {props.children}
    </div>
  );
}
