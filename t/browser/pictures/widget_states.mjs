/* The states of the customer's widget: before, in and after a chat. */

import { problem } from './scene.mjs';
import { BEFORE } from './widget_ask.mjs';
import { THREADS } from './widget_threads.mjs';
import { WAYS } from './widget_ways.mjs';

/* Bo's one place is taken, once for all. */
async function fill_till(scene) {
  const { stage } = scene;

  if (stage.taken === undefined) {
    const post = (path, body, token) =>
      fetch(`${stage.server.origin}/kundo/v1/${path}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify(body),
      }).then((reply) => reply.json());

    for (let n = 0; n < 3; n++) {
      const { token } = await post('visitor', {});
      stage.taken = await post('conversations', { flow: 'till' }, token);
    }
  }
}

export const STATES = [
  {
    name: 'closed',
    about: 'The button on the page',
    panel: false,
    draw: (scene) => scene.visit(),
  },
  {
    name: 'unread',
    about: 'Closed, with unread messages',
    panel: false,
    async draw(scene) {
      await scene.talk();
      await scene.page.evaluate(() => window.kundo('close'));
      await scene.panel.locator('.panel').waitFor({ state: 'hidden' });
      await scene.stage.erik.say(scene.chat, scene.said.answer);
      await scene.stage.erik.say(scene.chat, scene.said.more);
      await scene.page
        .getByRole('button', { name: scene.t('loader.unread', { n: 2 }) })
        .waitFor();
    },
  },
  {
    name: 'home',
    about: 'Welcome: somebody is here',
    async draw(scene) {
      await scene.open();
      await scene.panel.locator('.availability.here').waitFor();
    },
  },
  {
    name: 'home_loading',
    about: 'Welcome: asking whether somebody is here',
    async draw(scene) {
      await scene.page.route('**/status*', () => undefined);
      await scene.open();
      await scene.text('panel.asking');
    },
  },
  {
    name: 'home_queue',
    about: 'Welcome: others wait before her',
    async draw(scene) {
      await fill_till(scene);
      await scene.open('till');
      await scene.panel.locator('.availability.here').waitFor();
    },
  },
  {
    name: 'home_away',
    about: 'Welcome: nobody is here',
    async draw(scene) {
      await scene.open('night');
      await scene.text('panel.leave');
    },
  },
  {
    name: 'home_shut',
    about: 'Welcome: outside opening hours',
    async draw(scene) {
      await scene.open('shut');
      await scene.text('panel.leave');
    },
  },
  {
    name: 'home_earlier',
    about: 'Welcome: earlier conversations, one of them unread',
    async draw(scene) {
      const { said, stage } = scene;

      await scene.talk();
      await scene.says(said.thanks);
      await scene.sent();
      await stage.erik.ask('PATCH', `v1/conversations/${scene.chat}`, {
        status: 'closed',
      });
      await scene.text('later.closed');
      await scene.button('panel.back').click();
      await scene.begin();
      await scene.reads(said.welcome);
      await scene.button('panel.back').click();
      await stage.erik.say(scene.chat, said.answer);
      await scene.panel.locator('.line .unread').waitFor();
    },
  },
  {
    name: 'home_error',
    about: 'Welcome: the chat could not be started',
    async draw(scene) {
      await scene.open('support', { origin: scene.stage.line.origin });
      await scene.panel.locator('.availability.here').waitFor();
      scene.cut();
      await scene.button('panel.start').click();
      await scene.text('shared.problem.lost');
    },
  },
  {
    name: 'loading',
    about: 'Somebody known comes back',
    async draw(scene) {
      await scene.talk();
      await scene.page.route('**/v1/visitor*', () => undefined);
      await scene.page.reload();
      await scene.panel.locator('.skeleton').waitFor();
    },
  },
  {
    name: 'unreached',
    about: 'Somebody known comes back, and the server is not there',
    async draw(scene) {
      await scene.talk();
      await scene.page.route('**/v1/visitor*', (route) => route.abort());
      await scene.page.reload();
      await scene.text('shared.problem.lost');
    },
  },
  {
    name: 'missing',
    about: 'The flow is gone',
    async draw(scene) {
      await scene.visit();
      await scene.page.route('**/status*', (route) =>
        route.fulfill({
          status: 404,
          contentType: 'application/problem+json',
          body: JSON.stringify(problem(404, 'not_found').body),
        }),
      );
      await scene.launcher.click();
      await scene.text('later.missing');
    },
  },
  {
    name: 'letter',
    about: 'Nobody is there: writing a message',
    async draw(scene) {
      await scene.open('night');
      await scene.button('panel.leave').click();
      await scene.field.fill(scene.said.left);
    },
  },
  {
    name: 'letter_shut',
    about: 'Outside opening hours: writing a message',
    async draw(scene) {
      await scene.open('shut');
      await scene.button('panel.leave').click();
      await scene.field.waitFor();
    },
  },
  {
    name: 'left',
    about: 'Nobody is there: the message is kept',
    async draw(scene) {
      await scene.open('night');
      await scene.button('panel.leave').click();
      await scene.says(scene.said.left);
      await scene.text('later.left_text');
    },
  },
  {
    name: 'left_shut',
    about: 'Outside opening hours: the message is kept',
    async draw(scene) {
      await scene.open('shut');
      await scene.button('panel.leave').click();
      await scene.says(scene.said.left);
      await scene.text('later.left_text');
    },
  },
  {
    name: 'queued',
    about: 'In the queue',
    async draw(scene) {
      await fill_till(scene);
      await scene.open('till');
      await scene.begin(null);
      await scene.panel.locator('.state').waitFor();
      await scene.says(scene.said.late);
      await scene.sent();
    },
  },
  ...BEFORE,
  ...THREADS,
  ...WAYS,
];
