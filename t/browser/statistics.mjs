/*
 * What tests of the statistics stand on: a small day's work through the API,
 * where what they look for stands on the page, and a wire between the two.
 */

import { after, afterEach, before } from 'node:test';
import { Office } from './office.mjs';

const WEEK_MS = 7 * 86400000;

/* In the order of the API. */
export const COUNTS = [
  'started',
  'assigned',
  'answered',
  'missed',
  'left',
  'closed',
  'reopened',
];

/* Answered and transferred, missed, left, out of the queue: one of each. */
export async function small_day() {
  const office = await Office.open();
  const { anna, server } = office;

  office.bo = await server.agent('bo');
  await anna.ask('POST', 'v1/flows', { id: 'fridge', name: 'Fridges' });
  await office.visitor('Liv', 'Is anybody there?');
  await anna.presence('online', 2);

  const eva = await office.visitor('Eva', 'It hums');
  const tor = await office.visitor('Tor', 'It drips');
  const ulf = await office.visitor('Ulf', 'It is warm');

  await anna.has(eva.id);
  await anna.has(tor.id);
  await anna.say(eva.id, 'Since when?');
  await office.bo.presence('online', 10, ['fridge']);
  await anna.ask('POST', `v1/conversations/${eva.id}/transfers`, {
    to: { flow: 'fridge' },
  });
  await office.bo.has(eva.id);
  await anna.has(ulf.id);
  await anna.ask('POST', `v1/conversations/${tor.id}/close`);
  return office;
}

/* Nobody is there: all of them are left. */
export async function left_chats(n) {
  const office = await Office.open();

  for (let i = 1; i <= n; i++) {
    await office.visitor(`Visitor ${i}`, 'Is anybody there?');
  }
  return office;
}

/* One office for the tests of a file; after each, what that one has opened. */
export function with_office(open, take) {
  let office;

  before(async () => take((office = await open())));
  after(async () => {
    office?.bo?.close();
    await office?.shut();
  });
  afterEach(async () => {
    for (const context of office.contexts.splice(0)) {
      await context.close();
      context.faults.none();
    }
  });
}

export function ask_figures(office, path) {
  const now = Date.now();

  return office.anna.ask(
    'GET',
    `v1/statistics/${path}${path.includes('?') ? '&' : '?'}from=${new Date(
      now - WEEK_MS,
    ).toISOString()}&to=${new Date(now + WEEK_MS).toISOString()}`,
  );
}

export async function statistics(office, options = {}) {
  const { at = 'statistics/7d', ...rest } = options;
  const page = await office.console_of({ hash: '#mine', ...rest });

  await page.locator('.presence-now:enabled').waitFor();
  await go(page, at);
  return page;
}

/* As soon as there are figures. */
export async function figures(office, options) {
  const page = await statistics(office, options);

  await shown(page);
  return page;
}

/* With the wire in hand. */
export function rough(office, { wire = new Wire(), ...rest } = {}) {
  return statistics(office, {
    state: 'busy',
    route: (page) => wire.put(page),
    ...rest,
  });
}

/* As by an address, without a click. */
export function go(page, at) {
  return page.evaluate((hash) => (location.hash = hash), at);
}

export function shown(page) {
  return page.locator('.tiles:not(.bones)').waitFor();
}

export function tile(page, figure) {
  return page.locator(`.tile[data-figure=${figure}]`);
}

export function started(page) {
  return tile(page, 'started').locator('.value');
}

export function part(page, name) {
  return page.locator(`.part:has(#statistics-${name})`);
}

export function lengths(page, figure) {
  return page.locator(`.lengths[data-figure=${figure}]`);
}

export function behind(page) {
  return page.locator('.behind');
}

export function cells_of(place) {
  return place
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((one) => [...one.cells].map((cell) => cell.innerText.trim())),
    );
}

export function problem(status, code) {
  return { status, body: { type: 'about:blank', title: code, status, code } };
}

/*
 * What is asked of the statistics: `answer` may answer in the server's place,
 * `change` what it has said, and nothing goes on before `gate`.
 */
export class Wire {
  asked = [];
  gate = Promise.resolve();
  answer = () => undefined;
  change = (_path, body) => body;

  put(page) {
    return page.routeWebSocket(/v1\/stream/, (near) => {
      const far = near.connectToServer();
      const paths = new Map();

      near.onMessage(async (text) => {
        const { ref, path = '' } = JSON.parse(text);

        if (!path.startsWith('v1/statistics')) {
          far.send(text);
          return;
        }
        this.asked.push(path);
        await this.gate;

        const answer = this.answer(path);

        if (answer !== undefined) {
          near.send(JSON.stringify({ ref, ...answer }));
          return;
        }
        paths.set(ref, path);
        far.send(text);
      });
      far.onMessage((text) => {
        const frame = JSON.parse(text);
        const path = paths.get(frame.ref);

        if (path !== undefined) {
          frame.body = this.change(path, frame.body);
        }
        near.send(path === undefined ? text : JSON.stringify(frame));
      });
    });
  }

  /* Until the gate is opened, everything waits; gives what opens it. */
  close() {
    let open;

    this.gate = new Promise((done) => (open = done));
    return open;
  }
}
