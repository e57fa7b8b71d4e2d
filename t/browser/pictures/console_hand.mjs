/*
 * The states of the console: what an agent has at hand, as drafts, finding,
 * and the ring at several shares of its time.
 */

import { LONG_NAME } from './words.mjs';

/* Begins to answer, and goes on to another chat. */
async function begin(scene, chat, text) {
  await scene.thread('anna', chat);
  await scene.composer.fill(text);
}

/* In the chat with Eva. */
async function find(scene, words) {
  const { page } = scene;

  await scene.thread('anna', scene.stage.chats.eva.chat);
  await page.locator('.messages').focus();
  await page.keyboard.press('Control+f');
  await page.locator('.find .field').fill(words);
  await page.locator('.find .found', { hasText: /\d\/\d+$/ }).waitFor();
}

/* Of 60 s that there were; which part is left is in the picture. */
const LEFT_S = [55, 30, 8];

export const HAND = [
  {
    name: 'drafts',
    about: 'Drafts in two chats, marked in the list',
    async draw(scene) {
      const { said, stage } = scene;

      await begin(scene, stage.chats.eva.chat, said.answer);
      await begin(scene, stage.chats.amira.chat, said.yes);
      await scene.enter('anna', 'mine');
      await scene.page.locator('.row-draft').nth(1).waitFor();
    },
  },
  {
    name: 'find',
    about: 'Finding in a conversation',
    async draw(scene) {
      await find(scene, 'en');
      await scene.page.keyboard.press('Enter');
      await scene.page.locator('[data-found]').waitFor();
    },
  },
  {
    name: 'find_nothing',
    about: 'Finding in a conversation: it is nowhere',
    draw: (scene) => find(scene, 'xyzzy'),
  },
  {
    name: 'ring_shares',
    about: 'The ring: just begun, half, and nearly over',
    async draw(scene) {
      const { amira, orjan, tor } = scene.stage.chats;
      const chats = [tor.chat, amira.chat, orjan.chat];

      await scene.alter((one) => {
        const left_s = LEFT_S[chats.indexOf(one.id)];

        if (left_s !== undefined && one.starter !== undefined) {
          one.focus_due_at = new Date(Date.now() + left_s * 1000).toISOString();
        } else if (one.id === 'support' && one.welcome !== undefined) {
          one.auto_transfer_s = 60;
        }
      });
      await scene.thread('anna', tor.chat);
    },
    /* It runs out while the pictures are drawn. */
    async again(scene) {
      await scene.page.reload();
      await scene.page.locator('.who .ring').waitFor();
      await scene.page
        .locator('.row .ring')
        .nth(2)
        .waitFor({ state: 'attached' });
      await scene.page.locator('.messages .bubble').first().waitFor();
    },
  },
  {
    name: 'marks',
    about: 'A list in which much is marked, with long names',
    async draw(scene) {
      const { said, stage } = scene;
      const { amira, eva, orjan, tor } = stage.chats;
      const due_at = () => new Date(Date.now() + 45000).toISOString();

      await scene.alter((one) => {
        if (one.starter !== undefined) {
          if ([tor.chat, eva.chat].includes(one.id)) {
            one.overdue = true;
          }
          if ([orjan.chat, amira.chat].includes(one.id)) {
            one.focus_due_at = due_at();
          }
          if ([eva.chat, orjan.chat].includes(one.id)) {
            one.starter.name = LONG_NAME;
          }
        }
      });
      await begin(scene, eva.chat, said.answer);
      await begin(scene, amira.chat, said.yes);
      await scene.enter('anna', 'open');
      await scene.page.locator('.row-draft').nth(1).waitFor();
    },
  },
];
