/*
 * Sounds of the console in several tabs: none is missed, none comes twice.
 * That one tab alone makes them, and none where they are turned off, is in
 * console.test.mjs.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { until } from './lib.mjs';
import { Office, row, visitor_at } from './office.mjs';
import { listen_for_sounds, look, look_when_told } from './sounds.mjs';

let office;
let context;

before(async () => {
  office = await Office.open({ welcome: null });
});

after(() => office?.shut());

afterEach(() => office.tidy());

async function tab(route) {
  const page = await office.console_of({ in: context, route });

  await page.locator('.presence-now', { hasText: 'Online' }).waitFor();
  /* A browser lets no page make a sound that nobody has touched. */
  await page.locator('#list-title').click();
  return page;
}

/* Sockets that are cut off, and stay so until they are mended. */
function on_a_lead() {
  const Real = window.WebSocket;

  window.lead = { cut: false, sockets: new Set() };
  window.WebSocket = class extends Real {
    constructor(url) {
      super(url);
      window.lead.sockets.add(this);
      if (window.lead.cut) {
        this.close();
      }
    }
  };
}

function cut(page) {
  return page.evaluate(() => {
    window.lead.cut = true;
    window.lead.sockets.forEach((socket) => socket.close());
  });
}

function mend(page) {
  return page.evaluate(() => {
    window.lead.cut = false;
    dispatchEvent(new Event('online'));
  });
}

function turns(page) {
  return page.evaluate(() => window.turns);
}

function notes(page) {
  return page.evaluate(() => window.notes);
}

test('S4.9: what one tab has sounded another does not, however late it hears', async () => {
  context = await office.context({ script: listen_for_sounds });
  await office.anna.presence('online');
  const first = await tab();
  const second = await tab((page) => page.addInitScript(on_a_lead));
  const eva = await visitor_at(office.server, 'Eva', null);

  for (const page of [first, second]) {
    await page.waitForFunction((id) => window.turns.includes(id), eva.id);
  }
  const before = await notes(second);

  assert.equal((await notes(first)) + before, 3, 'a new chat, once');
  await cut(second);
  await second.locator('.list .lost').waitFor();
  const { id } = await eva.say('Anybody there?');

  await first.waitForFunction((one) => window.turns.includes(one), id);
  assert.equal((await notes(first)) + before, 4, 'a message, once');

  /* and no lock of its is held any more */
  await first.close();
  await mend(second);
  await row(second, 'Anybody there?').waitFor();
  await second.waitForFunction((one) => window.turns.includes(one), id);
  assert.equal(await notes(second), before, 'heard before');

  const next = await eva.say('Hello?');

  await second.waitForFunction((one) => window.turns.includes(one), next.id);
  assert.equal(await notes(second), before + 1, 'and what is new is heard');
});

test('S4.9: a chat that comes back at once is heard again', async () => {
  context = await office.context({ script: listen_for_sounds });
  await office.anna.presence('online');
  const page = await tab();
  const eva = await visitor_at(office.server, 'Eva', null);

  await page.waitForFunction((id) => window.turns.includes(id), eva.id);
  assert.equal(await notes(page), 3);

  await office.anna.ask('POST', `v1/conversations/${eva.id}/close`);
  await row(page, 'Eva').waitFor({ state: 'detached' });
  const { id } = await eva.say('One thing more');

  await page.waitForFunction((one) => window.turns.includes(one), id);
  await until(
    async () => (await turns(page)).filter((one) => one === eva.id).length > 1,
    'its second turn',
  );
  assert.deepEqual((await turns(page)).sort(), [eva.id, eva.id, id].sort());
  assert.equal(await notes(page), 3 + 3 + 1, 'as when it came first');
});

test('S4.9, D7: a message that is read in one tab calls nowhere else', async () => {
  context = await office.context({ script: listen_for_sounds });
  await context.addInitScript(look_when_told);
  await office.anna.presence('online');
  const eva = await visitor_at(office.server, 'Eva', 'Hello');
  const tor = await visitor_at(office.server, 'Tor', 'Hello');
  const other = await tab();
  const reading = await tab();

  await row(reading, 'Eva').click();
  await reading.locator(`.thread[data-id="${eva.id}"]`).waitFor();
  await reading.bringToFront();
  const read = await eva.say('Read at once');

  await row(other, 'Read at once').waitFor();
  await until(
    async () =>
      (await office.anna.ask('GET', `v1/conversations/${eva.id}`)).unread === 0,
    'that it is seen',
  );

  /* One that came later, and that nobody looks at. */
  const { id } = await tor.say('And this one?');

  for (const page of [other, reading]) {
    await row(page, 'And this one?').waitFor();
    await look(page);
  }
  for (const page of [other, reading]) {
    await page.waitForFunction((one) => window.turns.includes(one), id);
    assert.ok(!(await turns(page)).includes(read.id));
  }
});
