/*
 * The main job with both faces in one Chromium: a visitor in the widget on a
 * page, an agent in the console, the real server between them.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  accessible,
  email,
  Line,
  password,
  Server,
  start_browser,
  until,
  watch_faults,
  while_writing,
  write_on,
} from './lib.mjs';

let server;
let browser;
let line;

before(async () => {
  server = await Server.start();
  line = await Line.to(server.port);
  browser = await start_browser();
});

after(async () => {
  await browser?.close();
  await line?.stop();
  await server?.stop();
});

async function page_of(path) {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
  });
  const watch = await watch_faults(context);
  const page = await context.newPage();

  await page.goto(line.origin + path);
  return { context, page, watch };
}

/* The texts of a thread, oldest first. */
function texts(bubbles) {
  return bubbles.allInnerTexts().then((all) => all.map((one) => one.trim()));
}

test('S2.1, S2.2, S2.5, S4.3: widget and console, start to end', async () => {
  const agent = await page_of('/kundo/console/');
  const visitor = await page_of('/');
  const desk = agent.page;
  const answer = desk.locator('.composer textarea');
  const said = desk.locator('.line .bubble');
  const panel = visitor.page.frameLocator('kundo-widget iframe');
  const field = panel.locator('#composer');
  const log = panel.getByRole('log');
  const expected = ['Hello and welcome!'];

  async function both_read(text) {
    expected.push(text);
    await until(async () => {
      const [here, there] = [
        await texts(said),
        await texts(log.locator('.bubble')),
      ];
      return (
        JSON.stringify(here) === JSON.stringify(expected) &&
        JSON.stringify(there) === JSON.stringify(expected)
      );
    }, `"${text}", once and in order, on both sides`);
  }

  await desk.getByLabel('E-mail').fill(email('anna'));
  await desk.getByLabel('Password').fill(password('anna'));
  await desk.keyboard.press('Enter');
  await desk.getByRole('button', { name: 'Go online' }).click();
  await desk.getByText('A new chat shows up here by itself.').waitFor();

  /* Nobody has written yet, and the agent sees the chat. */
  await visitor.page.locator('kundo-widget button').click();
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await desk.locator('.row', { hasText: 'Nothing written yet' }).click();
  await log.getByText('Hello and welcome!').waitFor();

  await field.pressSequentially('Is the blue');
  await while_writing(
    () => write_on(field),
    async () => {
      await desk.locator('.row', { hasText: 'writing' }).waitFor();
      await desk
        .locator('.writing', { hasText: 'Visitor is writing' })
        .waitFor();
    },
  );
  await field.pressSequentially(' one here?');
  await field.press('Enter');
  await both_read('Is the blue one here?');

  await answer.pressSequentially('It is');
  await while_writing(
    () => write_on(answer),
    () => panel.getByText('is writing').waitFor(),
  );
  await answer.press('Enter');
  await both_read('It is');
  await desk.locator('.seen', { hasText: 'Seen' }).waitFor();
  await accessible(desk);
  await accessible(visitor.page, '/panel/');

  /* A reload in the middle, of both. */
  await answer.fill('And the');
  await desk.reload();
  await visitor.page.reload();
  await answer.waitFor();
  assert.equal(await answer.inputValue(), 'And the');
  await field.fill('Good');
  await field.press('Enter');
  await both_read('Good');

  /* A line that is cut under both. */
  line.cut();
  await answer.fill('While it was dark');
  await answer.press('Enter');
  await desk.locator('.line[data-state=queued]').waitFor();
  line.mend();
  await both_read('While it was dark');

  await desk.getByRole('button', { name: 'Close', exact: true }).click();
  await desk.locator('.closed-bar').waitFor();
  await panel.getByText(/ended/i).first().waitFor();

  for (const { context, watch } of [agent, visitor]) {
    await context.close();
    watch.none();
  }
});
