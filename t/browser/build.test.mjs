/*
 * What the build of the front ends refuses: words that are missing, unused or
 * in the wrong bundle, types that do not fit, bundles over their budget.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cp,
  mkdtemp,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { TOP } from './lib.mjs';

let dir;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kundo-build-'));
  await cp(join(TOP, 'tsconfig.json'), join(dir, 'tsconfig.json'));
  await cp(join(TOP, 'package.json'), join(dir, 'package.json'));
  await symlink(join(TOP, 'node_modules'), join(dir, 'node_modules'));
});

beforeEach(() =>
  cp(join(TOP, 'src/web'), join(dir, 'src/web'), { recursive: true }),
);

after(() => rm(dir, { recursive: true }));

function build(env = {}) {
  return spawnSync(process.execPath, ['src/web/build.mjs', 'out'], {
    cwd: dir,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

async function change(file, edit) {
  const path = join(dir, 'src/web', file);
  await writeFile(path, edit(await readFile(path, 'utf8')));
}

function change_words(locale, edit) {
  return change(`locales/${locale}.json`, (text) => {
    const table = JSON.parse(text);
    edit(table);
    return JSON.stringify(table);
  });
}

function refused(pattern) {
  const { status, stdout, stderr } = build();

  assert.equal(status, 1);
  assert.match(stdout + stderr, pattern);
}

test('as it stands it is built, and again gives the same files', async () => {
  const manifest = join(dir, 'out/manifest.json');
  const first = build();

  assert.equal(first.status, 0, first.stdout + first.stderr);
  assert.match(first.stdout, /loader, at most 4096/);
  const made = await readFile(manifest, 'utf8');
  assert.equal(build().status, 0);
  assert.equal(await readFile(manifest, 'utf8'), made);
  for (const { path, immutable } of JSON.parse(made)) {
    assert.equal(immutable, /-[0-9A-Z]{8}\.(js|css)$/.test(path), path);
  }
});

test('each part with its size, and what has changed since another build', async () => {
  const { status, stdout, stderr } = build();

  assert.equal(status, 0, stdout + stderr);
  for (const part of [
    'widget\\.js',
    'widget/panel\\.tsx',
    'panel, style',
    'panel, document',
    'locales/\\w\\w\\.json',
    'widget/identity\\.ts \\(later\\)',
    'opened widget, at most 30720: \\d+ left',
    'shared/palette\\.ts',
    'more with data-color, at most 1024: \\d+ left',
    'console/main\\.tsx',
    'console, style',
    'console, at most 81920: \\d+ left',
  ]) {
    assert.match(stdout, new RegExp(`^ *\\d+ +${part}$`, 'm'));
  }

  const sizes = JSON.parse(await readFile(join(dir, 'out/sizes.json'), 'utf8'));
  const [loader, , colour, desk] = sizes;
  const base = join(dir, 'base.json');

  assert.equal(colour.parts.length, 1, 'the palette is counted');
  const total = loader.gzip_bytes;

  loader.gzip_bytes += 5;
  loader.parts[0].gzip_bytes -= 7;
  desk.parts[0].part = 'console/old.tsx';
  await writeFile(base, JSON.stringify({ of: 'abc1234', sizes }));
  const second = build({ SIZES_BASE: base });
  assert.equal(second.status, 0, second.stderr);
  assert.match(second.stdout, /part, since abc1234$/m);
  assert.match(second.stdout, /^ *\d+ +\+7 {2}widget\.js$/m);
  assert.match(
    second.stdout,
    new RegExp(`^ *${total} +-5 {2}loader, at most`, 'm'),
  );
  assert.match(second.stdout, /^ *\d+ +new {2}console\/main\.tsx$/m);
  assert.match(second.stdout, /^ *0 +-\d+ {2}console\/old\.tsx \(gone\)$/m);
  assert.match(second.stdout, /^ *\d+ {10}panel, style$/m);
});

test('a word that is missing in one language', async () => {
  await change_words('sv', (table) => delete table['panel.start']);
  refused(/sv\.json: "panel\.start" is missing/);
});

test('a form of a plural that is missing', async () => {
  await change_words('en', (table) => delete table['panel.here_queue.one']);
  refused(/en\.json: "panel\.here_queue\.one" is missing/);
});

test('a word with other {names}', async () => {
  await change_words('sv', (table) => {
    table['panel.typing'] = '{who} skriver';
  });
  refused(/sv\.json: "panel\.typing" has other \{names\}/);
});

test('a word that nobody uses', async () => {
  for (const locale of ['en', 'sv']) {
    await change_words(locale, (table) => {
      table['panel.nobody'] = 'Nobody';
    });
  }
  refused(/"panel\.nobody" is used nowhere/);
});

test('a word that a bundle uses and does not carry', async () => {
  await change('widget/home.tsx', (text) =>
    text.replace("t('panel.hello')", "t('loader.title')"),
  );
  refused(/"loader\.title" is used in panel/);
});

test('a key that is in no language', async () => {
  await change('widget/home.tsx', (text) =>
    text.replace("t('panel.hello')", "t('panel.helo')"),
  );
  refused(/panel\.helo/);
});

test('types that do not fit', async () => {
  await change(
    'shared/drafts.ts',
    (text) => `${text}export const n: number = '';`,
  );
  refused(/the types do not fit/);
});

test('a loader over its budget', async () => {
  const noise = Array.from({ length: 900 }, (_, i) => Math.sin(i) * 1e9);

  await change('loader/loader.ts', (text) => `${text}emit('${noise}');`);
  refused(/loader: \d+ bytes after gzip, at most 4096/);
});
