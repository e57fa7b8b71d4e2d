/*
 * What a flow asks before a chat: the form in the panel, by mouse, keyboard
 * and phone, and what the server has the last word on.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible, until } from './lib.mjs';
import { Shop } from './shop.mjs';

const FLOWS = {
  asking: { name: 'required', email: 'optional' },
  callback: { name: 'required', phone: 'required' },
  away: { email: 'required' },
  maybe: { phone: 'optional' },
  later: {},
};

let shop;

before(async () => {
  shop = await Shop.open();
  for (const [id, ask] of Object.entries(FLOWS)) {
    await shop.anna.ask('POST', 'v1/flows', { id, name: id, ask });
    await shop.page(
      `${id}.html`,
      `<script src="/kundo/widget.js" data-flow="${id}"></script>`,
    );
  }
  await shop.page(
    'sv.html',
    '<script src="/kundo/widget.js" data-flow="callback" data-locale="sv"></script>',
  );
  await shop.anna.presence('online', 50, [
    'support',
    ...Object.keys(FLOWS).filter((id) => id !== 'away'),
  ]);
});

after(() => shop?.close());

/* The form, as it stands in the panel. */
function form_of(eva) {
  const button = (name) => eva.panel.getByRole('button', { name, exact: true });

  return {
    button,
    field: (name) => eva.panel.getByRole('textbox', { name }),
    form: eva.panel.getByRole('form'),
    async labels() {
      await eva.panel.locator('.ask').waitFor();
      return eva.panel.locator('.ask label').allTextContents();
    },
  };
}

async function starter(eva) {
  const { conversation } = await eva.event('started');
  const chat = await shop.anna.ask('GET', `v1/conversations/${conversation}`);

  return chat.starter;
}

function focused(eva) {
  return eva.panel.locator(':focus').getAttribute('id');
}

test('who is there, and how long it takes, as people say it', async () => {
  const eva = await shop.visitor('/', { locale: 'en-GB' });
  const words = eva.panel.locator('.availability p');
  let told = {};

  await eva.context.route('**/status?*', async (route) => {
    const response = await route.fetch();

    await route.fulfill({
      response,
      json: { ...(await response.json()), ...told },
    });
  });
  await eva.open();
  await eva.panel.getByText('Anna is here. Answers right away').waitFor();
  for (const [more, en, sv] of [
    [
      { agents: ['Anna Berg', 'Bo Ek'], answers_in_s: 95 },
      'Anna and Bo are here. Answers in about 2 minutes.',
      'Anna och Bo är här. Svarar oftast inom 2 minuter.',
    ],
    [
      { agents: ['Anna', 'Bo Ek', 'Cleo'], answers_in_s: 20 },
      'Anna, Bo and Cleo are here. Answers in about 1 minute.',
      'Anna, Bo och Cleo är här. Svarar oftast inom 1 minut.',
    ],
    [
      { agents: undefined, answers_in_s: 4000 },
      'We are here. Answers in about 2 hours.',
      'Vi är här. Svarar oftast inom 2 timmar.',
    ],
    [
      { agents: ['Anna'], answers_in_s: 95, queue: 1 },
      'Anna is here. 1 person is ahead of you.',
      'Anna är här. 1 person väntar före dig.',
    ],
  ]) {
    told = more;
    await eva.page.reload();
    await eva.panel.getByText(en).waitFor();
    await accessible(eva.page, 'panel');
    await eva.kundo('locale', 'sv');
    await eva.panel.getByText(sv).waitFor();
    assert.equal(
      await eva.panel.locator('.faces .avatar').count(),
      more.agents?.length ?? 0,
    );
    assert.equal(await words.count(), 1);
  }
  await eva.leave();
});

describe('a flow that asks', () => {
  test('required and optional: nothing starts until it is told', async () => {
    const eva = await shop.visitor('/asking.html');
    const { button, field, labels } = form_of(eva);

    const loaded = () =>
      eva.asked.filter((path) => /panel\/part-/.test(path)).length;

    await eva.open();
    await eva.panel.locator('.availability.here').waitFor();
    assert.equal(loaded(), 1, 'the words alone');
    await button('Start chat').click();
    assert.deepEqual(await labels(), ['Name (required)', 'E-mail (optional)']);
    assert.equal(loaded(), 2);
    await until(async () => (await focused(eva)) === 'ask-name', 'the focus');
    assert.deepEqual(await eva.context.cookies(), []);
    await accessible(eva.page, 'panel');

    await button('Start chat').click();
    await eva.panel.getByText('Write your name.').waitFor();
    assert.equal(await focused(eva), 'ask-name');
    assert.equal(
      await field('Name').evaluate((one) =>
        document
          .getElementById(one.getAttribute('aria-describedby'))
          .textContent.trim(),
      ),
      'Write your name.',
    );
    await accessible(eva.page, 'panel');

    await field('Name').fill('  Eva Ek ');
    await field('E-mail').fill('eva@');
    await button('Start chat').click();
    await eva.panel.getByText('Write an address such as').waitFor();
    assert.equal(await focused(eva), 'ask-email');
    assert.equal(await eva.panel.getByText('Write your name.').count(), 0);
    assert.equal(await field('Name').getAttribute('aria-invalid'), null);
    assert.deepEqual(await eva.context.cookies(), [], 'nothing was sent');

    await field('E-mail').fill('eva@example.com');
    await field('E-mail').press('Enter');
    assert.equal((await starter(eva)).name, 'Eva Ek');
    assert.equal((await eva.me()).email, 'eva@example.com');
    await eva.field.waitFor();
    await eva.say('Good morning');

    /* Known: it is not asked again, on the next page or for the next chat. */
    await button('End chat').click();
    await eva.panel.getByRole('dialog').waitFor();
    await eva.panel
      .getByRole('dialog')
      .getByRole('button', { name: 'End chat' })
      .click();
    await eva.panel.getByText('has ended').waitFor();
    await eva.page.reload();
    await eva.forget();
    await button('Start chat').click();
    await eva.event('started');
    await eva.leave();
  });

  test('inputs have their kinds, keyboards and what the browser fills in', async () => {
    const eva = await shop.visitor('/sv.html', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      locale: 'sv-SE',
    });
    const { button, field, labels } = form_of(eva);

    await eva.open();
    await button('Starta chatt').tap();
    assert.deepEqual(await labels(), ['Namn (krävs)', 'Telefon (krävs)']);
    assert.deepEqual(
      await field(/Namn|Telefon/).evaluateAll((all) =>
        all.map((one) => [one.type, one.autocomplete, one.inputMode]),
      ),
      [
        ['text', 'name', ''],
        ['tel', 'tel', 'tel'],
      ],
    );
    for (const one of await field(/Namn|Telefon/).all()) {
      const { height } = await one.boundingBox();

      assert.ok(height >= 44, `a finger's ${height} px`);
      assert.ok(
        (await one.evaluate((el) =>
          parseFloat(getComputedStyle(el).fontSize),
        )) >= 16,
        'no zoom on a phone',
      );
    }
    await accessible(eva.page, 'panel');
    await field('Namn').fill('Åsa Öst');
    await field('Telefon').fill('ring mig');
    await button('Starta chatt').tap();
    await eva.panel.getByText('Skriv ett nummer som').waitFor();
    await field('Telefon').fill('070-123 45 67');
    await button('Starta chatt').tap();
    assert.equal((await starter(eva)).name, 'Åsa Öst');
    await eva.leave();
  });

  test('what the page knows is not asked; what it has wrong is', async () => {
    const eva = await shop.visitor('/asking.html');
    const { button, field, labels } = form_of(eva);

    await eva.kundo('identify', { name: 'Eva Ek', email: 'eva(at)example' });
    await eva.open();
    await button('Start chat').click();
    assert.deepEqual(await labels(), ['E-mail (optional)']);
    assert.equal(await field('E-mail').inputValue(), 'eva(at)example');
    await eva.panel.getByText('Write an address such as').waitFor();
    await field('E-mail').fill('eva@example.com');
    await button('Start chat').click();
    assert.equal((await starter(eva)).name, 'Eva Ek');
    assert.equal((await eva.me()).email, 'eva@example.com');
    await eva.leave();

    const bo = await shop.visitor('/asking.html');
    await bo.kundo('identify', { name: 'Bo Ek', email: 'bo@example.com' });
    await bo.open();
    await form_of(bo).button('Start chat').click();
    assert.equal((await starter(bo)).name, 'Bo Ek');
    await bo.leave();
  });

  test('what is optional may be left empty, and is asked of her once', async () => {
    const eva = await shop.visitor('/maybe.html');
    const { button, labels } = form_of(eva);

    await eva.open();
    await button('Start chat').click();
    assert.deepEqual(await labels(), ['Phone (optional)']);
    await button('Back to the start').click();
    await button('Start chat').click();
    await labels();
    await button('Start chat').click();
    await eva.event('started');
    await eva.field.waitFor();
    await eva.forget();
    await button('Back to the start').click();
    await button('Start chat').click();
    await eva.event('started');
    await eva.leave();
  });

  test('D2: before a message to those who are away', async () => {
    const eva = await shop.visitor('/away.html');
    const { button, field, labels } = form_of(eva);

    await eva.open();
    await button('Leave a message').click();
    assert.deepEqual(await labels(), ['E-mail (required)']);
    await field('E-mail').fill('eva@example.com');
    await button('Continue').click();
    await eva.field.waitFor();
    await accessible(eva.page, 'panel');
    await eva.say('When do you open?');
    assert.equal((await eva.me()).email, 'eva@example.com');
    await eva.leave();
  });

  test('a status that is out of date: the refusal opens the form', async () => {
    const eva = await shop.visitor('/later.html');
    const { button, field, labels } = form_of(eva);

    await eva.open();
    await eva.panel.locator('.availability.here').waitFor();
    await shop.anna.ask('PATCH', 'v1/flows/later', {
      ask: { name: 'required' },
    });
    await button('Start chat').click();
    assert.deepEqual(await labels(), ['Name (required)']);
    assert.equal(await eva.panel.getByRole('alert').count(), 0);
    await field('Name').fill('Eva');
    await button('Start chat').click();
    assert.equal((await starter(eva)).name, 'Eva');
    await eva.leave();
  });

  test('the line breaks: what she has written stays, and goes with the next try', async () => {
    const eva = await shop.visitor('/asking.html');
    const { button, field, labels } = form_of(eva);

    await eva.open();
    await button('Start chat').click();
    await labels();
    await field('Name').fill('Eva Ek');
    await eva.context.route('**/v1/visitor?*', (route) => route.abort());
    await button('Start chat').click();
    await eva.panel.getByText('could not reach the server').waitFor();
    assert.equal(await field('Name').inputValue(), 'Eva Ek');
    await accessible(eva.page, 'panel');
    await eva.context.unroute('**/v1/visitor?*');
    await button('Start chat').click();
    assert.equal((await starter(eva)).name, 'Eva Ek');
    await eva.leave();
  });

  test('another language comes over what is on the screen', async () => {
    const eva = await shop.visitor('/asking.html');
    const { button, labels } = form_of(eva);

    await eva.open();
    await button('Start chat').click();
    await labels();
    await eva.kundo('locale', 'sv');
    await eva.panel.getByRole('heading', { name: 'Innan vi börjar' }).waitFor();
    assert.deepEqual(await labels(), ['Namn (krävs)', 'E-post (frivilligt)']);
    await eva.leave();
  });
});
