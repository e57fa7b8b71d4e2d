/*
 * A conversation as it stands in the list.  Each row listens to its own
 * thread, so that a message redraws one row.
 */

import { useComputed, type Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { Dots } from '../shared/dots';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { focus_pane } from './beside';
import { useDesk } from './desk';
import { Icon } from './icons';
import { is_new } from './inbox';
import { leisure } from './leisure';
import { Marks } from './marks';
import { agent_name, person_name } from './people';
import { href, type Category } from './place';
import { Ring } from './ring';
import { ago, is_long, waiting_since, when } from './waiting';

export function Row(props: {
  thread: Thread;
  category: Category;
  /* It is in this list no more, which holds still. */
  left: boolean;
  selected: boolean;
  stop: boolean;
  /* Which row has the focus, or had it last. */
  rover: Signal<string>;
}): VNode {
  const { thread, category } = props;
  const { agent, beside, drafts, outbox, presence } = useDesk();
  const conversation = thread.conversation.value;
  const pinned = beside.shown.value.includes(thread.id);
  const fresh = is_new(conversation, agent.id);
  const unread = fresh || conversation.unread > 0;
  const mine = conversation.agent?.id === agent.id;
  const unsent = useComputed(() =>
    outbox.items.value.some(
      ({ conversation: id, state }) =>
        id === thread.id && (state === 'held' || state === 'failed'),
    ),
  ).value;
  const draft = useComputed(() => drafts.written.value.has(thread.id)).value;

  return (
    <li>
      <a
        class="row"
        href={href(category, thread.id)}
        aria-current={props.selected ? 'true' : undefined}
        data-id={thread.id}
        data-beside={pinned}
        data-left={props.left}
        data-unread={unread}
        tabIndex={props.stop ? 0 : -1}
        onFocus={() => (props.rover.value = thread.id)}
        onClick={(event) => {
          /* Other tabs are the browser's. */
          if (event.ctrlKey || event.metaKey || event.shiftKey) {
            return;
          }
          if (pinned) {
            event.preventDefault();
          }
          /* It is on the screen already. */
          if (pinned || props.selected) {
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
          <span class="row-signs">
            {unsent ? (
              <span class="mark bad">{t('console.mark.unsent')}</span>
            ) : (
              draft && (
                <span class="row-draft">
                  <Icon name="pen" />
                  {t('console.mark.draft')}
                </span>
              )
            )}
            {!conversation.overdue && <Ring thread={thread} />}
            {props.left && conversation.status === 'closed' && (
              <span class="mark">{t('console.status.closed')}</span>
            )}
            <Marks thread={thread} />
          </span>
        </span>
      </a>
    </li>
  );
}

function RowTime({ thread }: { thread: Thread }): VNode {
  const since = useComputed(() => waiting_since(thread)).value;
  const passed = useComputed(() => {
    const since_ms = waiting_since(thread);

    return since_ms === null ? '' : ago(since_ms);
  }).value;
  const long = useComputed(() => {
    const since_ms = waiting_since(thread);

    return since_ms !== null && is_long(since_ms);
  }).value;
  const text = useComputed(() =>
    waiting_since(thread) !== null
      ? t('console.waiting.now')
      : /* The first formatter of times costs more than a list of rows. */
        leisure.value
        ? when(thread.conversation.value.updated_at)
        : '',
  ).value;

  /* Aligned to its end, another text is another thing: nothing has moved. */
  return since === null ? (
    <span class="row-time" key={text}>
      {text}
    </span>
  ) : (
    /* A colour only for who has waited a while, or it would say nothing. */
    <span
      class={long ? 'row-time waiting' : 'row-time'}
      key={`since ${passed || text}`}
    >
      <span class="hidden">{t('console.waiting')} </span>
      <Icon name="clock" />
      {passed || text}
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
    <span class="row-line" key={last.seq}>
      {who !== '' && <bdi class="row-who">{`${who}: `}</bdi>}
      <bdi>{last.text.slice(0, 120)}</bdi>
    </span>
  );
}
