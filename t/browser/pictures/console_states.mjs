/* The states of the console: the door, the list, and what lies over them. */

import { password } from '../lib.mjs';
import { BOARD } from './console_board.mjs';
import { BUSY } from './console_busy.mjs';
import { HAND } from './console_hand.mjs';
import { STATISTICS } from './console_statistics.mjs';
import { THREADS } from './console_threads.mjs';
import { TRANSFER } from './console_transfer.mjs';
import { WAYS } from './console_ways.mjs';
import { problem } from './scene.mjs';

/* Anna's list, and what she does there. */
function listed(name, about, act = () => undefined) {
  return {
    name,
    about,
    async draw(scene) {
      await scene.enter('anna', 'mine');
      await scene.rows();
      await act(scene);
    },
  };
}

export const STATES = [
  {
    name: 'login',
    about: 'Log-in',
    draw: (scene) => scene.door(),
  },
  {
    name: 'login_wrong',
    about: 'Log-in: the password is wrong',
    async draw(scene) {
      await scene.door();
      await scene.log_in('not her password');
      await scene.text('console.login.wrong');
    },
  },
  {
    name: 'login_throttled',
    about: 'Log-in: too many attempts',
    async draw(scene) {
      await scene.page.route('**/v1/session*', (route) =>
        route.request().method() === 'POST'
          ? route.fulfill({
              status: 429,
              headers: { 'Retry-After': '600' },
              contentType: 'application/problem+json',
              body: JSON.stringify(problem(429, 'rate_limited').body),
            })
          : route.continue(),
      );
      await scene.door();
      await scene.log_in(password('anna'));
      await scene.text('console.login.throttled');
    },
  },
  {
    name: 'login_no_server',
    about: 'Log-in: the server does not answer',
    async draw(scene) {
      await scene.door(scene.stage.line.origin);
      scene.cut();
      await scene.log_in(password('anna'));
      await scene.text('console.login.unreachable');
    },
  },
  {
    name: 'unreachable',
    about: 'The server cannot be reached at all',
    async draw(scene) {
      await scene.page.route('**/v1/session*', (route) => route.abort());
      await scene.page.goto(`${scene.stage.server.origin}/kundo/console/`);
      await scene.text('console.unreachable.title');
    },
  },
  {
    name: 'offline_empty',
    about: 'First day: offline, nothing there',
    async draw(scene) {
      await scene.enter('ida', 'mine');
      await scene.text('console.presence.nudge');
      await scene.text('console.empty.mine');
    },
  },
  {
    name: 'no_flow',
    about: 'Online, but in no flow',
    async draw(scene) {
      await scene.stage.ida.presence('online', 8, []);
      await scene.enter('ida', 'mine');
      await scene.text('console.presence.noflow');
    },
  },
  {
    name: 'empty',
    about: 'Online, nothing there',
    async draw(scene) {
      await scene.stage.ida.presence('online', 8, ['second']);
      await scene.enter('ida', 'mine');
      await scene.text('console.empty.mine.hint');
    },
  },
  {
    name: 'list_loading',
    about: 'The list is being read',
    async draw(scene) {
      await scene.intercept(({ path }) =>
        /^v1\/inbox/.test(path) ? 'hold' : undefined,
      );
      await scene.enter('anna', 'mine');
      await scene.page.locator('.skeletons').waitFor();
    },
  },
  {
    name: 'list_failed',
    about: 'The list could not be read',
    async draw(scene) {
      await scene.intercept(({ path }) =>
        /view=closed/.test(path) ? problem(503, 'unavailable') : undefined,
      );
      await scene.enter('anna', 'closed');
      await scene.text('console.list.failed');
    },
    again: (scene) => scene.text('console.list.failed'),
  },
  listed('list', 'The inbox, nothing chosen yet'),
  {
    ...listed('list_typing', 'A visitor writes'),
    async again(scene) {
      await scene.stage.chats.amira.do('typing', { on: true });
      await scene.page.locator('.row-line.typing').waitFor();
    },
  },
  {
    name: 'open',
    about: 'Open: the queue, left messages, what others have',
    async draw(scene) {
      await scene.enter('anna', 'open');
      await scene.page.locator('.row .mark').first().waitFor();
    },
  },
  listed('presence', 'Presence, flows and the number of chats', (scene) =>
    scene.menu('presence'),
  ),
  {
    name: 'busy',
    about: 'Busy',
    async draw(scene) {
      await scene.stage.ida.presence('busy', 8, ['second']);
      await scene.enter('ida', 'open');
      await scene.rows();
    },
  },
  listed('settings', "One's own settings", (scene) => scene.menu('me')),
  {
    ...listed('places', 'On a phone: what the bar has no place for', (scene) =>
      scene.look({ scheme: 'light', width: 390 }),
    ),
    /* It is there on a phone alone. */
    async again({ page }) {
      const place = page.locator('[popovertarget=more]');
      const sheet = page.locator('#more');

      if ((await place.isVisible()) && !(await sheet.isVisible())) {
        await page.goto(page.url().replace(/#.*/, '#board'));
        await page.locator('.glance').waitFor();
        await place.click();
        await sheet.locator('.rail-item').first().waitFor();
      }
    },
  },
  {
    name: 'palette',
    about: 'The palette',
    async draw(scene) {
      await scene.thread('anna', scene.stage.chats.eva.chat);
      await scene.page.keyboard.press('Control+k');
      await scene.page.getByRole('combobox').waitFor();
      await scene.page.getByRole('option').first().waitFor();
    },
  },
  listed('palette_nothing', 'The palette: nothing fits', async (scene) => {
    await scene.page.keyboard.press('Control+k');
    await scene.page.getByRole('combobox').fill('xyzzy');
    await scene.text('console.palette.nothing');
  }),
  listed('sheet', 'The sheet of shortcuts', async (scene) => {
    await scene.page.keyboard.press('?');
    await scene.page.getByRole('dialog').locator('dl').first().waitFor();
  }),
  ...THREADS,
  ...HAND,
  ...BUSY,
  ...WAYS,
  ...TRANSFER,
  ...BOARD,
  ...STATISTICS,
];
