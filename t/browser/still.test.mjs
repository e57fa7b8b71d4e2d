/*
 * The list of chats holds still while an agent is about to choose from it,
 * and stands in its order again when she is done.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { accessible, until } from './lib.mjs';
import { focused, Office, pane, row, walk_to } from './office.mjs';

const NAMES = ['Eva', 'Tor', 'Kim', 'Siv'];

let office;

before(async () => {
  office = await Office.open();
});

after(() => office?.shut());

afterEach(() => office.tidy());

/* The ten seconds after which hands have rested go by when the test says. */
function rest_when_told() {
  const { setTimeout, clearTimeout } = window;
  const rests = [];

  window.setTimeout = (work, ms, ...more) =>
    ms === 10_000 ? -rests.push(work) : setTimeout(work, ms, ...more);
  window.clearTimeout = (id) =>
    id < 0 ? delete rests[-id - 1] : clearTimeout(id);
  window.rest = () =>
    rests.forEach((work, n) => {
      delete rests[n];
      work();
    });
}

function rest(page) {
  return page.evaluate(() => window.rest());
}

/* Anna's chats, the latest first, and those who began them. */
async function desk(options = {}) {
  await office.anna.presence('online');
  const visitors = {};

  for (const name of [...NAMES].reverse()) {
    visitors[name] = await office.visitor(name);
    await office.anna.has(visitors[name].id);
  }
  const page = await office.console_of({
    hash: '#mine',
    script: rest_when_told,
    ...options,
  });

  await in_order(page, ...NAMES);
  return { page, visitors };
}

/* The names of the rows, and where each of them is. */
function rows(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('.row')].map((one) => [
      one.querySelector('.row-name').textContent,
      Math.round(one.getBoundingClientRect().top),
    ]),
  );
}

function in_order(page, ...names) {
  return until(
    async () =>
      (await rows(page)).map(([name]) => name).join() === names.join(),
    `the order ${names.join()}`,
  );
}

function shows(page, name, text) {
  return row(page, name).filter({ hasText: text }).waitFor();
}

async function away(page) {
  await page.mouse.move(900, 300);
}

test('rows keep their places under a pointer, and settle when it leaves', async () => {
  const { page, visitors } = await desk();

  await row(page, 'Tor').hover();
  const held = await rows(page);

  await visitors.Kim.say('From the third row');
  await shows(page, 'Kim', 'From the third row');
  assert.deepEqual(await rows(page), held);

  /* at the end, where it pushes nothing away */
  await office.visitor('Ada');
  await row(page, 'Ada').waitFor();
  assert.deepEqual((await rows(page)).slice(0, -1), held);
  assert.equal((await rows(page)).at(-1)[0], 'Ada');
  await accessible(page);

  await row(page, 'Tor').click();
  await pane(page, 'Tor').waitFor();
  await away(page);
  await in_order(page, 'Ada', 'Kim', 'Eva', 'Tor', 'Siv');
});

test('a chat that goes keeps its place until the pointer leaves', async () => {
  const { page, visitors } = await desk();

  await row(page, 'Kim').hover();
  const held = await rows(page);

  await office.anna.ask('POST', `v1/conversations/${visitors.Eva.id}/close`);
  await shows(page, 'Eva', 'Closed');
  await page.getByText('3 conversations').waitFor();
  assert.deepEqual(await rows(page), held);
  await accessible(page);

  await office.anna.ask('POST', `v1/conversations/${visitors.Kim.id}/close`);
  await shows(page, 'Kim', 'Closed');
  await row(page, 'Kim').click();
  await pane(page, 'Kim')
    .getByText(/^Closed .* Reopen/)
    .waitFor();
  await away(page);
  await in_order(page, 'Tor', 'Siv');
});

test('a walk by keys holds them until the focus leaves', async () => {
  const { page, visitors } = await desk();

  await walk_to(page, 'Tab', row(page, 'Eva'), 'the list');
  await page.keyboard.press('ArrowDown');
  const held = await rows(page);

  await visitors.Siv.say('From the last row');
  await shows(page, 'Siv', 'From the last row');
  assert.deepEqual(await rows(page), held);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await focused(pane(page, 'Kim').locator('textarea'), 'the chat below');
  await in_order(page, 'Siv', 'Eva', 'Tor', 'Kim');
});

test('a pointer that was left lying there holds nothing', async () => {
  const { page, visitors } = await desk();

  await row(page, 'Tor').click();
  await focused(pane(page, 'Tor').locator('textarea'), 'the composer');
  await page.keyboard.type('One moment');
  await visitors.Kim.say('Are you there?');
  await in_order(page, 'Kim', 'Eva', 'Tor', 'Siv');

  /* until it moves again */
  await row(page, 'Siv').hover();
  await visitors.Siv.say('Me too');
  await shows(page, 'Siv', 'Me too');
  await in_order(page, 'Kim', 'Eva', 'Tor', 'Siv');
  await page.keyboard.type(', please');
  await in_order(page, 'Siv', 'Kim', 'Eva', 'Tor');
});

test('nor does one that rests for ten seconds, until it moves', async () => {
  const { page, visitors } = await desk();

  await row(page, 'Tor').hover();
  await visitors.Kim.say('From the third row');
  await shows(page, 'Kim', 'From the third row');
  await in_order(page, ...NAMES);
  await rest(page);
  await in_order(page, 'Kim', 'Eva', 'Tor', 'Siv');

  await row(page, 'Siv').hover();
  await visitors.Siv.say('Me too');
  await shows(page, 'Siv', 'Me too');
  await in_order(page, 'Kim', 'Eva', 'Tor', 'Siv');
});

test('nor does a focus that rests for ten seconds, until it walks on', async () => {
  const { page, visitors } = await desk();

  await walk_to(page, 'Tab', row(page, 'Eva'), 'the list');
  await page.keyboard.press('ArrowDown');
  await visitors.Siv.say('From the last row');
  await shows(page, 'Siv', 'From the last row');
  await in_order(page, ...NAMES);
  await rest(page);
  await in_order(page, 'Siv', 'Eva', 'Tor', 'Kim');
  await focused(row(page, 'Tor'), 'the row that she was at');

  await page.keyboard.press('ArrowDown');
  await focused(row(page, 'Kim'), 'the row below');
  await visitors.Kim.say('Me too');
  await shows(page, 'Kim', 'Me too');
  await in_order(page, 'Siv', 'Eva', 'Tor', 'Kim');
});

test('a finger holds nothing once it is lifted', async () => {
  const { page, visitors } = await desk({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });

  await row(page, 'Kim').tap();
  await page.getByRole('link', { name: 'Back to the list' }).tap();
  await focused(row(page, 'Kim'), 'the row that was left');
  await visitors.Siv.say('Hello?');
  await in_order(page, 'Siv', 'Eva', 'Tor', 'Kim');
});

test('another list begins in its own order', async () => {
  const { page, visitors } = await desk();

  await row(page, 'Siv').hover();
  await visitors.Siv.say('From the last row');
  await shows(page, 'Siv', 'From the last row');
  await in_order(page, ...NAMES);
  await page.getByRole('link', { name: /^Open/ }).focus();
  await page.keyboard.press('Enter');
  await in_order(page, 'Siv', 'Eva', 'Tor', 'Kim');
});
