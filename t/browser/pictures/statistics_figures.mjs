/*
 * Figures for pictures of the statistics: a month, a crowd, and nothing.
 */

import { LONG_AGENT, LONG_FLOW } from './words.mjs';

const DAY_MS = 86400000;
export const PERIOD = '2026-10-24--2026-11-22';

export const PEOPLE = ['Anna Alm', 'Bo Ek', 'Ida Lund', 'Moa Lind', 'Olle Ås'];

/* The same figures in every run. */
function chance(seed) {
  let state = seed;

  return (n) => {
    state = (state * 48271) % 2147483647;
    return state % n;
  };
}

function day_at(n) {
  return new Date(Date.UTC(2026, 9, 24) + n * DAY_MS).toISOString();
}

function times(count, s) {
  return {
    count,
    mean_ms: count && s * 1300,
    median_ms: count && s * 1000,
    p90_ms: count && s * 2900,
  };
}

function counts(next, busy) {
  const started = busy === 0 ? 0 : busy + next(9);
  const missed = Math.min(started, next(4));
  const left = Math.min(started - missed, next(5));

  return {
    started,
    assigned: started - left,
    answered: started - missed - left,
    missed,
    left,
    closed: Math.max(0, started - next(3)),
    reopened: next(3),
    ...waits('waiting', started - left, 12 + next(20)),
    ...waits('queue', next(6), 40 + next(80)),
  };
}

function waits(name, count, s) {
  const { mean_ms, median_ms, p90_ms } = times(count, s);

  return {
    [`${name}_count`]: count,
    [`${name}_mean_ms`]: mean_ms,
    [`${name}_median_ms`]: median_ms,
    [`${name}_p90_ms`]: p90_ms,
  };
}

function total_of(items) {
  const total = { ...items[0] };

  for (const key of Object.keys(total)) {
    if (!/_ms$/.test(key)) {
      total[key] = items.reduce((sum, one) => sum + one[key], 0);
    }
  }
  return total;
}

function month() {
  const next = chance(7);
  const days = Array.from({ length: 30 }, (_, n) => {
    const quiet = [0, 6].includes(new Date(day_at(n)).getUTCDay());

    return { n, ...counts(next, quiet ? next(2) * 3 : 14 + next(12)) };
  }).filter(({ started }) => started > 0);

  return {
    items: days.map(({ n, ...rest }) => ({
      key: day_at(n).slice(0, 10),
      name: null,
      ...rest,
    })),
    total: total_of(days.map(({ n: _, ...rest }) => rest)),
  };
}

function daily(chats) {
  const next = chance(3);
  const items = chats.items
    .filter(({ answered }) => answered > 0)
    .map(({ key, answered }) => ({
      key,
      name: null,
      ...times(answered, 20 + next(60)),
    }));

  return { items, total: times(chats.total.answered, 48) };
}

function named(names, s, n) {
  const next = chance(11);

  return {
    items: names.map((name, i) => ({
      key: name === null ? null : `id-${i}`,
      name,
      ...times(Math.max(2, n - i * 13), s + next(90)),
    })),
    total: times(n, s),
  };
}

/* Flows or agents; nobody has what no agent got. */
function grouped(names, chats, nobody = false) {
  const next = chance(17);
  const items = names.map((name, i) => ({
    key: `id-${i}`,
    name,
    ...counts(next, Math.round(160 / (1 + i))),
  }));

  if (nobody) {
    items.push({
      key: null,
      name: null,
      ...counts(next, 30),
      assigned: 0,
      answered: 0,
      closed: 9,
      left: 31,
      ...waits('waiting', 0, 0),
      ...waits('queue', 3, 300),
    });
  }
  return { items, total: chats.total };
}

function pairs(names, density, seed) {
  const next = chance(seed);
  const made = [];

  for (const [i, from_name] of names.entries()) {
    for (const [j, to_name] of names.entries()) {
      if (i !== j && next(10) < density) {
        const count = 1 + next(3) * next(9) + next(4);

        made.push({
          from: `id-${i}`,
          from_name,
          to: `id-${j}`,
          to_name,
          count,
          automatic: next(3) === 0 ? next(count) : 0,
        });
      }
    }
  }
  return made.sort((a, b) => b.count - a.count);
}

function sum(list) {
  return {
    count: list.reduce((n, { count }) => n + count, 0),
    automatic: list.reduce((n, { automatic }) => n + automatic, 0),
  };
}

function transfers(agents, flows) {
  return { agents, flows, total: { agents: sum(agents), flows: sum(flows) } };
}

function flow_names(said) {
  return [said.flow, said.till, said.second, said.returns, said.night];
}

export function report(said) {
  const chats = month();
  const flows = flow_names(said);

  return {
    chats: {
      day: chats,
      flow: grouped(flows, chats),
      agent: grouped(PEOPLE, chats, true),
    },
    responses: {
      day: daily(chats),
      flow: named(flows, 25, 180),
      agent: named(PEOPLE, 30, 160),
    },
    transfers: transfers(pairs(PEOPLE, 7, 5), pairs(flows, 6, 9)),
  };
}

/* Thirty agents, some of them with names that no one would draw. */
export function crowd(said) {
  const many = Array.from({ length: 31 }, (_, i) =>
    i % 7 === 3
      ? LONG_AGENT
      : `${PEOPLE[i % 5].split(' ')[0]} ${['Alm', 'Berg', 'Ceder', 'Dal', 'Ek', 'Falk', 'Gren'][i % 7]}`,
  );
  const flows = [LONG_FLOW, ...flow_names(said), `${LONG_FLOW} 2`];

  const { chats, responses, ...rest } = report(said);

  return {
    ...rest,
    chats: { ...chats, agent: grouped(many, chats.day, true) },
    responses: { ...responses, agent: named(many, 30, 190) },
    transfers: transfers(pairs(many, 3, 21), pairs(flows, 7, 4)),
  };
}

export const NOTHING = {
  chats: {
    day: {
      items: [],
      total: Object.fromEntries(
        Object.keys(counts(chance(1), 0)).map((key) => [key, 0]),
      ),
    },
  },
  responses: { day: { items: [], total: times(0, 0) } },
  transfers: transfers([], []),
};
