/*
 * Consoles beside each other: two agents at one chat, each with the console
 * before her, and one agent with several tabs.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { accessible, until, while_writing, write_on } from './lib.mjs';
import { focused, Office, row } from './office.mjs';

let office;

before(async () => {
  office = await Office.open();
});

after(() => office?.shut());
afterEach(() => office.tidy());

test('two agents at one chat: each knows of the other', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  const anna = await office.console_of({ hash: `#mine/${eva.id}` });
  const bo = await office.console_of({ who: 'bo', hash: `#open/${eva.id}` });
  const text = (page) => page.locator('.composer textarea');

  await focused(text(anna), 'her composer');
  await bo.locator('.gate', { hasText: 'Anna Alm has this chat.' }).waitFor();
  assert.equal(await text(bo).count(), 0);
  await bo.getByRole('button', { name: 'Step in' }).click();
  await focused(text(bo), 'his composer');

  await anna.keyboard.type('I look');
  await while_writing(
    () => write_on(text(anna)),
    () => bo.getByText('Anna Alm is writing an answer right now.').waitFor(),
  );
  await bo.keyboard.type('I know');
  await while_writing(
    () => write_on(text(bo)),
    () => anna.getByText('Bo Ek is writing an answer right now.').waitFor(),
  );
  await accessible(anna);
  await accessible(bo);

  await bo.keyboard.press('Enter');
  await anna.locator('[data-seq] .bubble', { hasText: 'I know' }).waitFor();
  await anna.keyboard.press('Enter');
  await anna.getByText('Bo Ek has answered while you were writing.').waitFor();
  assert.equal(await text(anna).inputValue(), 'I look');
  assert.deepEqual((await eva.texts()).slice(1), ['Hello', 'I know']);
  await anna.keyboard.press('Enter');
  await bo.locator('[data-seq] .bubble', { hasText: 'I look' }).waitFor();
  assert.deepEqual((await eva.texts()).slice(2), ['I know', 'I look']);
});

test('what is seen, sent and said in one tab is so in the other', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  await office.visitor('Tor');
  const one = await office.console_of({ hash: '#mine' });
  const other = await office.console_of({ in: one.context(), hash: '#mine' });
  const badge = (page, name) => row(page, name).locator('.badge');

  await badge(one, 'Eva').waitFor();
  await badge(other, 'Eva').waitFor();
  await one.bringToFront();
  await row(one, 'Eva').click();
  await badge(one, 'Eva').waitFor({ state: 'detached' });
  await badge(other, 'Eva').waitFor({ state: 'detached' });
  assert.equal(await badge(other, 'Tor').count(), 1, 'this one alone');

  await focused(one.locator('.composer textarea'), 'the composer');
  await one.keyboard.type('Good day');
  await one.keyboard.press('Enter');
  await row(other, 'Eva').filter({ hasText: 'You: Good day' }).waitFor();
  await other.goto(`${office.server.origin}/kundo/console/#mine/${eva.id}`);
  await other.locator('[data-seq] .bubble', { hasText: 'Good day' }).waitFor();
  await until(
    async () =>
      (await eva.texts()).filter((said) => said === 'Good day').length === 1,
    'once',
  );

  await one.getByRole('button', { name: 'Close', exact: true }).click();
  await other.locator('.closed-bar').waitFor();
  await row(other, 'Eva').waitFor({ state: 'detached' });
});
