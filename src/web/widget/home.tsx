/* What she meets: whether someone is there, a way to begin, and her chats. */

import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlowStatus } from '../shared/api';
import type { Thread } from '../shared/conversations';
import {
  on_day,
  format_day,
  format_time,
  locale,
  regional,
  same_day,
  t,
  tn,
} from '../shared/i18n';
import { Icon, type IconName } from '../shared/icons';
import { Avatar, sender_name } from './bubbles';
import { ConnectionBar } from './connection_bar';
import { shown } from './frame';
import { Problem } from './problem';
import type { Core } from './core';
import type { Visit } from './visit';

const REFRESH_MS = 20000;

export function HomeScreen(props: { visit: Visit }): JSX.Element {
  const { visit } = props;
  const core = visit.core.value;

  useEffect(() => {
    const timer = setInterval(() => {
      if (shown.peek() && document.visibilityState === 'visible') {
        void visit.ask_status();
      }
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [visit]);

  return (
    <>
      <div class="home">
        <section class="hello">
          <h2>{t('panel.hello')}</h2>
          <Availability visit={visit} />
          <Begin visit={visit} />
          <Problem visit={visit} />
        </section>
        {core === null ? <How /> : <Earlier visit={visit} core={core} />}
      </div>
      <ConnectionBar visit={visit} />
    </>
  );
}

/* For one who has not been here: who answers, and how it goes. */
function How(): JSX.Element {
  const lines: [IconName, string][] = [
    ['chat', t('panel.how_who')],
    ['down', t('panel.how_on')],
    ['clock', t('panel.how_kept')],
  ];

  return (
    <ul class="how">
      {lines.map(([icon, words]) => (
        <li key={icon}>
          <span class="avatar">
            <Icon name={icon} />
          </span>
          {words}
        </li>
      ))}
    </ul>
  );
}

/* Who is there, how long it takes, or when somebody will be. */
function Availability(props: { visit: Visit }): JSX.Element {
  const status = props.visit.status.value;
  const names = (status?.available && status.agents) || [];

  return (
    <div
      class={`availability ${status === null ? 'asking' : status.available ? 'here' : 'away'}`}
      role="status"
    >
      {names[0] ? (
        <span class="faces">
          {names.map((name) => (
            <Avatar name={name} />
          ))}
        </span>
      ) : null}
      {/* As the title: with faces before them, the words are others. */}
      <p key={names.length}>
        {status === null
          ? t('panel.asking')
          : status.available
            ? here_words(status, names)
            : away_words(status.opens_at)}
      </p>
    </div>
  );
}

function here_words(status: FlowStatus, names: string[]): string {
  const { queue, answers_in_s } = status;
  /* As colleagues call each other. */
  const called = names.map((name) => name.split(' ')[0]!);

  const here = names[0]
    ? tn('panel.here_names', names.length, {
        names: new Intl.ListFormat(regional()).format(called),
      })
    : t('panel.here');

  return `${here} ${
    queue > 0
      ? tn('panel.here_queue', queue)
      : answers_in_s === undefined
        ? t('panel.here_now')
        : t('panel.here_in', { time: about(answers_in_s) })
  }`;
}

/* As people say it: 1 to 5, 10, 15, 20, 30, 45 minutes, then hours. */
function about(s: number): string {
  const n = [1, 2, 3, 4, 5, 10, 15, 20, 30, 45].find((most) => most * 60 >= s);

  return (n ?? Math.ceil(s / 3600)).toLocaleString(locale.value, {
    style: 'unit',
    unit: n ? 'minute' : 'hour',
    unitDisplay: 'long',
  });
}

function away_words(opens_at: string | null): string {
  return opens_at === null
    ? t('panel.away')
    : t('panel.away_until', opening(opens_at));
}

/* In her own time, wherever the flow is. */
export function opening(at: string): { day: string; time: string } {
  return { day: on_day(at), time: format_time(at) };
}

function Begin(props: { visit: Visit }): JSX.Element {
  const { visit } = props;

  return (
    <button
      type="button"
      id="start"
      class="button start"
      aria-disabled={visit.busy.value}
      onClick={() => void visit.begin_chat()}
    >
      {visit.busy.value
        ? t('panel.starting')
        : visit.status.value?.available === false
          ? t('panel.leave')
          : t('panel.start')}
    </button>
  );
}

function Earlier(props: { visit: Visit; core: Core }): JSX.Element {
  const { visit, core } = props;
  const threads = core.conversations.list.value;

  return threads.length === 0 ? (
    <How />
  ) : (
    <section class="earlier" aria-labelledby="earlier">
      <h3 id="earlier">{t('panel.earlier')}</h3>
      <ul>
        {threads.map((thread) => (
          <li key={thread.id}>
            <Line visit={visit} thread={thread} me={core.me} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line(props: {
  visit: Visit;
  thread: Thread;
  me: string;
}): JSX.Element {
  const { visit, thread } = props;
  const { agent, status, unread, updated_at } = thread.conversation.value;
  const who = agent?.name ?? t('panel.team');
  const today = same_day(updated_at, Date.now());

  return (
    <button
      type="button"
      class="line"
      onClick={() => void visit.show(thread.id)}
    >
      <Avatar name={agent?.name ?? null} />
      <span class="who">{who}</span>
      <time dateTime={updated_at}>
        {today ? format_time(updated_at) : format_day(updated_at)}
      </time>
      <span class="last">
        {excerpt(thread, props.me, who) ||
          (status === 'closed' ? t('panel.ended') : t('panel.open'))}
      </span>
      {unread > 0 ? (
        <span class="badge unread">
          {unread}
          <span class="hidden"> {t('panel.unread')}</span>
        </span>
      ) : status === 'closed' ? (
        <span class="tag">{t('panel.ended')}</span>
      ) : null}
    </button>
  );
}

/* The last words of a conversation; who said them, if not who is named. */
function excerpt(thread: Thread, me: string, who: string): string {
  const last = thread.last.value;

  if (last === null) {
    return '';
  }
  const name = last.from.id === me ? t('panel.you') : sender_name(last);
  return name === who ? last.text : `${name}: ${last.text}`;
}
