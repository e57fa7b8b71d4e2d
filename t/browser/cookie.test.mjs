/*
 * A log-in that is used lasts, and so does its cookie: what is done goes over
 * a WebSocket, which cannot set one.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  email,
  password,
  Server,
  start_browser,
  until,
  watch_faults,
} from './lib.mjs';

const SESSION_S = 20;

let server;
let browser;

before(async () => {
  server = await Server.start({
    welcome: null,
    settings: `session ${SESSION_S}s;`,
  });
  browser = await start_browser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/* When the browser forgets the one cookie of this name, in s. */
async function end_of(context, name) {
  const all = await context.cookies();
  const found = all.filter((one) => one.name === name);

  assert.equal(found.length, 1, all.map((one) => one.name).join());
  return found[0].expires;
}

/* Works on until the browser was told of a longer life. */
async function outlives_it(context, name, work) {
  const first_s = await end_of(context, name);

  await until(async () => {
    await work();
    return (await end_of(context, name)) > first_s + 1;
  }, 'another cookie');
}

async function page_of(path) {
  const context = await browser.newContext({ locale: 'en-GB' });
  const faults = await watch_faults(context);
  const page = await context.newPage();

  await page.goto(`${server.origin}${path}`);
  return { context, faults, page };
}

test('S4.5: the widget keeps the cookie of a visitor who only writes', async () => {
  const anna = await server.agent();

  await anna.presence('online');
  const { context, faults, page } = await page_of('/');
  const panel = page.frameLocator('kundo-widget iframe');
  const field = panel.locator('#composer');
  let said = 0;

  await page.locator('kundo-widget button').click();
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await field.waitFor();
  await outlives_it(context, 'kundo_visitor', async () => {
    await field.fill(`Line ${++said}`);
    await field.press('Enter');
    await panel
      .locator('[data-seq] .bubble', { hasText: `Line ${said}` })
      .waitFor();
  });
  anna.close();
  await context.close();
  faults.none();
});

test('the console keeps the cookie of an agent who only works', async () => {
  const { context, faults, page } = await page_of('/kundo/console/');
  const presence = page.locator('.presence-now');

  await page.getByLabel('E-mail').fill(email('anna'));
  await page.getByLabel('Password').fill(password('anna'));
  await page.getByRole('button', { name: 'Log in' }).click();
  await presence.waitFor();
  const states = ['Busy', 'Online'];

  await outlives_it(context, 'kundo_agent', async () => {
    await presence.click();
    await page.locator('#presence').getByText(states[0]).first().click();
    await page.keyboard.press('Escape');
    await page.locator('.presence-now', { hasText: states[0] }).waitFor();
    states.reverse();
  });
  await context.close();
  faults.none();
});
