/*
 * The console's bar on a phone: five places, each with room for a finger and
 * for what it counts, and the rest behind the last of them.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { accessible, until } from './lib.mjs';
import { focused, Office, walk_to } from './office.mjs';

const TARGET_PX = 44;

/* Of an icon's box nothing is drawn at its sides. */
const ICON_EDGE_PX = 3;

let office;

before(async () => {
  office = await Office.open();
});

after(() => office?.shut());

afterEach(() => office.tidy());

function phone(width, options = {}) {
  return office.console_of({
    hash: '#mine',
    viewport: { width, height: 844 },
    ...options,
  });
}

/* What is drawn in the bar: its places, and the parts of each. */
function drawn(page) {
  return page.evaluate(() => {
    const shown = (one) => one.checkVisibility() && one.textContent !== '';
    const box = (one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return { left, right, top, bottom };
    };

    return [...document.querySelectorAll('.rail .rail-item:not(.menu *)')].map(
      (place) => ({
        ...box(place),
        name: place.querySelector('.rail-label').textContent,
        parts: [...place.querySelectorAll('.rail-label, .rail-count')]
          .filter(shown)
          .map(box),
        icon: [...place.querySelectorAll('svg')]
          .filter((one) => one.checkVisibility())
          .map(box)[0],
        count: [...place.querySelectorAll('.rail-count:not(.badge)')]
          .filter(shown)
          .map(box)[0],
      }),
    );
  });
}

function more(page) {
  return page.locator('.foot').getByRole('button', { name: 'More' });
}

function sheet(page) {
  return page.getByRole('dialog', { name: 'More', exact: true });
}

for (const [who, width, names] of [
  ['anna', 390, ['Online', 'Mine', 'Open', 'Closed', 'More']],
  ['anna', 320, ['Online', 'Mine', 'Open', 'Closed', 'More']],
  ['anna', 195, ['Online', 'Mine', 'Open', 'More']],
  ['bo', 390, ['Offline', 'Mine', 'Open', 'Closed', 'More']],
]) {
  test(`${width} px, ${who}: each place has its own room`, async () => {
    await office.anna.presence('online', 50);
    for (let n = 0; n < 12; n++) {
      await office.visitor(`Visitor ${n}`, null);
    }
    const page = await phone(width, { who });
    const open = page.getByRole('link', { name: /^Open/ });

    await open.filter({ hasText: '12' }).waitFor();
    await page.locator('.presence-now:enabled').waitFor();
    const places = await drawn(page);

    assert.deepEqual(
      places.map(({ name }) => name),
      names,
    );
    for (const [at, place] of places.entries()) {
      const { name, parts, icon, count } = place;

      assert.ok(place.right - place.left >= TARGET_PX, `${name}: its width`);
      assert.ok(place.bottom - place.top >= TARGET_PX, `${name}: its height`);
      assert.ok(place.left >= 0 && place.right <= width, `${name} is in sight`);
      assert.ok(at === 0 || places[at - 1].right <= place.left);
      for (const part of parts) {
        assert.ok(
          part.left >= place.left - 1 && part.right <= place.right + 1,
          `${name}: all of it is within its place`,
        );
      }
      assert.ok(
        count === undefined || count.left >= icon.right - ICON_EDGE_PX,
        `${name}: its count stands beside the drawing`,
      );
    }
    await accessible(page, null, '.rail');
  });
}

test('the places behind More are reached by key, and it says which is open', async () => {
  const page = await phone(390);
  const button = more(page);

  assert.equal(await button.getAttribute('aria-current'), null);
  await walk_to(page, 'Tab', button, 'More');
  await page.keyboard.press('Enter');
  await sheet(page).waitFor();
  await accessible(page);
  const board = sheet(page).getByRole('link', { name: 'Board' });

  await walk_to(page, 'Tab', board, 'the board');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Live board' }).waitFor();
  await sheet(page).waitFor({ state: 'hidden' });
  await focused(button, 'the focus is at the bar again');
  assert.equal(await button.getAttribute('aria-current'), 'true');
  await page.getByRole('button', { name: 'More Board' }).waitFor();

  await page.keyboard.press('Enter');
  assert.equal(await board.getAttribute('aria-current'), 'page');
  await page.keyboard.press('Escape');
  await sheet(page).waitFor({ state: 'hidden' });
  await focused(button, 'Escape gives the focus back');

  await page.getByRole('link', { name: /^Mine/ }).click();
  await until(
    async () => (await button.getAttribute('aria-current')) === null,
    'none of its places is open',
  );
});

test('search and settings are behind More, and lead back to it', async () => {
  const page = await phone(390);

  await more(page).click();
  await sheet(page).getByRole('button', { name: 'Search' }).click();
  await focused(page.getByRole('combobox'), 'search');
  await sheet(page).waitFor({ state: 'hidden' });
  await page.keyboard.press('Escape');
  await focused(more(page), 'back from search');

  await page.keyboard.press('Enter');
  await sheet(page)
    .getByRole('button', { name: /Settings/ })
    .click();
  await page.getByLabel('Language').waitFor();
  await sheet(page).waitFor({ state: 'hidden' });
  await accessible(page);
  await walk_to(page, 'Tab', page.getByLabel('Sound'), 'the first setting');
  await page.keyboard.press('Escape');
  await page.getByLabel('Language').waitFor({ state: 'hidden' });
  await focused(more(page), 'back from the settings');
});

test('with very large text Closed is behind More', async () => {
  const page = await phone(195);

  await more(page).click();
  await sheet(page).getByRole('link', { name: 'Closed' }).click();
  await page.getByRole('heading', { name: 'Closed' }).waitFor();
  await page.getByRole('button', { name: 'More Closed' }).waitFor();
});

test('an agent finds no board behind More', async () => {
  const page = await phone(390, { who: 'bo' });

  await more(page).click();
  await sheet(page).getByRole('link', { name: 'Statistics' }).waitFor();
  assert.equal(
    await sheet(page).getByRole('link', { name: 'Board' }).count(),
    0,
  );
});

test('where there is room all places stand in the rail', async () => {
  const page = await phone(900);

  for (const name of ['Board', 'Statistics']) {
    await page.getByRole('navigation').getByRole('link', { name }).waitFor();
  }
  assert.equal(await page.locator('[popovertarget=more]').count(), 0);
});
