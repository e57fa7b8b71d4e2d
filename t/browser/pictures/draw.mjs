/*
 * Draws every state of both faces at three widths, in both schemes and both
 * languages, into KUNDO_OBJS/screenshots, with an index.html.  PICTURES is a
 * regex of names ("widget-home"); PICTURES_SHORT=1 draws two of each state.
 */

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start_browser, TOP } from '../lib.mjs';
import * as console_face from './console.mjs';
import { index_page } from './index_page.mjs';
import { WIDTHS } from './scene.mjs';
import * as widget_face from './widget.mjs';

const FACES = [widget_face, console_face];
const OUT = join(process.env.KUNDO_OBJS || join(TOP, 'objs'), 'screenshots');
const ONLY = new RegExp(process.env.PICTURES || '.');
const SHORT = process.env.PICTURES_SHORT === '1';

const LOOKS = SHORT
  ? [
      { locale: 'sv', scheme: 'light', width: 1440 },
      { locale: 'en', scheme: 'dark', width: 390 },
    ]
  : ['sv', 'en'].flatMap((locale) =>
      ['light', 'dark'].flatMap((scheme) =>
        [1440, 900, 390].map((width) => ({ locale, scheme, width })),
      ),
    );

function file_of(face, state, { locale, scheme, width }) {
  return `${face.name}-${state.name}-${width}-${scheme}-${locale}.png`;
}

function wanted(face) {
  return face.STATES.filter(({ name }) => ONLY.test(`${face.name}-${name}`));
}

/* One state in one language: drawn once, looked at in all ways. */
async function shoot(stage, face, state, looks) {
  const scene = await stage.draw(state, looks[0]);

  try {
    for (const look of looks) {
      await scene.look(look);
      await scene.again();
      await scene.page.screenshot({
        path: join(OUT, file_of(face, state, look)),
        animations: 'disabled',
      });
    }
  } finally {
    await scene.close();
  }
}

async function draw_face(browser, face, locale) {
  const looks = LOOKS.filter((look) => look.locale === locale);
  const states = wanted(face);
  let failed_n = 0;

  if (states.length === 0) {
    return 0;
  }
  const stage = await face.start(locale, browser);

  for (const state of states) {
    try {
      await shoot(stage, face, state, looks);
      console.log(`${face.name}-${state.name} ${locale}`);
    } catch (error) {
      failed_n++;
      console.error(`${face.name}-${state.name} ${locale}: ${error.stack}`);
    }
  }
  await stage.stop();
  return failed_n;
}

async function write_index() {
  const there = new Set(await readdir(OUT));
  const all = ['sv', 'en'].flatMap((locale) =>
    ['light', 'dark'].flatMap((scheme) =>
      Object.keys(WIDTHS)
        .reverse()
        .map((width) => ({ locale, scheme, width })),
    ),
  );
  const groups = FACES.map((face) => ({
    face: face.name,
    states: face.STATES.map((state) => ({
      state,
      pictures: all
        .map((look) => ({ ...look, file: file_of(face, state, look) }))
        .filter(({ file }) => there.has(file)),
    })).filter(({ pictures }) => pictures.length > 0),
  }));

  await writeFile(join(OUT, 'index.html'), index_page(groups));
  return groups
    .flatMap(({ states }) => states)
    .reduce((n, { pictures }) => n + pictures.length, 0);
}

if (!process.env.PICTURES) {
  await rm(OUT, { recursive: true, force: true });
}
await mkdir(OUT, { recursive: true });

const browser = await start_browser();
let failed_n = 0;

for (const face of FACES) {
  for (const locale of ['sv', 'en']) {
    failed_n += await draw_face(browser, face, locale);
  }
}
await browser.close();
console.log(`${await write_index()} pictures: ${join(OUT, 'index.html')}`);
process.exitCode = failed_n > 0 ? 1 : 0;
