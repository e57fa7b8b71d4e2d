/*
 * The states of the console: statistics of a month, and of nothing; what
 * stands behind a figure; many agents with long names; no answer.
 */

import { problem } from './scene.mjs';
import { LONG_AGENT, LONG_FLOW } from './words.mjs';

const DAY_MS = 86400000;
const PERIOD = '2026-10-24--2026-11-22';

const PEOPLE = ['Anna Alm', 'Bo Ek', 'Ida Lund', 'Moa Lind', 'Olle Ås'];

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

function report(said) {
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
function crowd(said) {
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

const NOTHING = {
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

function answer_of(path, figures) {
  const [, name, rest] = /^v1\/statistics\/(\w+)(\/|\?)/.exec(path) ?? [];

  if (name === undefined || rest === '/') {
    return undefined;
  }
  const [, by] = /[?&]by=(\w+)/.exec(path) ?? [];

  return {
    status: 200,
    body:
      name === 'transfers'
        ? figures.transfers
        : figures[name === 'conversations' ? 'chats' : 'responses'][by],
  };
}

async function open(scene, figures, query = '', rule = () => undefined) {
  await scene.intercept(({ path }) => rule(path) ?? answer_of(path, figures));
  await scene.enter('anna', `statistics/${PERIOD}${query}`);
}

async function full(scene, figures = report(scene.said), ...more) {
  await open(scene, figures, ...more);
  await scene.page.locator('.tiles:not(.bones)').waitFor();
}

function behind_page(scene) {
  return (path) => {
    if (!/^v1\/statistics\/\w+\/conversations/.test(path)) {
      return undefined;
    }
    const { eva, tor, jens } = scene.stage.chats;
    const chat = (one, name, status) => ({
      id: one.chat,
      kind: 'customer',
      channel: 'chat',
      flow: 'support',
      status,
      agent: null,
      left_message: false,
      starter: { kind: 'visitor', id: 'v', name },
      participants: [],
      seen: {},
      unread: 0,
    });

    return {
      status: 200,
      body: {
        items: [
          [chat(eva, 'Eva Ström', 'open'), false, 5],
          [chat(tor, 'Tor Vik', 'closed'), true, 4],
          [null, false, 3],
          [chat(jens, LONG_AGENT, 'closed'), false, 1],
        ].map(([conversation, automatic, n]) => ({
          at: new Date(Date.UTC(2026, 10, 16 + n, 9, 7 * n)).toISOString(),
          agent: 'id-0',
          agent_name: PEOPLE[0],
          flow: 'support',
          flow_name: scene.said.flow,
          to_agent: 'id-1',
          to_agent_name: PEOPLE[1],
          to_flow: n === 4 ? 'second' : 'support',
          to_flow_name: n === 4 ? scene.said.second : scene.said.flow,
          automatic,
          conversation,
        })),
        next: 'more',
      },
    };
  };
}

function part(name, about, id, query = '', figures = report) {
  return {
    name,
    about,
    async draw(scene) {
      await full(scene, figures(scene.said), query);
      await this.again(scene);
    },
    again: (scene) =>
      scene.page
        .locator(`#${id}`)
        .evaluate((head) => head.scrollIntoView({ block: 'start' })),
  };
}

export const STATISTICS = [
  {
    name: 'statistics',
    about: 'Statistics: a month at a glance',
    draw: (scene) => full(scene),
  },
  {
    name: 'statistics_meaning',
    about: 'Statistics: what a figure means',
    async draw(scene) {
      await full(scene);
      await scene.page
        .locator('[data-figure=responses] .meaning-switch')
        .click();
    },
  },
  {
    name: 'statistics_meanings',
    about: 'Statistics: what the counts mean',
    async draw(scene) {
      await full(scene, report(scene.said), '?by=flow');
      await scene.page.locator('.part-head .meaning-switch').click();
      await this.again(scene);
    },
    again: (scene) =>
      scene.page
        .locator('#statistics-chats')
        .evaluate((head) => head.scrollIntoView({ block: 'start' })),
  },
  {
    name: 'statistics_empty',
    about: 'Statistics: nothing in this period',
    async draw(scene) {
      await open(scene, NOTHING);
      await scene.text('statistics.empty');
    },
  },
  {
    name: 'statistics_loading',
    about: 'Statistics: being read',
    async draw(scene) {
      await open(scene, NOTHING, '', (path) =>
        /^v1\/statistics/.test(path) ? 'hold' : undefined,
      );
      await scene.page.locator('.bones').first().waitFor();
    },
  },
  {
    name: 'statistics_failed',
    about: 'Statistics: not read',
    async draw(scene) {
      await open(scene, NOTHING, '', (path) =>
        /^v1\/statistics/.test(path) ? problem(503, 'unavailable') : undefined,
      );
      await scene.text('statistics.failed');
    },
  },
  {
    name: 'statistics_behind',
    about: 'Statistics: the conversations behind a figure',
    async draw(scene) {
      await full(
        scene,
        report(scene.said),
        '?figure=transfers&agent=id-0&to_agent=id-1',
        behind_page(scene),
      );
      await scene.page.locator('.time').nth(3).waitFor();
    },
  },
  part(
    'statistics_transfers',
    'Statistics: who gave chats to whom',
    'statistics-transfers',
  ),
  part(
    'statistics_crowd',
    'Statistics: transfers of many with long names',
    'statistics-transfers',
    '',
    crowd,
  ),
  part('statistics_days', 'Statistics: chats by day', 'statistics-chats'),
  part(
    'statistics_flows',
    'Statistics: chats by flow',
    'statistics-chats',
    '?by=flow',
  ),
  part(
    'statistics_agents',
    'Statistics: chats by agent, of many',
    'statistics-chats',
    '?by=agent',
    crowd,
  ),
  part(
    'statistics_times',
    'Statistics: response and waiting times by day',
    'statistics-times',
  ),
  part(
    'statistics_times_of',
    'Statistics: response and waiting times by agent',
    'statistics-times',
    '?by=agent',
  ),
];
