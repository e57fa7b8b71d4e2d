/* A whole screen for what cannot be: why, and what to do. */

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from '../shared/icons';
import { keep_focus } from './focus';

export function Nothing(props: {
  icon: IconName;
  words: string;
  children?: ComponentChildren;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => keep_focus(box.current!.querySelector('button')), []);

  return (
    <div ref={box} class="nothing" role="alert">
      <Icon name={props.icon} size={32} />
      <p>{props.words}</p>
      {props.children}
    </div>
  );
}
