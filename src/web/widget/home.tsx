/* What she meets: whether someone is there, a way to begin, and her chats. */

import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlowStatus } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { Drafts } from '../shared/drafts';
import { format_day, format_time, same_day, t, tn } from '../shared/i18n';
import { Icon, type IconName } from '../shared/icons';
import { Avatar } from './bubbles';
import { Composer } from './composer';
import { ConnectionBar } from './connection_bar';
import { shown } from './frame';
import { Problem } from './problem';
import { excerpt } from './thread';
import type { Core, Visit } from './visit';

const REFRESH_MS = 20000;
const letters = new Drafts('letter');

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

function Availability(props: { visit: Visit }): JSX.Element {
  const status = props.visit.status.value;
  const [kind, words] =
    status === null
      ? ['asking', t('panel.asking')]
      : [status.available ? 'here' : 'away', availability_words(status)];

  return (
    <p class={`availability ${kind}`} role="status">
      {words}
    </p>
  );
}

function availability_words(status: FlowStatus): string {
  if (status.available) {
    return status.queue > 0
      ? tn('panel.here_queue', status.queue)
      : t('panel.here');
  }
  if (status.opens_at === null) {
    return t('panel.away');
  }
  return same_day(status.opens_at, Date.now())
    ? t('panel.away_today', { time: format_time(status.opens_at) })
    : t('panel.away_until', {
        day: new Intl.DateTimeFormat(document.documentElement.lang, {
          weekday: 'long',
          day: 'numeric',
          month: 'long',
        }).format(new Date(status.opens_at)),
        time: format_time(status.opens_at),
      });
}

function Begin(props: { visit: Visit }): JSX.Element {
  const { visit } = props;

  return (
    <button
      type="button"
      id="start"
      class="button start"
      aria-disabled={visit.busy.value}
      onClick={() => visit.begin_chat()}
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
  const today = same_day(updated_at, Date.now());

  return (
    <button type="button" class="line" onClick={() => visit.show(thread.id)}>
      <Avatar name={agent?.name ?? null} />
      <span class="who">{agent?.name ?? t('panel.team')}</span>
      <time dateTime={updated_at}>
        {today ? format_time(updated_at) : format_day(updated_at)}
      </time>
      <span class="last">
        {excerpt(thread, props.me) ||
          (status === 'closed' ? t('panel.ended') : t('panel.open'))}
      </span>
      {unread > 0 ? (
        <span class="unread">
          {unread}
          <span class="hidden"> {t('panel.unread')}</span>
        </span>
      ) : status === 'closed' ? (
        <span class="tag">{t('panel.ended')}</span>
      ) : null}
    </button>
  );
}

/* D2: nobody is there, and she leaves a message. */
export function LetterScreen(props: { visit: Visit }): JSX.Element {
  const { visit } = props;

  return (
    <>
      <div class="letter">
        <h2>{t('panel.letter')}</h2>
        <p>{t('panel.letter_text')}</p>
      </div>
      <ConnectionBar visit={visit} />
      <Problem visit={visit} />
      <Composer
        draft={letters.get(visit.flow)}
        label={t('panel.write')}
        disabled={visit.busy.value}
        changed={(text) => letters.set(visit.flow, text)}
        send={(text) => visit.leave(text)}
      />
    </>
  );
}
