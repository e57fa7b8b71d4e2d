/*
 * The head of a thread: whose it is, who answers, and what may be done.
 */

import type { RefObject, VNode } from 'preact';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { useDesk } from './desk';
import { show_or_hide_details } from './details_switch';
import { Icon } from './icons';
import { Marks } from './list';
import { agent_name, person_name } from './people';
import { columns, href, place } from './place';
import { Ring } from './ring';
import { details } from './settings';

export function Head(props: {
  thread: Thread;
  first: boolean;
  title: RefObject<HTMLHeadingElement | null>;
}): VNode {
  const { thread, first, title } = props;
  const desk = useDesk();
  const conversation = thread.conversation.value;
  const closed = conversation.status === 'closed';

  return (
    <div class="bar">
      {first && (
        <a
          class="button bare icon narrow-only"
          href={href(place.value.category)}
          aria-label={t('console.thread.back')}
        >
          <Icon name="back" />
        </a>
      )}
      <div class="who">
        <h2
          ref={title}
          id={first ? 'thread-title' : undefined}
          dir="auto"
          tabIndex={-1}
          title={person_name(conversation.starter)}
        >
          {person_name(conversation.starter)}
        </h2>
        <p>
          <bdi class="wide-only">
            {desk.presence.flow_name(conversation.flow)}
          </bdi>
          <span class="assigned">
            {conversation.agent === null
              ? t('console.assigned.nobody')
              : conversation.agent.id === desk.agent.id
                ? t('console.assigned.you')
                : t('console.assigned.name', {
                    name: agent_name(conversation.agent),
                  })}
          </span>
          <Ring thread={thread} />
          <Marks thread={thread} />
        </p>
      </div>
      <button
        type="button"
        class="button quiet"
        onClick={() =>
          void (closed ? desk.reopen(thread.id) : desk.close(thread.id))
        }
      >
        {closed ? t('console.reopen') : t('console.close')}
      </button>
      {columns.value > 0 && <Pin id={thread.id} first={first} />}
      {first && <DetailsSwitch />}
    </div>
  );
}

function Pin({ id, first }: { id: string; first: boolean }): VNode {
  const { beside } = useDesk();
  const name = first ? t('console.beside.pin') : t('console.beside.unpin');

  return (
    <button
      type="button"
      class="button bare icon"
      aria-label={name}
      title={name}
      onClick={() => beside.toggle(id)}
    >
      <Icon name={first ? 'pin' : 'close'} />
    </button>
  );
}

function DetailsSwitch(): VNode {
  const desk = useDesk();
  const shown = desk.beside.details_fit.value
    ? details.value
    : place.value.details;

  return (
    <button
      type="button"
      class="button bare icon"
      id="details-switch"
      aria-label={t('console.details')}
      title={t('console.details')}
      aria-expanded={shown}
      onClick={() => show_or_hide_details(desk)}
    >
      <Icon name="panel" />
    </button>
  );
}
