/* A conversation: what was said, who is writing, and where to write. */

import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import type { Conversation } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { format_day, t, tn } from '../shared/i18n';
import { Icon } from '../shared/icons';
import { Space, useRange } from '../shared/long_thread';
import { rows_of } from '../shared/rows';
import { TypingMark } from '../shared/typing';
import { Bubble, sender_name, Waiting } from './bubbles';
import { Composer } from './composer';
import { ConnectionBar } from './connection_bar';
import { Problem } from './problem';
import { sound } from './sound';
import type { Core, Visit } from './visit';

const NEAR_PX = 60; /* this close to the end counts as the end */

interface ThreadProps {
  visit: Visit;
  core: Core;
  thread: Thread;
}

export function ThreadScreen(props: ThreadProps): JSX.Element {
  const { visit, core, thread } = props;
  const conversation = thread.conversation.value;
  const closed = conversation.status === 'closed';
  const going_on = useSignal(false);

  useSignalEffect(() => {
    /* D7 */
    if (visit.looking.value && thread.messages.value.length > 0) {
      core.conversations.saw(thread);
    }
  });

  return (
    <>
      <Log {...props} />
      <State conversation={conversation} />
      <ConnectionBar visit={visit} />
      <Problem visit={visit} />
      {closed && !going_on.value ? (
        <Closed visit={visit} go_on={() => (going_on.value = true)} />
      ) : (
        <Writing core={core} thread={thread} />
      )}
    </>
  );
}

/* D2: where she stands. */
function State(props: { conversation: Conversation }): JSX.Element | null {
  const { status, queue_position, left_message } = props.conversation;
  let words: [string, string] | null = null;

  if (status === 'queued') {
    words = [
      queue_position === null
        ? t('panel.queue_waiting')
        : tn('panel.queue_position', queue_position),
      t('panel.queue_text'),
    ];
  } else if (left_message && status === 'open') {
    words = [t('panel.left_title'), t('panel.left_text')];
  }
  return (
    <div role="status">
      {words === null ? null : (
        <p class="state">
          <strong>{words[0]}</strong> {words[1]}
        </p>
      )}
    </div>
  );
}

function Log(props: ThreadProps): JSX.Element {
  const { core, thread } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const from_end = useRef(0);
  const written = useRef(0);
  const news = useSignal(false);
  const older = useSignal(false);
  const messages = thread.messages.value;
  const last_seq = messages[messages.length - 1]?.seq ?? 0;
  const range = useRange(scroller, messages);
  const rows = useMemo(
    () => rows_of(messages, range.from, range.to),
    [messages, range.from, range.to],
  );
  const waiting = core.outbox.items.value.filter(
    (item) =>
      item.conversation === thread.id &&
      !messages.some((one) => one.cid === item.cid && one.from.id === core.me),
  );
  const seen_seq = thread.seen_by_others(core.me);
  const mine = messages.filter((message) => message.from.id === core.me);
  const last_mine = mine[mine.length - 1]?.seq ?? 0;

  function to_end(): void {
    const box = scroller.current;

    if (box !== null) {
      box.scrollTop = box.scrollHeight;
    }
  }

  function scrolled(): void {
    const box = scroller.current!;

    range.scrolled();
    from_end.current = box.scrollHeight - box.scrollTop;
    stuck.current = from_end.current - box.clientHeight < NEAR_PX;
    if (stuck.current) {
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

    if (stuck.current) {
      to_end();
    } else {
      box.scrollTop = box.scrollHeight - from_end.current;
    }
  }, [messages[0]?.seq]);
  useLayoutEffect(() => {
    if (stuck.current || last_mine === last_seq) {
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
    const watch = new ResizeObserver(() => {
      if (stuck.current) {
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
        <div ref={list} role="log" aria-label={t('panel.messages')}>
          <ol>
            <Space px={range.above} />
            {rows.map((row) =>
              row.kind === 'day' ? (
                <li class="day" key={row.key}>
                  <span>{format_day(row.at)}</span>
                </li>
              ) : (
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
                />
              ),
            )}
            <Space px={range.below} />
            {waiting.map((item, i) => (
              <Waiting
                key={item.cid + core.me}
                item={item}
                outbox={core.outbox}
                first={i === 0 && last_mine !== last_seq}
              />
            ))}
          </ol>
        </div>
        <Empty thread={thread} core={core} />
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

function is_ready(thread: Thread): boolean {
  return thread.state.value === 'ready';
}

/* Nothing to read yet, or not to be had. */
function Empty(props: { thread: Thread; core: Core }): JSX.Element | null {
  const { thread, core } = props;

  if (thread.state.value === 'failed') {
    return (
      <div class="nothing" role="alert">
        <p>{t('panel.thread_failed')}</p>
        <button
          type="button"
          class="button quiet"
          onClick={() => core.conversations.open(thread.id)}
        >
          {t('panel.try_again')}
        </button>
      </div>
    );
  }
  return is_ready(thread) || thread.messages.value.length > 0 ? null : (
    <Skeleton />
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
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t('panel.typing', { name: names })}
        </p>
      )}
    </div>
  );
}

function Writing(props: { core: Core; thread: Thread }): JSX.Element {
  const { core, thread } = props;
  const mark = useMemo(
    () => new TypingMark(core.connection, thread.id),
    [core, thread],
  );

  useEffect(() => () => mark.off(), [mark]);

  return (
    <Composer
      key={thread.id}
      draft={core.drafts.get(thread.id)}
      label={t('panel.write')}
      changed={(text) => {
        void sound();
        core.drafts.set(thread.id, text);
        mark.changed(text);
      }}
      send={(text) => {
        core.outbox.add(thread.id, text);
        return true;
      }}
    />
  );
}

function Closed(props: { visit: Visit; go_on: () => void }): JSX.Element {
  const { visit } = props;
  const box = useRef<HTMLDivElement>(null);

  /* The field that had the focus is gone; no button may take a stray Enter. */
  useEffect(() => {
    if (document.hasFocus() && document.activeElement === document.body) {
      box.current?.focus({ preventScroll: true });
    }
  }, []);

  return (
    <div ref={box} class="closed" tabIndex={-1}>
      <p role="status">{t('panel.closed')}</p>
      <button
        type="button"
        class="button"
        disabled={visit.busy.value}
        onClick={() => visit.begin_chat()}
      >
        {t('panel.start_new')}
      </button>
      <button type="button" class="button bare" onClick={props.go_on}>
        {t('panel.go_on')}
      </button>
    </div>
  );
}

/* For the list: the last words of a conversation. */
export function excerpt(thread: Thread, me: string): string {
  const last = thread.last.value;

  if (last === null) {
    return '';
  }
  const name = last.from.id === me ? t('panel.you') : sender_name(last);
  return `${name}: ${last.text}`;
}
