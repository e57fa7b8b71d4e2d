/* The states of the console: a conversation, and what may happen to it. */

import { problem } from './scene.mjs';
import { ARABIC } from './words.mjs';

/* A chat with more in it than one page holds, read in its middle. */
async function long_chat(scene) {
  const { stage, said } = scene;

  if (stage.chats.much === undefined) {
    const much = await stage.meet('Pia Sten');

    stage.chats.much = much;
    await much.start('names', said.question);
    for (let n = 1; n <= 120; n++) {
      await much.say(said.history(n));
    }
  }
  return stage.chats.much;
}

export const THREADS = [
  {
    name: 'thread',
    about: 'A conversation, with its details where there is room',
    draw: (scene) => scene.thread('anna', scene.stage.chats.eva.chat),
  },
  {
    name: 'thread_new',
    about: 'Unread since last time, the visitor writes, a draft',
    async draw(scene) {
      await scene.thread('anna', scene.stage.chats.tor.chat);
      await scene.composer.fill(scene.said.reply);
    },
    async again(scene) {
      await scene.stage.chats.tor.do('typing', { on: true });
      await scene.page.locator('.writing p').waitFor();
    },
  },
  {
    name: 'details',
    about: 'The details, as a drawer or a screen of their own',
    async draw(scene) {
      await scene.page.setViewportSize({ width: 900, height: 760 });
      await scene.thread('anna', scene.stage.chats.eva.chat, {
        pane: '/details',
      });
      await scene.page.locator('.details').waitFor();
    },
  },
  {
    name: 'queued',
    about: 'Somebody in the queue',
    async draw(scene) {
      await scene.enter('anna', 'open');
      await scene.page.locator('.row', { hasText: 'Ola Nord' }).click();
      await scene.page.locator('.messages .bubble').first().waitFor();
    },
  },
  {
    name: 'left',
    about: 'A left message: whoever answers first has it',
    async draw(scene) {
      await scene.thread('anna', scene.stage.chats.left.chat, {
        category: 'open',
      });
      await scene.text('console.company.nobody');
    },
  },
  {
    name: 'gate',
    about: 'Somebody else has the chat',
    async draw(scene) {
      await scene.thread('anna', scene.stage.chats.kim.chat, {
        category: 'open',
      });
      await scene.page.locator('.gate').waitFor();
    },
  },
  {
    name: 'closed',
    about: 'A closed conversation',
    async draw(scene) {
      await scene.thread('anna', scene.stage.chats.liv.chat, {
        category: 'closed',
      });
      await scene.page.locator('.closed-bar').waitFor();
    },
  },
  {
    name: 'thread_loading',
    about: 'The messages are being read',
    async draw(scene) {
      await scene.answer_messages('hold');
      await scene.enter('anna', `mine/${scene.stage.chats.eva.chat}`);
      await scene.page.locator('.thread .skeletons').waitFor();
    },
  },
  {
    name: 'thread_failed',
    about: 'The messages could not be read',
    async draw(scene) {
      await scene.answer_messages(problem(503, 'unavailable'));
      await scene.enter('anna', `mine/${scene.stage.chats.eva.chat}`);
      await scene.text('console.thread.failed');
    },
  },
  {
    name: 'thread_gone',
    about: 'A conversation that is not there',
    async draw(scene) {
      await scene.enter('anna', 'mine/nothing');
      await scene.text('console.thread.gone');
    },
  },
  {
    name: 'refused',
    about: 'A message was refused; closing was refused',
    async draw(scene) {
      await scene.intercept(({ method, path }) =>
        method === 'POST' && /\/(messages|close)$/.test(path)
          ? problem(403, 'forbidden')
          : undefined,
      );
      await scene.thread('anna', scene.stage.chats.eva.chat);
      await scene.composer.fill(scene.said.lines);
      await scene.composer.press('Enter');
      await scene.page.locator('.line[data-state=failed]').waitFor();
      await scene.button('console.close').click();
      await scene.page.locator('.toast').waitFor();
    },
  },
  {
    name: 'news',
    about: 'New messages below what is read',
    async draw(scene) {
      const much = await long_chat(scene);

      await scene.thread('long', much.chat);
      await scene.read_middle(scene.page.locator('.messages'));
      await much.say(scene.said.thanks);
      await scene.page.locator('.jump').waitFor();
    },
  },
  {
    name: 'reconnecting',
    about: 'The line is cut, and she goes on writing',
    async draw(scene) {
      await scene.thread('anna', scene.stage.chats.eva.chat, {
        origin: scene.stage.line.origin,
      });
      scene.cut();
      await scene.page.locator('.list .lost').waitFor();
      await scene.composer.fill(scene.said.retry);
      await scene.composer.press('Enter');
      await scene.page.locator('.line[data-state=queued]').waitFor();
    },
  },
  {
    name: 'offline',
    about: 'No network',
    async draw(scene) {
      await scene.thread('anna', scene.stage.chats.eva.chat, {
        origin: scene.stage.line.origin,
      });
      await scene.go_offline();
      await scene.page.locator('.list .lost').waitFor();
    },
  },
  {
    name: 'long_list',
    about: 'Very long names in the list',
    async draw(scene) {
      await scene.enter('long', 'mine');
      await scene.rows();
    },
  },
  {
    name: 'long_thread',
    about: 'Very long names and texts',
    draw: (scene) => scene.thread('long', scene.stage.chats.max.chat),
  },
  {
    name: 'rtl',
    about: 'Right-to-left text',
    async draw(scene) {
      await scene.thread('long', scene.stage.chats.rtl.chat);
      await scene.composer.fill(ARABIC[1]);
    },
  },
];
