/* The states of the console: much of everything, and all at once. */

const MINUTE_MS = 60000;
const DAY_MS = 86400000;

const FIRST = 'Maja Nils Sara Emil Aino Jonas Leila Olof Tove Viktor'.split(
  ' ',
);
const LAST = ['Berg', 'Lund', 'Hassan', 'Nyström', 'Korhonen'];

/* How many days ago the messages of one chat were, by seq. */
const DAYS = [0, 400, 400, 12, 12, 3, 1, 0];

const MESSAGES = 10000;
const AT_ONCE = 40;

function ago(ms) {
  return new Date(Date.now() - ms).toISOString();
}

function is_message(one) {
  return one.seq > 0 && one.text !== undefined && one.from !== undefined;
}

function is_conversation(one) {
  return one.starter !== undefined && one.status !== undefined;
}

/* As if it had happened so long ago. */
function set_back(conversation, ms) {
  conversation.created_at = ago(ms);
  conversation.updated_at = ago(ms);
  if (conversation.last_message) {
    conversation.last_message.created_at = ago(ms);
  }
}

/* A chat of 10,000 messages, some of them of several lines. */
async function huge_chat(scene) {
  const { stage, said } = scene;

  if (stage.chats.huge === undefined) {
    const huge = await stage.meet('Ture Frisk');

    await huge.start('names', said.question);
    for (let n = 2; n <= MESSAGES; n += AT_ONCE) {
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, MESSAGES + 1 - n) }, (_, i) =>
          stage.long.say(huge.chat, said.history(n + i)),
        ),
      );
    }
    await huge.say(said.thanks);
    stage.chats.huge = huge;
  }
  return stage.chats.huge;
}

/* An agent with fifty chats, each of which came a little later. */
async function fifty_chats(scene) {
  const { stage, said } = scene;

  if (stage.full === undefined) {
    const texts = [said.hold, said.wait, said.late, said.left, said.question];

    stage.full = await stage.agent('full', 'Vera Ståhl');
    await stage.flow('many', said.till);
    await stage.full.presence('online', 60, ['many']);
    for (let n = 0; n < 50; n++) {
      const one = await stage.meet(`${FIRST[n % 10]} ${LAST[n % 5]} ${n + 1}`);

      await one.start('many', texts[(n * 3) % 5]);
      await stage.full.has(one.chat);
      if (n % 3 > 0) {
        await stage.full.seen(one.chat, 1);
      }
      if (n % 4 === 1) {
        await stage.full.say(one.chat, said.answer);
      }
      stage.chats.last = one;
    }
  }
  return stage.chats.last;
}

/* The chats of fifty people, spread over some hours. */
async function spread(scene) {
  await scene.alter((one) => {
    const n = Number(/ (\d+)$/.exec(one.starter?.name ?? '')?.[1] ?? 0);

    if (n > 0 && is_conversation(one)) {
      set_back(one, (50 - n) ** 1.6 * MINUTE_MS);
    }
  });
}

async function beside(scene) {
  const { page, stage } = scene;

  await scene.thread('anna', stage.chats.tor.chat);
  await page.keyboard.press('Escape');
  await page.keyboard.press('b');
  await page
    .locator('.row', { hasText: 'Eva' })
    .or(page.locator('.row', { hasText: 'Eve' }))
    .click();
  await page.locator('.thread + .thread .bubble').first().waitFor();
  await page.locator('.thread:first-child .bubble').first().waitFor();
}

export const BUSY = [
  {
    name: 'days',
    about: 'A conversation of several days, others that wait for long',
    async draw(scene) {
      const { amira, eva, tor, orjan } = scene.stage.chats;
      const back = new Map([
        [tor.chat, 4 * MINUTE_MS],
        [orjan.chat, 95 * MINUTE_MS],
        [amira.chat, 2 * DAY_MS],
      ]);

      await scene.alter((one) => {
        if (is_conversation(one) && back.has(one.id)) {
          set_back(one, back.get(one.id));
        } else if (Array.isArray(one.items) && one.items.every(is_message)) {
          for (const message of one.items) {
            message.created_at = ago(DAYS[message.seq] * DAY_MS);
          }
        }
      });
      await scene.thread('anna', eva.chat);
    },
  },
  {
    name: 'huge',
    about: '10,000 messages, scrolled back a little',
    async draw(scene) {
      const huge = await huge_chat(scene);

      await scene.thread('long', huge.chat);
      await scene.page.locator('.messages').evaluate((box) => {
        box.scrollTop = box.scrollHeight / 3;
      });
      await scene.settle();
    },
  },
  {
    name: 'fifty',
    about: 'Fifty open conversations',
    async draw(scene) {
      const last = await fifty_chats(scene);

      await spread(scene);
      await scene.thread('full', last.chat);
    },
  },
  {
    name: 'beside',
    about: 'Two chats side by side',
    draw: beside,
  },
  {
    name: 'more',
    about: 'What a crowded head keeps in its menu',
    draw: beside,
    async again(scene) {
      const more = scene.page.locator('.more-actions:visible').first();

      await scene.page.keyboard.press('Escape');
      if ((await more.count()) > 0) {
        await more.click();
        await scene.page.locator('.menu.actions:popover-open').waitFor();
      }
    },
  },
  {
    name: 'ring',
    about: 'The ring: chats that go on to another agent soon',
    async draw(scene) {
      const { tor, orjan } = scene.stage.chats;
      const left_s = { [tor.chat]: 45, [orjan.chat]: 9 };

      await scene.alter((one) => {
        if (is_conversation(one) && left_s[one.id] !== undefined) {
          one.focus_due_at = ago(-1000 * left_s[one.id]);
        }
      });
      await scene.thread('anna', tor.chat);
      await scene.page.locator('.who .ring').waitFor();
    },
    /* It runs out while the pictures are drawn. */
    async again(scene) {
      await scene.page.reload();
      await scene.page.locator('.who .ring').waitFor();
    },
  },
  {
    name: 'held',
    about: 'Another agent answered while this one wrote',
    async draw(scene) {
      const { stage, said } = scene;
      const both = await stage.meet('Nora Falk');

      await both.start('support', said.wait);
      await scene.thread('anna', both.chat);
      await scene.composer.fill(said.answer);
      await stage.bo.say(both.chat, said.bo);
      await scene.page.locator('.line[data-side=ours]').waitFor();
      await scene.composer.press('Enter');
      await scene.page.locator('.composer .hint.warn').waitFor();
    },
  },
  {
    name: 'not_sent',
    about: 'Written while cut off: another has answered, another has the chat',
    async draw(scene) {
      const { page, stage, said } = scene;
      const both = await stage.meet('Elin Rask');
      const gone = await stage.meet('Klas Munter');
      const { agent } = await stage.ida.ask('GET', 'v1/session');

      await stage.ida.presence('online', 8, ['second']);
      await both.start('support', said.wait);
      await gone.start('support', said.hold);
      await stage.anna.seen(both.chat, 2);
      await scene.thread('anna', both.chat, { origin: stage.line.origin });
      await page.locator(`.row[data-id="${gone.chat}"]`).click();
      await scene.text('console.write.hint');
      await page.locator('.bubble', { hasText: said.hold }).waitFor();
      scene.cut();
      await page.locator('.list .lost').waitFor();
      for (const { chat } of [gone, both]) {
        await page.locator(`.row[data-id="${chat}"]`).click();
        await page
          .locator(`.thread[data-id="${chat}"] .bubble`)
          .first()
          .waitFor();
        await scene.composer.fill(said.answer);
        await scene.composer.press('Enter');
        await page.locator('.line[data-state=queued]').waitFor();
      }
      await stage.bo.say(both.chat, said.bo);
      await stage.anna.ask('POST', `v1/conversations/${gone.chat}/transfers`, {
        to: { agent: agent.id },
      });
      stage.line.mend();
      await scene.button('console.connection.now').click();
      await page.locator('.line[data-state=held]').waitFor();
      await page.locator('.toast').waitFor();
    },
  },
];
