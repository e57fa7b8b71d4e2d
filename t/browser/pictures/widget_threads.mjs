/* The states of the customer's widget: a chat, and what may happen to it. */

import { problem } from './scene.mjs';
import { ARABIC } from './words.mjs';

async function lively(scene) {
  const { said, stage } = scene;

  await scene.talk();
  await scene.says(said.question);
  await scene.sent();
  await scene.hears(said.answer, said.more, said.link);
  await scene.says(said.lines);
  await scene.says(said.markup);
  await scene.hears(said.yes);
  await scene.says(said.short);
  await scene.sent();
  await stage.erik.seen(scene.chat, 9);
  await scene.text('panel.seen');
}

export const THREADS = [
  {
    name: 'thread_new',
    about: 'A chat has begun, nothing is written yet',
    draw: (scene) => scene.talk(),
  },
  {
    name: 'thread',
    about: 'A chat with all kinds of messages, seen',
    draw: lively,
  },
  {
    name: 'thread_typing',
    about: 'The agent is writing',
    async draw(scene) {
      await scene.talk();
      await scene.says(scene.said.question);
      await scene.sent();
    },
    async again(scene) {
      await scene.stage.erik.typing(scene.chat, true);
      await scene.panel.locator('p.typing').waitFor();
    },
  },
  {
    name: 'thread_draft',
    about: 'A draft of several lines, the panel made larger',
    async draw(scene) {
      await lively(scene);
      await scene.field.fill(scene.said.draft);
      await scene.panel.locator('.header .size').click();
    },
  },
  {
    name: 'thread_loading',
    about: 'The messages are being read',
    async draw(scene) {
      await scene.talk();
      await scene.hears(scene.said.answer);
      await scene.answer_messages('hold');
      await scene.page.reload();
      await scene.panel.locator('.log .skeleton').waitFor();
    },
  },
  {
    name: 'thread_failed',
    about: 'The messages could not be read',
    async draw(scene) {
      await scene.talk();
      await scene.answer_messages(problem(503, 'unavailable'));
      await scene.page.reload();
      await scene.text('panel.thread_failed');
    },
  },
  {
    name: 'thread_refused',
    about: 'A message was refused; another is too long',
    async draw(scene) {
      let refused = false;

      await scene.intercept(({ method, path }) => {
        if (refused && method === 'POST' && /\/messages$/.test(path)) {
          return problem(413, 'too_large');
        }
        return undefined;
      });
      await scene.talk();
      await scene.says(scene.said.question);
      await scene.sent();
      refused = true;
      await scene.says(scene.said.lines);
      await scene.text('shared.problem.too_large');
      await scene.field.fill('å'.repeat(8200));
      await scene.panel.locator('.over').waitFor();
    },
  },
  {
    name: 'thread_news',
    about: 'New messages below what she reads',
    async draw(scene) {
      const { said, stage } = scene;

      await scene.talk();
      for (let n = 1; n <= 60; n++) {
        await stage.erik.say(scene.chat, said.history(n));
      }
      await scene.reads(said.history(60));
      await scene.read_middle(scene.panel.locator('.log'));
      await stage.erik.say(scene.chat, said.more);
      await scene.panel.locator('.news').waitFor();
    },
  },
  {
    name: 'thread_long',
    about: 'Very long texts',
    async draw(scene) {
      await scene.talk();
      await scene.says(scene.said.long);
      await scene.sent();
      await scene.hears(scene.said.long);
      await scene.says(scene.said.short);
      await scene.sent();
    },
  },
  {
    name: 'thread_rtl',
    about: 'Right-to-left text',
    async draw(scene) {
      await scene.talk();
      await scene.says(ARABIC[0]);
      await scene.sent();
      await scene.hears(...ARABIC, scene.said.link);
      await scene.field.fill(ARABIC[1]);
    },
  },
  {
    name: 'handed',
    about: 'Another agent has taken over',
    async draw(scene) {
      const { said, stage } = scene;

      if (stage.moa === undefined) {
        await stage.flow('aside', said.till, '--private');
        stage.moa = await stage.agent('moa', 'Moa Lind');
        await stage.moa.presence('online', 100, ['aside']);
      }
      await scene.talk();
      await scene.says(said.question);
      await scene.hears(said.bo);
      await stage.erik.ask('POST', `v1/conversations/${scene.chat}/transfers`, {
        to: { agent: stage.moa.id },
      });
      await scene.text('later.handover', { name: stage.moa.name });
      await stage.moa.say(scene.chat, said.answer);
      await scene.reads(said.answer);
    },
  },
  {
    name: 'long_names',
    about: 'An agent with a very long name',
    async draw(scene) {
      const { said, stage } = scene;

      await scene.open('names');
      await scene.begin(stage.long);
      await scene.says(said.question);
      await stage.long.say(scene.chat, said.answer);
    },
    async again(scene) {
      await scene.stage.long.typing(scene.chat, true);
      await scene.panel.locator('p.typing').waitFor();
    },
  },
  {
    name: 'end_dialog',
    about: 'Whether to end the chat',
    async draw(scene) {
      await lively(scene);
      await scene.button('panel.end').click();
      await scene.text('later.end_text');
    },
  },
  {
    name: 'ended',
    about: 'The chat has ended',
    async draw(scene) {
      await lively(scene);
      await scene.stage.erik.ask('PATCH', `v1/conversations/${scene.chat}`, {
        status: 'closed',
      });
      await scene.text('later.closed');
    },
  },
  {
    name: 'reconnecting',
    about: 'The line is cut, and she goes on writing',
    async draw(scene) {
      await scene.talk({ origin: scene.stage.line.origin });
      await scene.says(scene.said.question);
      await scene.sent();
      scene.cut();
      await scene.says(scene.said.retry);
      await scene.says(scene.said.thanks);
      await scene.text('panel.reconnecting');
    },
  },
  {
    name: 'offline',
    about: 'No network',
    async draw(scene) {
      await scene.talk({ origin: scene.stage.line.origin });
      await scene.says(scene.said.question);
      await scene.sent();
      await scene.go_offline();
      await scene.text('panel.offline');
    },
  },
  {
    name: 'logged_out',
    about: 'The log-in has ended',
    async draw(scene) {
      await scene.talk();
      await (
        await scene.frame()
      ).evaluate(() => fetch('../v1/visitor?as=visitor', { method: 'DELETE' }));
      await scene.text('later.session_over');
    },
  },
  ...['yellow', 'navy'].map((colour) => ({
    name: `colour_${colour}`,
    about: `The site's own colour: ${colour}`,
    async draw(scene) {
      await scene.open(colour);
      await scene.begin();
      await scene.says(scene.said.question);
      await scene.hears(scene.said.link);
    },
  })),
];
