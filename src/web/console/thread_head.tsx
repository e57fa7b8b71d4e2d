/*
 * The head of a thread: whose it is, who answers, and what may be done.
 */

import { useComputed, useSignal } from '@preact/signals';
import type { RefObject, VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { AgentRef } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { ContactLine } from './contact_line';
import { useDesk } from './desk';
import type { FindBar } from './find_bar';
import { Actions, EndButton } from './head_actions';
import { Icon } from './icons';
import { Marks } from './marks';
import { tell } from './notice';
import { agent_name, person_name } from './people';
import { href, paned, place } from './place';
import { Ring } from './ring';

export function Head(props: {
  thread: Thread;
  first: boolean;
  title: RefObject<HTMLHeadingElement | null>;
}): VNode {
  const { thread, first, title } = props;
  const conversation = thread.conversation.value;
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
      <EndButton thread={thread} />
      <Actions thread={thread} first={first} />
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
  const lost = desk.contact.lost.value;

  return lost !== null && !paned.value ? (
    <ContactLine lost={lost} />
  ) : (
    <>
      <bdi class="wide-only">
        {desk.presence.flow_name(thread.conversation.value.flow)}
      </bdi>
      {!waits_for_anybody(thread) && (
        <span class="assigned">
          <Answers thread={thread} />
        </span>
      )}
      <Ring thread={thread} />
      <Marks thread={thread} />
    </>
  );
}

/* Its mark says already that nobody has it. */
function waits_for_anybody({ conversation }: Thread): boolean {
  const { agent, left_message, status } = conversation.value;

  return (
    agent === null &&
    (status === 'queued' || (left_message && status === 'open'))
  );
}

/* Who answers; of what is closed, who did. */
function Answers({ thread }: { thread: Thread }): VNode {
  const { agent: me } = useDesk();
  const { agent, status } = thread.conversation.value;
  const answered = useComputed(() => answered_by(thread)).value;

  if (status !== 'closed') {
    return (
      <>
        {agent === null
          ? t('console.assigned.nobody')
          : agent.id === me.id
            ? t('console.assigned.you')
            : t('console.assigned.name', { name: agent_name(agent) })}
      </>
    );
  }
  return (
    <>
      {thread.state.value !== 'ready'
        ? '\u00a0'
        : answered === null
          ? t('console.answered.nobody')
          : answered.id === me.id
            ? t('console.answered.you')
            : t('console.answered.name', { name: agent_name(answered) })}
    </>
  );
}

/* The last agent who wrote; else, where not all was read, whose it was. */
function answered_by(thread: Thread): AgentRef | null {
  const { agent, status } = thread.conversation.value;

  if (status !== 'closed') {
    return null;
  }
  const messages = thread.messages.value;

  for (let n = messages.length; n-- > 0;) {
    if (messages[n]!.from.kind === 'agent') {
      return messages[n]!.from;
    }
  }
  return thread.complete.value ? null : agent;
}
