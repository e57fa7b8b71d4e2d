/*
 * The states of the console: statistics of a month, and of nothing; what
 * stands behind a figure; many agents with long names; no answer.
 */

import { problem } from './scene.mjs';
import {
  crowd,
  NOTHING,
  PEOPLE,
  PERIOD,
  report,
} from './statistics_figures.mjs';
import { LONG_AGENT } from './words.mjs';

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
    name: 'statistics_late',
    about: 'Statistics: too much for one question, over what was there',
    async draw(scene) {
      const figures = report(scene.said);
      let refuse = false;

      await open(scene, figures, '', (path) =>
        refuse && /^v1\/statistics/.test(path)
          ? problem(413, 'too_large')
          : undefined,
      );
      await scene.page.locator('.tiles:not(.bones)').waitFor();
      refuse = true;
      await scene.page.evaluate(() => {
        location.hash = 'statistics/2020-01-01--2026-11-22';
      });
      await scene.text('statistics.too_many');
    },
  },
  {
    name: 'statistics_slow',
    about: 'Statistics: another period, being read for long',
    async draw(scene) {
      let held = false;

      await open(scene, report(scene.said), '?by=flow', (path) =>
        held && /^v1\/statistics/.test(path) ? 'hold' : undefined,
      );
      await scene.page.locator('.tiles:not(.bones)').waitFor();
      held = true;
      await scene.page.evaluate(() => {
        location.hash = 'statistics/90d?by=flow';
      });
      await scene.page.locator('.slow-bone').waitFor();
    },
  },
  {
    name: 'statistics_utc',
    about: 'Statistics: days of UTC',
    async draw(scene) {
      await open(scene, report(scene.said), '', (path) =>
        /^v1\/statistics.*tz=/.test(path)
          ? problem(400, 'bad_value')
          : undefined,
      );
      await scene.text('statistics.days.utc');
      await this.again(scene);
    },
    again: (scene) =>
      scene.page
        .locator('#statistics-chats')
        .evaluate((head) => head.scrollIntoView({ block: 'start' })),
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
