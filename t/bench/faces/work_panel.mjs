/* What a visitor does in a minute, in the panel on a page of the site. */

import { TEXTS } from './people.mjs';

export const PANEL_HOUR =
  '400 messages, 7 chats of which 6 were queued, 30 times closed and opened, ' +
  '20 times home and back, 12 lost connections';

/* Every so many minutes. */
const CLOSE = 2;
const HOME = 3;
const LOSS = 5;
const NEW_CHAT = 10;

export class PanelWork {
  static async begin(people, line, page) {
    const self = new PanelWork();

    Object.assign(self, { people, line, page });
    self.panel = page.frameLocator('kundo-widget iframe');
    self.launcher = page.locator('kundo-widget button');
    self.field = self.panel.locator('#composer');
    self.said = 0;
    await page.addInitScript(() => {
      document.addEventListener('kundo:started', ({ detail }) => {
        window.bench_chat = detail.conversation;
      });
    });
    await page.goto(`${line.origin}/small.html`);
    await self.launcher.click();
    await self.panel.locator('#start').click();
    await self.field.waitFor();
    await self.started();
    return self;
  }

  async minute(n) {
    await this.talk();
    if (n % CLOSE === 0) {
      await this.close_and_open();
    }
    if (n % HOME === 0) {
      await this.home_and_back();
    }
    if (n % LOSS === 0) {
      this.line.cut();
      this.line.mend();
      await this.hear();
    }
    if (n % NEW_CHAT === 0) {
      await this.new_chat();
    }
  }

  async started() {
    const handle = await this.page.waitForFunction(() => window.bench_chat);

    this.chat = await handle.jsonValue();
    await handle.dispose();
    await this.page.evaluate(() => (window.bench_chat = undefined));
  }

  button(name) {
    return this.panel.getByRole('button', { name, exact: true });
  }

  row(seq) {
    return this.panel.locator(`.message[data-seq="${seq}"]`);
  }

  async hear() {
    const { seq } = await this.people.bo.say(this.chat, TEXTS[this.said % 3]);

    await this.row(seq).waitFor();
    return seq;
  }

  /* Marks, messages both ways, and all of it seen. */
  async talk() {
    const { bo } = this.people;
    let seq;

    await bo.typing(this.chat, true);
    await this.panel.locator('.typing').waitFor();
    for (let i = 0; i < 3; i++) {
      seq = await this.hear();
    }
    for (let i = 0; i < 3; i++) {
      await this.field.pressSequentially(`Text ${++this.said}`);
      await this.field.fill(`Text ${this.said}. ${TEXTS[i]}`);
      await this.field.press('Enter');
      await this.row(++seq).waitFor();
    }
    await bo.seen(this.chat, seq);
    await this.panel.getByText('Seen', { exact: true }).waitFor();
  }

  /* What comes meanwhile is counted on the launcher. */
  async close_and_open() {
    await this.button('Close').click();
    await this.panel.locator('.panel').waitFor({ state: 'hidden' });
    await this.people.bo.say(this.chat, TEXTS[0]);
    await this.page
      .locator('kundo-widget')
      .getByRole('button', { name: /1/ })
      .waitFor();
    await this.launcher.click();
    await this.panel.locator('.panel').waitFor();
  }

  async home_and_back() {
    await this.button('Back to the start').click();
    await this.panel.locator('.earlier .line').first().click();
    await this.field.waitFor();
    await this.panel.locator('.message[data-seq]').last().waitFor();
  }

  /* Ends this one; two others come first, and one after the other goes. */
  async new_chat() {
    const { people } = this;

    await this.button('End chat').first().click();
    await this.panel
      .getByRole('dialog')
      .getByRole('button', { name: 'End chat' })
      .click();
    await this.panel.locator('.closed').waitFor();
    const first = await people.visitor('First', 'small');
    const second = await people.visitor('Second', 'small');
    await this.button('Start a new one').click();
    await this.started();
    await this.panel.getByText('number 2').waitFor();
    await people.at_chat(first, 'close');
    await this.panel.getByText('number 1').waitFor();
    await people.at_chat(second, 'close');
    await this.panel.getByRole('heading', { name: 'Bo Berg' }).waitFor();
    await this.field.waitFor();
  }
}
