/** @jsxRuntime classic */
/** @jsx h */
/* D2: where she stands, in the queue or with nobody there.  Of parts.tsx. */

import type { JSX } from 'preact';
import type { Conversation } from '../shared/api';
import type { Kit } from './kit';
import type { Visit } from './visit';

export function state({ h, t, tn, opening, useLayoutEffect }: Kit) {
  function queue_words({ queue_position }: Conversation): string {
    return queue_position === null
      ? t('later.queue_waiting')
      : tn('later.queue_position', queue_position);
  }

  /* As the start page says it, of the same flow. */
  function left_words(visit: Visit, flow: string | null): string {
    const status =
      (flow ?? visit.flow) === visit.flow ? visit.status.value : null;

    return status?.available
      ? ''
      : status?.opens_at
        ? t('later.left_until', opening(status.opens_at))
        : t('later.left_title');
  }

  return function State(props: {
    visit: Visit;
    conversation: Conversation;
  }): JSX.Element | null {
    const { visit, conversation } = props;
    const { agent, status } = conversation;
    const queued = status === 'queued';
    /* Whoever answers first has it: then the answer is here. */
    const left = !agent && status === 'open' && conversation.left_message;
    const looking = left && visit.looking.value;

    /* An answer may take days: whenever she comes back to it. */
    useLayoutEffect(() => {
      if (looking) {
        void visit.ask_status();
      }
    }, [looking]);

    return queued || left ? (
      <p class="state">
        <strong>
          {queued
            ? queue_words(conversation)
            : left_words(visit, conversation.flow)}
        </strong>{' '}
        {queued ? t('later.queue_text') : t('later.left_text')}
      </p>
    ) : null;
  };
}
