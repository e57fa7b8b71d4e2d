/*
 * The board, for administrators: what calls for somebody at a glance, then
 * the flows and the agents.
 */

import { useComputed, type ReadonlySignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { ComponentChild, VNode } from 'preact';
import type { Board as Shown } from '../shared/api';
import { format_time, t, type Key } from '../shared/i18n';
import { Failed } from './blank';
import { Board, is_late } from './board';
import rules from './board.later.css';
import { Agents, Flows } from './board_tables';
import { now_ms, useTicks, useVoice, Wait } from './board_wait';
import { ContactLine, TryNow } from './contact_line';
import { useDesk } from './desk';
import { leisure } from './leisure';

const sheet = new CSSStyleSheet();

sheet.replaceSync(rules as string);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

type Kind = 'quiet' | 'bad' | undefined;

const LABELS: readonly Key[] = [
  'console.board.queue',
  'console.board.wait',
  'console.board.overdue',
  'console.board.chats',
  'console.board.room',
  'console.presence.online',
];

export function BoardPage(): VNode {
  const { connection, contact } = useDesk();
  const [board] = useState(() => new Board(connection));
  const lost = contact.lost.value;
  const shown = board.shown.value;
  const now = board.shown as ReadonlySignal<Shown>;
  const failed = board.failed.value;
  const known = shown !== null;

  useEffect(() => () => board.stop(), []);
  useEffect(() => {
    leisure.value ||= known;
  }, [known]);
  useTicks();
  useVoice(board.shown);

  return (
    <section class="board page" aria-labelledby="board-title">
      <div class="bar">
        <div class="who">
          <h2 id="board-title" tabIndex={-1}>
            {t('console.board.title')}
          </h2>
          <p>
            {lost !== null ? (
              <ContactLine lost={lost} />
            ) : failed && shown !== null ? (
              <span class="lost">{t('console.board.failed')}</span>
            ) : (
              shown !== null &&
              t('console.board.as_of', { time: format_time(shown.at) })
            )}
          </p>
        </div>
        <TryNow kind="button quiet" heir="#board-title" />
      </div>
      {shown !== null ? (
        <div
          class="scroll"
          tabIndex={0}
          role="region"
          aria-labelledby="board-title"
        >
          <Glance shown={now} />
          <Flows shown={now} />
          <Agents shown={now} />
        </div>
      ) : failed ? (
        <Failed title={t('console.board.failed')} again={() => board.read()} />
      ) : (
        <Loading />
      )}
    </section>
  );
}

/* What is looked at first, each in a place of its own. */
function Tiles(props: {
  of: readonly { key: Key; value: ComponentChild; kind?: Kind }[];
}): VNode {
  return (
    <dl class="glance">
      {props.of.map(({ key, value, kind }) => (
        <div key={key}>
          <dt>{t(key)}</dt>
          <dd data-kind={kind}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((so_far, one) => so_far + of(one), 0);
}

function Glance({ shown }: { shown: ReadonlySignal<Shown> }): VNode {
  const { agents, flows } = shown.value;
  const online = agents.filter(({ state }) => state === 'online');
  const waiting = sum(flows, ({ queue }) => queue);
  const overdue = sum(flows, (flow) => flow.overdue);
  const since = flows
    .map(({ waiting_since }) => waiting_since)
    .filter((one) => one !== null)
    .sort()[0];
  const late = useComputed(() =>
    shown.value.flows.some((flow) => is_late(flow, now_ms.value)),
  ).value;

  return (
    <Tiles
      of={[
        {
          key: 'console.board.queue',
          value: waiting,
          kind: waiting === 0 ? 'quiet' : undefined,
        },
        {
          key: 'console.board.wait',
          value: <Wait since={since ?? null} />,
          kind: late ? 'bad' : since === undefined ? 'quiet' : undefined,
        },
        {
          key: 'console.board.overdue',
          value: overdue,
          kind: overdue === 0 ? 'quiet' : 'bad',
        },
        {
          key: 'console.board.chats',
          value: sum(flows, ({ chats }) => chats),
        },
        {
          key: 'console.board.room',
          value: sum(online, ({ chats, max_chats }) =>
            Math.max(0, max_chats - chats),
          ),
        },
        { key: 'console.presence.online', value: online.length },
      ]}
    />
  );
}

/* As it will stand there, but for what is not known yet. */
function Loading(): VNode {
  return (
    <div class="scroll" aria-busy="true">
      <p class="hidden">{t('console.loading')}</p>
      <Tiles of={LABELS.map((key) => ({ key, value: '\u00a0' }))} />
      <div aria-hidden="true">
        {[0, 1, 2, 3, 4, 5].map((n) => (
          <div key={n} class="bone" />
        ))}
      </div>
    </div>
  );
}
