/*
 * The console's first moments: the rows of the view come first, all else when
 * they are there or when the agent does something; and keys are hers.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { until } from './lib.mjs';
import { Office, shifts } from './office.mjs';

const CHATS = 30;

let office;

before(async () => {
  office = await Office.open({ welcome: null });
});
afterEach(() => office.tidy());
after(() => office.shut());

/* How many rows there are, each time that there are more. */
function count_rows() {
  window.counts = [];
  new MutationObserver(() => {
    const n = document.querySelectorAll('.row').length;

    if (n !== (window.counts.at(-1) ?? 0)) {
      window.counts.push(n);
    }
  }).observe(document, { childList: true, subtree: true });
}

test('the rows of the view first, then all, each with its time', async () => {
  await office.anna.presence('online', CHATS);
  for (let n = 0; n < CHATS; n++) {
    const { id } = await office.visitor(`Visitor ${n}`);

    await office.anna.say(id, 'Good morning');
  }
  const page = await office.console_of({
    viewport: { width: 1440, height: 600 },
    script: count_rows,
  });

  await until(
    async () => (await page.locator('.row').count()) === CHATS,
    'all rows',
  );
  const [first, ...rest] = await page.evaluate(() => window.counts);
  assert.ok(first >= 7 && first < CHATS, `${first} rows at first`);
  assert.deepEqual(rest, [CHATS]);
  await until(async () =>
    (await page.locator('.row-time').allTextContents()).every((text) =>
      /^\d\d:\d\d$/.test(text),
    ),
  );
  assert.deepEqual(await shifts(page), []);
});

test('before any row has come the menus are there, by pointer and key', async () => {
  for (const open of [
    (name) => name.click(),
    (name) => name.press('Enter'),
    (name) => name.evaluate((button) => button.click()),
  ]) {
    const page = await office.console_of({
      /* The stream opens, and nothing ever comes. */
      route: (one) => one.routeWebSocket(/\/v1\/stream/, () => {}),
    });

    await open(page.locator('.rail-item[popovertarget=me]'));
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    assert.equal(await page.locator('.row').count(), 0);
    await page.close();
  }
});

test('what comes while she writes takes no key and no focus', async () => {
  await office.anna.presence('online', CHATS);
  const eva = await office.visitor('Eva');
  const kim = await office.visitor('Kim');
  const page = await office.console_of({ hash: `#mine/${eva.id}` });
  const field = page.locator('.composer textarea');
  /* Outside of the field each of these means something else. */
  const keys = 'tndbr123/?';

  await field.waitFor();
  await until(
    () => field.evaluate((one) => one === document.activeElement),
    'the focus',
  );
  for (const [n, key] of [...keys].entries()) {
    const text = `Message ${n}`;

    await (n % 2 === 0 ? eva : kim).say(text);
    await page.getByText(text, { exact: true }).first().waitFor();
    await page.keyboard.press(key);
  }
  await office.visitor('Pia');
  await page.locator('.row', { hasText: 'Pia' }).waitFor();
  await page.keyboard.press('t');
  assert.equal(await field.inputValue(), `${keys}t`);
  assert.ok(await field.evaluate((one) => one === document.activeElement));
  assert.equal(await page.getByRole('dialog').count(), 0);
});
