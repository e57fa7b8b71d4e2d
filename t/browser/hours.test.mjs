/*
 * Opening hours, as both sides see them: the visitor is told when it opens,
 * in her own time and language, and leaves a message (D2); the agent's list
 * of flows says which of them are closed.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible } from './lib.mjs';
import { Office } from './office.mjs';
import { Shop } from './shop.mjs';

const WEEK = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [
    day,
    [['08:00', '17:00']],
  ]),
);

const day = (n) =>
  new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);

/* Closed for a while, whatever the time is. */
const CLOSED = {
  tz: 'Europe/Stockholm',
  week: WEEK,
  closed: [{ from: day(-2), to: day(9) }],
};

describe('the widget', () => {
  let shop;

  before(async () => {
    shop = await Shop.open();
    await shop.page(
      'sv.html',
      '<script src="/kundo/widget.js" data-flow="support" data-locale="sv"></script>',
    );
  });

  after(() => shop?.close());

  test('it says when, by her calendar and her clock', async () => {
    const opens = {
      '2026-11-20T12:30:00Z': [
        'open again today at 13:30.',
        'öppnar igen idag kl. 07:30.',
      ],
      '2026-11-21T04:30:00Z': [
        'open again tomorrow at 05:30.',
        'öppnar igen idag kl. 23:30.',
      ],
      '2026-11-23T07:00:00Z': [
        'open again on Monday at 08:00.',
        'öppnar igen på måndag kl. 02:00.',
      ],
      '2026-11-30T07:00:00Z': [
        'open again on 30 November at 08:00.',
        'öppnar igen den 30 november kl. 02:00.',
      ],
    };
    const people = await Promise.all([
      shop.visitor('/', { timezoneId: 'Europe/Stockholm' }),
      shop.visitor('/sv.html', {
        timezoneId: 'America/New_York',
        locale: 'sv-SE',
      }),
    ]);

    for (const [n, eva] of people.entries()) {
      let opens_at = null;

      await eva.context.clock.setFixedTime('2026-11-20T10:00:00Z');
      await eva.context.route('**/status?*', (route) =>
        route.fulfill({
          json: { flow: 'support', available: false, queue: 0, opens_at },
        }),
      );
      await eva.page.reload();
      await eva.open();
      for (const [at, words] of Object.entries(opens)) {
        opens_at = at;
        await eva.page.reload();
        const said = await eva.panel
          .getByText(n === 0 ? 'We open again' : 'Vi öppnar igen')
          .textContent();

        /* "i dag" and "idag" are both Swedish. */
        assert.ok(
          said.replace('i dag', 'idag').includes(words[n]),
          `${said} says "${words[n]}"`,
        );
      }
      await accessible(eva.page, 'panel');
      await eva.leave();
    }
  });

  test('D2: she leaves a message, whoever is at work', async () => {
    await shop.anna.ask('PATCH', 'v1/flows/support', { hours: CLOSED });
    const eva = await shop.visitor('/');

    await eva.open();
    await eva.panel.getByText('We open again').waitFor();
    await eva.panel.getByRole('button', { name: 'Leave a message' }).click();
    await eva.panel.getByText('We open again').waitFor();
    await eva.field.fill('When do you open?');
    await eva.field.press('Enter');
    const kept = eva.panel.getByText('Your message is kept');

    await kept
      .filter({ hasText: /^We open again on .* at .*\. Your/ })
      .waitFor();
    await accessible(eva.page, 'panel');

    const { items } = await shop.anna.ask('GET', 'v1/inbox?view=open');
    assert.deepEqual(
      items.map(({ left_message, agent }) => [left_message, agent]),
      [[true, null]],
    );

    await shop.anna.ask('PATCH', 'v1/flows/support', { hours: null });
    const tor = await shop.visitor('/');

    await tor.open();
    await tor.panel.getByText('Anna is here').waitFor();

    /* She comes back to it when they are there, and waits for no opening. */
    await eva.page.reload();
    await eva.panel.getByText(/^\s*Your message is kept/).waitFor();
    await eva.leave();
    await tor.leave();
  });
});

describe('the console', () => {
  let office;

  before(async () => {
    office = await Office.open();
  });

  after(() => office?.shut());

  test('S1.7: the choice of flows says which are closed, and goes along', async () => {
    const page = await office.console_of({ timezoneId: 'Europe/Stockholm' });
    const menu = page.locator('#presence');
    const closed = menu.getByText(/^Closed, opens .* at 08:00$/);

    await page.locator('.presence-now').click();
    await menu.getByRole('checkbox').first().waitFor();
    assert.equal(await closed.count(), 0);

    await office.anna.ask('PATCH', 'v1/flows/support', { hours: CLOSED });
    await closed.waitFor();
    await accessible(page);

    await office.anna.ask('PATCH', 'v1/flows/support', {
      hours: { tz: 'UTC', week: {} },
    });
    await menu.getByText('Closed until further notice').waitFor();

    await office.anna.ask('PATCH', 'v1/flows/support', { hours: null });
    await menu.getByText('Closed until').waitFor({ state: 'detached' });
    await office.tidy();
  });
});
