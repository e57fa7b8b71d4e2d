/*
 * The order of the list holds still while somebody is about to choose from it:
 * a row that moves under a pointer is one that is opened by mistake.
 */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { Thread } from '../shared/conversations';

/* A pointer that rests so long is no hand that is about to choose. */
const REST_MS = 10_000;

/*
 * A pointer that moves over the rows holds them until it leaves or rests, or
 * the hands are at the keys elsewhere; a walk by keys until the focus leaves.
 */
function useHolding(rows: RefObject<HTMLElement | null>): boolean {
  const pointed = useSignal(false);
  const walked = useSignal(false);

  useEffect(() => {
    const list = rows.current!;
    const over = new AbortController();
    const { signal } = over;
    let at = '';
    let rest: ReturnType<typeof setTimeout> | undefined;

    /* What a browser makes of rows that move below it is no hand's doing. */
    function move({ clientX, clientY }: PointerEvent): void {
      const was = at;

      at = `${clientX},${clientY}`;
      if (at !== was) {
        hold();
      }
    }
    function hold(): void {
      clearTimeout(rest);
      rest = setTimeout(let_go, REST_MS);
      pointed.value = true;
    }
    function let_go(): void {
      clearTimeout(rest);
      pointed.value = false;
    }

    list.addEventListener('pointermove', move, { signal });
    list.addEventListener('pointerdown', hold, { signal });
    list.addEventListener('wheel', hold, { passive: true, signal });
    list.addEventListener('pointerleave', let_go, { signal });
    list.addEventListener(
      'focusin',
      ({ target }) => {
        walked.value = (target as HTMLElement).matches(':focus-visible');
      },
      { signal },
    );
    list.addEventListener(
      'focusout',
      () => {
        walked.value = false;
      },
      { signal },
    );
    addEventListener('blur', let_go, { signal });
    addEventListener(
      'keydown',
      ({ target }) => {
        if (!list.contains(target as Node)) {
          let_go();
        }
      },
      { signal },
    );
    return () => {
      clearTimeout(rest);
      over.abort();
    };
  }, []);
  return pointed.value || walked.value;
}

/*
 * The rows as they are to stand.  While they are held, what comes stands at
 * their end and what goes keeps its place: nothing that is there moves.
 */
export function useHeldOrder(
  threads: readonly Thread[],
  of: string,
  rows: RefObject<HTMLElement | null>,
): readonly Thread[] {
  const holding = useHolding(rows);
  const before = useRef({ of, threads });

  if (holding && before.current.of === of) {
    const now = new Map(threads.map((thread) => [thread.id, thread]));
    const held = before.current.threads.map(
      (thread) => now.get(thread.id) ?? thread,
    );

    held.forEach(({ id }) => now.delete(id));
    threads = [...held, ...now.values()];
  }
  before.current = { of, threads };
  return threads;
}
