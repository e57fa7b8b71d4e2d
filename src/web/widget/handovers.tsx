/** @jsxRuntime classic */
/** @jsx h */
/* Who took a chat over, and after which message.  Of parts.tsx. */

import type { JSX } from 'preact';
import type { Handover, MessagePage } from '../shared/api';
import type { Thread } from '../shared/conversations';
import type { Kit } from './kit';

export function handovers(kit: Kit) {
  const { h, t, http, useLayoutEffect, useState } = kit;

  /* By the thread and who has it: what is known of how it came to that. */
  const told = new Map<string, Promise<readonly Handover[]>>();

  function told_of(thread: Thread): Promise<readonly Handover[]> {
    const { agent, last_seq } = thread.conversation.peek();
    const key = `${thread.id} ${agent?.id}`;
    const known =
      told.get(key) ??
      http<MessagePage>(
        'visitor',
        'GET',
        `v1/conversations/${thread.id}/messages?after_seq=${last_seq}`,
      ).then(({ lines }) => lines);

    told.set(key, known);
    known.catch(() => told.delete(key));
    return known;
  }

  /* Somebody else has the chat after this message (S1.4, D3). */
  return function Handovers(props: {
    thread: Thread;
    seq: number;
  }): JSX.Element | null {
    const { thread, seq } = props;
    const { agent, participants } = thread.conversation.value;
    const [lines, set_lines] = useState<readonly Handover[]>([]);

    useLayoutEffect(() => {
      told_of(thread).then(set_lines, () => undefined);
    }, [agent?.id]);
    const last = lines.filter((line) => line.after_seq === seq).pop();
    const name = participants.find(({ id }) => id === last?.to.agent)?.name;

    return last === undefined ? null : (
      <li class="day">
        <span>
          {name ? t('later.handover', { name }) : t('later.handover_waits')}
        </span>
      </li>
    );
  };
}
