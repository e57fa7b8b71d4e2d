/*
 * Finding in a conversation in the console: over all that was ever said,
 * though only some of it is in the page.
 */

import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { accessible, stand_in, TOP, until } from './lib.mjs';
import {
  by_hand,
  focused,
  listen,
  Office,
  shifts,
  walk_to,
} from './office.mjs';

const MANY = 450; /* three pages, and rows that are not in the page */

let office;
let folder;
let parts;
let eva;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kundo-find-'));
  await build({
    entryPoints: [join(TOP, 'src/web/console/fold.ts')],
    outfile: join(folder, 'fold.mjs'),
    format: 'esm',
    logLevel: 'error',
  });
  parts = await import(pathToFileURL(join(folder, 'fold.mjs')));
  office = await Office.open();
  await office.anna.presence('online');
  eva = await office.visitor('Eva', 'The very first NEEDLE');
  for (let n = 1; n <= MANY; n++) {
    await eva.say(
      n === 200
        ? 'In the middle a néedle, see https://shop.example/needle/7'
        : `Hay ${n}`,
    );
  }
  await eva.say('At last a needle');
});

after(async () => {
  await office?.shut();
  await rm(folder, { recursive: true });
});

/* The chat stays as it is: to write it takes long. */
afterEach(async () => {
  for (const context of office.contexts.splice(0)) {
    await context.close();
    context.faults.none();
  }
});

function open(options = {}) {
  return office.console_of({ hash: `#mine/${eva.id}`, ...options });
}

function field(page) {
  return page.getByRole('textbox', { name: 'Find in the chat with Eva' });
}

/* What is painted, as it stands on the screen. */
function painted(page) {
  return page.evaluate(() =>
    [...(CSS.highlights.get('found') ?? [])].map((range) => String(range)),
  );
}

function here(page, text) {
  return page.locator('.line[data-found]', { hasText: text }).waitFor();
}

/* Not only in the page: in view. */
function in_view(page) {
  return page.locator('.line[data-found]').evaluate((row) => {
    const view = row.closest('.messages').getBoundingClientRect();
    const { top, bottom } = row.getBoundingClientRect();

    return top >= view.top - 1 && bottom <= view.bottom + 1;
  });
}

test('without case and accents, and where it stands', () => {
  const { fold, places } = parts;

  assert.equal(fold('Åke ÉMILE'), 'ake emile');
  assert.deepEqual(places('Åke och åke', 'ake'), [
    [0, 3],
    [8, 11],
  ]);
  assert.deepEqual(places('xa\u030Ake', 'ake'), [[1, 5]], 'with its mark');
  assert.deepEqual(places('o\u0308l', 'ol'), [[0, 3]], 'two signs for one');
  assert.deepEqual(places('😀 öl', 'ol'), [[3, 5]]);
  assert.deepEqual(places('aaaa', 'aa'), [
    [0, 2],
    [2, 4],
  ]);
  assert.deepEqual(places('anything', ''), []);
  assert.deepEqual(places('', 'a'), []);
});

test('by the keyboard: all of history, there and back', async () => {
  const page = await open();
  const composer = page.locator('.composer textarea');

  await focused(composer, 'the composer');
  await composer.fill('A draft');
  const said = await listen(page);
  await by_hand(page, async () => {
    await page.keyboard.press('Control+f');
    await focused(field(page), 'the field');
    await page.keyboard.type('needle');
    await here(page, 'At last a needle');
    await until(
      async () => (await page.locator('.find .found').innerText()) === '1/3',
      'all that was ever said',
    );
  });
  await until(
    async () => /^1 of 3\. Eva \S+: At last/.test((await said()).at(-1)),
    'how many, and which',
  );
  /* How many rows are in the page is not this test's business. */
  await until(
    async () => (await painted(page)).at(-1) === 'needle',
    'the word, painted',
  );

  await by_hand(page, async () => {
    await page.keyboard.press('Enter');
    await here(page, 'In the middle');
    await until(() => in_view(page), 'the middle');
  });
  await until(
    async () => /néedle needle/.test((await painted(page)).join(' ')),
    'both of them, one in a link',
  );
  await accessible(page);
  assert.deepEqual(await shifts(page), [], 'nothing has moved by itself');
  await page.keyboard.press('Enter');
  await here(page, 'The very first NEEDLE');
  await until(() => in_view(page), 'the first');
  await until(
    async () => /^3 of 3\./.test((await said()).at(-1)),
    'which of them',
  );
  await page.keyboard.press('Enter');
  await here(page, 'At last a needle');
  await page.keyboard.press('Shift+Enter');
  await here(page, 'The very first NEEDLE');
  await page.keyboard.press('Shift+Enter');
  await here(page, 'In the middle');

  for (const name of ['Older', 'Newer', 'Close the search']) {
    await walk_to(page, 'Tab', page.getByRole('button', { name }), name);
  }
  await page.keyboard.press('Escape');
  await focused(composer, 'the composer again');
  assert.equal(await composer.inputValue(), 'A draft');
  assert.equal(await page.locator('[data-found]').count(), 0);
  assert.deepEqual(await painted(page), []);
});

test('what is nowhere, and what comes meanwhile', async () => {
  const page = await open();

  await page.getByRole('button', { name: 'Find in the conversation' }).click();
  const said = await listen(page);
  await focused(field(page), 'the field');
  await page.keyboard.type('xyzzy');
  await until(
    async () => /^No matches/.test((await said()).at(-1) ?? ''),
    'that there is nothing',
  );
  assert.equal(await page.locator('.find .found').innerText(), '0/0');
  await eva.say('Did you say xyzzy?');
  await until(
    async () => (await page.locator('.find .found').innerText()) === '1/1',
    'a new one',
  );
  await here(page, 'Did you say');
  await page.getByRole('button', { name: 'Close the search' }).click();
  await page.locator('.find').waitFor({ state: 'detached' });
});

test('from the palette; the key outside of a chat is the browser’s', async () => {
  const page = await open();

  await page.locator('.messages').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('find in');
  await page.keyboard.press('Enter');
  await focused(field(page), 'the field');
  await page.keyboard.press('Escape');
  await page.locator('.find').waitFor({ state: 'detached' });
  await page.locator('.row').first().focus();
  await page.evaluate(() => {
    addEventListener('keydown', (event) => {
      window.taken = event.defaultPrevented;
    });
  });
  await page.keyboard.press('Control+f');
  assert.equal(await page.evaluate(() => window.taken), false);
  assert.equal(await page.locator('.find').count(), 0);
});

test('older messages that cannot be read are said to be missing', async () => {
  let broken = true;
  const page = await open({
    route: (one) =>
      stand_in(one, (_method, path) =>
        broken && /limit=200&before_seq/.test(path)
          ? {
              status: 503,
              body: { type: 'about:blank', status: 503, code: 'unavailable' },
            }
          : undefined,
      ),
  });

  await page.locator('.composer textarea').waitFor();
  await focused(page.locator('.composer textarea'), 'the composer');
  const said = await listen(page);
  await page.keyboard.press('Control+f');
  await focused(field(page), 'the field');
  await page.keyboard.type('needle');
  await until(
    async () =>
      /could not be loaded\. 1 of 1/.test((await said()).at(-1) ?? ''),
    'what is missing',
  );
  broken = false;
  await page.keyboard.press('Enter');
  await until(
    async () => /\/3$/.test(await page.locator('.find .found').innerText()),
    'the rest',
  );
});
