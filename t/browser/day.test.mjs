/*
 * A day's work: one agent with eight chats, in two tabs, for ten minutes of
 * life by a script that comes from a seed.  Visitors come, write and go; she
 * opens, begins, leaves, finds again, answers and closes; a tab is reloaded in
 * the middle and the network goes away.  Nothing is lost, nothing is there
 * twice, nothing moves by itself, and memory stays as it was.
 *
 *   DAY_MINUTES  10, of which each is so many things done, not 60 s
 *   KUNDO_SEED   another day
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sample } from '../bench/faces/heap.mjs';
import { accessible, Line, until, while_writing } from './lib.mjs';
import { by_hand, has_focus, Office, shifts, visitor_at } from './office.mjs';
import { chance_of } from './rough.mjs';
import { listen_for_sounds } from './sounds.mjs';

const SEED = Number(process.env.KUNDO_SEED || 20260304);
const MINUTES = Number(process.env.DAY_MINUTES || 10);
const A_MINUTE = 12;
const CHATS = 8;

/* A thread that nobody scrolls has this many in the page at least. */
const PAGE = 50;

let office;
let line;
let anna;
let context;
let desk; /* the tab in which she works */
let other; /* and one behind it, in which she does so now and then */

const chance = chance_of(SEED);
const pick = (list) => list[Math.floor(chance() * list.length)];

/* What was written: by chat, and on each side in the order of writing. */
const chats = [];
const ended = [];
const sounded = { notes: 0, chats: new Set(), messages: new Set() };
let words = 0;

before(async () => {
  office = await Office.open({
    welcome: null,
    settings: 'auto_transfer 600s;',
  });
  anna = office.anna;
  line = await Line.to(office.server.port);
  context = await office.context({ script: listen_for_sounds });
  await anna.presence('online', CHATS);
  for (let n = 0; n < CHATS; n++) {
    await comes();
  }
  desk = await tab();
  other = await tab();
  await desk
    .locator('.row')
    .nth(CHATS - 1)
    .waitFor();
});

after(async () => {
  await line?.stop();
  await office?.shut();
});

async function tab() {
  const page = await office.console_of({ in: context, origin: line.origin });

  await page.locator('.presence-now', { hasText: 'Online' }).waitFor();
  /* A browser lets no page make a sound that nobody has touched. */
  await page.locator('#list-title').click();
  return page;
}

/* A visitor, whose first text stands unanswered: the clock runs (S2.6). */
async function comes() {
  const name = `Visitor ${chats.length + ended.length + 1}`;
  const person = await visitor_at(office.server, name, `${name} is here`);

  chats.push({
    ...person,
    name,
    theirs: [`${name} is here`],
    ours: [],
    draft: '',
    turned: false,
  });
  assert.notEqual((await as_it_is(person)).focus_due_at, null, `${name}: S2.6`);
}

function as_it_is({ id }) {
  return anna.ask('GET', `v1/conversations/${id}`);
}

function text_of(chat, who) {
  return `${who} ${++words} in ${chat.name}`;
}

async function writes(chat = pick(chats)) {
  const text = text_of(chat, 'visitor');

  chat.theirs.push(text);
  await chat.say(text);
}

function row_of(page, { id }) {
  return page.locator(`.row[data-id="${id}"]`);
}

function field_of(page, { id }) {
  return page.locator(`.thread[data-id="${id}"] textarea`);
}

function bubble_of(page, { id }, text) {
  return page
    .locator(`.thread[data-id="${id}"] .line[data-seq] .bubble`)
    .filter({ hasText: text });
}

/* By the keyboard: out of the field, along the list, and in. */
function opens(page, chat) {
  return by_hand(page, () => goes_to(page, chat));
}

async function goes_to(page, chat) {
  const place = row_of(page, chat);

  await page.locator('.row[tabindex="0"]').focus();
  const [from, to] = await page.evaluate((id) => {
    const rows = [...document.querySelectorAll('.row')];
    return [
      rows.indexOf(document.activeElement),
      rows.findIndex((one) => one.dataset.id === id),
    ];
  }, chat.id);
  for (let n = 0; n < Math.abs(to - from); n++) {
    await page.keyboard.press(to > from ? 'ArrowDown' : 'ArrowUp');
  }
  /* Somebody wrote meanwhile, and the rows stand otherwise. */
  if (!(await has_focus(place))) {
    await place.focus();
  }
  await page.keyboard.press('Enter');
  await until(
    () => has_focus(field_of(page, chat)),
    `the focus in the field of ${chat.name}`,
  );
  if (page === desk) {
    assert.equal(
      await field_of(page, chat).inputValue(),
      chat.draft,
      `${chat.name}: what was begun is there again`,
    );
  }
  if (!chat.turned && !line.cut_off) {
    await page.keyboard.press('End');
    await until(
      async () => (await as_it_is(chat)).focus_due_at === null,
      `${chat.name}: the clock has stopped (D1)`,
    );
    chat.turned = true;
  }
}

/* Whoever has waited longest, if somebody has, is who the focus goes to. */
async function goes_on(from) {
  await desk.keyboard.press('n');
  const [, id] = (await desk.evaluate(() => location.hash)).split('/');

  if (id !== from.id) {
    await until(
      () => has_focus(field_of(desk, { id })),
      'the focus in the field of the next one',
    );
  }
}

function answers(page, chat) {
  return by_hand(page, () => writes_back(page, chat));
}

async function writes_back(page, chat) {
  const text = text_of(chat, 'agent');
  const field = field_of(page, chat);

  if (chat.draft !== '') {
    await field.fill('');
    chat.draft = '';
  }
  await field.pressSequentially(text.slice(0, 8));
  await field.fill(text);
  await field.press('Enter');
  chat.ours.push(text);
  if (!line.cut_off) {
    await bubble_of(page, chat, text).waitFor();
  }
}

async function begins(page, chat) {
  chat.draft = text_of(chat, 'draft');
  await field_of(page, chat).fill(chat.draft);
}

/* She closes it, and the next visitor has the place. */
async function closes(page, chat) {
  if (chat.draft !== '') {
    await answers(page, chat);
  }
  await by_hand(page, async () => {
    await page
      .locator(`.thread[data-id="${chat.id}"]`)
      .getByRole('button', { name: 'Close', exact: true })
      .click();
    await page.locator('.closed-bar').waitFor();
  });
  chats.splice(chats.indexOf(chat), 1);
  ended.push(chat);
  await comes();
  await row_of(page, chats.at(-1)).waitFor();
}

/* Nothing of hers is on its way; both tabs have heard of all, and sounded it. */
async function settled() {
  for (const page of [desk, other]) {
    for (const chat of chats) {
      const last = (await anna.messages(chat.id)).at(-1);
      await page
        .locator(`.row[data-id="${chat.id}"]`, { hasText: last.text })
        .waitFor();
    }
  }
  assert.equal(await desk.locator('.line[data-state]').count(), 0);
  for (const page of [desk, other]) {
    await until(
      async () => (await page.evaluate(() => window.asking)) === 0,
      'the turn of each sound',
    );
  }
}

/* Without network both sides write on; then it is back. */
async function loses_network(chat) {
  await opens(desk, chat);
  line.cut();
  await desk.locator('.list .lost').waitFor();
  await writes();
  await writes(chat);
  await answers(desk, chat);
  await answers(desk, chat);
  await desk.locator('.line[data-state=queued]').nth(1).waitFor();
  line.mend();
  for (const page of [desk, other]) {
    await page.evaluate(() => dispatchEvent(new Event('online')));
  }
  await bubble_of(desk, chat, chat.ours.at(-1)).waitFor();
  await settled();
}

/* Back to the list alone. */
async function leaves(page) {
  await page.evaluate(() => (location.hash = '#mine'));
  await page.locator('.thread[data-id]').waitFor({ state: 'detached' });
}

/* What a tab has sounded so far, before it is forgotten. */
async function count_sounds(page) {
  const { notes, turns } = await page.evaluate(() => {
    const heard = { notes: window.notes, turns: window.turns };

    window.notes = 0;
    window.turns = [];
    return heard;
  });
  const known = new Set([...chats, ...ended].map(({ id }) => id));

  sounded.notes += notes;
  for (const id of turns) {
    (known.has(id) ? sounded.chats : sounded.messages).add(id);
  }
}

async function reloads() {
  await settled();
  await still();
  await count_sounds(desk);
  await desk.reload();
  await desk
    .locator('.row')
    .nth(CHATS - 1)
    .waitFor();
  await desk.locator('#list-title').click();
}

/*
 * The list is in the order of the last activity, and a chat stands at its
 * end: rows change places, and messages make way for what comes below them.
 * Beyond that nothing moves, but for what she does.
 */
const MAKES_WAY = ['LI in rows', 'DIV in messages', 'gone, up or down'];

async function still() {
  for (const page of [desk, other]) {
    assert.deepEqual(
      (await shifts(page))
        .map((moved) => moved.filter((one) => !MAKES_WAY.includes(one)))
        .filter((moved) => moved.length > 0),
      [],
      `seed ${SEED}`,
    );
  }
}

/*
 * A state that is always the same: after a chat, for only then is all there
 * that is loaded once, a list that nobody holds.  The focus, back in it, does,
 * and chats that are closed stand in it until she goes elsewhere; what Preact
 * drew first, it keeps until it draws again from further up; and what was on
 * the screen, Chromium keeps until the next picture.
 */
async function rests(page) {
  await opens(page, chats[0]);
  await leaves(page);
  await by_hand(page, async () => {
    await page.locator('#list-title').click();
    for (const view of ['Open', 'Mine']) {
      await page.evaluate((to) => (location.hash = to), view.toLowerCase());
      await page.locator('#list-title', { hasText: view }).waitFor();
    }
    await until(
      async () => (await page.locator('.row').count()) === CHATS,
      'the list with nothing but what there is',
    );
  });
  await page.evaluate(
    () =>
      new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(done)),
      ),
  );
}

/* What is kept without being garbage, and of nodes what is not in the page. */
async function memory(page) {
  await rests(page);
  const cdp = await context.newCDPSession(page);
  const [heap_kib, nodes, documents, listeners] = await sample(cdp);
  const shown = await page.evaluate(() => {
    const all = document.createNodeIterator(document);
    let n = 0;

    while (all.nextNode() !== null) {
      n++;
    }
    return n;
  });

  await cdp.detach();
  return { heap_kib, nodes: nodes - shown, documents, listeners };
}

/*
 * Chats that were closed are known on, and so are texts; what V8 has compiled
 * meanwhile is its own affair.  Playwright makes nodes of the seven attributes
 * of a row that it takes in hand, and Preact has a mark from before.
 */
function keeps_nothing(before, now) {
  assert.ok(
    now.heap_kib < before.heap_kib + 1024 + 2 * words,
    `${before.heap_kib} KiB, then ${now.heap_kib}`,
  );
  assert.ok(now.nodes < before.nodes + 10 * CHATS, `${now.nodes} nodes`);
  assert.equal(now.listeners, before.listeners, 'listeners');
  assert.equal(now.documents, before.documents);
}

const DEEDS = [
  [26, () => writes()],
  [
    6,
    async () => {
      const chat = pick(chats);
      await while_writing(
        () => chat.typing(true),
        () => row_of(desk, chat).locator('.typing').waitFor(),
      );
      await chat.typing(false);
    },
  ],
  [
    24,
    async () => {
      const chat = pick(chats);
      await opens(desk, chat);
      await answers(desk, chat);
    },
  ],
  [
    14,
    async () => {
      const chat = pick(chats);
      await opens(desk, chat);
      await begins(desk, chat);
    },
  ],
  [
    8,
    async () => {
      const chat = pick(chats);
      await opens(desk, chat);
      await desk.keyboard.press('Escape');
      await by_hand(desk, () => goes_on(chat));
    },
  ],
  [
    12,
    async () => {
      const chat = pick(chats.filter(({ draft }) => draft === '')) ?? null;
      if (chat !== null) {
        await opens(other, chat);
        await answers(other, chat);
        await leaves(other);
      }
    },
  ],
  [
    8,
    async () => {
      const chat = pick(chats);
      await opens(desk, chat);
      await closes(desk, chat);
    },
  ],
];

async function deed() {
  let at = chance() * DEEDS.reduce((sum, [weight]) => sum + weight, 0);

  for (const [weight, work] of DEEDS) {
    at -= weight;
    if (at < 0) {
      return work();
    }
  }
  return undefined;
}

async function work(minutes) {
  for (let n = 0; n < Math.round(minutes * A_MINUTE); n++) {
    await deed();
  }
}

/* Once each, in the order of the server, with all three. */
async function all_is_there() {
  for (const chat of [...chats, ...ended]) {
    const stored = await anna.messages(chat.id);
    const texts = stored.map(({ text }) => text);
    const of = (kind) =>
      stored.filter(({ from }) => from.kind === kind).map(({ text }) => text);

    assert.deepEqual(
      stored.map(({ seq }) => seq),
      stored.map((_, n) => n + 1),
    );
    assert.deepEqual(of('visitor'), chat.theirs, `${chat.name}, seed ${SEED}`);
    assert.deepEqual(of('agent'), chat.ours, `${chat.name}, seed ${SEED}`);
    assert.deepEqual(await chat.texts(), texts, 'with the visitor');
  }
  for (const page of [desk, other]) {
    for (const chat of chats) {
      const stored = (await anna.messages(chat.id)).map(({ text }) => text);

      await opens(page, chat);
      await bubble_of(page, chat, stored.at(-1)).waitFor();
      const read = await page
        .locator(`.thread[data-id="${chat.id}"] .line .bubble`)
        .allInnerTexts();
      assert.deepEqual(
        read.map((text) => text.trim()).slice(-PAGE),
        stored.slice(-PAGE),
        `${chat.name} in the console, seed ${SEED}`,
      );
    }
  }
}

/* What the list says beside each chat is what the server counts. */
async function unread_is_true(page) {
  const { items } = await anna.ask('GET', 'v1/inbox?view=my-replies&limit=200');

  assert.equal(items.length, CHATS);
  await until(async () => {
    const shown = await page
      .locator('.row')
      .evaluateAll((rows) =>
        rows.map((one) => [
          one.dataset.id,
          one.dataset.unread === 'true',
          parseInt(one.querySelector('.badge')?.textContent ?? '0', 10) || 0,
        ]),
      );
    return items.every(({ id, unread }) =>
      shown.some(
        ([which, is_unread, n]) =>
          which === id &&
          (unread === 0 ? n === 0 : is_unread && (n === unread || n === 0)),
      ),
    );
  }, `what is unread, seed ${SEED}`);
}

test('D1, S2.2, S2.6, S4.9: a day of eight chats: nothing lost, doubled, moved or kept', async (t) => {
  let is_over = false;

  t.after(async () => {
    for (const page of is_over ? [] : context.pages()) {
      t.diagnostic(`${page.url()}: ${await page.locator('body').innerText()}`);
    }
  });
  const third = MINUTES / 3;

  await accessible(desk);
  await work(third);
  await settled();
  const early = await memory(other);

  await loses_network(pick(chats));
  await work(third / 2);
  await reloads();
  await work(third / 2);
  await loses_network(pick(chats));
  const fresh = await memory(desk);
  await work(third);
  await settled();

  const late = await memory(other);
  const last = await memory(desk);
  t.diagnostic(
    `seed ${SEED}: ${words} texts, ${ended.length} chats closed; ` +
      JSON.stringify({ early, late, fresh, last }),
  );
  await still();
  keeps_nothing(early, late);
  keeps_nothing(fresh, last);

  for (const chat of chats.slice(0, 3)) {
    await writes(chat);
  }
  await settled();
  await unread_is_true(desk);
  await unread_is_true(other);
  const begun = chats.filter(({ draft }) => draft !== '');
  assert.equal(await desk.locator('.row-draft').count(), begun.length);
  for (const chat of begun) {
    await row_of(desk, chat).locator('.row-draft').waitFor();
  }
  await accessible(desk);
  await all_is_there();
  await unread_is_true(desk);
  await still();

  /* Three notes of a chat, one of a message, and from one tab alone. */
  await count_sounds(desk);
  await count_sounds(other);
  assert.equal(
    sounded.notes,
    3 * sounded.chats.size + sounded.messages.size,
    'each was heard once',
  );
  assert.ok(sounded.chats.size > 0 && sounded.messages.size > 0);
  is_over = true;
  await office.tidy();
});
