/*
 * The messages of one conversation, with what is on its way: grouped, read
 * backwards on scrolling up, and never moving under the reader.
 */

import { useComputed, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Person } from '../shared/api';
import type { Thread } from '../shared/conversations';
import {
  format_day,
  format_full,
  format_time,
  t,
  tn,
  type Key,
} from '../shared/i18n';
import type { Outgoing } from '../shared/outbox';
import { problem_words } from '../shared/problems';
import { Text } from '../shared/text';
import { useDesk } from './desk';
import { Icon } from './icons';
import { lines_of, type Line } from './lines';
import { Dots } from './list';
import { person_name } from './people';

/* So near to an end (px) counts as being there. */
const BOTTOM_PX = 80;
const TOP_PX = 400;

export function Messages(props: { thread: Thread; me: string }): VNode {
  const { thread, me } = props;
  const { inbox } = useDesk();
  const scroller = useRef<HTMLDivElement>(null);
  const [unseen] = useState(() => first_unseen(thread, me));
  const lines = useLines(thread, unseen);
  const below = useSignal(0);
  const reading = useSignal<'no' | 'yes' | 'failed'>('no');
  /* Where the reader is: at the end, or so far above it. */
  const at = useRef({ bottom: true, from_bottom: 0, first: 0, last: 0 });
  const messages = thread.messages.value;
  const outgoing = useOutgoing(thread);
  const first = messages[0]?.seq ?? 0;
  const last = messages[messages.length - 1]?.seq ?? 0;

  async function older(): Promise<void> {
    if (reading.peek() === 'yes' || thread.complete.peek()) {
      return;
    }
    reading.value = 'yes';
    try {
      await inbox.conversations.older(thread);
      reading.value = 'no';
    } catch {
      reading.value = 'failed';
    }
  }

  function scrolled(): void {
    const box = scroller.current!;

    at.current.from_bottom = box.scrollHeight - box.scrollTop;
    at.current.bottom = at.current.from_bottom - box.clientHeight < BOTTOM_PX;
    if (at.current.bottom) {
      below.value = 0;
    }
    if (box.scrollTop < TOP_PX && reading.peek() === 'no') {
      void older();
    }
  }

  function to_bottom(): void {
    const box = scroller.current!;

    box.scrollTop = box.scrollHeight;
    scrolled();
  }

  useLayoutEffect(() => {
    const box = scroller.current!;
    const was = at.current;

    if (was.bottom || outgoing.length > 0) {
      box.scrollTop = box.scrollHeight;
    } else if (first < was.first) {
      box.scrollTop = box.scrollHeight - was.from_bottom;
    } else if (last > was.last) {
      below.value += last - was.last;
    }
    was.first = first;
    was.last = last;
    scrolled();
  }, [first, last, outgoing.length]);

  /* A pane that changes its size keeps its end in sight. */
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      if (at.current.bottom) {
        to_bottom();
      }
    });

    observer.observe(scroller.current!);
    observer.observe(scroller.current!.firstElementChild!);
    return () => observer.disconnect();
  }, []);

  return (
    <div class="messages-box">
      <div
        class="messages"
        ref={scroller}
        onScroll={scrolled}
        tabIndex={0}
        role="region"
        aria-label={t('console.messages')}
      >
        <div class="column">
          {!thread.complete.value && (
            <p class="older" aria-live="polite">
              {reading.value === 'failed' ? (
                <button
                  type="button"
                  class="button bare"
                  onClick={() => void older()}
                >
                  {t('console.older.failed')}
                </button>
              ) : (
                t('console.loading')
              )}
            </p>
          )}
          <ol>
            {lines.map((line) => (
              <LineItem key={line.message.seq} line={line} me={me} />
            ))}
            {outgoing.map((item) => (
              <OutgoingItem key={item.cid} item={item} />
            ))}
          </ol>
          <SeenMark thread={thread} me={me} />
          <Typing thread={thread} />
        </div>
      </div>
      {below.value > 0 && (
        <button type="button" class="button jump" onClick={to_bottom}>
          <Icon name="down" />
          {tn('console.below', below.value)}
        </button>
      )}
    </div>
  );
}

function useLines(thread: Thread, unseen: number | null): Line[] {
  const known = useRef<Map<number, Line>>(new Map());

  return useComputed(() => {
    known.current = lines_of(thread.messages.value, unseen, known.current);
    return [...known.current.values()];
  }).value;
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
      {day && (
        <li class="day">
          <time dateTime={message.created_at}>
            {format_day(message.created_at)}
          </time>
        </li>
      )}
      {unseen && (
        <li class="unseen">
          <span>{t('console.unseen')}</span>
        </li>
      )}
      <li class="line" data-side={side} data-first={first}>
        {first && (
          <p class="said">
            <bdi class="strong">
              {side === 'own' ? t('console.you') : person_name(message.from)}
            </bdi>{' '}
            <time dateTime={message.created_at}>
              {format_time(message.created_at)}
            </time>
          </p>
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

const STATES: Record<Outgoing['state'], Key> = {
  queued: 'console.outgoing.queued',
  sending: 'console.outgoing.sending',
  failed: 'console.outgoing.failed',
};

function OutgoingItem({ item }: { item: Outgoing }): VNode {
  const { outbox } = useDesk();

  return (
    <li class="line" data-side="own" data-state={item.state}>
      <div class="bubble">
        <p dir="auto">
          <Text text={item.text} />
        </p>
      </div>
      <div class="state" role={item.state === 'failed' ? 'alert' : undefined}>
        <Icon name={item.state === 'failed' ? 'alert' : 'clock'} />
        <span>
          {t(STATES[item.state])}
          {item.state === 'failed' && ` ${problem_words(item.code)}`}
        </span>
        {item.state === 'failed' && (
          <>
            <button
              type="button"
              class="link"
              onClick={() => outbox.retry(item.cid)}
            >
              {t('console.again')}
            </button>
            <button
              type="button"
              class="link"
              onClick={() => outbox.discard(item.cid)}
            >
              {t('console.outgoing.discard')}
            </button>
          </>
        )}
      </div>
    </li>
  );
}

/* Of the team's last message: whether the visitor has seen it (S4.17, D7). */
function SeenMark({ thread }: { thread: Thread; me: string }): VNode | null {
  const last = thread.last.value;
  const { seen, starter } = thread.conversation.value;

  if (last === null || last.from.kind !== 'agent') {
    return null;
  }
  const is_seen = (seen[starter.id] ?? 0) >= last.seq;

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
