/** @jsxRuntime classic */
/** @jsx h */
/* D2: where she stands, in the queue or with nobody there.  Of parts.tsx. */

import type { JSX } from 'preact';
import type { Conversation } from '../shared/api';
import type { Kit } from './kit';

export function state({ h, t, tn }: Kit) {
  function words(conversation: Conversation): [string, string] | null {
    const { status, queue_position, left_message } = conversation;

    if (status === 'queued') {
      return [
        queue_position === null
          ? t('later.queue_waiting')
          : tn('later.queue_position', queue_position),
        t('later.queue_text'),
      ];
    }
    return left_message && status === 'open'
      ? [t('later.left_title'), t('later.left_text')]
      : null;
  }

  return function State(props: {
    conversation: Conversation;
  }): JSX.Element | null {
    const said = words(props.conversation);

    return said === null ? null : (
      <p class="state">
        <strong>{said[0]}</strong> {said[1]}
      </p>
    );
  };
}
