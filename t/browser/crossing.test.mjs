/*
 * Never two agents answering unknowingly: Anna's line is cut, and what she
 * wrote waits; when she is back, somebody else may have been at it.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { accessible, Line, until } from './lib.mjs';
import { focused, Office, pane, row } from './office.mjs';

let office;
let line;
let eva;

before(async () => {
  office = await Office.open();
  line = await Line.to(office.server.port);
});

after(async () => {
  await line?.stop();
  await office?.shut();
});

beforeEach(async () => {
  await office.anna.presence('online');
  eva = await office.visitor('Eva');
});

afterEach(async () => {
  line.mend();
  await office.tidy();
});

const text = (page) => page.locator('.composer textarea');
const outgoing = (page, state) => page.locator(`.line[data-state=${state}]`);

/* At the chat with Eva, over the line that can be cut. */
async function anna_at(hash = `#mine/${eva.id}`) {
  const page = await office.console_of({ origin: line.origin, hash });

  await page.locator('.row').first().waitFor();
  return page;
}

async function write(page, words) {
  await text(page).fill(words);
  await text(page).press('Enter');
}

/* She writes, and nothing goes out. */
async function write_cut_off(page, ...all) {
  await text(page).waitFor();
  line.cut();
  await page.locator('.list .lost').waitFor();
  for (const words of all) {
    await write(page, words);
  }
  await outgoing(page, 'queued')
    .nth(all.length - 1)
    .waitFor();
}

/* At once: as when the browser has a network again. */
async function back(page) {
  line.mend();
  await page.evaluate(() => dispatchEvent(new Event('online')));
}

async function bo_steps_in() {
  const bo = await office.console_of({ who: 'bo', hash: `#open/${eva.id}` });

  await bo.getByRole('button', { name: 'Step in' }).click();
  await focused(text(bo), 'his composer');
  return bo;
}

/* What was said to Eva after she began. */
async function said() {
  return (await eva.texts()).slice(2);
}

test('another has answered meanwhile: her answers wait for her', async () => {
  const anna = await anna_at();
  const bo = await bo_steps_in();

  await write_cut_off(anna, 'I look', 'It is blue');
  await write(bo, 'It is red');
  await bo.locator('[data-seq] .bubble', { hasText: 'It is red' }).waitFor();
  await back(anna);

  const held = outgoing(anna, 'held');

  await held.nth(1).waitFor();
  assert.match(
    await held.first().locator('.state').innerText(),
    /Not sent\. Bo Ek has answered meanwhile\./,
  );
  await anna.locator('[data-seq] .bubble', { hasText: 'It is red' }).waitFor();
  await row(anna, 'Eva').locator('.mark', { hasText: 'Not sent' }).waitFor();
  await accessible(anna);
  assert.deepEqual(await said(), ['It is red']);

  /* It waits over a reload, too. */
  await anna.reload();
  await held.nth(1).waitFor();
  assert.deepEqual(await said(), ['It is red']);

  await text(anna).fill('And you?');
  await held.first().getByRole('button', { name: 'Edit' }).click();
  await focused(text(anna), 'the composer');
  assert.equal(await text(anna).inputValue(), 'I look\nAnd you?');
  await held.nth(1).waitFor({ state: 'detached' });
  await held.getByRole('button', { name: 'Send anyway' }).click();
  await focused(text(anna), 'the composer again');
  await bo.locator('[data-seq] .bubble', { hasText: 'It is blue' }).waitFor();
  await write(anna, 'I looked');
  await bo.locator('[data-seq] .bubble', { hasText: 'I looked' }).waitFor();
  assert.deepEqual(await said(), ['It is red', 'It is blue', 'I looked']);
  await row(anna, 'Eva').locator('.mark').waitFor({ state: 'detached' });
});

test('a page later: what another has answered is known before it goes', async () => {
  const anna = await anna_at();
  const bo = await bo_steps_in();

  await write_cut_off(anna, 'I look');
  await anna.goto('about:blank');
  await write(bo, 'It is red');
  await bo.locator('[data-seq] .bubble', { hasText: 'It is red' }).waitFor();
  line.mend();
  await anna.goto(`${line.origin}/kundo/console/#mine/${eva.id}`);
  await outgoing(anna, 'held').waitFor();
  await outgoing(anna, 'held').getByRole('button', { name: 'Discard' }).click();
  await focused(text(anna), 'the composer');
  assert.equal(await anna.locator('.line[data-state]').count(), 0);
  assert.deepEqual(await said(), ['It is red']);
});

test("the chat is another's now: she is told wherever she is", async () => {
  await office.visitor('Tor');
  const anna = await anna_at();
  const bo = await office.server.agent('bo');
  const { agent } = await bo.ask('GET', 'v1/session');

  await bo.presence('online');

  await write_cut_off(anna, 'I look');
  await row(anna, 'Tor').click();
  await pane(anna, 'Tor').waitFor();
  await office.anna.ask('POST', `v1/conversations/${eva.id}/transfers`, {
    to: { agent: agent.id },
  });
  await back(anna);

  const toast = anna.locator('.toast');

  await toast.waitFor();
  assert.match(
    await toast.innerText(),
    /Your answer to Eva was not sent\. Bo Ek has the chat now\./,
  );
  await accessible(anna);
  await toast.getByRole('link', { name: 'Show' }).click();
  await toast.waitFor({ state: 'detached' });
  await pane(anna, 'Eva').locator('[data-state=held]').waitFor();
  assert.deepEqual(await said(), []);
  await anna.getByRole('button', { name: 'Edit' }).click();
  await focused(text(anna), 'the composer, not the gate');
  assert.equal(await text(anna).inputValue(), 'I look');
  await bo.presence('offline');
  bo.close();
});

test('the chat was closed meanwhile: nothing goes into it', async () => {
  const anna = await anna_at();

  await write_cut_off(anna, 'I look');
  await office.anna.ask('POST', `v1/conversations/${eva.id}/close`);
  await back(anna);

  const held = outgoing(anna, 'held');

  await held.getByText('The chat was closed meanwhile.').waitFor();
  assert.deepEqual(await held.getByRole('button').allInnerTexts(), ['Discard']);
  await anna.getByRole('button', { name: 'Reopen' }).click();
  await held.getByRole('button', { name: 'Send anyway' }).click();
  await anna.locator('[data-seq] .bubble', { hasText: 'I look' }).waitFor();
  assert.deepEqual(await said(), ['I look']);
});

test('while she is cut off the rail says so, and presence waits', async () => {
  const anna = await anna_at();
  const now = anna.locator('.presence-now');

  await now.getByText('Online').waitFor();
  await write_cut_off(anna, 'I look');
  await now.getByText('Retrying').waitFor();
  assert.equal(await now.getByText('Online').count(), 0);
  assert.equal(await now.locator('.dot').getAttribute('data-state'), 'lost');
  await now.click();
  await anna.getByText('when you are connected').waitFor();
  assert.ok(await anna.getByLabel('Busy').isDisabled());
  await accessible(anna);
  await anna.keyboard.press('Escape');

  await anna.context().setOffline(true);
  await now.getByText('No network').waitFor();
  line.mend();
  await anna.context().setOffline(false);
  await now.getByText('Online').waitFor();
  assert.equal(await now.locator('.dot').getAttribute('data-state'), 'online');
});

test('what the visitor has said meanwhile holds nothing up', async () => {
  const anna = await anna_at();

  await write_cut_off(anna, 'I look', 'It is blue');
  await eva.say('Are you there?');
  await back(anna);
  await until(
    async () => (await said()).length === 3,
    'both have gone out by themselves',
  );
  assert.deepEqual(await said(), ['Are you there?', 'I look', 'It is blue']);
  await until(
    async () => (await anna.locator('.line[data-state]').count()) === 0,
    'none is on its way',
  );
});
