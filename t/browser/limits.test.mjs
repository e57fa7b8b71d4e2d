/*
 * What an agent can rely on: busy is busy, no more chats than she has said,
 * and no clock runs while the visitor writes.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { accessible, until, while_writing } from './lib.mjs';
import { Office, row } from './office.mjs';

let office;
let bo;

before(async () => {
  office = await Office.open({
    welcome: null,
    settings: 'auto_transfer 600s;',
  });
  bo = await office.server.agent('bo');
});

after(async () => {
  bo?.close();
  await office?.shut();
});

afterEach(async () => {
  await bo.presence('offline', 10, []);
  await office.tidy();
});

/* By the switch in the rail. */
async function choose(page, work) {
  await page.locator('.presence-now').click();
  await work(page.getByRole('dialog', { name: 'Presence' }));
  await page.keyboard.press('Escape');
}

function says(page, text) {
  return page.locator('.presence-now', { hasText: text }).waitFor();
}

function as_it_is({ id }) {
  return office.anna.ask('GET', `v1/conversations/${id}`);
}

test('S2.3: who has set busy gets no chat, by any way', async () => {
  const page = await office.console_of({ hash: '#mine' });

  await choose(page, (menu) => menu.getByLabel('Busy').check());
  await until(
    async () => (await office.anna.ask('GET', 'v1/presence')).state === 'busy',
    'busy',
  );
  await bo.presence('online', 1);
  const [eva, tor] = [
    await office.visitor('Eva', 'Anybody?'),
    await office.visitor('Tor', 'And me?'),
  ];

  /* by routing, by a queue, by a colleague */
  assert.equal((await as_it_is(eva)).agent.id, bo.id);
  assert.equal((await as_it_is(tor)).status, 'queued');
  const { agents } = await bo.ask('GET', `v1/conversations/${eva.id}/targets`);
  assert.equal(
    agents.find(({ id }) => id === office.anna.id).reason,
    'agent_busy',
  );
  await assert.rejects(
    bo.ask('POST', `v1/conversations/${eva.id}/transfers`, {
      to: { agent: office.anna.id },
    }),
    /agent_busy/,
  );
  await page.goto(`${page.url().split('#')[0]}#open`);
  await row(page, 'Tor').waitFor();
  await page.goto(`${page.url().split('#')[0]}#mine`);
  await page.locator('#list-title', { hasText: 'Mine' }).waitFor();
  await says(page, '0 of 10');
  assert.equal(await page.locator('.row').count(), 0);
  await accessible(page);

  /* and as soon as she is there again, who has waited */
  await choose(page, (menu) => menu.getByLabel('Online').check());
  await row(page, 'Tor').filter({ hasText: 'New' }).waitFor();
  await says(page, '1 of 10');
});

test('S2.4, D2: as many as she has said; a place goes to who waits', async () => {
  const page = await office.console_of({ hash: '#mine' });
  const most = (n) =>
    choose(page, async (menu) => {
      await menu.getByRole('spinbutton').fill(String(n));
      await menu.getByRole('spinbutton').press('Tab');
      await until(
        async () =>
          (await office.anna.ask('GET', 'v1/presence')).max_chats === n,
        `${n} at most`,
      );
    });

  await most(1);
  const eva = await office.visitor('Eva');
  const tor = await office.visitor('Tor');
  const kim = await office.visitor('Kim');

  await says(page, '1 of 1');
  assert.equal((await as_it_is(tor)).queue_position, 1);
  assert.equal((await as_it_is(kim)).queue_position, 2);
  await most(2);
  await row(page, 'Tor').waitFor();
  await says(page, '2 of 2');
  assert.equal(await page.locator('.row').count(), 2, 'first in, first out');

  await row(page, 'Eva').click();
  await page
    .locator(`.thread[data-id="${eva.id}"]`)
    .getByRole('button', { name: 'Close', exact: true })
    .click();
  await row(page, 'Kim').waitFor();
  await says(page, '2 of 2');
});

test('S2.7, S2.6: while the visitor writes no ring runs', async () => {
  const page = await office.console_of({ hash: '#mine' });
  const eva = await office.visitor('Eva', null);

  await row(page, 'Eva').waitFor();
  await while_writing(
    () => eva.typing(true),
    () => row(page, 'Eva').locator('.typing').waitFor(),
  );
  assert.equal(await row(page, 'Eva').locator('.ring').count(), 0);
  assert.equal((await as_it_is(eva)).focus_due_at, null);
  await eva.say('Now');
  await row(page, 'Eva').locator('.ring').waitFor();
  assert.notEqual((await as_it_is(eva)).focus_due_at, null);
});
