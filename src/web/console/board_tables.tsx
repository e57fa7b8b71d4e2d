/*
 * The two tables of the board.  Their roles are said although they are
 * tables: on a phone their rows are drawn as blocks.
 */

import { useComputed, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import type { Board as Shown, BoardAgent, BoardFlow } from '../shared/api';
import { t, tn, type Key } from '../shared/i18n';
import { Blank } from './blank';
import { trouble_of } from './board';
import { now_ms, Wait } from './board_wait';
import { STATE_NAMES } from './presence_menu';
import { when } from './waiting';

/* The build shortens keys where they stand in single quotes. */
const QUEUE: Key = 'console.board.queue';
const WAIT: Key = 'console.board.wait';
const OVERDUE: Key = 'console.board.overdue';
const CHATS: Key = 'console.board.chats';
const ROOM: Key = 'console.board.room';
const ACTIVE: Key = 'console.board.active';
const PRESENCE: Key = 'console.presence.title';
const WORKS_IN: Key = 'console.presence.flows';

const FLOWS: readonly Key[] = [
  'console.board.flow',
  QUEUE,
  WAIT,
  OVERDUE,
  CHATS,
  ROOM,
  ACTIVE,
];

const AGENTS: readonly Key[] = [
  'console.board.agent',
  PRESENCE,
  WORKS_IN,
  CHATS,
  OVERDUE,
];

function Table(props: {
  id: string;
  caption: string;
  columns: readonly Key[];
  more: number;
  children: ComponentChildren;
}): VNode {
  return (
    <div class="sheet-of" id={props.id}>
      <table role="table">
        <caption>{props.caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {props.columns.map((key) => (
              <th key={key} role="columnheader" scope="col">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">{props.children}</tbody>
      </table>
      {props.more > 0 && (
        <p class="more-rows">{tn('console.board.more', props.more)}</p>
      )}
    </div>
  );
}

/* On a phone it says itself what it counts. */
function Cell(props: { of: Key; children: ComponentChildren }): VNode {
  return (
    <td role="cell" data-of={t(props.of)}>
      {props.children}
    </td>
  );
}

/* What calls for somebody; its room is there without it, too. */
function Figure(props: {
  n: number;
  kind?: 'warn' | 'bad' | undefined;
}): VNode {
  const { n, kind } = props;

  return n === 0 ? (
    <span class="figure none">0</span>
  ) : (
    <span class={kind === undefined ? 'figure' : `figure mark ${kind}`}>
      {n}
    </span>
  );
}

function by_name(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name);
}

export function Flows(props: { shown: ReadonlySignal<Shown> }): VNode {
  const { shown } = props;
  const board = shown.value;
  /* Drawn anew when the order is another, not with each second. */
  const ranks = useComputed(() =>
    shown.value.flows.map((flow) => trouble_of(flow, now_ms.value)).join(),
  );
  const rank = ranks.value.split(',').map(Number);
  const flows = board.flows
    .map((flow, n) => ({ flow, trouble: rank[n]! }))
    .sort((a, b) => b.trouble - a.trouble || by_name(a.flow, b.flow));

  return flows.length === 0 ? (
    <section class="nothing">
      <h3>{t('console.presence.flows')}</h3>
      <Blank
        icon="open"
        title={t('console.board.no_flow')}
        hint={t('console.board.no_flow.hint')}
      />
    </section>
  ) : (
    <Table
      id="board-flows"
      caption={t('console.presence.flows')}
      columns={FLOWS}
      more={board.more.flows}
    >
      {flows.map(({ flow, trouble }) => (
        <Flow key={flow.id} flow={flow} trouble={trouble} />
      ))}
    </Table>
  );
}

function Flow(props: { flow: BoardFlow; trouble: number }): VNode {
  const { flow, trouble } = props;
  const late = trouble === 4;

  return (
    <tr role="row" data-trouble={trouble}>
      <th role="rowheader" scope="row">
        <span class="named" dir="auto">
          {flow.name}
        </span>
        {!flow.public && <small>{t('console.presence.private')}</small>}
      </th>
      <Cell of={QUEUE}>
        <Figure n={flow.queue} kind={flow.queue > 0 ? 'warn' : undefined} />
      </Cell>
      <Cell of={WAIT}>
        <span class={late ? 'figure mark bad' : 'figure'}>
          <Wait since={flow.waiting_since} />
        </span>
      </Cell>
      <Cell of={OVERDUE}>
        <Figure n={flow.overdue} kind="bad" />
      </Cell>
      <Cell of={CHATS}>
        <Figure n={flow.chats} />
      </Cell>
      <Cell of={ROOM}>
        <Figure n={flow.room} />
      </Cell>
      <Cell of={ACTIVE}>
        {flow.active === 0 ? (
          <span class="figure mark warn">{t('console.board.nobody')}</span>
        ) : (
          <Figure n={flow.active} />
        )}
      </Cell>
    </tr>
  );
}

const ORDER = { online: 0, busy: 1, offline: 2 };

export function Agents(props: { shown: ReadonlySignal<Shown> }): VNode {
  const board = props.shown.value;
  const names = new Map(board.flows.map(({ id, name }) => [id, name]));
  const agents = [...board.agents].sort(
    (a, b) =>
      Number(b.overdue > 0) - Number(a.overdue > 0) ||
      ORDER[a.state] - ORDER[b.state] ||
      by_name(a, b),
  );

  return (
    <Table
      id="board-agents"
      caption={t('console.transfer.agents')}
      columns={AGENTS}
      more={board.more.agents}
    >
      {agents.map((agent) => (
        <Agent key={agent.id} agent={agent} names={names} />
      ))}
    </Table>
  );
}

function Agent(props: {
  agent: BoardAgent;
  names: ReadonlyMap<string, string>;
}): VNode {
  const { agent, names } = props;
  const { chats, max_chats, state } = agent;
  const flows = agent.flows.map((id) => names.get(id) ?? id).sort();

  return (
    <tr role="row" data-state={state}>
      <th role="rowheader" scope="row">
        <span class="named" dir="auto">
          {agent.name}
        </span>
      </th>
      <Cell of={PRESENCE}>
        <span class="board-state">
          <span class="dot" data-state={state} />
          {t(STATE_NAMES[state])}
        </span>
        <small>
          {agent.since === null
            ? '\u00a0'
            : t('console.board.since', { time: when(agent.since) })}
        </small>
      </Cell>
      <Cell of={WORKS_IN}>
        {flows.length === 0 ? (
          <span class="none">–</span>
        ) : (
          <span class="works-in" dir="auto" title={flows.join(', ')}>
            {flows.join(', ')}
          </span>
        )}
      </Cell>
      <Cell of={CHATS}>
        {state === 'offline' && chats === 0 ? (
          <span class="none">–</span>
        ) : (
          <Load chats={chats} most={max_chats} />
        )}
      </Cell>
      <Cell of={OVERDUE}>
        <Figure n={agent.overdue} kind="bad" />
      </Cell>
    </tr>
  );
}

function Load({ chats, most }: { chats: number; most: number }): VNode {
  const full = chats >= most;
  const part = most === 0 ? 0 : Math.min(100, (100 * chats) / most);

  return (
    <span class="load" data-full={full}>
      <span class="load-bar" aria-hidden="true">
        <span style={`inline-size:${part}%`} />
      </span>
      <span class="load-words">
        {t('console.presence.chats', { n: chats, max: most })}
      </span>
    </span>
  );
}
