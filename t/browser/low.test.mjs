/*
 * Where there is little height, or the text is large: at least half of it is
 * the conversation's, and all that may be done can still be done.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { accessible, until } from './lib.mjs';
import { Office, pane } from './office.mjs';

let office;
let bo;

before(async () => {
  office = await Office.open();
  bo = await office.server.agent('bo');
});

after(async () => {
  bo?.close();
  await office?.shut();
});

afterEach(async () => {
  await bo.presence('offline', 10, []);
  await office.tidy();
});

/* As a browser does it that is told so: the widths in rem follow. */
async function enlarge(page) {
  const session = await page.context().newCDPSession(page);

  await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
}

/* The share of the height that the messages have. */
function share(page) {
  return page.evaluate(
    () => document.querySelector('.messages-box').clientHeight / innerHeight,
  );
}

for (const [width, height, large] of [
  [390, 844, true],
  [390, 420, false],
  [844, 390, false],
  [900, 760, true],
  [1440, 900, true],
]) {
  const way = `${width} x ${height}${large ? ', text of 200 %' : ''}`;

  test(`${way}: half of it is the conversation's`, async () => {
    await office.anna.presence('busy');
    await bo.presence('online', 5);
    const tor = await office.visitor('Tor Lindqvist', 'I have bought a cup');

    await bo.has(tor.id);
    await office.anna.presence('online');
    await bo.presence('busy', 5);
    const eva = await office.visitor('Eva Sandberg', 'Is it blue?');

    await office.anna.has(eva.id);
    const page = await office.console_of({
      hash: `#mine/${eva.id}`,
      viewport: { width, height },
      route: large ? enlarge : undefined,
    });

    await pane(page, 'Eva').locator('.bubble').first().waitFor();
    await until(async () => (await share(page)) >= 0.5, 'half of the height');
    await accessible(page);

    /* A draft that goes on and on. */
    const field = pane(page, 'Eva').locator('textarea');

    await field.fill('One line\n'.repeat(40));
    assert.ok((await share(page)) >= 0.5, 'beside a long draft');
    await field.fill('');

    /* The chat of another, who has to be asked first, and who has it. */
    await page.goto(page.url().replace(/#.*/, `#open/${tor.id}`));
    await pane(page, 'Tor').locator('.bubble').first().waitFor();
    assert.ok((await share(page)) >= 0.5, 'above the gate');
    await page.getByRole('button', { name: 'Step in' }).click();
    await pane(page, 'Tor').locator('textarea').waitFor();
    assert.ok((await share(page)) >= 0.5, 'with a word on who has it');
    await accessible(page);

    /* What has no room at the head is in its menu. */
    const close = pane(page, 'Tor').getByRole('button', {
      name: 'Close',
      exact: true,
    });

    if (!(await close.isVisible())) {
      await pane(page, 'Tor').getByRole('button', { name: 'More' }).click();
    }
    await close.click();
    await pane(page, 'Tor')
      .getByText(/Reopen it to write/)
      .waitFor();
  });
}

test('844 x 390: every place of the rail is in sight', async () => {
  const page = await office.console_of({
    hash: '#mine',
    viewport: { width: 844, height: 390 },
  });

  await page.locator('.presence-now:enabled').waitFor();
  const boxes = await page.evaluate(() =>
    [...document.querySelectorAll('.rail .rail-item')]
      .map((one) => one.getBoundingClientRect())
      .map(({ top, bottom }) => [top, bottom]),
  );

  assert.equal(boxes.length, 8);
  for (const [top, bottom] of boxes) {
    assert.ok(top >= 0 && bottom <= 390, `from ${top} to ${bottom}`);
  }
  await page.getByRole('button', { name: /Anna Alm/ }).click();
  await page.getByLabel('Language').waitFor();
  await accessible(page);
});

test('where there is room the button stands at the head alone', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  const page = await office.console_of({
    hash: `#mine/${eva.id}`,
    viewport: { width: 390, height: 844 },
  });

  await page.getByRole('button', { name: 'More' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Details' })
    .waitFor();
  assert.equal(
    await page.getByRole('button', { name: 'Close', exact: true }).count(),
    1,
  );
});
