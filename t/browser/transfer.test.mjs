/*
 * A chat that goes to somebody else: by the picker, by itself when its agent
 * does not turn to it, and what each side is told between the messages.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { accessible, stand_in, until } from './lib.mjs';
import { focused, listen, Office, pane, row } from './office.mjs';

let office;
let bo;

before(async () => {
  office = await Office.open({ settings: 'auto_transfer 2s;' });
  bo = await office.server.agent('bo');
  await office.anna.ask('POST', 'v1/flows', {
    id: 'fridge',
    name: 'Fridges',
    public: false,
  });
  await office.anna.ask('POST', 'v1/flows', { id: 'ac', name: 'Cold air' });
});

after(async () => {
  bo?.close();
  await office?.shut();
});

afterEach(async () => {
  await bo.presence('offline', 10, []);
  await office.tidy();
});

/* Nothing goes on by itself while something else is looked at. */
function calm(auto_transfer_s) {
  return office.anna.ask('PATCH', 'v1/flows/support', { auto_transfer_s });
}

async function picker(page) {
  await page.getByRole('button', { name: 'Transfer', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Transfer the chat' });

  await dialog.getByRole('group', { name: 'Flows' }).waitFor();
  return dialog;
}

test('S1.4, S1.5: to a flow, with a note; what is not possible says why', async () => {
  await calm(0);
  const page = await office.console_of({ hash: '#mine' });
  const eva = await office.visitor('Eva', 'It hums');

  await row(page, 'Eva').click();
  await focused(pane(page, 'Eva').locator('textarea'), 'the composer');
  const dialog = await picker(page);
  const choice = (name) => dialog.locator('.choice').filter({ hasText: name });

  await choice('Bo Ek').filter({ hasText: 'Offline' }).waitFor();
  await choice('Fridges').filter({ hasText: 'No agent is active' }).waitFor();
  assert.equal(await choice('Fridges').locator('input').isDisabled(), true);

  /* of her own flow, in which she alone is active */
  await choice('Support')
    .filter({ hasText: 'Nobody else is active' })
    .waitFor();
  assert.equal(await choice('Support').locator('input').isDisabled(), true);
  await accessible(page);

  /* somebody comes while it is open */
  await bo.presence('online', 1, ['fridge']);
  await choice('Fridges').filter({ hasText: '1 agent active' }).waitFor();
  await choice('Bo Ek').locator('input:enabled').waitFor();

  await dialog.locator('textarea').fill('The sound, not the cold');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await picker(page);
  assert.equal(
    await dialog.locator('textarea').inputValue(),
    'The sound, not the cold',
    'nothing is lost by closing it',
  );
  await choice('Fridges').locator('input').check();
  const said = await listen(page);
  await dialog.getByRole('button', { name: 'Transfer to Fridges' }).click();
  await dialog.waitFor({ state: 'detached' });
  await until(
    async () => (await said()).some((text) => /Fridges/.test(text)),
    'it is said',
  );

  await bo.has(eva.id);
  const { items } = await bo.ask('GET', `v1/conversations/${eva.id}/notes`);
  assert.equal(items[0].text, 'The sound, not the cold');
  await pane(page, 'Eva')
    .locator('.handover', {
      hasText: 'Anna Alm transferred the chat to Bo Ek in Fridges',
    })
    .waitFor();
  assert.deepEqual(await eva.texts(), ['Hello and welcome!', 'It hums']);
});

test('S1.4: the focus stays at the chat that is given away', async () => {
  await calm(0);
  await bo.presence('online', 1);
  const page = await office.console_of({
    who: 'bo',
    hash: '#mine',
  });
  const eva = await office.visitor('Eva', 'It hums');

  await bo.has(eva.id);
  await office.anna.presence('online');
  await row(page, 'Eva').click();
  await focused(pane(page, 'Eva').locator('textarea'), 'the composer');
  const dialog = await picker(page);

  await dialog.getByRole('radio', { name: /Anna Alm/ }).check();
  await dialog.getByRole('button', { name: 'Transfer to Anna Alm' }).click();
  await dialog.waitFor({ state: 'detached' });
  await focused(pane(page, 'Eva').locator('h2'), 'its head');
});

test('S1.4: by the keyboard alone; a refusal says why and changes nothing', async () => {
  await calm(0);
  await bo.presence('online', 1);
  let is_told = true;
  const page = await office.console_of({
    hash: '#mine',
    state: 'busy',
    route: (one) =>
      stand_in(one, (_method, path) =>
        is_told || !/\/targets$/.test(path)
          ? undefined
          : { status: 503, body: { status: 503, code: 'unavailable' } },
      ),
  });
  const tor = await office.visitor('Tor');

  await bo.has(tor.id);
  await office.anna.presence('online');
  await bo.presence('busy', 1);
  const eva = await office.visitor('Eva');
  await office.anna.has(eva.id);
  await bo.presence('online', 2);
  await row(page, 'Eva').focus();
  await page.keyboard.press('Enter');
  await focused(pane(page, 'Eva').locator('textarea'), 'the composer');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');

  const dialog = page.getByRole('dialog', { name: 'Transfer the chat' });
  const to_bo = dialog.getByRole('radio', { name: /Bo Ek/ });

  await to_bo.waitFor();
  while (!(await to_bo.isChecked())) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
  }

  /* busy by the time that it is sent, and nobody has told the picker yet */
  is_told = false;
  await bo.presence('busy', 2);
  await page.keyboard.press('Enter');
  await dialog
    .getByRole('alert')
    .filter({ hasText: 'Bo Ek is busy now. The chat stays where it is.' })
    .waitFor();
  assert.equal(
    (await office.anna.ask('GET', `v1/conversations/${eva.id}`)).agent.id,
    office.anna.id,
    'D4: nothing has changed',
  );

  await bo.presence('online', 2);
  is_told = true;
  await dialog
    .getByRole('button', { name: 'Transfer to Bo Ek' })
    .press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await bo.has(eva.id);
  await accessible(page);
});

/* Each as the server says it, of whom it is said, and in both languages. */
const REFUSALS = [
  [/Bo Ek/, 'agent_offline', 'Bo Ek has gone offline.', 'Bo Ek har gått off'],
  [/Bo Ek/, 'agent_full', 'Bo Ek has no room', 'Bo Ek har inte plats'],
  [/Bo Ek/, 'bad_value', 'Bo Ek is no longer there.', 'Bo Ek finns inte kvar.'],
  [/Support/, 'flow_inactive', 'No agent in Support is', 'Ingen i Support är'],
  [/Support/, 'agent_busy', 'All agents in Support are', 'Alla i Support är'],
  [/Support/, 'agent_full', 'No agent in Support has', 'Ingen i Support har'],
];

for (const [n, locale] of ['en-GB', 'sv-SE'].entries()) {
  test(`S1.5: a refusal names who or what, and why: ${locale}`, async () => {
    await calm(0);
    await office.anna.presence('online');
    const eva = await office.visitor('Eva');

    await bo.presence('online', 2);
    let code = '';
    const page = await office.console_of({
      hash: `#mine/${eva.id}`,
      locale,
      route: (target) =>
        stand_in(target, (method, path) =>
          method === 'POST' && path.endsWith('/transfers')
            ? { status: 409, body: { status: 409, code } }
            : undefined,
        ),
    });

    await page.locator('.thread .bubble').first().waitFor();
    await page.locator('.thread h2').focus();
    await page.keyboard.press('t');
    const dialog = page.getByRole('dialog');
    const told = dialog.getByRole('alert');

    for (const [name, refused, ...words] of REFUSALS) {
      code = refused;
      await dialog.getByRole('radio', { name }).check();
      await page.keyboard.press('Enter');
      await told.filter({ hasText: words[n] }).waitFor();
    }
    await accessible(page);
    await dialog.getByRole('radio', { name: /Bo Ek/ }).check();
    await until(
      async () => (await told.innerText()) === '',
      'another choice begins anew',
    );
  });
}

test('S2.6, D1: it goes on by itself, unless she turns to it', async () => {
  await calm(600);
  await bo.presence('busy', 2);
  const page = await office.console_of({ hash: '#mine' });
  const eva = await office.visitor('Eva', 'Anybody?');

  /* the ring runs; turning to the chat ends it */
  await row(page, 'Eva').locator('.ring').waitFor();
  await row(page, 'Eva').click();
  await row(page, 'Eva').locator('.ring').waitFor({ state: 'detached' });
  assert.equal(
    (await office.anna.ask('GET', `v1/conversations/${eva.id}`)).focus_due_at,
    null,
  );

  /* and where nobody turns to it; the clock starts when Bo is there */
  const tor = await office.visitor('Tor', null);

  await office.anna.has(tor.id);
  await row(page, 'Tor').waitFor();
  await calm(2);
  await bo.presence('online', 2);
  await tor.say('And me?');
  await bo.has(tor.id);
  await page.goto(`${office.server.origin}/kundo/console/#open/${tor.id}`);
  await pane(page, 'Tor')
    .locator('.handover', {
      hasText: 'Passed on to Bo Ek: Anna Alm did not turn to it in time',
    })
    .waitFor();
  assert.equal(
    (await office.anna.ask('GET', `v1/conversations/${eva.id}`)).agent.id,
    office.anna.id,
    'the other one has stayed',
  );
});

test('among many, "ake" finds Åke', async () => {
  await calm(0);
  await office.server.agent_add('ake', 'Åke Öst');
  for (let n = 1; n <= 8; n++) {
    await office.anna.ask('POST', 'v1/flows', {
      id: `row-${n}`,
      name: `Row ${n}`,
    });
  }
  const page = await office.console_of({ hash: '#mine' });

  await office.visitor('Eva');
  await row(page, 'Eva').click();
  await focused(pane(page, 'Eva').locator('textarea'), 'the composer');
  const dialog = await picker(page);
  const choices = dialog.locator('.choice');

  await dialog.getByRole('searchbox').fill('ake o');
  await choices.filter({ hasText: 'Åke Öst' }).waitFor();
  assert.equal(await choices.count(), 1);
  await dialog.getByRole('searchbox').fill('ROW 7');
  await choices.filter({ hasText: 'Row 7' }).waitFor();
  assert.equal(await choices.count(), 1);
});
