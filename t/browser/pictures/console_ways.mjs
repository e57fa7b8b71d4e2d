/*
 * The states of the console: how she reads and drives it, with the browser's
 * forced colours, large text, the keyboard, and notifications on her desktop.
 */

import { forced, large } from './ways.mjs';

/* What the browser was told once about notifications. */
async function permit(scene, answer) {
  await scene.page.addInitScript((value) => {
    if (location.protocol !== 'about:') {
      window.Notification = class {
        static permission = value;
      };
    }
  }, answer);
}

async function marked(scene) {
  await scene.enter('anna', 'open');
  await scene.page.locator('.row .mark').first().waitFor();
}

async function mine(scene) {
  await scene.enter('anna', 'mine');
  await scene.rows();
}

const door = (scene) => scene.door();
const thread = (scene) => scene.thread('anna', scene.stage.chats.eva.chat);

export const WAYS = [
  forced('door', 'the log-in', door),
  forced('open', 'the list with its marks', marked),
  forced('thread', 'a conversation', thread),
  forced('presence', 'presence', mine, {
    open: (scene) => scene.menu('presence'),
  }),
  forced('palette', 'the palette', mine, {
    async open(scene) {
      await scene.page.keyboard.press('Control+k');
      await scene.page.getByRole('option').first().waitFor();
    },
  }),
  large('door', 'the log-in', door),
  large('list', 'the list', marked),
  large('thread', 'a conversation', thread),
  {
    name: 'keyboard',
    about: 'The ring of the focus, at the categories',
    async draw(scene) {
      await mine(scene);
      await scene.page.locator('.presence-now:enabled').focus();
      await scene.page.keyboard.press('Tab');
      await scene.page.keyboard.press('Tab');
    },
  },
  {
    name: 'notifying',
    about: 'Notifications on the desktop are allowed',
    async draw(scene) {
      await permit(scene, 'granted');
      await mine(scene);
      await scene.menu('me');
    },
  },
  {
    name: 'not_notifying',
    about: 'Notifications on the desktop are forbidden by the browser',
    async draw(scene) {
      await permit(scene, 'denied');
      await mine(scene);
      await scene.menu('me');
    },
  },
];
