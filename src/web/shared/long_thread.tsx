/*
 * Which of a thread's messages are to be drawn: all of them, until they are
 * many.  What it then takes is loaded only then; should that fail, all stay.
 */

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Message } from './api';
import type { Range, RowWindow } from './row_window';

export type { Range };

const MANY = 200; /* as in row_window.ts */

/* In the place of rows far off. */
export function Space({ px }: { px: number }): JSX.Element | null {
  return px > 0 ? <li aria-hidden="true" style={`height:${px}px`} /> : null;
}

export function useRange(
  scroller: { current: HTMLElement | null },
  messages: readonly Message[],
): Range & { scrolled: () => void } {
  const rows = useRef<RowWindow | null>(null);
  const [, redraw] = useState({});
  const hundreds = Math.floor(messages.length / MANY);

  useEffect(() => {
    if (hundreds > 0 && rows.current === null) {
      void import('./row_window').then(
        ({ RowWindow }) => {
          rows.current ??= new RowWindow(scroller.current!, () => redraw({}));
          redraw({});
        },
        () => undefined,
      );
    }
  }, [hundreds]);
  useLayoutEffect(() => rows.current?.settle());

  return {
    ...(rows.current?.range(messages) ?? {
      from: 0,
      to: messages.length,
      above: 0,
      below: 0,
    }),
    scrolled: () => rows.current?.scrolled(),
  };
}
