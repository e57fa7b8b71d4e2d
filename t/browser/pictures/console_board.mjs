/*
 * The states of the console: the board, quiet, lively and without an answer.
 */

import { problem } from './scene.mjs';
import { LONG_AGENT, LONG_FLOW } from './words.mjs';

const MINUTE_MS = 60000;

function ago(ms) {
  return new Date(Date.now() - ms).toISOString();
}

/* Some wait long, some chats are overdue, and one is full. */
function liven(board) {
  const [support, till, night, second] = board.flows;
  const at = (name) => board.agents.find((one) => one.name.startsWith(name));

  board.agents.forEach((one, n) => {
    one.since = one.since && ago((7 + 11 * n) * MINUTE_MS);
  });
  Object.assign(support, { overdue: 2, room: 2 });
  Object.assign(till, { waiting_since: ago(8 * MINUTE_MS + 12000) });
  Object.assign(night, { queue: 1, waiting_since: ago(42000), active: 1 });
  Object.assign(second, { chats: 3, room: 6 });
  Object.assign(at('Anna'), { overdue: 2, chats: 6 });
  Object.assign(at('Ida'), {
    state: 'busy',
    since: ago(3 * MINUTE_MS),
    flows: ['second', 'night'],
    chats: 3,
  });
}

async function board(scene, change, options = {}) {
  await scene.alter((one) => {
    if (one.more !== undefined && Array.isArray(one.flows)) {
      change(one);
    }
  });
  await scene.enter('anna', 'board', options);
  await scene.page.locator('#board-agents tbody tr').first().waitFor();
}

/* Nothing has an answer of its own but the board. */
async function answered(scene, answer) {
  await scene.intercept(({ path }) =>
    path === 'v1/board' ? answer : undefined,
  );
  await scene.enter('anna', 'board');
}

export const BOARD = [
  {
    name: 'board',
    about: 'The board: queues, long waits and overdue chats',
    draw: (scene) => board(scene, liven),
  },
  {
    name: 'board_agents',
    about: 'The board: its end, the agents',
    draw: (scene) => board(scene, liven),
    again: (scene) =>
      scene.page.locator('#board-agents').evaluate((one) => {
        one.scrollIntoView({ block: 'start' });
      }),
  },
  {
    name: 'board_quiet',
    about: 'The board: nothing waits, and hardly anybody is there',
    draw: (scene) =>
      board(scene, (one) => {
        one.flows.forEach((flow) => {
          Object.assign(flow, { queue: 0, waiting_since: null, chats: 0 });
        });
        one.agents.forEach((agent, n) => {
          Object.assign(agent, { chats: 0, state: n ? 'offline' : 'online' });
        });
      }),
  },
  {
    name: 'board_names',
    about: 'The board: long names, an hour of waiting, and more than is shown',
    draw: (scene) =>
      board(scene, (one) => {
        liven(one);
        one.more = { agents: 1, flows: 12 };
        one.flows[1].name = LONG_FLOW;
        one.flows[1].waiting_since = ago(75 * MINUTE_MS);
        Object.assign(one.agents[0], {
          name: LONG_AGENT,
          flows: one.flows.map(({ id }) => id),
          chats: 99,
          max_chats: 100,
        });
      }),
  },
  {
    name: 'board_empty',
    about: 'The board: there is no flow yet',
    async draw(scene) {
      await board(scene, (one) => {
        one.flows = [];
        one.agents.forEach((agent) => {
          Object.assign(agent, { flows: [], chats: 0, state: 'offline' });
        });
      });
      await scene.text('console.board.no_flow.hint');
    },
  },
  {
    name: 'board_loading',
    about: 'The board: it is being read',
    async draw(scene) {
      await answered(scene, 'hold');
      await scene.page.locator('.board [aria-busy=true]').waitFor();
      await scene.page.locator('.glance').waitFor();
    },
  },
  {
    name: 'board_failed',
    about: 'The board: it could not be read',
    async draw(scene) {
      await answered(scene, problem(503, 'unavailable'));
      await scene.text('console.board.failed');
    },
  },
  {
    name: 'board_lost',
    about: 'The board: the server is away, and nothing counts on',
    async draw(scene) {
      const { origin } = scene.stage.line;

      await board(scene, liven, { origin });
      scene.cut();
      await scene.page.locator('.board .lost').waitFor();
    },
  },
];
