/*
 * What happened to a chat between two messages: who gave it to whom (S1.4),
 * that it went on by itself (S2.6), or that its agent has gone (D3).
 */

import type { VNode } from 'preact';
import type { Conversation, Handover } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { format_full, format_time, t } from '../shared/i18n';
import { useDesk } from './desk';
import { person_name } from './people';
import type { Presence } from './presence';

export function HandoverItem(props: {
  handover: Handover;
  thread: Thread;
}): VNode {
  const { handover, thread } = props;
  const { presence } = useDesk();
  const { at } = handover;

  return (
    <li class="handover">
      <p>
        <bdi>{words(handover, thread.conversation.value, presence)}</bdi>{' '}
        <time dateTime={at} title={format_full(at)}>
          {format_time(at)}
        </time>
      </p>
    </li>
  );
}

function words(
  { from, to, type, automatic }: Handover,
  conversation: Conversation,
  presence: Presence,
): string {
  const names = {
    from: name_of(from.agent, conversation),
    to: name_of(to.agent, conversation),
  };

  if (type === 'agent_gone') {
    return to.agent === null
      ? t('console.handover.waits', names)
      : t('console.handover.gone', names);
  }
  if (automatic) {
    return t('console.handover.auto', names);
  }
  return from.flow === to.flow
    ? t('console.handover.hand', names)
    : t('console.handover.flow', {
        ...names,
        flow: presence.flow_name(to.flow),
      });
}

function name_of(id: string | null, conversation: Conversation): string {
  const person = conversation.participants.find((one) => one.id === id);

  return person === undefined ? t('console.person.agent') : person_name(person);
}
