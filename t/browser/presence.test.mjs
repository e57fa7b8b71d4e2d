/*
 * The agent's switch where it is easily misunderstood: online without a flow,
 * busy, and a number that is being typed while chats come.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { accessible, until } from './lib.mjs';
import { focused, Office, row, walk_to } from './office.mjs';

let office;

before(async () => {
  office = await Office.open();
  await office.anna.ask('POST', 'v1/flows', { id: 'fridge', name: 'Fridges' });
});

after(() => office?.shut());

afterEach(() => office.tidy());

test('S1.7: online without a flow is said, and leads to the choice', async () => {
  const page = await office.console_of({ who: 'bo', hash: '#mine' });
  const comes = page.getByText('A new chat shows up here by itself.');
  const lacks = page.getByText('You have chosen no flow and get no new chats.');
  const online = page.getByRole('button', { name: 'Go online' });
  const choose = page.getByRole('button', { name: 'Choose flows' });
  const menu = page.getByRole('dialog', { name: 'Presence' });

  await walk_to(page, 'Tab', online, 'the way online');
  await page.keyboard.press('Enter');
  await lacks.waitFor();
  assert.equal(await comes.count(), 0, 'nothing is promised');
  await focused(choose, 'what stands in its place');
  await accessible(page);

  await page.keyboard.press('Enter');
  await menu.getByText('Choose a flow to get chats.').waitFor();
  await walk_to(page, 'Tab', menu.getByLabel('Fridges'), 'the flow');
  await page.keyboard.press('Space');
  await comes.waitFor();
  assert.equal(await lacks.count(), 0, 'nothing urges any more');

  /* S2.3: who is busy gets none, and is not urged either. */
  await menu.getByLabel('Busy').check();
  await comes.waitFor({ state: 'detached' });
  assert.equal(await page.locator('.nudge').count(), 0);

  await menu.getByLabel('Offline').check();
  await online.waitFor();
  await page.keyboard.press('Escape');
  await focused(page.locator('.presence-now'), 'the switch');

  /* The flows are known from before: there is nothing to choose. */
  await walk_to(page, 'Tab', online, 'the way online, again');
  await page.keyboard.press('Enter');
  await comes.waitFor();
  await focused(page.locator('.presence-now'), 'the switch, with her state');
});

test('S2.4: a number that is being typed is not undone by a chat', async () => {
  const page = await office.console_of({ hash: '#mine' });
  const box = page.getByRole('spinbutton', { name: 'Chats at a time' });

  await page.locator('.presence-now').click();
  await box.fill('7');
  await office.visitor('Eva');
  await row(page, 'Eva').waitFor();
  await page.locator('.max').getByText('1 of 10 chats').waitFor();
  await page.keyboard.press('Tab');
  await until(
    async () => (await office.anna.ask('GET', 'v1/presence')).max_chats === 7,
    'the number',
  );
});
