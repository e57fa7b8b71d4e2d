/*
 * Builds the front ends: node src/web/build.mjs [OUT]
 *
 * Leaves widget.js, panel/, console/, manifest.json and sizes.json in OUT
 * (objs/web); prints the sizes beside those of SIZES_BASE, where it is a
 * sizes.json (see src/web/compare).  Fails on a type error, on a word that is
 * missing, unused or not allowed in a bundle, and on a bundle over its budget.
 */

import { build, transform } from 'esbuild';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { print_sizes, read_base, sizes_of } from './sizes.mjs';

const WEB = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(WEB, '../..');
const LOCALES = ['en', 'sv'];

/* The words that a bundle may carry; the rest is left out of it. */
const WORDS = {
  loader: ['loader.'],
  panel: ['shared.', 'panel.', 'later.'],
  console: ['shared.', 'console.'],
};

/* Those of the panel that come with what is loaded later. */
const LATER = ['later.'];

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

/* The words */

async function read_tables() {
  const tables = {};

  for (const name of LOCALES) {
    const file = join(WEB, 'locales', `${name}.json`);
    tables[name] = JSON.parse(await readFile(file, 'utf8'));
  }
  return tables;
}

/* "x.one" and "x.other" are the forms of "x" when "x.other" is there. */
function plural_base(table, key) {
  const match = /^(.*)\.(zero|one|two|few|many|other)$/.exec(key);
  return match && `${match[1]}.other` in table ? match[1] : null;
}

function holes(text) {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
}

function check_tables(tables) {
  const faults = [];
  const bases = new Set();
  const plain = new Set();

  for (const table of Object.values(tables)) {
    for (const key of Object.keys(table)) {
      const base = plural_base(table, key);
      base === null ? plain.add(key) : bases.add(base);
    }
  }
  for (const [name, table] of Object.entries(tables)) {
    const forms = new Intl.PluralRules(name).resolvedOptions().pluralCategories;

    for (const key of plain) {
      if (typeof table[key] !== 'string' || table[key] === '') {
        faults.push(`locales/${name}.json: "${key}" is missing`);
      } else if (holes(table[key]) !== holes(tables.en[key] ?? '')) {
        faults.push(`locales/${name}.json: "${key}" has other {names}`);
      }
    }
    for (const base of bases) {
      for (const form of forms) {
        if (!table[`${base}.${form}`]) {
          faults.push(`locales/${name}.json: "${base}.${form}" is missing`);
        }
      }
    }
  }
  return { faults, keys: new Set([...plain, ...bases]) };
}

/* A word is used where its key stands as a string in what was bundled. */
async function used_words(inputs, keys) {
  const used = new Set();

  for (const input of inputs) {
    if (!/^src\/web\/.*\.tsx?$/.test(input)) {
      continue;
    }
    const text = await readFile(join(ROOT, input), 'utf8');

    for (const [, key] of text.matchAll(/['"]([\w.-]+)['"]/g)) {
      if (keys.has(key)) {
        used.add(key);
      }
    }
  }
  return used;
}

/*
 * A bundle carries its own words alone, under short keys: the same ones in the
 * tables and, wherever a key stands as a string, in the sources.  They are
 * numbered within the bundle: a word of another does not change it.
 */
function carry_words(prefixes, keys) {
  const short = new Map(
    [...keys]
      .filter((key) => prefixes.some((prefix) => key.startsWith(prefix)))
      .sort()
      .map((key, i) => [key, i.toString(36)]),
  );

  function rename(key) {
    const [, base, form] = /^(.*)(\.\w+)$/.exec(key);
    return short.get(key) ?? short.get(base) + form;
  }

  return {
    name: 'words',
    setup(context) {
      context.onLoad({ filter: /locales[\\/]\w+\.json$/ }, async (file) => {
        const table = JSON.parse(await readFile(file.path, 'utf8'));
        const wanted =
          file.suffix === '?later'
            ? LATER
            : prefixes.filter((prefix) => !LATER.includes(prefix));
        const kept = Object.entries(table)
          .filter(([key]) => wanted.some((prefix) => key.startsWith(prefix)))
          .map(([key, text]) => [rename(key), text]);
        return {
          /* As a script: of a JSON file each word would be an export. */
          contents: `export default ${JSON.stringify(Object.fromEntries(kept))}`,
          loader: 'js',
        };
      });
      context.onLoad({ filter: /src[\\/]web[\\/].*\.tsx?$/ }, async (file) => {
        const text = await readFile(file.path, 'utf8');
        return {
          contents: text.replace(/'([\w.-]+)'/g, (whole, key) =>
            short.has(key) ? `'${short.get(key)}'` : whole,
          ),
          loader: file.path.endsWith('x') ? 'tsx' : 'ts',
        };
      });
    },
  };
}

/* What comes with a part that is loaded later: a text, for a sheet of its own. */
const carry_styles = {
  name: 'styles',
  setup(context) {
    context.onLoad({ filter: /\.later\.css$/ }, async (file) => {
      const css = await readFile(file.path, 'utf8');
      const { code } = await transform(css, { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/* The bundles */

function bundle(name, entry, keys, options) {
  return build({
    entryPoints: [join(WEB, entry)],
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    metafile: true,
    write: false,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    /* Private members, written with one underscore; long ones of ours. */
    mangleProps:
      /^(_[a-z].*|ask_status|need_parts|seen_by_others|typing_timers|outbox|drafts|letters|claims|looking|attentive|(close|toggle)_\w+)$/,
    plugins: [carry_words(WORDS[name], keys), carry_styles],
    logLevel: 'warning',
    ...options,
  });
}

/*
 * tokens.css names what both faces need; a bundle keeps what it uses: rules
 * whose classes stand in its document or script, properties that they ask for.
 */
function drop_unused(css, users) {
  const words = new Set(users.match(/[\w-]+/g));

  function used(selector) {
    return (selector.match(/(?<=\.)[a-z][\w-]*/g) ?? []).every((name) =>
      words.has(name),
    );
  }

  let kept = css.replace(
    /(?<=^|[{}])([^{}@]*\.[a-z][^{}@]*)\{[^{}]*\}/g,
    (rule, selectors) => {
      /* At the commas between selectors, not at those in :is(). */
      const alive = selectors.split(/,(?![^(]*\))/).filter(used);
      return alive.length === 0
        ? ''
        : alive.join(',') + rule.slice(selectors.length);
    },
  );

  for (let before = ''; before !== kept;) {
    before = kept;
    kept = kept.replace(/(--[\w-]+):[^;{}]*(;|(?=\}))/g, (whole, name) =>
      new RegExp(`var\\(${name}[,)]`).test(kept + users) ? whole : '',
    );
  }
  return kept;
}

/*
 * A name in tokens.css that is one value everywhere is that value; the others
 * get short names, but for those that a script sets.
 */
function shorten_names(css, users) {
  const names = [...new Set(css.match(/--[a-z][\w-]*/g))].sort();
  let made = 0;
  let out = css.replace(/(--[\w-]+): /g, '$1:');

  for (const name of names) {
    const values = [...css.matchAll(new RegExp(`${name}:([^;{}]*)`, 'g'))];
    const use = `var(${name})`;

    if (users.includes(name)) {
      continue;
    }
    if (values.length === 1 && out.includes(use)) {
      const [, value] = new RegExp(`${name}:([^;{}]*);?`).exec(out);
      out = out
        .replace(new RegExp(`${name}:[^;{}]*;?`), '')
        .replaceAll(use, value);
    } else {
      const short = `--${(made++).toString(36)}`;
      out = out.replace(new RegExp(`${name}(?![\\w-])`, 'g'), short);
    }
  }
  return out;
}

/* Named after what is left, not after what the bundler had made of it. */
function hashed_name(name, css) {
  const hash = createHash('sha256').update(css).digest('hex');
  return `${name}-${hash.slice(0, 8).toUpperCase()}.css`;
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
      ? shorten_names(
          drop_unused(made.text, template + scripts),
          scripts.join(),
        )
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
  const tables = await read_tables();
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
    for (const key of await used_words(inputs, keys)) {
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
