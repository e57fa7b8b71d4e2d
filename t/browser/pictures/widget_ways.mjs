/*
 * The states of the customer's widget: how she has set it and her browser,
 * and a chat that she comes back to day after day.
 */

import { forced, large } from './ways.mjs';

/* How many days ago the messages of a chat were, by seq. */
const DAYS = [0, 400, 400, 400, 400, 12, 3, 3, 1, 0, 0];
const DAY_MS = 86400000;

function set_back(scene) {
  return scene.context.routeWebSocket(/v1\/stream/, (near) => {
    near.connectToServer().onMessage((text) => {
      const frame = JSON.parse(text, (_, one) =>
        one?.seq > 0 && one.text !== undefined && one.from !== undefined
          ? {
              ...one,
              created_at: new Date(
                Date.now() - (DAYS[one.seq] ?? 0) * DAY_MS,
              ).toISOString(),
            }
          : one,
      );

      near.send(JSON.stringify(frame));
    });
  });
}

async function home(scene) {
  const { said, stage } = scene;

  await scene.talk();
  await scene.button('panel.back').click();
  await stage.erik.say(scene.chat, said.answer);
  await scene.panel.locator('.line .unread').waitFor();
}

async function thread(scene) {
  const { said } = scene;

  await scene.talk();
  await scene.says(said.question);
  await scene.sent();
  await scene.hears(said.answer, said.link);
  await scene.says(said.lines);
  await scene.sent();
}

export const WAYS = [
  {
    name: 'days',
    about: 'A chat of several days',
    async draw(scene) {
      const { said } = scene;

      await set_back(scene);
      await scene.talk();
      await scene.says(said.question);
      await scene.sent();
      await scene.hears(said.answer, said.more, said.link);
      await scene.says(said.thanks);
      await scene.sent();
      await scene.hears(said.yes);
      await scene.says(said.late);
      await scene.sent();
      await scene.hears(said.bo);
    },
  },
  {
    name: 'quiet',
    about: 'The sound is off',
    async draw(scene) {
      await thread(scene);
      await scene.button('panel.sound').click();
    },
  },
  {
    name: 'larger',
    about: 'Made larger',
    async draw(scene) {
      await thread(scene);
      await scene.button('panel.size').click();
    },
  },
  {
    name: 'larger_home',
    about: 'Welcome, made larger',
    async draw(scene) {
      await home(scene);
      await scene.button('panel.size').click();
    },
  },
  forced('closed', 'the button on the page', (scene) => scene.visit(), {
    panel: false,
  }),
  forced('home', 'welcome', home),
  forced('away', 'welcome, nobody is here', async (scene) => {
    await scene.open('night');
    await scene.text('panel.leave');
  }),
  forced('thread', 'a chat', thread),
  large('home', 'welcome', home),
  large('thread', 'a chat', thread),
];
