/* What was said: a window on a long list that keeps its place. */

import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Message } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { Dots } from '../shared/dots';
import { end_of } from '../shared/end';
import { format_day, t } from '../shared/i18n';
import { Icon } from '../shared/icons';
import { Space, useRange } from '../shared/long_thread';
import { rows_of } from '../shared/rows';
import { Bubble, Waiting } from './bubbles';
import type { Core } from './core';
import { Nothing } from './nothing';
import type { Visit } from './visit';

const NEAR_PX = 60; /* this close to the end counts as the end */
const NONE: Message[] = [];

interface LogProps {
  visit: Visit;
  core: Core;
  thread: Thread;
}

export function Log(props: LogProps): JSX.Element {
  const { visit, core, thread } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  /* Where the end was when she was there last: above it, beyond reach. */
  const end = useRef(0);
  const from_end = useRef(0);
  const written = useRef(0);
  const news = useSignal(false);
  const older = useSignal(false);
  /* The last line alone, known from the list, would only be in the way. */
  const loading = is_loading(thread);
  const messages = loading ? NONE : thread.messages.value;
  const last_seq = messages[messages.length - 1]?.seq ?? 0;
  const range = useRange(scroller, messages);
  const waiting = core.outbox.items.value
    .filter(
      (item) =>
        item.conversation === thread.id &&
        !messages.some(
          (one) => one.cid === item.cid && one.from.id === core.me,
        ),
    )
    .map((item) => ({
      ...item,
      from: { id: core.me },
      created_at: new Date(item.created_ms).toISOString(),
    }));
  /* What waits stands as it will stand: nothing moves when it has arrived. */
  const rows = useMemo(
    () => rows_of(messages, range.from, range.to, undefined, waiting[0]),
    [messages, range.from, range.to, waiting[0]?.cid],
  );
  const coming = rows_of(
    waiting,
    0,
    waiting.length,
    messages[messages.length - 1],
  );
  const seen_seq = thread.seen_by_others(core.me);
  /* She, and more than one agent. */
  const handed = thread.conversation.value.participants[2];
  const parts = visit.parts.value;
  const mine = messages.filter((message) => message.from.id === core.me);
  const last_mine = mine[mine.length - 1]?.seq ?? 0;

  function is_there(): boolean {
    return end.current < Infinity;
  }

  function to_end(): void {
    const box = scroller.current;

    if (box !== null) {
      box.scrollTop = box.scrollHeight;
    }
  }

  function scrolled(): void {
    const box = scroller.current;

    /* The chat is left, and its last scrolling is told afterwards. */
    if (!box) {
      return;
    }
    range.scrolled();
    from_end.current = box.scrollHeight - box.scrollTop;
    end.current = end_of(box, NEAR_PX, end.current);
    if (is_there()) {
      news.value = false;
    }
    if (box.scrollTop < NEAR_PX) {
      void read_older();
    }
  }

  async function read_older(): Promise<void> {
    if (older.peek() || thread.complete.peek() || !is_ready(thread)) {
      return;
    }
    older.value = true;
    try {
      await core.conversations.older(thread);
    } catch {
      /* The next scroll tries again. */
    } finally {
      older.value = false;
    }
  }

  /* The end stays the end; above it, what is before her eyes stays there. */
  useLayoutEffect(() => {
    const box = scroller.current!;

    if (is_there()) {
      to_end();
    } else {
      box.scrollTop = box.scrollHeight - from_end.current;
    }
  }, [messages[0]?.seq]);
  useLayoutEffect(() => {
    if (is_there() || last_mine === last_seq) {
      to_end();
    } else {
      news.value = true;
    }
  }, [last_seq]);
  useLayoutEffect(() => {
    if (waiting.length > written.current) {
      to_end();
    }
    written.current = waiting.length;
  }, [waiting.length]);
  useEffect(() => {
    if (handed) {
      void visit.need_parts();
    }
  }, [!handed]);
  useEffect(() => {
    const watch = new ResizeObserver(() => {
      if (is_there()) {
        to_end();
      }
    });
    watch.observe(scroller.current!);
    watch.observe(list.current!);
    return () => watch.disconnect();
  }, []);

  return (
    <div class="log-frame">
      <div
        ref={scroller}
        class="log"
        tabIndex={0}
        role="region"
        aria-label={t('panel.thread')}
        onScroll={scrolled}
      >
        {thread.complete.value || !is_ready(thread) ? null : (
          <button type="button" class="button bare" onClick={read_older}>
            {older.value ? t('panel.loading') : t('panel.older')}
          </button>
        )}
        <Failed thread={thread} core={core} />
        <div ref={list} role="log" aria-label={t('panel.messages')}>
          <ol>
            <Space px={range.above} />
            {rows.flatMap((row) =>
              row.kind === 'day' ? (
                <Day key={row.key} at={row.at} />
              ) : (
                [
                  <Bubble
                    key={row.key}
                    message={row.message}
                    mine={row.message.from.id === core.me}
                    first={row.first}
                    last={row.last}
                    mark={
                      row.message.seq !== last_mine || waiting.length > 0
                        ? null
                        : seen_seq >= last_mine
                          ? 'seen'
                          : 'sent'
                    }
                    words={t('panel.seen')}
                  />,
                  handed && parts && (
                    <parts.Handovers
                      key={-row.message.seq}
                      thread={thread}
                      seq={row.message.seq}
                    />
                  ),
                ]
              ),
            )}
            <Space px={range.below} />
            {coming.map((row) =>
              row.kind === 'day' ? (
                <Day key={row.key} at={row.at} />
              ) : (
                <Waiting
                  key={row.key}
                  item={row.message}
                  outbox={core.outbox}
                  first={row.first}
                  last={row.last}
                />
              ),
            )}
          </ol>
        </div>
        {loading ? <Skeleton /> : null}
        <Typing thread={thread} />
      </div>
      {news.value ? (
        <button type="button" class="button news" onClick={to_end}>
          <Icon name="down" size={16} /> {t('panel.news')}
        </button>
      ) : null}
    </div>
  );
}

function Day({ at }: { at: string }): JSX.Element {
  return (
    <li class="day">
      <span>{format_day(at)}</span>
    </li>
  );
}

function is_ready(thread: Thread): boolean {
  return thread.state.value === 'ready';
}

/* History is on its way, and what is here is not all of it. */
export function is_loading(thread: Thread): boolean {
  return (
    !['ready', 'failed'].includes(thread.state.value) &&
    (thread.messages.value.length === 0 || !thread.complete.value)
  );
}

function Failed(props: { thread: Thread; core: Core }): JSX.Element | null {
  const { thread, core } = props;

  return thread.state.value !== 'failed' ? null : (
    <Nothing icon="alert" words={t('panel.thread_failed')}>
      <button
        type="button"
        class="button quiet"
        onClick={() => core.conversations.open(thread.id)}
      >
        {t('panel.try_again')}
      </button>
    </Nothing>
  );
}

export function Skeleton(): JSX.Element {
  return (
    <div class="skeleton" role="status">
      <span class="hidden">{t('panel.loading')}</span>
      <i />
      <i />
      <i />
    </div>
  );
}

function Typing(props: { thread: Thread }): JSX.Element {
  const names = props.thread.typing.value
    .map((person) => person.name ?? t('panel.team'))
    .join(', ');

  return (
    <div role="status">
      {names === '' ? null : (
        <p class="typing">
          <Dots />
          {t('panel.typing', { name: names })}
        </p>
      )}
    </div>
  );
}
