/*
 * Waits on the board: they count by themselves, once a second, and stand
 * still while nobody can know.
 */

import { signal, useSignalEffect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Board as Shown } from '../shared/api';
import { t, tn } from '../shared/i18n';
import { clock_of, is_late } from './board';
import { useDesk } from './desk';
import { announce } from './notice';

const TICK_MS = 1000;

/* At the server, whose times are shown. */
export const now_ms = signal(0);

export function useTicks(): void {
  const { clock, contact } = useDesk();

  function tick(): void {
    if (contact.lost.peek() === null) {
      now_ms.value = clock.now_ms();
    }
  }

  useState(() => (now_ms.value = clock.now_ms()));
  useEffect(() => {
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, []);
}

/* Of each long wait a reader of screens is told once. */
export function useVoice(shown: { value: Shown | null }): void {
  useSignalEffect(() => {
    const now = now_ms.value;

    for (const flow of shown.value?.flows ?? []) {
      const key = `${flow.id} ${flow.waiting_since}`;

      if (is_late(flow, now) && !told.has(key)) {
        told.add(key);
        announce(
          t('console.board.long', {
            flow: flow.name,
            time: span(now - Date.parse(flow.waiting_since!)),
          }),
        );
      }
    }
  });
}

const told = new Set<string>();

/* Aloud, in whole minutes. */
function span(passed_ms: number): string {
  const n = Math.floor(passed_ms / 60000);

  return n === 0 ? t('console.board.moment') : tn('console.board.minutes', n);
}

export function Wait({ since }: { since: string | null }): VNode {
  if (since === null) {
    return <span class="none">–</span>;
  }
  const passed_ms = Math.max(0, now_ms.value - Date.parse(since));

  return (
    <time dateTime={since}>
      <span aria-hidden="true">{clock_of(passed_ms)}</span>
      <span class="hidden">{span(passed_ms)}</span>
    </time>
  );
}
