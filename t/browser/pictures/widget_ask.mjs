/* The states before a chat: who is there, and what a flow asks. */

/* A status with more to tell than an hour of seeding would give. */
function tells(scene, more) {
  return scene.page.route('**/status*', async (route) => {
    const response = await route.fetch();

    await route.fulfill({
      response,
      json: { ...(await response.json()), ...more },
    });
  });
}

async function asks(scene) {
  await tells(scene, {
    ask: { name: 'required', email: 'required', phone: 'optional' },
  });
  await scene.open();
  await scene.panel.locator('.availability.here').waitFor();
  await scene.button('panel.start').click();
  await scene.panel.locator('.ask').waitFor();
}

export const BEFORE = [
  {
    name: 'home_names',
    about: 'Welcome: who is there, and how soon they answer',
    async draw(scene) {
      await tells(scene, {
        agents: ['Anna Berg', 'Bo Ek', 'Erik Berg'],
        answers_in_s: 95,
      });
      await scene.open();
      await scene.panel.locator('.faces').waitFor();
    },
  },
  {
    name: 'ask',
    about: 'What the flow asks before a chat',
    draw: asks,
  },
  {
    name: 'ask_wrong',
    about: 'What the flow asks: one is missing, one is wrong',
    async draw(scene) {
      await asks(scene);
      await scene.panel.locator('#ask-email').fill('eva.ek@');
      await scene.panel.locator('.ask .start').click();
      await scene.text('later.name_missing');
      await scene.text('later.email_wrong');
    },
  },
  {
    name: 'lost_words',
    about: 'The words could not be loaded',
    async draw(scene) {
      await scene.visit();
      await scene.page.route('**/panel/part-*', (route) => route.abort());
      await scene.launcher.click();
      await scene.panel.getByRole('alert').waitFor();
    },
  },
];
