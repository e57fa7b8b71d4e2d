/*
 * An agent whose connection is gone: back in time nothing has happened;
 * otherwise somebody else has the chat, and both sides are told between the
 * messages.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Line, until, watch_faults } from './lib.mjs';
import { Office, pane, row } from './office.mjs';

let office;
let line;

before(async () => {
  office = await Office.open({ settings: 'agent_lost 12s;' });
  line = await Line.to(office.server.port);
});

after(async () => {
  await line?.stop();
  await office?.shut();
});

test('D3: a line that is cut for a moment, and one for good', async () => {
  const bo = await office.console_of({
    who: 'bo',
    hash: '#mine',
    origin: line.origin,
  });

  await bo.getByRole('button', { name: 'Go online' }).click();
  await bo.getByText('A new chat shows up here by itself.').waitFor();

  const context = await office.browser.newContext({ locale: 'en-GB' });
  const watch = await watch_faults(context);
  const page = await context.newPage();
  const panel = page.frameLocator('kundo-widget iframe');
  const log = panel.getByRole('log');

  await page.goto(office.server.origin);
  await page.locator('kundo-widget button').click();
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await panel.locator('#composer').fill('Is the blue one here?');
  await panel.locator('#composer').press('Enter');
  await log.locator('[data-seq] .bubble', { hasText: 'blue' }).waitFor();

  const [chat] = (await office.anna.ask('GET', 'v1/inbox?view=open')).items;
  const now = () => office.anna.ask('GET', `v1/conversations/${chat.id}`);

  assert.equal(chat.agent.name, 'Bo Ek');
  await row(bo, 'blue').click();

  /* Anna is there, too, and would get it; but Bo is back in time. */
  const desk = await office.console_of({ hash: '#mine' });
  await desk.getByText('A new chat shows up here by itself.').waitFor();
  line.cut();
  line.mend();
  await bo.locator('.composer textarea').fill('It is');
  await bo.locator('.composer textarea').press('Enter');
  await log.locator('[data-seq] .bubble', { hasText: 'It is' }).waitFor();
  assert.equal((await now()).agent.name, 'Bo Ek');
  assert.equal(await log.getByText('has taken over').count(), 0);

  /* for good */
  line.cut();
  await row(desk, 'It is').click();
  await desk
    .locator('.handover', { hasText: 'Bo Ek went offline: Anna Alm has' })
    .waitFor();
  await log.getByText('Anna Alm has taken over the chat').waitFor();
  await until(
    async () => (await now()).agent.name === 'Anna Alm',
    'Anna has it',
  );
  assert.deepEqual(
    await pane(desk, 'Visitor')
      .locator('.line .bubble')
      .allInnerTexts()
      .then((all) => all.map((one) => one.trim())),
    ['Hello and welcome!', 'Is the blue one here?', 'It is'],
    'nothing that was written is lost',
  );

  await context.close();
  watch.none();
});
