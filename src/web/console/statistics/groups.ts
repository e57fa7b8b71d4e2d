/*
 * The figures group by group: each day of the period, or each flow or agent
 * that has any.
 */

import { day_name } from './amounts';
import { times_of, type Times } from './answers';
import type { Behind, Count, Length } from './choice';
import { dates_of } from './period';
import type { Figures } from './report';
import { agent_called, flow_called } from './words';

export interface Group extends Record<Count, number> {
  key: string;
  name: string;
  /* Where there is little room. */
  short: string;
  /* What finds its conversations; null for those without a flow. */
  only: Omit<Behind, 'figure'> | null;
  times: Record<Length, Times>;
}

const NO_TIMES: Times = { count: 0, mean_ms: 0, median_ms: 0, p90_ms: 0 };

const NONE: Record<Count, number> = {
  started: 0,
  assigned: 0,
  answered: 0,
  missed: 0,
  left: 0,
  closed: 0,
  reopened: 0,
};

export function groups_of(figures: Figures): Group[] {
  const { by, chats, responses } = figures;
  const counts_at = new Map(chats.items.map((one) => [one.key, one]));
  const answers_at = new Map(responses.items.map((one) => [one.key, one]));
  const group = (
    key: string | null,
    name: string,
    short: string,
    only: Group['only'],
  ): Group => {
    const counts = counts_at.get(key);

    return {
      ...(counts ?? NONE),
      key: key ?? '',
      name,
      short,
      only,
      times: {
        responses: answers_at.get(key) ?? NO_TIMES,
        waiting: counts === undefined ? NO_TIMES : times_of(counts, 'waiting'),
        queue: counts === undefined ? NO_TIMES : times_of(counts, 'queue'),
      },
    };
  };

  if (by === 'day') {
    return dates_of(figures.span, figures.utc).map((date) =>
      group(date, day_name(date, true), day_name(date), { day: date }),
    );
  }
  const most = by === 'agent' ? 'assigned' : 'started';

  return chats.items
    .map(({ key, name }) => {
      const called = by === 'agent' ? agent_called : flow_called;
      const only =
        by === 'agent'
          ? { agent: key ?? 'none' }
          : key === null
            ? null
            : { flow: key };

      return group(key, called(key, name), called(key, name), only);
    })
    .sort(
      (a, b) =>
        Number(a.key === '') - Number(b.key === '') ||
        b[most] - a[most] ||
        a.name.localeCompare(b.name),
    );
}
