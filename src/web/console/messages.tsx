/*
 * The messages of one conversation, with what is on its way: grouped, read
 * backwards on scrolling up, and never moving under the reader.
 */

import { useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Fragment, type VNode } from 'preact';
import { Dots } from '../shared/dots';
import type { Message, Person } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { format_full, t, tn } from '../shared/i18n';
import { Space, useRange, type Range } from '../shared/long_thread';
import type { Outgoing } from '../shared/outbox';
import { Text } from '../shared/text';
import { between } from './between';
import { useDesk } from './desk';
import { Icon } from './icons';
import { DayItem, SaidBy } from './line_head';
import { lines_of, type Line } from './lines';
import { OutgoingItems } from './outgoing';
import { person_name } from './people';
import { useReading, type Reading } from './reading';

export function Messages(props: { thread: Thread; me: string }): VNode {
  const { thread, me } = props;
  const [unseen] = useState(() => first_unseen(thread, me));
  const outgoing = useOutgoing(thread);
  const reading = useReading(thread, outgoing.length);
  const messages = thread.messages.value;
  const range = useRange(reading.scroller, messages);
  const lines = useLines(messages, unseen, range);
  const desk = useDesk();
  const things = between(thread, desk);
  const after = (seq: number): VNode[] =>
    things.filter((one) => one.after_seq === seq).map(({ item }) => item);
  /* What happened after the last message stands below what became of it. */
  const last = thread.last.value;
  const last_seq = last?.seq ?? 0;
  const mark = last?.from.kind === 'agent' && outgoing.length === 0 && (
    <SeenMark thread={thread} last_seq={last.seq} />
  );

  useEffect(() => desk.resting.hold(thread), [thread]);

  /*
   * D7, and here, where the first unseen is known by now.  A mark that is not
   * sent would be lost, hence only while online.
   */
  useSignalEffect(() => {
    const { attention, connection, inbox } = desk;

    if (
      attention.attentive.value &&
      connection.state.value === 'online' &&
      thread.last.value !== null
    ) {
      inbox.conversations.saw(thread);
    }
  });

  return (
    <div class="messages-box">
      <div
        class="messages"
        ref={reading.scroller}
        onScroll={() => {
          range.scrolled();
          reading.scrolled();
        }}
        tabIndex={0}
        role="region"
        aria-label={t('console.messages')}
      >
        <div class="column">
          {!thread.complete.value && <Older reading={reading} />}
          <ol>
            <Space px={range.above} />
            {range.from === 0 && after(0)}
            {lines.map((line) => {
              const { seq } = line.message;
              const here = after(seq);

              return (
                <Fragment key={seq}>
                  <LineItem line={line} me={me} />
                  {seq === last_seq && here.length > 0 && mark && (
                    <li>{mark}</li>
                  )}
                  {here}
                </Fragment>
              );
            })}
            <Space px={range.below} />
            <OutgoingItems
              items={outgoing}
              last={last}
              closed={thread.conversation.value.status === 'closed'}
            />
          </ol>
          {after(last_seq).length === 0 && mark}
          <Typing thread={thread} />
        </div>
      </div>
      {reading.below.value > 0 && (
        <button type="button" class="button jump" onClick={reading.to_bottom}>
          <Icon name="down" />
          {tn('console.below', reading.below.value)}
        </button>
      )}
    </div>
  );
}

function Older({ reading }: { reading: Reading }): VNode {
  return (
    <p class="older" aria-live="polite">
      {reading.older.value === 'failed' ? (
        <button type="button" class="button bare" onClick={reading.read_older}>
          {t('console.older.failed')}
        </button>
      ) : (
        t('console.loading')
      )}
    </p>
  );
}

function useLines(
  messages: readonly Message[],
  unseen: number | null,
  { from, to }: Range,
): Line[] {
  const known = useRef<Map<number, Line>>(new Map());

  return useMemo(() => {
    known.current = lines_of(messages, unseen, known.current, from, to);
    return [...known.current.values()];
  }, [messages, unseen, from, to]);
}

/* Not those whose message has come back as an event already. */
function useOutgoing(thread: Thread): Outgoing[] {
  const { outbox } = useDesk();

  return useComputed(() => {
    const items = outbox.items.value.filter(
      (item) => item.conversation === thread.id,
    );
    if (items.length === 0) {
      return items;
    }
    const arrived = new Set(
      thread.messages.value.slice(-50).map((message) => message.cid),
    );
    return items.filter((item) => !arrived.has(item.cid));
  }).value;
}

function first_unseen(thread: Thread, me: string): number | null {
  const seen = thread.conversation.peek().seen[me] ?? 0;
  const first = thread.messages
    .peek()
    .find((message) => message.seq > seen && message.from.id !== me);

  return seen > 0 ? (first?.seq ?? null) : null;
}

function side_of(from: Person, me: string): string {
  switch (from.kind) {
    case 'visitor':
      return 'theirs';
    case 'agent':
      return from.id === me ? 'own' : 'ours';
    default:
      return 'auto';
  }
}

function LineItem({ line, me }: { line: Line; me: string }): VNode {
  const { message, day, unseen, first } = line;
  const side = side_of(message.from, me);

  return (
    <>
      {day && <DayItem at={message.created_at} />}
      {unseen && (
        <li class="unseen">
          <span>{t('console.unseen')}</span>
        </li>
      )}
      <li
        class="line"
        data-side={side}
        data-first={first}
        data-seq={message.seq}
      >
        {first && (
          <SaidBy
            name={side === 'own' ? t('console.you') : person_name(message.from)}
            at={message.created_at}
          />
        )}
        <div class="bubble" title={format_full(message.created_at)}>
          <p dir="auto">
            <Text text={message.text} />
          </p>
          {message.edited_at !== null && (
            <span class="edited">{t('console.edited')}</span>
          )}
        </div>
      </li>
    </>
  );
}

/* Of the team's last message: whether the visitor has seen it (S4.17, D7). */
function SeenMark(props: { thread: Thread; last_seq: number }): VNode {
  const { seen, starter } = props.thread.conversation.value;
  const is_seen = (seen[starter.id] ?? 0) >= props.last_seq;

  return (
    <p class="seen">
      {is_seen && <Icon name="check" />}
      {is_seen ? t('console.seen') : t('console.sent')}
    </p>
  );
}

function Typing({ thread }: { thread: Thread }): VNode {
  const writers = thread.typing.value;

  return (
    <div class="writing" aria-live="polite">
      {writers.length > 0 && (
        <p>
          <Dots />
          <span dir="auto">
            {t('console.typing.name', {
              name: writers.map(person_name).join(', '),
            })}
          </span>
        </p>
      )}
    </div>
  );
}
