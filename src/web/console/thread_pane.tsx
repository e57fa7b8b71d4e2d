/*
 * A conversation that is open, the first or one beside it: its head, its
 * messages, and the composer or what stands in its place.
 */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { RefObject, VNode } from 'preact';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { Blank, Bones, Failed } from './blank';
import { Composer } from './composer';
import { useDesk } from './desk';
import { Icon } from './icons';
import { Messages } from './messages';
import { person_name } from './people';
import { href, place } from './place';
import { Head } from './thread_head';
import { when } from './waiting';

export function ThreadPane(props: {
  id: string | null;
  first: boolean;
}): VNode {
  const { id, first } = props;
  const { beside, connection, inbox, presence, turned } = useDesk();
  const thread = id === null ? undefined : inbox.conversations.get(id);
  const asked = useSignal(false);
  const online = connection.state.value === 'online';

  function done(): void {
    if (thread !== undefined) {
      turned.done(thread);
    }
  }

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
    <section
      class="thread"
      data-id={id}
      aria-label={
        first
          ? t('console.conversation')
          : t('console.beside.label', {
              name:
                thread === undefined
                  ? ''
                  : person_name(thread.conversation.value.starter),
            })
      }
      onFocusIn={() => {
        beside.focused(first ? null : id);
        /* After a reload the focus comes by itself. */
        if (navigator.userActivation?.isActive) {
          done();
        }
      }}
      onPointerDown={done}
      onKeyDown={done}
      onWheel={done}
    >
      {id === null ? (
        <Nothing />
      ) : thread !== undefined && presence.known.value ? (
        <Opened thread={thread} first={first} />
      ) : asked.value ? (
        <Blank
          icon="info"
          title={t('console.thread.gone')}
          hint={t('console.thread.gone.hint')}
        >
          {first ? (
            <a class="button quiet" href={href(place.value.category)}>
              {t('console.thread.back')}
            </a>
          ) : (
            <button
              type="button"
              class="button quiet"
              onClick={() => beside.toggle(id)}
            >
              {t('console.beside.unpin')}
            </button>
          )}
        </Blank>
      ) : (
        <Bones of="messages" />
      )}
    </section>
  );
}

/* The list says already when there is nothing to choose. */
function Nothing(): VNode | null {
  const { beside, inbox } = useDesk();
  const waiting = inbox.unread.value;

  if (inbox.lists[place.value.category].threads.value.length === 0) {
    return null;
  }
  const hint =
    beside.shown.value.length > 0
      ? t('console.beside.hint')
      : waiting > 0
        ? t('console.thread.none.unread')
        : t('console.thread.none.hint');

  return <Blank icon="mine" title={t('console.thread.none')} hint={hint} />;
}

function Opened(props: { thread: Thread; first: boolean }): VNode {
  const { thread, first } = props;
  const { agent, attention, inbox, turned } = useDesk();
  const state = thread.state.value;
  const head = useRef<HTMLHeadingElement>(null);

  /* D1 */
  useSignalEffect(() => {
    if (thread.conversation.value.focus_due_at && attention.attentive.value) {
      turned.armed(thread);
    }
  });

  /* The composer takes the focus from here, where there is a keyboard. */
  useLayoutEffect(() => {
    if (first) {
      head.current?.focus();
    }
  }, []);

  return (
    <>
      <Head thread={thread} first={first} title={head} />
      {state === 'ready' ? (
        <Messages thread={thread} me={agent.id} />
      ) : state === 'failed' ? (
        <Failed
          title={t('console.thread.failed')}
          again={() => void inbox.conversations.open(thread.id)}
        />
      ) : (
        <Bones of="messages" />
      )}
      {thread.conversation.value.status === 'closed' ? (
        <Closed thread={thread} title={head} />
      ) : (
        state === 'ready' && <Composer thread={thread} first={first} />
      )}
    </>
  );
}

function Closed(props: {
  thread: Thread;
  title: RefObject<HTMLHeadingElement | null>;
}): VNode {
  const { thread, title } = props;

  /* Whoever was writing finds herself at the head, not nowhere. */
  useEffect(() => {
    if (document.activeElement === document.body) {
      title.current?.focus();
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
