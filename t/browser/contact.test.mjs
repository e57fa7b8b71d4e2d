/*
 * The console without contact: it says so once, in a place where it covers
 * nothing and for which nothing moves, and finds its way back.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { accessible, Line, until } from './lib.mjs';
import { focused, listen, Office, shifts, walk_to } from './office.mjs';

let office;
let line;

before(async () => {
  office = await Office.open();
  line = await Line.to(office.server.port);
});

after(async () => {
  await line?.stop();
  await office?.shut();
});

afterEach(() => {
  line.mend();
  return office.tidy();
});

/* What lies over the line, or under it, without being around it. */
function crowd(line_of) {
  return line_of.evaluate((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const own = (other) => other.contains(one) || one.contains(other);

    return [...document.querySelectorAll('.shell *')]
      .filter((other) => other.checkVisibility?.() ?? true)
      .filter((other) => !own(other) && !other.closest('.hidden'))
      .filter((other) => {
        const box = other.getBoundingClientRect();
        return (
          box.width * box.height > 0 &&
          box.left < right - 1 &&
          box.right > left + 1 &&
          box.top < bottom - 1 &&
          box.bottom > top + 1
        );
      })
      .map((other) => other.outerHTML.slice(0, 80));
  });
}

for (const [width, place] of [
  [1440, 'list'],
  [900, 'list'],
  [390, 'list'],
  [390, 'thread'],
]) {
  test(`${width} px, ${place}: no contact, told once; nothing moves`, async () => {
    await office.anna.presence('online');
    const eva = await office.visitor('Eva');
    const page = await office.console_of({
      origin: line.origin,
      viewport: { width, height: 844 },
      hash: place === 'thread' || width > 800 ? `#mine/${eva.id}` : '',
    });
    const lost = page.locator(`.${place} .lost`);

    await page.locator(`.${place} >> text=Eva`).first().waitFor();
    await page
      .locator('.presence-now :text("of 10")')
      .first()
      .waitFor({ state: 'attached' });
    const said = await listen(page);
    const before = await shifts(page);
    line.cut();
    await lost.waitFor();
    assert.match(await lost.innerText(), /^Disconnected since \d\d:\d\d$/);
    assert.equal(await page.locator('.lost:visible').count(), 1, 'one place');
    assert.deepEqual(await crowd(lost), []);
    assert.deepEqual(await shifts(page), before, 'nothing has moved');
    await accessible(page);

    const now = page.locator(`.${place}`).getByRole('button', {
      name: 'Try now',
    });
    assert.ok((await now.boundingBox()).height >= 24);
    await walk_to(page, 'Tab', now, 'Try now');
    await page.keyboard.press('Enter');
    line.mend();
    await lost.waitFor({ state: 'detached' });
    await until(
      async () => (await said()).includes('Connected again.'),
      'that there is contact',
    );
    assert.deepEqual(
      (await said()).map((text) => text.replace(/\d\d:\d\d/, 'T')),
      [
        'Disconnected since T. What you write is kept and sent later.',
        'Connected again.',
      ],
    );
    await focused(
      page.locator(place === 'list' ? '.row' : '.composer textarea'),
      'the focus, which is not lost',
    );
    assert.deepEqual(await shifts(page), before, 'nor on the way back');
  });
}

test('no network: there is nothing to try', async () => {
  const page = await office.console_of({ origin: line.origin });
  const lost = page.locator('.list .lost');

  await page.locator('.presence-now:enabled').waitFor();
  line.cut();
  await page.context().setOffline(true);
  await lost.filter({ hasText: /^No network since \d\d:\d\d$/ }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Try now' }).count(), 0);
  line.mend();
  await page.context().setOffline(false);
  await lost.waitFor({ state: 'detached' });
});

test('the server restarts, and is there again', async () => {
  await office.anna.presence('online');
  await office.visitor('Eva');
  const page = await office.console_of();
  const lost = page.locator('.list .lost');

  await page.locator('.row').waitFor();
  await office.server.down();
  await lost.filter({ hasText: /^Restarting since \d\d:\d\d$/ }).waitFor();
  await page.getByText('What you write is kept').first().waitFor({
    state: 'attached',
  });
  /* From here on the waits are short again. */
  await page.getByRole('button', { name: 'Try now' }).click();
  await office.server.up();
  office.anna.close();
  office.anna = await office.server.agent('anna');
  await lost.waitFor({ state: 'detached' });
});
