/*
 * The conversation that is open: its head, its messages, and the composer or
 * what stands in its place.
 */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { Composer } from './composer';
import { useDesk } from './desk';
import { Icon } from './icons';
import { Marks } from './list';
import { Messages } from './messages';
import { agent_name, person_name } from './people';
import { href, place, roomy, show_details } from './place';
import { details } from './settings';
import { when } from './waiting';

export function ThreadPane(): VNode {
  const { connection, inbox } = useDesk();
  const id = place.value.conversation;
  const thread = id === null ? undefined : inbox.conversations.get(id);
  const asked = useSignal(false);
  const online = connection.state.value === 'online';

  useEffect(() => {
    if (id === null || !online) {
      return;
    }
    asked.value = false;
    void inbox.conversations.open(id).then(() => {
      asked.value = true;
    });
  }, [id, online]);

  return (
    <section class="thread" aria-label={t('console.conversation')}>
      {id === null ? (
        <Nothing />
      ) : thread !== undefined ? (
        <Opened thread={thread} />
      ) : asked.value ? (
        <div class="blank">
          <p class="strong">{t('console.thread.gone')}</p>
          <p>{t('console.thread.gone.hint')}</p>
          <a class="button quiet" href={href(place.value.category)}>
            {t('console.thread.back')}
          </a>
        </div>
      ) : (
        <div class="blank" aria-busy="true">
          <p class="faint">{t('console.loading')}</p>
        </div>
      )}
    </section>
  );
}

/* The list says already when there is nothing to choose. */
function Nothing(): VNode | null {
  const { inbox } = useDesk();
  const waiting = inbox.unread.value;

  if (inbox.lists[place.value.category].threads.value.length === 0) {
    return null;
  }
  return (
    <div class="blank">
      <Icon name="mine" />
      <p class="strong">{t('console.thread.none')}</p>
      <p>
        {waiting > 0
          ? t('console.thread.none.unread')
          : t('console.thread.none.hint')}
      </p>
    </div>
  );
}

function Opened({ thread }: { thread: Thread }): VNode {
  const { agent, attention, connection, inbox } = useDesk();
  const state = thread.state.value;

  /* D7; a mark that is not sent would be lost, hence only while online. */
  useSignalEffect(() => {
    if (
      attention.attentive.value &&
      connection.state.value === 'online' &&
      thread.state.value === 'ready' &&
      thread.last.value !== null
    ) {
      inbox.conversations.saw(thread);
    }
  });

  /* The composer takes the focus from here, where there is a keyboard. */
  useLayoutEffect(() => focus_head(), []);

  return (
    <>
      <Head thread={thread} />
      {state === 'ready' ? (
        <Messages thread={thread} me={agent.id} />
      ) : state === 'failed' ? (
        <div class="blank">
          <p class="strong">{t('console.thread.failed')}</p>
          <button
            type="button"
            class="button quiet"
            onClick={() => void inbox.conversations.open(thread.id)}
          >
            {t('console.again')}
          </button>
        </div>
      ) : (
        <div class="blank" aria-busy="true">
          <p class="faint">{t('console.loading')}</p>
        </div>
      )}
      {thread.conversation.value.status === 'closed' ? (
        <Closed thread={thread} />
      ) : (
        state === 'ready' && <Composer thread={thread} />
      )}
    </>
  );
}

function Head({ thread }: { thread: Thread }): VNode {
  const desk = useDesk();
  const conversation = thread.conversation.value;
  const closed = conversation.status === 'closed';
  const shown = roomy.value ? details.value : place.value.details;

  return (
    <div class="bar">
      <a
        class="button bare icon narrow-only"
        href={href(place.value.category)}
        aria-label={t('console.thread.back')}
      >
        <Icon name="back" />
      </a>
      <div class="who">
        <h2 id="thread-title" dir="auto" tabIndex={-1}>
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
      <button
        type="button"
        class="button bare icon"
        id="details-switch"
        aria-label={t('console.details')}
        title={t('console.details')}
        aria-expanded={shown}
        onClick={() => {
          if (roomy.peek()) {
            details.value = !details.peek();
          } else {
            show_details(!place.peek().details);
          }
        }}
      >
        <Icon name="panel" />
      </button>
    </div>
  );
}

function focus_head(): void {
  document.getElementById('thread-title')?.focus();
}

function Closed({ thread }: { thread: Thread }): VNode {
  /* Whoever was writing finds herself at the head, not nowhere. */
  useEffect(() => {
    if (document.activeElement === document.body) {
      focus_head();
    }
  }, []);

  return (
    <div class="closed-bar">
      <Icon name="closed" />
      <p>
        {t('console.closed.at', {
          when: when(thread.conversation.value.updated_at),
        })}
      </p>
    </div>
  );
}
