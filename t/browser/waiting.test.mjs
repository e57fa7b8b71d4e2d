/*
 * Since when a visitor waits, as the console has it: from the first of her
 * texts that nobody has answered, whatever of them is there to be read.
 */

import { after, afterEach, before, test } from 'node:test';
import { Office, pane, row } from './office.mjs';

let office;

before(async () => {
  office = await Office.open();
});

after(() => office?.shut());

afterEach(() => office.tidy());

test('D1: who writes once more does not wait the less for it', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva', 'Are you there?');
  await office.visitor('Tor', 'Hello');
  await eva.say('I am still here');

  /* A console that comes now knows of each only the last text. */
  const page = await office.console_of();
  await row(page, 'Eva').getByText('I am still here').waitFor();
  await row(page, 'Tor').waitFor();
  await page.locator('.rail a').first().focus();
  await page.keyboard.press('n');
  await pane(page, 'Eva').waitFor();
});
