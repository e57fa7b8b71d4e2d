/*
 * Makes the small pictures of docs/ from those that draw.mjs has drawn; see
 * docs/CONTRIBUTING.md.
 */

import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { start_browser, TOP } from '../lib.mjs';
import { WIDTHS } from './scene.mjs';

const DRAWN = join(process.env.KUNDO_OBJS || join(TOP, 'objs'), 'screenshots');
const QUALITY = 82;
const SIZE_MAX_BYTES = 120 * 1024;

const PICTURES = {
  'console.jpg': { state: 'console-thread_new', width: 1440 },
  'widget.jpg': { state: 'widget-thread', width: 390 },
};

const browser = await start_browser();

for (const [name, { state, width }] of Object.entries(PICTURES)) {
  const page = await browser.newPage({
    viewport: { width, height: WIDTHS[width] },
  });
  const path = join(TOP, 'docs', name);
  const drawn = join(DRAWN, `${state}-${width}-light-en.png`);

  await page.goto(pathToFileURL(drawn).href);
  await page.screenshot({ path, type: 'jpeg', quality: QUALITY });
  await page.close();
  const { size } = await stat(path);
  assert.ok(size <= SIZE_MAX_BYTES, `${name}: ${size} bytes`);
  console.log(`docs/${name}: ${size} bytes`);
}
await browser.close();
