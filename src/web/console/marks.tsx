/*
 * Small signs that stand in several places: what is unusual about a
 * conversation, and that somebody writes.
 */

import type { VNode } from 'preact';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';

/* What is unusual about a conversation, in words. */
export function Marks({ thread }: { thread: Thread }): VNode {
  const conversation = thread.conversation.value;

  return (
    <>
      {conversation.status === 'queued' && (
        <span class="mark warn">
          {conversation.queue_position === null
            ? t('console.mark.queued')
            : t('console.mark.place', { n: conversation.queue_position })}
        </span>
      )}
      {conversation.left_message && conversation.agent === null && (
        <span class="mark warn">{t('console.mark.left')}</span>
      )}
      {conversation.overdue === true && (
        <span class="mark bad">{t('console.mark.overdue')}</span>
      )}
    </>
  );
}
