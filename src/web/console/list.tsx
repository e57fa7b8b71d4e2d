/*
 * The conversations of one category.  Each row listens to its own thread, so
 * that a message redraws one row.
 */

import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Thread } from '../shared/conversations';
import { t, tn, type Key } from '../shared/i18n';
import { focus_pane } from './beside';
import { useDesk } from './desk';
import { Icon } from './icons';
import { is_new } from './inbox';
import { agent_name, person_name } from './people';
import { href, place, type Category } from './place';
import { category_name } from './rail';
import { Ring } from './ring';
import { ago, waiting_since, when } from './waiting';

const EMPTY: Record<Category, readonly [Key, Key]> = {
  mine: ['console.empty.mine', 'console.empty.mine.hint'],
  open: ['console.empty.open', 'console.empty.open.hint'],
  closed: ['console.empty.closed', 'console.empty.closed.hint'],
};

export function List(): VNode {
  const { inbox, presence } = useDesk();
  const category = place.value.category;
  const list = inbox.lists[category];
  const state = list.state.value;
  const known =
    presence.known.value && (list.known.value || state === 'failed');
  const threads = known ? list.threads.value : [];
  const scroller = useRef<HTMLDivElement>(null);
  const rover = useSignal('');
  const selected = place.value.conversation;
  const ids = threads.map((thread) => thread.id);
  const stop =
    [rover.value, selected].find((id) => id !== null && ids.includes(id)) ??
    ids[0];

  useEffect(() => {
    void inbox.show(category);
    scroller.current?.scrollTo(0, 0);
  }, [category]);

  /* Back from a thread that covered the list. */
  useEffect(() => {
    if (selected === null && document.activeElement === document.body) {
      scroller.current
        ?.querySelector<HTMLElement>('.row[tabindex="0"]')
        ?.focus();
    }
  }, [selected]);

  return (
    <section class="list" aria-labelledby="list-title">
      <div class="bar">
        <h2 id="list-title">{category_name(category)}</h2>
        {state === 'ready' && (
          <span class="faint">{tn('console.count', list.count.value)}</span>
        )}
      </div>
      <div class="scroll" ref={scroller} aria-busy={state === 'loading'}>
        {presence.state.value?.state === 'offline' && category !== 'closed' && (
          <div class="nudge">
            <p>{t('console.presence.nudge')}</p>
            <button
              type="button"
              class="button quiet"
              onClick={() => void presence.go('online')}
            >
              {t('console.presence.goonline')}
            </button>
          </div>
        )}
        <ul class="rows" onKeyDown={walk}>
          {threads.map((thread) => (
            <Row
              key={thread.id}
              thread={thread}
              category={category}
              selected={thread.id === selected}
              stop={thread.id === stop}
              focused={() => (rover.value = thread.id)}
            />
          ))}
        </ul>
        <Foot category={category} />
      </div>
    </section>
  );
}

/* What stands below the rows, or in their place. */
function Foot({ category }: { category: Category }): VNode | null {
  const { inbox, presence } = useDesk();
  const list = inbox.lists[category];
  const empty =
    !presence.known.value ||
    !list.known.value ||
    list.threads.value.length === 0;

  switch (presence.known.value ? list.state.value : 'loading') {
    case 'unread':
    case 'loading':
      return empty ? (
        <div class="skeletons">
          <p class="hidden">{t('console.loading')}</p>
          {[0, 1, 2, 3].map((n) => (
            <div class="skeleton" key={n} />
          ))}
        </div>
      ) : null;
    case 'failed':
      return (
        <div class="blank">
          <p>{t('console.list.failed')}</p>
          <button
            type="button"
            class="button quiet"
            onClick={() => void inbox.show(category)}
          >
            {t('console.again')}
          </button>
        </div>
      );
    case 'ready':
      if (list.next.value !== null) {
        return (
          <button
            type="button"
            class="button bare more"
            onClick={() => void inbox.more(category)}
          >
            {t('console.list.more')}
          </button>
        );
      }
      return empty ? (
        <div class="blank">
          <Icon name={category} />
          <p class="strong">{t(EMPTY[category][0])}</p>
          <p>{t(EMPTY[category][1])}</p>
        </div>
      ) : null;
  }
}

function Row(props: {
  thread: Thread;
  category: Category;
  selected: boolean;
  stop: boolean;
  focused: () => void;
}): VNode {
  const { thread, category } = props;
  const { agent, beside, presence } = useDesk();
  const conversation = thread.conversation.value;
  const pinned = beside.shown.value.includes(thread.id);
  const fresh = is_new(conversation, agent.id);
  const unread = fresh || conversation.unread > 0;
  const mine = conversation.agent?.id === agent.id;

  return (
    <li>
      <a
        class="row"
        href={href(category, thread.id)}
        aria-current={props.selected ? 'true' : undefined}
        data-id={thread.id}
        data-beside={pinned}
        data-unread={unread}
        tabIndex={props.stop ? 0 : -1}
        onFocus={props.focused}
        onClick={(event) => {
          /* It is on the screen already; other tabs are the browser's. */
          if (pinned && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            focus_pane(thread.id);
          }
        }}
      >
        <span class="row-top">
          <span class="row-name" dir="auto">
            {person_name(conversation.starter)}
          </span>
          <RowTime thread={thread} />
        </span>
        <span class="row-middle">
          <RowLine thread={thread} />
          {conversation.unread > 0 && !fresh && (
            <span class="badge" data-quiet={!mine}>
              {conversation.unread}
              <span class="hidden"> {t('console.unread.word')}</span>
            </span>
          )}
          {fresh && <span class="badge">{t('console.mark.new')}</span>}
        </span>
        <span class="row-meta">
          <span class="row-flow" dir="auto">
            {presence.flow_name(conversation.flow)}
          </span>
          {!mine && conversation.agent !== null && (
            <span class="row-agent" dir="auto">
              {agent_name(conversation.agent)}
            </span>
          )}
          {pinned && (
            <span class="row-pin">
              <Icon name="pin" />
              <span class="hidden">{t('console.beside.mark')}</span>
            </span>
          )}
          <Ring thread={thread} />
          <Marks thread={thread} />
        </span>
      </a>
    </li>
  );
}

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

function RowTime({ thread }: { thread: Thread }): VNode {
  const since = useComputed(() => waiting_since(thread)).value;
  const long = useComputed(() => {
    const since_ms = waiting_since(thread);

    return since_ms === null ? '' : ago(since_ms);
  }).value;
  const text = useComputed(() =>
    waiting_since(thread) === null
      ? when(thread.conversation.value.updated_at)
      : t('console.waiting.now'),
  ).value;

  return since === null ? (
    <span class="row-time">{text}</span>
  ) : (
    /* A colour only for who has waited a while, or it would say nothing. */
    <span class={long === '' ? 'row-time' : 'row-time waiting'}>
      <span class="hidden">{t('console.waiting')} </span>
      <Icon name="clock" />
      {long || text}
    </span>
  );
}

function RowLine({ thread }: { thread: Thread }): VNode {
  const { agent } = useDesk();
  const typing = thread.typing.value;
  const last = thread.last.value;

  if (typing.length > 0) {
    const person = typing[0]!;

    return (
      <span class="row-line typing">
        {person.kind === 'visitor'
          ? t('console.typing')
          : t('console.typing.name', { name: person_name(person) })}
        <Dots />
      </span>
    );
  }
  /* S2.1: the chat is there before any text of the visitor. */
  if (
    thread.conversation.value.last_seq === 0 ||
    (last?.seq === 1 && last.from.kind !== 'visitor')
  ) {
    return <span class="row-line faint">{t('console.row.nothing')}</span>;
  }
  if (last === null) {
    return <span class="row-line">{'\u00a0'}</span>;
  }
  const who =
    last.from.kind === 'visitor'
      ? ''
      : last.from.id === agent.id
        ? t('console.you')
        : person_name(last.from);

  return (
    <span class="row-line">
      {who !== '' && <bdi class="row-who">{`${who}: `}</bdi>}
      <bdi>{last.text.slice(0, 120)}</bdi>
    </span>
  );
}

export function Dots(): VNode {
  return (
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}

/* Up and down go from row to row; Enter opens, as with any link. */
function walk(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.row')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const to = {
    ArrowDown: Math.min(at + 1, rows.length - 1),
    ArrowUp: Math.max(at - 1, 0),
    Home: 0,
    End: rows.length - 1,
  }[event.key];

  if (to !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    rows[to]?.focus();
  }
}
