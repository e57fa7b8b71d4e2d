/* What an agent does in a minute, at the console. */

import { TEXTS } from './people.mjs';

export const CONSOLE_HOUR =
  '700 messages, 140 conversations opened, 20 of them new and closed, ' +
  '12 lost connections, 15 commands of the palette, 10 looks at other lists';

/* Every so many minutes. */
const NEW_CHAT = 3;
const COMMAND = 4;
const LOSS = 5;
const OTHER_LISTS = 6;

export class ConsoleWork {
  static async begin(people, line, page, visitors) {
    const self = new ConsoleWork();

    Object.assign(self, { people, line, page, visitors });
    self.field = page.locator('.composer textarea');
    self.said = 0;
    await page.goto(`${line.origin}/kundo/console/#mine`);
    await page.locator('.row').first().waitFor();
    return self;
  }

  async minute(n) {
    const { people, visitors } = this;
    const here = visitors[n % visitors.length];

    await this.open(here);
    await this.talk(here);
    await Promise.all(
      [1, 2, 3, 4, 5].map((i) =>
        people.say(visitors[(n + 7 * i) % visitors.length]),
      ),
    );
    await this.open(visitors[(n * 11 + 5) % visitors.length]);
    if (n % LOSS === 0) {
      await this.lose();
    }
    if (n % NEW_CHAT === 0) {
      await this.new_chat(n);
    }
    if (n % COMMAND === 0) {
      await this.command();
    }
    if (n % OTHER_LISTS === 0) {
      await this.look_around();
    }
  }

  line_of(text) {
    return this.page.locator('.line[data-seq] .bubble', { hasText: text });
  }

  async open({ chat }) {
    await this.page.evaluate((id) => (location.hash = `#mine/${id}`), chat);
    await this.page.locator(`.row[data-id="${chat}"][aria-current]`).waitFor();
    await this.page.locator('.line[data-seq]').last().waitFor();
  }

  /* Marks, messages both ways, and all of it seen. */
  async talk(visitor) {
    const { people, page } = this;
    let last;

    await people.at_chat(visitor, 'typing', { on: true });
    await page.locator('.writing').waitFor();
    for (let i = 0; i < 3; i++) {
      last = await people.say(visitor);
    }
    for (let i = 0; i < 2; i++) {
      const text = `Answer ${++this.said}. ${TEXTS[i]}`;

      await this.field.pressSequentially(`Answer ${this.said}`);
      await this.field.fill(text);
      await this.field.press('Enter');
      await this.line_of(`Answer ${this.said}.`).waitFor();
    }
    await people.at_chat(visitor, 'seen', { seq: last.seq + 2 });
    await page.locator('.seen', { hasText: 'Seen' }).waitFor();
  }

  async lose() {
    const [visitor] = this.visitors;

    await this.open(visitor);
    this.line.cut();
    this.line.mend();
    const { seq } = await this.people.say(visitor);
    await this.page.locator(`.line[data-seq="${seq}"]`).waitFor();
  }

  async new_chat(n) {
    const visitor = await this.people.visitor(`New ${n}`);

    await this.people.say(visitor);
    await this.open(visitor);
    await this.talk(visitor);
    await this.page.getByRole('button', { name: 'Close', exact: true }).click();
    await this.page.locator('.closed-bar').waitFor();
    await this.page.locator(`.row[data-id="${visitor.chat}"]`).waitFor({
      state: 'detached',
    });
  }

  async command() {
    const { page } = this;

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('short');
    await page.getByRole('option', { name: 'shortcuts' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  async look_around() {
    for (const [category, title] of [
      ['open', 'Open'],
      ['closed', 'Closed'],
      ['mine', 'Mine'],
    ]) {
      await this.page.evaluate(
        (name) => (location.hash = `#${name}`),
        category,
      );
      await this.page.locator('#list-title', { hasText: title }).waitFor();
      await this.page.locator('.row').first().waitFor();
    }
  }
}
