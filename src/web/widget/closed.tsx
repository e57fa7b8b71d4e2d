/** @jsxRuntime classic */
/** @jsx h */
/* In the composer's place once a conversation has ended.  Of parts.tsx. */

import type { JSX } from 'preact';
import type { Kit } from './kit';
import type { Visit } from './visit';

export function closed(kit: Kit) {
  const { h, t, keep_focus, useLayoutEffect, useRef } = kit;

  return function Closed(props: {
    visit: Visit;
    go_on: () => void;
  }): JSX.Element {
    const { visit } = props;
    const box = useRef<HTMLDivElement>(null);

    /* Not a button: none of them may take a stray Enter. */
    useLayoutEffect(() => keep_focus(box.current), []);

    return (
      <div ref={box} class="closed" tabIndex={-1}>
        <p role="status">{t('later.closed')}</p>
        <button
          type="button"
          class="button"
          disabled={visit.busy.value}
          onClick={() => void visit.begin_chat()}
        >
          {t('later.start_new')}
        </button>
        <button type="button" class="button bare" onClick={props.go_on}>
          {t('later.go_on_here')}
        </button>
      </div>
    );
  };
}
