/*
 * The ring that runs out until a chat goes on to another agent.
 */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Thread } from '../shared/conversations';
import { t, tn } from '../shared/i18n';
import { useDesk } from './desk';
import { due_of, start_of } from './due';

const TICK_MS = 1000;

/* Nothing is drawn, and nothing ticks, where the server names no time. */
export function Ring({ thread }: { thread: Thread }): VNode | null {
  const { presence } = useDesk();
  const { flow, focus_due_at, status } = thread.conversation.value;
  const last = thread.last.value;

  return focus_due_at && status === 'open' ? (
    <Running
      key={focus_due_at}
      due_at={focus_due_at}
      flow_s={presence.flow(flow)?.auto_transfer_s}
      wrote_at={last?.from.kind === 'visitor' ? last.created_at : null}
    />
  ) : null;
}

function Running(props: {
  due_at: string;
  flow_s: number | undefined;
  wrote_at: string | null;
}): VNode | null {
  const { due_at, flow_s, wrote_at } = props;
  const { clock } = useDesk();
  const seen_ms = useRef(clock.now_ms()).current;
  const since_ms = start_of(due_at, flow_s, wrote_at, seen_ms);
  const [now_ms, tick] = useState(seen_ms);
  const due = due_of(due_at, since_ms, now_ms);
  const over = due === null;

  useEffect(() => {
    if (over) {
      return undefined;
    }
    const timer = setInterval(() => tick(clock.now_ms()), TICK_MS);
    return () => clearInterval(timer);
  }, [over]);

  if (due === null) {
    return null;
  }
  return (
    <span
      class="ring"
      data-soon={due.soon}
      title={tn('console.ring', due.left_s)}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" />
        <circle
          cx="8"
          cy="8"
          r="6"
          pathLength="100"
          stroke-dasharray={`${Math.round(due.part * 100)} 100`}
        />
      </svg>
      <span aria-hidden="true">
        {t('console.short.second', { n: due.left_s })}
      </span>
      <span class="hidden">{tn('console.ring', due.left_s)}</span>
    </span>
  );
}
