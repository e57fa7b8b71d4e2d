/*
 * Builds the front ends: node src/web/build.mjs [OUT]
 *
 * Leaves widget.js, panel/, console/, manifest.json and sizes.json in OUT
 * (objs/web); prints the sizes beside those of SIZES_BASE, where it is a
 * sizes.json (see src/web/compare).  Fails on a type error, on a word that is
 * missing, unused or not allowed in a bundle, and on a bundle over its budget.
 */

import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { print_sizes, read_base, sizes_of } from './sizes.mjs';
import {
  carry_styles,
  fit_styles,
  hashed_name,
  shorten_names,
} from './styles.mjs';
import {
  carry_words,
  check_tables,
  read_tables,
  used_words,
} from './words.mjs';

const WEB = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(WEB, '../..');

/* The words that a bundle may carry; the rest is left out of it. */
const WORDS = {
  loader: ['loader.'],
  panel: ['shared.', 'panel.', 'later.'],
  console: ['shared.', 'console.', 'statistics.'],
};

const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

function fail(lines) {
  for (const line of lines) {
    console.error(`src/web/build.mjs: ${line}`);
  }
  process.exit(1);
}

function type_check() {
  return new Promise((done) => {
    const tsc = spawn(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', ROOT],
      { stdio: 'inherit' },
    );
    tsc.on('exit', (code) => done(code === 0));
    tsc.on('error', () => done(false));
  });
}

/* The bundles */

/*
 * Elements by createElement, which the libraries bring along: that is shorter
 * than what the type checker knows of JSX, and needs no second function.
 */
function edit(text, tsx) {
  const own = !tsx || text.startsWith('/** @jsx');

  return (
    (own ? '' : "import { createElement as h, Fragment } from 'preact';") +
    shorten_names(text)
  );
}

function bundle(name, entry, keys, options) {
  return build({
    entryPoints: [join(WEB, entry)],
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    metafile: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    tsconfigRaw: {
      compilerOptions: {
        jsx: 'react',
        jsxFactory: 'h',
        jsxFragmentFactory: 'Fragment',
        strict: true,
        useDefineForClassFields: false,
      },
    },
    define: { 'window.__PREACT_SIGNALS_DEVTOOLS__': 'false' },
    /* Private members, written with one underscore; long ones of ours. */
    mangleProps:
      /^(_[a-z].*|ask_status|need_parts|seen_by_others|typing_timers|outbox|drafts|letters|claims|looking|attentive|connection|conversations|complete|transient|retry_after_ms|begin_chat|log_out|keep_focus|(close|toggle)_\w+)$/,
    plugins: [carry_words(WORDS[name], keys, edit), carry_styles],
    logLevel: 'warning',
    ...options,
  });
}

class Output {
  constructor(out) {
    this.out = out;
    this.items = [];
  }

  async add(path, body, immutable, part) {
    const file = join(this.out, path);
    const gzip_bytes = gzipSync(body, { level: 9 }).length;
    const item = {
      path,
      type: TYPES[path.split('.').pop()],
      file: path,
      gzip_bytes,
      immutable,
    };

    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, body);
    this.items.push(item);
    return { part, gzip_bytes };
  }
}

/* What is loaded at once: the entry, and what it imports statically. */
function initial_files(metafile, entry) {
  const outputs = metafile.outputs;
  const first = Object.keys(outputs).find(
    (name) => outputs[name].entryPoint === entry,
  );
  const found = new Set();

  (function visit(name) {
    if (found.has(name)) {
      return;
    }
    found.add(name);
    if (outputs[name].cssBundle) {
      found.add(outputs[name].cssBundle);
    }
    for (const { path, kind } of outputs[name].imports) {
      if (kind === 'import-statement') {
        visit(path);
      }
    }
  })(first);
  return found;
}

/* A file that holds the words of one language and nothing else. */
function is_words(output) {
  const inputs = Object.keys(output.inputs);

  return inputs.length === 1 && /locales\/\w+\.json$/.test(inputs[0]);
}

/* Told from others in a table, and the same in the next build. */
function part_name(name, { entryPoint, inputs }, css) {
  const [largest = 'libraries'] = Object.entries(inputs)
    .filter(([input]) => input.startsWith('src/web/'))
    .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
    .map(([input]) => input);
  const source = (entryPoint ?? largest).replace(/^src\/web\//, '');

  if (css) {
    return `${name}, style`;
  }
  return entryPoint ? source : `${name}, common: ${source}, ...`;
}

/*
 * A document of its own with its script and style: NAME.html has %SCRIPT% and
 * %STYLE% where their names go.
 */
async function document(output, name, folder, entry, keys) {
  const result = await bundle(name, entry, keys, {
    format: 'esm',
    splitting: true,
    outdir: join(output.out, name),
    entryNames: `${name}-[hash]`,
    chunkNames: 'part-[hash]',
  });
  const initial = initial_files(result.metafile, `src/web/${entry}`);
  const template = await readFile(join(WEB, folder, `${name}.html`), 'utf8');
  const scripts = result.outputFiles
    .filter(({ path }) => path.endsWith('.js'))
    .map(({ text }) => text);
  const parts = [];
  const later = [];
  const words = [];
  let html = template;

  for (const made of result.outputFiles) {
    const css = made.path.endsWith('.css');
    const from = relative(ROOT, made.path);
    const of = result.metafile.outputs[from];
    const body = css
      ? fit_styles(made.text, template, scripts.join())
      : made.contents;
    const path = join(
      name,
      css ? hashed_name(name, body) : basename(made.path),
    );
    const item = await output.add(path, body, true, part_name(name, of, css));

    if (!initial.has(from)) {
      (is_words(of) ? words : later).push(item);
      continue;
    }
    parts.push(item);
    if (path.endsWith('.css')) {
      html = html.replace('%STYLE%', basename(path));
    } else if (basename(path).startsWith(`${name}-`)) {
      html = html.replace('%SCRIPT%', basename(path));
    } else {
      /* Asked for together with the script that imports it. */
      html = html.replace(
        /(?=<script )/,
        `<link rel="modulepreload" href="${basename(path)}" />`,
      );
    }
  }
  if (/%\w+%/.test(html)) {
    fail([
      `${folder}/${name}.html: a file for ${/%\w+%/.exec(html)} is missing`,
    ]);
  }
  html = html.replace(/<!--[\s\S]*?-->\s*/g, '').replace(/>\s+</g, '><');
  parts.push(
    await output.add(`${name}/index.html`, html, false, `${name}, document`),
  );
  /* One language is loaded at once: the largest counts. */
  words.sort((a, b) => b.gzip_bytes - a.gzip_bytes);
  parts.push(...words.splice(0, 1));
  later.push(...words);
  return {
    parts: [...parts, ...later.map((item) => ({ ...item, later: true }))],
    inputs: Object.keys(result.metafile.inputs),
  };
}

async function loader(output, keys) {
  const result = await bundle('loader', 'loader/loader.ts', keys, {
    format: 'iife',
    target: 'es2020',
    /* A site may be in any encoding, and a proxy may drop the header. */
    charset: 'ascii',
    outfile: join(output.out, 'widget.js'),
  });
  /* The style sheet is a string: nobody but us knows that it is one. */
  const body = result.outputFiles[0].text.replace(/(?<=[;{},])\n/g, '');

  return {
    parts: [await output.add('widget.js', body, false, 'widget.js')],
    inputs: Object.keys(result.metafile.inputs),
  };
}

async function main() {
  const out = resolve(process.argv[2] ?? join(ROOT, 'objs/web'));
  const types = type_check();
  const tables = await read_tables(WEB);
  const { faults, keys } = check_tables(tables);
  const output = new Output(out);
  const unused = new Set(keys);

  await mkdir(out, { recursive: true });
  for (const name of await readdir(out)) {
    if (/^(widget\.js|panel|console|(manifest|sizes)\.json)$/.test(name)) {
      await rm(join(out, name), { recursive: true });
    }
  }

  const made = { loader: await loader(output, keys) };
  made.panel = await document(
    output,
    'panel',
    'widget',
    'widget/panel.tsx',
    keys,
  );
  if (existsSync(join(WEB, 'console/main.tsx'))) {
    made.console = await document(
      output,
      'console',
      'console',
      'console/main.tsx',
      keys,
    );
  }

  for (const [name, { inputs }] of Object.entries(made)) {
    for (const key of await used_words(ROOT, inputs, keys)) {
      unused.delete(key);
      if (!WORDS[name].some((prefix) => key.startsWith(prefix))) {
        faults.push(`"${key}" is used in ${name}, which does not carry it`);
      }
    }
  }
  for (const key of unused) {
    faults.push(`locales: "${key}" is used nowhere`);
  }

  const sizes = sizes_of({
    loader: made.loader.parts,
    widget: [...made.loader.parts, ...made.panel.parts],
    /* Loaded at once, too, but only where the site has a colour of its own. */
    colour: made.panel.parts
      .filter(({ part }) => part === 'shared/palette.ts')
      .map((item) => ({ ...item, later: false })),
    ...(made.console ? { console: made.console.parts } : {}),
  });
  const base = await read_base(process.env.SIZES_BASE);
  faults.push(...print_sizes(sizes, base));
  if (!(await types)) {
    faults.push('the types do not fit');
  }
  if (faults.length > 0) {
    fail(faults);
  }

  output.items.sort((a, b) => (a.path < b.path ? -1 : 1));
  await writeFile(
    join(out, 'manifest.json'),
    JSON.stringify(output.items, null, 2) + '\n',
  );
  await writeFile(
    join(out, 'sizes.json'),
    JSON.stringify(sizes, null, 2) + '\n',
  );
}

await main();
