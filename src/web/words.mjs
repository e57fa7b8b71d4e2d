/*
 * The words of the front ends: what is wrong with the tables of the languages,
 * and what of them a bundle carries.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const LOCALES = ['en', 'sv'];

/* Those that come with what is loaded later. */
const LATER = ['later.', 'statistics.'];

export async function read_tables(web) {
  const tables = {};

  for (const name of LOCALES) {
    const file = join(web, 'locales', `${name}.json`);
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

export function check_tables(tables) {
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
export async function used_words(root, inputs, keys) {
  const used = new Set();

  for (const input of inputs) {
    if (!/^src\/web\/.*\.tsx?$/.test(input)) {
      continue;
    }
    const text = await readFile(join(root, input), 'utf8');

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
 * numbered within the bundle: a word of another does not change it.  `edit`
 * does what else is to be done with a source.
 */
export function carry_words(prefixes, keys, edit) {
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
            ? prefixes.filter((prefix) => LATER.includes(prefix))
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
        const tsx = file.path.endsWith('x');
        return {
          contents: edit(text, tsx).replace(/'([\w.-]+)'/g, (whole, key) =>
            short.has(key) ? `'${short.get(key)}'` : whole,
          ),
          loader: tsx ? 'tsx' : 'ts',
        };
      });
    },
  };
}
