/*
 * What the console has at hand for an agent: which chats she has begun to
 * answer, details of the one she is at, the ring's right share, and commands
 * that fit what is before her.
 */

import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { sample } from '../bench/faces/heap.mjs';
import { accessible, TOP, until } from './lib.mjs';
import { focused, Office, pane, row } from './office.mjs';

let office;
let folder;
let due;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kundo-at-hand-'));
  await build({
    entryPoints: [join(TOP, 'src/web/console/due.ts')],
    outfile: join(folder, 'due.mjs'),
    format: 'esm',
    logLevel: 'error',
  });
  due = await import(pathToFileURL(join(folder, 'due.mjs')));
  office = await Office.open();
});

after(async () => {
  await office?.shut();
  await rm(folder, { recursive: true });
});

afterEach(() => office.tidy());

test('drafts are marked in the list, in each tab, also after a reload', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  await office.visitor('Tor');
  const page = await office.console_of({ hash: `#mine/${eva.id}` });
  const other = await office.console_of({ in: page.context() });
  const mark = (one, name) => row(one, name).locator('.row-draft');

  await page.locator('.composer textarea').fill('Not yet');
  await mark(page, 'Eva').waitFor();
  await mark(other, 'Eva').waitFor();
  assert.match(await row(page, 'Eva').innerText(), /Draft/);
  assert.equal(await mark(page, 'Tor').count(), 0);
  await accessible(page);

  await page.reload();
  await mark(page, 'Eva').waitFor();
  await row(page, 'Tor').click();
  await pane(page, 'Tor').locator('textarea').fill('Nor this');
  await mark(page, 'Tor').waitFor();
  await mark(other, 'Tor').waitFor();
  assert.equal(await mark(page, 'Eva').count(), 1, 'each has its own');

  await row(page, 'Eva').click();
  const text = pane(page, 'Eva').locator('textarea');
  await text.waitFor();
  assert.equal(await text.inputValue(), 'Not yet');
  await text.fill('   ');
  await mark(page, 'Eva').waitFor({ state: 'detached' });
  await text.fill('Now');
  await mark(page, 'Eva').waitFor();
  await text.press('Enter');
  await mark(page, 'Eva').waitFor({ state: 'detached' });
  await mark(other, 'Eva').waitFor({ state: 'detached' });
});

test('the details are those of the chat with the focus', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  await office.visitor('Tor');
  const page = await office.console_of({
    hash: `#mine/${eva.id}`,
    viewport: { width: 1700, height: 900 },
  });
  const details_of = (name) =>
    page.getByRole('region', { name: `Details of the chat with ${name}` });

  await details_of('Eva').waitFor();
  await row(page, 'Tor').focus();
  await page.keyboard.press('b');
  await pane(page, 'Tor').locator('textarea').waitFor();
  await details_of('Eva').waitFor();
  await pane(page, 'Tor').locator('textarea').focus();
  await details_of('Tor').waitFor();
  await accessible(page);
  await pane(page, 'Eva').locator('textarea').focus();
  await details_of('Eva').waitFor();

  /* A press on the other's switch shows the other's. */
  const toggle = (name) =>
    pane(page, name).getByRole('button', { name: 'Details', exact: true });
  await toggle('Tor').click();
  await details_of('Tor').waitFor();
  await toggle('Tor').click();
  await details_of('Tor').waitFor({ state: 'detached' });
  await toggle('Tor').press('Enter');
  await details_of('Tor').waitFor();
  await page.getByRole('button', { name: 'Close details' }).click();
  await focused(toggle('Tor'), 'the switch of that chat');

  /* Where there is room for a drawer only, and nothing but the pinned one. */
  await page.setViewportSize({ width: 1300, height: 900 });
  await page.goto(`${office.server.origin}/kundo/console/#mine`);
  await pane(page, 'Eva').waitFor({ state: 'detached' });
  await pane(page, 'Tor').locator('textarea').focus();
  await toggle('Tor').press('Enter');
  await details_of('Tor').waitFor();
  assert.match(page.url(), /#mine\/\/details$/);
  await page.keyboard.press('Escape');
  await details_of('Tor').waitFor({ state: 'detached' });
  await focused(toggle('Tor'), 'the switch of that chat');

  /* In the list's room, so that one can write while they are shown. */
  await page.setViewportSize({ width: 900, height: 700 });
  await page.goto(`${office.server.origin}/kundo/console/#mine/${eva.id}`);
  await toggle('Eva').click();
  await details_of('Eva').waitFor();
  await accessible(page);
  assert.ok(!(await page.locator('.list').isVisible()));
  await pane(page, 'Eva').locator('textarea').click();
  await page.keyboard.press('Escape');
  await details_of('Eva').waitFor({ state: 'detached' });
  await page.locator('.list').waitFor();
});

test('S2.6: the ring begins when the visitor wrote', () => {
  const { due_of, start_of } = due;
  const at = '2026-01-02T10:00:30.000Z';
  const end_ms = Date.parse(at);
  const now_ms = end_ms - 12000;
  const share = (start_ms) => due_of(at, start_ms, now_ms).part;

  assert.equal(share(start_of(at, 30, null, now_ms)), 0.4, 'by the flow');
  assert.equal(share(start_of(at, 60, at, now_ms)), 0.2, 'the flow first');
  for (const flow_s of [undefined, null, 0]) {
    assert.equal(
      share(start_of(at, flow_s, '2026-01-02T10:00:06.000Z', now_ms)),
      0.5,
      'else by the text',
    );
    assert.equal(share(start_of(at, flow_s, null, now_ms)), 1, 'else by now');
  }
  assert.equal(
    share(start_of(at, undefined, '2026-01-02T10:00:29.000Z', now_ms)),
    1,
    'a clock that is wrong begins nothing in the future',
  );
});

/* Times of the flow and of the chat as the server will tell them. */
function with_due(chat, flow_s, left_s) {
  return (page) =>
    page.routeWebSocket(/v1\/stream/, (near) => {
      const far = near.connectToServer();

      far.onMessage((text) => {
        near.send(
          JSON.stringify(JSON.parse(text), (key, value) =>
            value?.id === chat && value.status === 'open'
              ? {
                  ...value,
                  focus_due_at: new Date(
                    Date.now() + left_s * 1000,
                  ).toISOString(),
                }
              : value?.id === 'support' && 'welcome' in value
                ? { ...value, auto_transfer_s: flow_s }
                : value,
          ),
        );
      });
    });
}

test('S2.6: after a reload the ring has the share that is left', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  const page = await office.console_of({
    route: with_due(eva.id, 4000, 1000),
  });
  const arc = row(page, 'Eva').locator('.ring circle + circle');
  const share = async () =>
    Number((await arc.getAttribute('stroke-dasharray')).split(' ')[0]);

  await arc.waitFor({ state: 'attached' });
  await until(async () => (await share()) <= 25, 'a quarter');
  assert.ok((await share()) > 15, 'and not much less');
  await page.reload();
  await arc.waitFor({ state: 'attached' });
  await until(async () => (await share()) <= 25, 'a quarter again');
});

test('the palette begins with what fits the chat', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  const page = await office.console_of({ hash: '#mine' });
  const first = () => page.getByRole('option').first().innerText();

  await row(page, 'Eva').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('option').first().waitFor();
  assert.match(await first(), /^Eva/, 'no chat is open');
  await page.keyboard.press('Escape');
  await page.goto(`${office.server.origin}/kundo/console/#mine/${eva.id}`);
  await page.locator('.composer textarea').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('option').first().waitFor();
  assert.match(await first(), /^Find/, 'what may be done with it');
  await page.getByRole('combobox').fill('eva');
  await until(async () => /^Eva/.test(await first()), 'her chat');
  await page.getByRole('combobox').fill('');
  await until(async () => /^Find/.test(await first()), 'again');
  await accessible(page);
  await page.keyboard.press('Enter');
  await page.locator('.find').waitFor();
});

test('a row that changes its place keeps the focus', async () => {
  await office.anna.presence('online');
  const first = await office.visitor('Eva');
  await office.visitor('Tor');
  const last = await office.visitor('Kim');
  /* As in browsers that take an element out to put it elsewhere. */
  const page = await office.console_of({
    hash: '#mine',
    script: () => delete Element.prototype.moveBefore,
  });

  /* Up past the others, and down as one of them comes up; by no key. */
  await page.locator('.presence-now').click();
  await page.locator('.presence-now').click();
  await row(page, 'Eva').focus();
  await first.say('Me first');
  await page.locator('.row').first().filter({ hasText: 'Me first' }).waitFor();
  await focused(row(page, 'Eva'), 'the row that went up');
  await last.say('No, me');
  await page.locator('.row').first().filter({ hasText: 'No, me' }).waitFor();
  await focused(row(page, 'Eva'), 'the row that went down');
  await page.keyboard.press('Enter');
  await focused(pane(page, 'Eva').locator('textarea'), 'the composer');
});

test('a thread that is left is let go of, also by what keeps the focus', async () => {
  await office.anna.presence('online');
  await office.visitor('Eva');
  const page = await office.console_of({ hash: '#mine' });
  const field = pane(page, 'Eva').locator('textarea');

  await row(page, 'Eva').focus();
  await page.keyboard.press('Enter');
  await focused(field, 'the field');
  await page.evaluate(() => {
    window.left = new WeakRef(document.querySelector('.thread textarea'));
    location.hash = '#mine';
  });
  await focused(row(page, 'Eva'), 'the row, as before');

  await sample(await page.context().newCDPSession(page));
  assert.equal(
    await page.evaluate(() => window.left.deref() === undefined),
    true,
  );
});

test('a thread that comes late takes no focus from where she has gone', async () => {
  await office.anna.presence('online');
  const eva = await office.visitor('Eva');
  const page = await office.console_of({ hash: '#mine' });

  await row(page, 'Eva').waitFor();
  await page.evaluate(
    (id) =>
      new Promise((done) => {
        new MutationObserver((_, watch) => {
          if (document.activeElement.id === 'thread-title') {
            watch.disconnect();
            document.querySelector(`.row[data-id="${id}"]`).focus();
            done();
          }
        }).observe(document.body, { childList: true, subtree: true });
        location.hash = `#mine/${id}`;
      }),
    eva.id,
  );
  await pane(page, 'Eva').locator('textarea').waitFor();
  await page.evaluate(
    () =>
      new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(done)),
      ),
  );
  await focused(row(page, 'Eva'), 'the row, where she is');
});
