/*
 * The order of the list holds still while somebody is about to choose from it:
 * a row that moves under a pointer is one that is opened by mistake.
 */

import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { Thread } from '../shared/conversations';

/* Hands that rest so long are not about to choose. */
const REST_MS = 10_000;

/* What one takes hold of, until one lets go or has rested. */
function useHold(): { held: Signal<boolean>; on: () => void; off: () => void } {
  const held = useSignal(false);
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  function off(): void {
    clearTimeout(rest.current);
    held.value = false;
  }
  function on(): void {
    clearTimeout(rest.current);
    rest.current = setTimeout(off, REST_MS);
    held.value = true;
  }
  return { held, on, off };
}

/*
 * A pointer that moves over the rows holds them until it leaves, or the hands
 * are at the keys elsewhere; a walk by keys until the focus leaves.
 */
function useHolding(rows: RefObject<HTMLElement | null>): boolean {
  const pointer = useHold();
  const walk = useHold();

  useEffect(() => {
    const list = rows.current!;
    const over = new AbortController();
    const { signal } = over;
    let at = '';

    /* What a browser makes of rows that move below it is no hand's doing. */
    function move({ clientX, clientY }: PointerEvent): void {
      const was = at;

      at = `${clientX},${clientY}`;
      if (at !== was) {
        pointer.on();
      }
    }

    list.addEventListener('pointermove', move, { signal });
    list.addEventListener('pointerdown', pointer.on, { signal });
    list.addEventListener('wheel', pointer.on, { passive: true, signal });
    list.addEventListener('pointerleave', pointer.off, { signal });
    list.addEventListener(
      'focusin',
      ({ target }) => {
        if ((target as HTMLElement).matches(':focus-visible')) {
          walk.on();
        } else {
          walk.off();
        }
      },
      { signal },
    );
    list.addEventListener('focusout', walk.off, { signal });
    addEventListener('blur', pointer.off, { signal });
    addEventListener(
      'keydown',
      ({ target }) => {
        if (!list.contains(target as Node)) {
          pointer.off();
        }
      },
      { signal },
    );
    return () => {
      over.abort();
      pointer.off();
      walk.off();
    };
  }, []);
  return pointer.held.value || walk.held.value;
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
