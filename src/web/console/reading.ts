/*
 * The place of the reader in a thread: stays at the end while she is there,
 * stays where it is while older messages come in above, and asks for those
 * when she nears the top.
 */

import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Thread } from '../shared/conversations';
import { end_of } from '../shared/end';
import { useDesk } from './desk';

/* So near to an end (px) counts as being there. */
const BOTTOM_PX = 80;
const TOP_PX = 400;

type Older = 'no' | 'yes' | 'failed';

export interface Reading {
  scroller: { current: HTMLDivElement | null };
  /* How many have come below what is in sight. */
  below: ReadonlySignal<number>;
  older: ReadonlySignal<Older>;
  scrolled: () => void;
  read_older: () => void;
  to_bottom: () => void;
}

export function useReading(thread: Thread, outgoing_n: number): Reading {
  const [older, read_older] = useOlder(thread);
  const scroller = useRef<HTMLDivElement>(null);
  const below = useSignal(0);
  const at = useRef({
    bottom: 0,
    from_bottom: 0,
    first: 0,
    last: 0,
    outgoing_n: 0,
  }).current;
  const first = thread.messages.value[0]?.seq ?? 0;
  const last = thread.last.value?.seq ?? 0;

  function scrolled(): void {
    const box = scroller.current;

    /* The thread is left, and its last scrolling is told afterwards. */
    if (box === null) {
      return;
    }
    at.from_bottom = box.scrollHeight - box.scrollTop;
    at.bottom = end_of(box, BOTTOM_PX, at.bottom);
    if (at.bottom < Infinity) {
      below.value = 0;
    }
    if (box.scrollTop < TOP_PX && older.peek() === 'no') {
      read_older();
    }
  }

  function to_bottom(): void {
    scroller.current!.scrollTop = scroller.current!.scrollHeight;
    scrolled();
  }

  useLayoutEffect(() => {
    const box = scroller.current!;

    if (at.bottom < Infinity || outgoing_n > at.outgoing_n) {
      box.scrollTop = box.scrollHeight;
    } else if (first < at.first) {
      box.scrollTop = box.scrollHeight - at.from_bottom;
    } else if (last > at.last) {
      below.value += last - at.last;
    }
    Object.assign(at, { first, last, outgoing_n });
    scrolled();
  }, [first, last, outgoing_n]);

  /* A pane that changes its size keeps its end in sight. */
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      if (at.bottom < Infinity) {
        to_bottom();
      }
    });

    observer.observe(scroller.current!);
    observer.observe(scroller.current!.firstElementChild!);
    return () => observer.disconnect();
  }, []);

  return { scroller, below, older, scrolled, read_older, to_bottom };
}

function useOlder(thread: Thread): [ReadonlySignal<Older>, () => void] {
  const { conversations } = useDesk().inbox;
  const older = useSignal<Older>('no');

  async function read(): Promise<void> {
    if (older.peek() === 'yes' || thread.complete.peek()) {
      return;
    }
    older.value = 'yes';
    try {
      await conversations.older(thread);
      older.value = 'no';
    } catch {
      older.value = 'failed';
    }
  }

  return [older, () => void read()];
}
