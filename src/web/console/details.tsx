/*
 * What is known of the conversation: a pane, a drawer or a screen of its own.
 */

import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, VNode } from 'preact';
import type { Conversation, ConversationStatus, Person } from '../shared/api';
import type { Thread } from '../shared/conversations';
import {
  format_day,
  format_full,
  format_time,
  t,
  type Key,
} from '../shared/i18n';
import { useDesk } from './desk';
import { Icon } from './icons';
import { agent_name, channel_name, person_name } from './people';
import { show_details } from './place';
import { details } from './settings';

const STATUS: Record<ConversationStatus, Key> = {
  queued: 'console.status.queued',
  open: 'console.status.open',
  closed: 'console.status.closed',
};

const KINDS: Record<'visitor' | 'agent' | 'bot' | 'system', Key> = {
  visitor: 'console.person.visitor',
  agent: 'console.person.agent',
  bot: 'console.person.bot',
  system: 'console.person.system',
};

export function Details(props: { thread: Thread; drawer: boolean }): VNode {
  const conversation = props.thread.conversation.value;
  const { beside } = useDesk();
  const close = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (props.drawer) {
      close.current?.focus();
      return () => focus_switch(beside.active.peek());
    }
    return undefined;
  }, [props.drawer]);

  return (
    <section
      class="details"
      data-drawer={props.drawer}
      aria-label={t('console.details.of', {
        name: person_name(conversation.starter),
      })}
    >
      <div class="bar">
        <h2>{t('console.details')}</h2>
        <button
          type="button"
          class="button bare icon"
          ref={close}
          aria-label={t('console.details.close')}
          onClick={() => {
            if (props.drawer) {
              show_details(false);
            } else {
              details.value = false;
              focus_switch(beside.active.peek());
            }
          }}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="scroll">
        <Facts conversation={conversation} />
        <People participants={conversation.participants} />
      </div>
    </section>
  );
}

/* Of the chat whose details they were; with little room it is in the menu. */
function focus_switch(id: string | null): void {
  const head = `.thread[data-id="${CSS.escape(id ?? '')}"] .bar`;

  [
    ...document.querySelectorAll<HTMLElement>(
      `${head} :is(.details-switch, .more-actions)`,
    ),
  ]
    .find((button) => button.offsetParent !== null)
    ?.focus();
}

function Facts({ conversation }: { conversation: Conversation }): VNode {
  const { presence } = useDesk();

  return (
    <dl>
      <Fact name={t('console.fact.starter')}>
        <bdi>{person_name(conversation.starter)}</bdi>
      </Fact>
      <Fact name={t('console.fact.status')}>
        {t(STATUS[conversation.status])}
        {conversation.left_message && ` · ${t('console.mark.left')}`}
      </Fact>
      <Fact name={t('console.fact.agent')}>
        {conversation.agent === null ? (
          t('console.assigned.nobody')
        ) : (
          <bdi>{agent_name(conversation.agent)}</bdi>
        )}
      </Fact>
      {conversation.flow !== null && (
        <Fact name={t('console.fact.flow')}>
          <bdi>{presence.flow_name(conversation.flow)}</bdi>
        </Fact>
      )}
      <Fact name={t('console.fact.channel')}>
        {channel_name(conversation.channel)}
      </Fact>
      <Fact name={t('console.fact.started')}>
        <time
          dateTime={conversation.created_at}
          title={format_full(conversation.created_at)}
        >
          {at(conversation.created_at)}
        </time>
      </Fact>
      <Fact name={t('console.fact.updated')}>
        <time
          dateTime={conversation.updated_at}
          title={format_full(conversation.updated_at)}
        >
          {at(conversation.updated_at)}
        </time>
      </Fact>
    </dl>
  );
}

function People({ participants }: { participants: Person[] }): VNode {
  const { agent } = useDesk();

  return (
    <>
      <h3>{t('console.fact.participants')}</h3>
      <ul class="people">
        {participants.map((person) => (
          <li key={person.id}>
            <bdi>{person_name(person)}</bdi>
            <span class="faint">
              {person.id === agent.id
                ? t('console.you')
                : t(KINDS[person.kind])}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function at(time: string): string {
  return `${format_day(time)} ${format_time(time)}`;
}

function Fact(props: { name: string; children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
