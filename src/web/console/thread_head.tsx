/*
 * The head of a thread: whose it is, who answers, and what may be done.
 */

import { useSignal } from '@preact/signals';
import type { RefObject, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { ContactLine } from './contact_line';
import { useDesk } from './desk';
import { show_or_hide_details } from './details_switch';
import type { FindBar } from './find_bar';
import { Icon } from './icons';
import { Marks } from './marks';
import { tell } from './notice';
import { agent_name, person_name } from './people';
import { columns, href, paned, place } from './place';
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
  const FindBar = useFindBar(thread);

  if (FindBar !== null) {
    return (
      <div class="bar">
        <h2 class="hidden" ref={title} tabIndex={-1}>
          {person_name(conversation.starter)}
        </h2>
        <FindBar thread={thread} />
      </div>
    );
  }
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
          <Where thread={thread} />
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
      {desk.may_transfer(conversation) && (
        <button
          type="button"
          class="button bare icon"
          aria-label={t('console.transfer')}
          title={t('console.transfer')}
          onClick={() => (desk.transferring.value = thread.id)}
        >
          <Icon name="forward" />
        </button>
      )}
      <button
        type="button"
        class="button bare icon"
        aria-label={t('console.find')}
        title={t('console.find')}
        onClick={() => (desk.finding.value = thread.id)}
      >
        <Icon name="search" />
      </button>
      {columns.value > 0 && <Pin id={thread.id} first={first} />}
      <DetailsSwitch id={thread.id} first={first} />
    </div>
  );
}

/* In the place of the head while something is looked for; loaded then. */
function useFindBar(thread: Thread): typeof FindBar | null {
  const { finding } = useDesk();
  const loaded = useSignal<typeof FindBar | null>(null);
  const wanted = finding.value === thread.id;

  useEffect(() => {
    if (wanted && loaded.peek() === null) {
      import('./find_bar').then(
        (part) => (loaded.value = part.FindBar),
        () => {
          finding.value = null;
          tell(t('console.find.unloaded'));
        },
      );
    }
  }, [wanted]);
  return wanted ? loaded.value : null;
}

/* Where the list is not to be seen, this is the place for what it says. */
function Where({ thread }: { thread: Thread }): VNode {
  const desk = useDesk();
  const { agent, flow } = thread.conversation.value;
  const lost = desk.contact.lost.value;

  return lost !== null && !paned.value ? (
    <ContactLine lost={lost} />
  ) : (
    <>
      <bdi class="wide-only">{desk.presence.flow_name(flow)}</bdi>
      <span class="assigned">
        {agent === null
          ? t('console.assigned.nobody')
          : agent.id === desk.agent.id
            ? t('console.assigned.you')
            : t('console.assigned.name', { name: agent_name(agent) })}
      </span>
      <Ring thread={thread} />
      <Marks thread={thread} />
    </>
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

function DetailsSwitch(props: { id: string; first: boolean }): VNode {
  const { id, first } = props;
  const desk = useDesk();
  const on = desk.beside.details_fit.value
    ? details.value
    : place.value.details;
  const shown = on && desk.beside.active.value === id;
  const before = useRef(false);

  /* A pointer has brought the focus here, and the details with it, before. */
  function press({ detail }: MouseEvent): void {
    const was = detail > 0 ? before.current : shown;

    desk.beside.focused(first ? null : id);
    if (was || !on) {
      show_or_hide_details(desk);
    }
  }

  return (
    <button
      type="button"
      class="button bare icon details-switch"
      aria-label={t('console.details')}
      title={t('console.details')}
      aria-expanded={shown}
      onPointerDown={() => (before.current = shown)}
      onClick={press}
    >
      <Icon name="panel" />
    </button>
  );
}
