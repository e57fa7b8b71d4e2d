/*
 * The example of the second line, with the names that its source has: Susanne
 * and Eva answer in Coolio support, Werner and Anna know fridges, and nobody
 * is there for air conditioning.  All of it in the pages: three consoles, and
 * a visitor in the widget; Anna and other visitors are at the API.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, PATIENCE_MS, until, watch_faults } from './lib.mjs';
import { Office, pane, row } from './office.mjs';
import { listen_for_sounds } from './sounds.mjs';

const FIRST = 'Coolio support';
const FRIDGE = 'Teknisk support kylskåp';
const AC = 'Teknisk support AC';
const NOTE = 'Kompressorn, inte fläkten: hon har lyssnat.';

let office;
let anna;
const desks = {};
const agents = {};

before(async () => {
  office = await Office.open();
  anna = office.anna;
  await anna.ask('PATCH', 'v1/flows/support', { name: FIRST });
  for (const [id, name] of [
    ['fridge', FRIDGE],
    ['ac', AC],
  ]) {
    await anna.ask('POST', 'v1/flows', { id, name, public: false });
  }
  for (const who of ['susanne', 'eva', 'werner']) {
    await office.server.agent_add(who, who[0].toUpperCase() + who.slice(1));
    agents[who] = await office.server.agent(who);
    await agents[who].presence('offline', 20, []);
    desks[who] = await office.console_of({ who, script: listen_for_sounds });
  }
});

after(async () => {
  Object.values(agents).forEach((agent) => agent.close());
  await office?.shut();
});

/* By the switch in the rail: in these flows and no others, and online. */
async function work_in(who, ...names) {
  const desk = desks[who];
  const menu = desk.getByRole('dialog', { name: 'Presence' });
  const wanted = names.map(
    (name) =>
      ({
        [FIRST]: 'support',
        [FRIDGE]: 'fridge',
        [AC]: 'ac',
      })[name],
  );

  await desk.locator('.presence-now').click();
  for (const name of [FIRST, FRIDGE, AC]) {
    await menu.getByLabel(name).setChecked(names.includes(name));
  }
  await menu.getByLabel('Online').check();
  await desk.keyboard.press('Escape');
  await until(async () => {
    const now = await agents[who].ask('GET', 'v1/presence');
    return (
      now.state === 'online' &&
      [...now.flows].sort().join() === [...wanted].sort().join()
    );
  }, `${who} works in ${names}`);
}

async function agent_of(chat) {
  return (await anna.ask('GET', `v1/conversations/${chat}`)).agent?.name;
}

/* Opens the chat in her console, and the picker of its transfer. */
async function picker(who, name) {
  const desk = desks[who];
  const id = await row(desk, name).getAttribute('data-id');
  const thread = desk.locator(`.thread[data-id="${id}"]`);

  await row(desk, name).click();
  await thread.locator('textarea').waitFor();
  await thread.getByRole('button', { name: 'Transfer', exact: true }).click();
  const dialog = desk.getByRole('dialog', { name: 'Transfer the chat' });
  await dialog.getByRole('group', { name: 'Flows' }).waitFor();
  return {
    dialog,
    choice: (text) => dialog.locator('.choice').filter({ hasText: text }),
    async send(to, note = '') {
      await dialog
        .locator('.choice')
        .filter({ hasText: to })
        .locator('input')
        .check();
      await dialog.locator('textarea').fill(note);
      await dialog.getByRole('button', { name: `Transfer to ${to}` }).click();
      await dialog.waitFor({ state: 'detached' });
    },
  };
}

/* Until Eva has got one: the next chat is Susanne's. */
async function after_eva() {
  for (let n = 1; n <= 2; n++) {
    if ((await agent_of((await office.visitor(`Kim ${n}`)).id)) === 'Eva') {
      return;
    }
  }
  assert.fail('S1.2: two chats, and none of them is for Eva');
}

/* The visitor in the shop, with her chat begun. */
async function visitor_in_shop() {
  const context = await office.browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1000, height: 800 },
  });

  context.setDefaultTimeout(PATIENCE_MS);
  context.faults = await watch_faults(context);
  office.contexts.push(context);
  const page = await context.newPage();
  await page.goto(`${office.server.origin}/`);
  await page.locator('kundo-widget button').click();
  const panel = page.frameLocator('kundo-widget iframe');
  return {
    page,
    panel,
    log: panel.getByRole('log'),
    async say(text) {
      await panel.locator('#composer').fill(text);
      await panel.locator('#composer').press('Enter');
      await this.reads(text);
    },
    reads: (text) =>
      panel.locator('[data-seq] .bubble', { hasText: text }).waitFor(),
  };
}

function bubbles(desk, name) {
  return pane(desk, name)
    .locator('.line[data-seq] .bubble')
    .allInnerTexts()
    .then((texts) => texts.map((text) => text.trim()));
}

test('S1.7: on going online each chooses the flows to work in', async () => {
  const menu = desks.werner.getByRole('dialog', { name: 'Presence' });

  await desks.werner.locator('.presence-now').click();
  for (const name of [FIRST, FRIDGE, AC]) {
    await menu.getByLabel(name).waitFor();
  }
  await menu.getByText('Second line').first().waitFor();
  await accessible(desks.werner);
  await desks.werner.keyboard.press('Escape');
  await work_in('werner', FRIDGE);
  await work_in('susanne', FIRST);
  await work_in('eva', FIRST);
  await anna.presence('online', 10, ['fridge']);
});

test('S1.1, S1.2, S1.3: what comes from the site is the first line’s, in turn', async () => {
  const chats = [];

  for (let n = 1; n <= 4; n++) {
    chats.push(await agent_of((await office.visitor(`Alva ${n}`)).id));
  }
  assert.deepEqual([...chats].sort(), ['Eva', 'Eva', 'Susanne', 'Susanne']);
  assert.equal(chats[0], chats[2], 'S1.2: in turn');
  for (const who of ['susanne', 'eva']) {
    await row(desks[who], 'Alva').nth(1).waitFor();
  }
  assert.equal(await desks.werner.locator('.row').count(), 0, 'S1.3');
  assert.equal((await agents.werner.ask('GET', 'v1/presence')).chats, 0);
});

test('S1.3: the second line is nowhere on the site', async () => {
  const { page, panel } = await visitor_in_shop();

  await panel.getByRole('button', { name: 'Start chat' }).waitFor();
  for (const text of [
    await panel.locator('body').innerText(),
    await page.content(),
  ]) {
    assert.doesNotMatch(text, /Teknisk|fridge|Werner|Anna/);
  }
  for (const flow of ['fridge', 'ac']) {
    const { origin } = office.server;
    const status = await fetch(`${origin}/kundo/v1/flows/${flow}/status`);

    assert.equal(status.status, 404);
    assert.equal(
      await page.evaluate(
        async (id) =>
          (
            await fetch('/kundo/v1/conversations?as=visitor', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ flow: id }),
            })
          ).status,
        flow,
      ),
      401,
      'nobody yet, and nothing of a flow',
    );
  }
  await page.context().close();
  office.contexts.splice(office.contexts.indexOf(page.context()), 1);
  page.context().faults.none();
});

test('S1.4, S1.5, S1.6: Susanne gives the chat on to those who know fridges', async () => {
  const { susanne, werner } = desks;

  /* Anna has got the last one of theirs: the next is Werner's. */
  for (let n = 1; n <= 2; n++) {
    const { id } = await office.visitor(`Olle ${n}`);
    const who = (await agent_of(id)).toLowerCase();
    await agents[who].ask('POST', `v1/conversations/${id}/transfers`, {
      to: { flow: 'fridge' },
    });
    const has = await agent_of(id);
    if (has === 'Anna Alm') {
      break;
    }
    assert.equal(n, 1, 'S1.6: in turn');
  }
  await after_eva();

  const visitor = await visitor_in_shop();
  await visitor.panel.getByRole('button', { name: 'Start chat' }).click();
  await visitor.say('Mitt kylskåp låter');
  await row(susanne, 'Mitt kylskåp låter').click();
  const name = await susanne.locator('#thread-title').innerText();
  const chat = await row(susanne, 'Mitt kylskåp låter').getAttribute('data-id');
  await pane(susanne, name).locator('textarea').fill('Hur låter det?');
  await susanne.keyboard.press('Enter');
  await visitor.reads('Hur låter det?');
  await visitor.say('Som en traktor');

  const { choice, send } = await picker('susanne', 'traktor');
  await choice('Eva').locator('input:enabled').waitFor();
  await choice(FRIDGE).filter({ hasText: '2 agents active' }).waitFor();
  await choice(AC).filter({ hasText: 'No agent is active' }).waitFor();
  assert.equal(await choice(AC).locator('input').isDisabled(), true, 'S1.5');
  assert.equal(await choice(AC).getAttribute('data-off'), 'true', 'S1.5');
  await accessible(susanne);
  await send(FRIDGE, NOTE);

  /* S1.6: with one of the two, and as new: sound, mark, number. */
  const there = row(werner, 'traktor');
  await there.filter({ hasText: 'New' }).waitFor();
  assert.equal(await agent_of(chat), 'Werner', 'S1.6: in turn');
  await werner.waitForFunction((id) => window.turns.includes(id), chat);
  await until(async () => /^\(\d\)/.test(await werner.title()), 'the number');
  await there.click();
  await pane(werner, name).locator('textarea').waitFor();
  assert.deepEqual(
    await bubbles(werner, name),
    [
      'Hello and welcome!',
      'Mitt kylskåp låter',
      'Hur låter det?',
      'Som en traktor',
    ],
    'S1.4: with all that was said',
  );
  const told = pane(werner, name).locator('.messages li:is(.handover, .note)');
  assert.match(
    (await told.first().innerText()).trim(),
    new RegExp(`^Susanne transferred the chat to Werner in ${FRIDGE}`),
  );
  assert.match(await told.nth(1).innerText(), /Note from Susanne/);
  assert.match(await told.nth(1).innerText(), new RegExp(NOTE));
  assert.equal(await told.count(), 2);
  await accessible(werner);

  /* The visitor: a calm line, and nothing of what is theirs. */
  await visitor.log.getByText('Werner has taken over the chat').waitFor();
  assert.doesNotMatch(
    await visitor.panel.locator('body').innerText(),
    /Teknisk|Kompressorn|transfer/i,
  );
  await accessible(visitor.page, '/panel/');
  await visitor.say('Och nu läcker det');
  await pane(werner, name).getByText('Och nu läcker det').waitFor();
  await pane(werner, name).locator('textarea').fill('Dra ur kontakten');
  await werner.keyboard.press('Enter');
  await visitor.reads('Dra ur kontakten');

  /* Susanne has it no more. */
  await row(susanne, 'läcker').waitFor({ state: 'detached' });
  await susanne.reload();
  await susanne.locator('.list').waitFor();
  assert.equal(await row(susanne, 'läcker').count(), 0);
});

test('S1.4, S1.6: the next one is Anna’s; and as easily to Eva herself', async () => {
  await after_eva();
  const bea = await office.visitor('Bea', 'Kylen är varm');

  assert.equal(await agent_of(bea.id), 'Susanne');
  await (await picker('susanne', 'Bea')).send(FRIDGE);
  assert.equal(await agent_of(bea.id), 'Anna Alm', 'S1.6: in turn');

  await after_eva();
  const cim = await office.visitor('Cim', 'Var är mitt paket?');

  await (await picker('susanne', 'Cim')).send('Eva', 'Du har pratat med Cim');
  assert.equal(await agent_of(cim.id), 'Eva');
  assert.equal(
    (await anna.ask('GET', `v1/conversations/${cim.id}`)).flow,
    'support',
    'D11: the chat keeps its flow',
  );
  await row(desks.eva, 'Cim').click();
  await pane(desks.eva, 'Cim').getByText('Du har pratat med Cim').waitFor();
});

test('S1.7: Eva goes over to the second line while online, and back', async () => {
  const has = (await agents.eva.ask('GET', 'v1/presence')).chats;

  await work_in('eva', FRIDGE);
  assert.equal((await agents.eva.ask('GET', 'v1/presence')).chats, has);
  for (const name of ['Dan', 'Doris']) {
    assert.equal(await agent_of((await office.visitor(name)).id), 'Susanne');
    await row(desks.susanne, name).waitFor();
  }
  const { choice, dialog } = await picker('susanne', 'Doris');
  await choice(FRIDGE).filter({ hasText: '3 agents active' }).waitFor();
  await work_in('eva', FIRST);
  await choice(FRIDGE).filter({ hasText: '2 agents active' }).waitFor();
  await desks.susanne.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  const both = [];
  for (const name of ['Edit', 'Elias']) {
    both.push(await agent_of((await office.visitor(name)).id));
  }
  assert.deepEqual([...both].sort(), ['Eva', 'Susanne'], 'S1.2: in turn again');
});

test('S1.8: the transfers are counted, between agents and between flows', async () => {
  const day = 24 * 3600000;
  const from = new Date(Date.now() - day).toISOString();
  const to = new Date(Date.now() + day).toISOString();
  const counted = await anna.ask(
    'GET',
    `v1/statistics/transfers?from=${from}&to=${to}`,
  );
  const pair = (list, a, b) =>
    list.find((one) => one.from === a && one.to === b)?.count ?? 0;
  const { susanne, werner, eva } = agents;
  const olles = (
    await anna.ask('GET', 'v1/inbox?view=open&limit=200')
  ).items.filter(
    ({ starter, flow }) => /^Olle/.test(starter.name) && flow === 'fridge',
  ).length;

  assert.equal(pair(counted.agents, susanne.id, eva.id), 1, 'Cim');
  assert.ok(pair(counted.agents, susanne.id, werner.id) >= 1, 'the fridge');
  assert.ok(pair(counted.agents, susanne.id, anna.id) >= 1, 'Bea');
  assert.deepEqual(
    counted.flows.map(({ from: a, to: b, count, automatic }) => [
      a,
      b,
      count,
      automatic,
    ]),
    [['support', 'fridge', 2 + olles, 0]],
  );
  await office.tidy();
});
