/*
 * The states of the console: a chat that goes to somebody else, by the picker
 * or by itself, and one that nobody has answered in time.
 */

import { problem } from './scene.mjs';

/* Moa has room; Ida is busy, Olle is not there, and Bo is full as he was. */
async function company(stage) {
  if (stage.moa === undefined) {
    await stage.flow('returns', stage.said.returns);
    stage.moa = await stage.agent('moa', 'Moa Lind');
    await stage.server.agent_add('olle', 'Olle Ås');
    await stage.moa.presence('online', 8, ['returns']);
  }
  await stage.ida.presence('busy', 8, ['second']);
}

/* Begun with Moa; on to Anna's flow, back, and to Anna again. */
async function handed_over(stage) {
  const { anna, moa, said } = stage;

  if (stage.chats.moved === undefined) {
    const moved = await stage.meet('Nils Hedin');
    const to = (agent, target) =>
      agent.ask('POST', `v1/conversations/${moved.chat}/transfers`, {
        to: target,
      });

    await moved.start('returns', said.hold);
    await moa.say(moved.chat, said.bo);
    await to(moa, { flow: 'second' });
    await moved.say(said.wait);
    await to(anna, { agent: moa.id });
    await moa.say(moved.chat, said.answer);
    await to(moa, { agent: anna.id });
    stage.chats.moved = moved;
  }
  return stage.chats.moved;
}

/* Over the chat with Eva, with Moa chosen. */
async function pick(scene) {
  const { page, stage } = scene;

  await company(stage);
  await scene.thread('anna', stage.chats.eva.chat);
  await scene.button('console.transfer').click();
  await page.locator('.transfer .choice', { hasText: 'Moa' }).click();
  await page.locator('#transfer-note').fill(scene.said.note);
}

export const TRANSFER = [
  {
    name: 'transfer',
    about: 'The picker of a transfer: who can have the chat, and who not',
    draw: pick,
  },
  {
    name: 'transfer_find',
    about: 'The picker of a transfer: a name that is nowhere',
    async draw(scene) {
      await company(scene.stage);
      await scene.thread('anna', scene.stage.chats.eva.chat);
      await scene.button('console.transfer').click();
      await scene.page.locator('.transfer input[type=search]').fill('xyzzy');
    },
  },
  {
    name: 'transfer_refused',
    about: 'The picker of a transfer: refused',
    async draw(scene) {
      await scene.intercept(({ method, path }) =>
        method === 'POST' && /\/transfers$/.test(path)
          ? problem(409, 'agent_full')
          : undefined,
      );
      await pick(scene);
      await scene.page.locator('.transfer [type=submit]').click();
      await scene.page.locator('.transfer .bad', { hasText: /\S/ }).waitFor();
    },
  },
  {
    name: 'handovers',
    about: 'What happened to a chat: by hand, by itself, its agent gone',
    async draw(scene) {
      await company(scene.stage);
      const { chat } = await handed_over(scene.stage);

      await scene.alter(({ lines }) => {
        if (lines?.length === 3) {
          lines[1].automatic = true;
          lines[2].type = 'agent_gone';
        }
      });
      await scene.thread('anna', chat);
      await scene.page.locator('.handover').nth(2).waitFor();
    },
  },
  {
    name: 'overdue',
    about: 'Nobody has turned to a chat in time',
    async draw(scene) {
      const { orjan, tor } = scene.stage.chats;

      await scene.alter((one) => {
        if ([orjan.chat, tor.chat].includes(one.id) && one.starter) {
          one.overdue = true;
        }
      });
      await scene.thread('anna', tor.chat);
      await scene.page.locator('.who .mark').waitFor();
    },
  },
];
