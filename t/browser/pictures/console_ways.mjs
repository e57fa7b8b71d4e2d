/*
 * The states of the console: how she reads and drives it, with the browser's
 * forced colours, large text, the keyboard, and notifications on her desktop.
 */

import { enlarge, force_colors } from './ways.mjs';

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

export const WAYS = [
  {
    name: 'forced_door',
    about: 'Forced colours: the log-in',
    async draw(scene) {
      await scene.door();
      await force_colors(scene);
    },
  },
  {
    name: 'forced_open',
    about: 'Forced colours: the list with its marks',
    async draw(scene) {
      await scene.enter('anna', 'open');
      await scene.page.locator('.row .mark').first().waitFor();
      await force_colors(scene);
    },
  },
  {
    name: 'forced_thread',
    about: 'Forced colours: a conversation',
    async draw(scene) {
      await scene.thread('anna', scene.stage.chats.eva.chat);
      await force_colors(scene);
    },
  },
  {
    name: 'forced_presence',
    about: 'Forced colours: presence',
    async draw(scene) {
      await scene.enter('anna', 'mine');
      await scene.rows();
      await force_colors(scene);
      await scene.menu('presence');
    },
  },
  {
    name: 'forced_palette',
    about: 'Forced colours: the palette',
    async draw(scene) {
      await scene.enter('anna', 'mine');
      await scene.rows();
      await force_colors(scene);
      await scene.page.keyboard.press('Control+k');
      await scene.page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'large_door',
    about: 'Text of twice the size: the log-in',
    async draw(scene) {
      await scene.door();
      await enlarge(scene);
    },
  },
  {
    name: 'large_list',
    about: 'Text of twice the size: the list',
    async draw(scene) {
      await scene.enter('anna', 'open');
      await scene.page.locator('.row .mark').first().waitFor();
      await enlarge(scene);
    },
  },
  {
    name: 'large_thread',
    about: 'Text of twice the size: a conversation',
    async draw(scene) {
      await scene.thread('anna', scene.stage.chats.eva.chat);
      await enlarge(scene);
    },
  },
  {
    name: 'keyboard',
    about: 'The ring of the focus, at the categories',
    async draw(scene) {
      await scene.enter('anna', 'mine');
      await scene.rows();
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
      await scene.enter('anna', 'mine');
      await scene.rows();
      await scene.menu('me');
    },
  },
  {
    name: 'not_notifying',
    about: 'Notifications on the desktop are forbidden by the browser',
    async draw(scene) {
      await permit(scene, 'denied');
      await scene.enter('anna', 'mine');
      await scene.rows();
      await scene.menu('me');
    },
  },
];
