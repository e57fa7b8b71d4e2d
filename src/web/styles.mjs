/*
 * The style sheets of the front ends: what of them a bundle keeps, and under
 * which names.
 */

import { transform } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/* Short ones for those of tokens.css, the same in sheets and in scripts. */
const NAMES = new Map(
  [...new Set(read_tokens().match(/--[a-z][\w-]*/g))]
    .sort()
    .map((name, i) => [name, `--${i.toString(36)}`]),
);

function read_tokens() {
  return readFileSync(new URL('shared/tokens.css', import.meta.url), 'utf8');
}

export function shorten_names(text) {
  return text.replace(/--[a-z][\w-]*/g, (name) => NAMES.get(name) ?? name);
}

/* What comes with a part that is loaded later: a text, for a sheet of its own. */
export const carry_styles = {
  name: 'styles',
  setup(context) {
    context.onLoad({ filter: /\.later\.css$/ }, async (file) => {
      const css = await readFile(file.path, 'utf8');
      const { code } = await transform(css, { loader: 'css', minify: true });
      return { contents: shorten_names(code.trim()), loader: 'text' };
    });
  },
};

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

/* A name that is one value everywhere, and that no script uses, is that value. */
function put_in(css, users) {
  let out = css.replace(/(--[\w-]+): /g, '$1:');

  for (const name of new Set(css.match(/--[\w-]+/g))) {
    const values = [...out.matchAll(new RegExp(`${name}:([^;{}]*);?`, 'g'))];

    if (values.length === 1 && !new RegExp(`${name}\\b`).test(users)) {
      const [[whole, value]] = values;

      out = out.replace(whole, '').replaceAll(`var(${name})`, value);
    }
  }
  return out;
}

/* What is left of a sheet for those who use it: a document and its scripts. */
export function fit_styles(css, html, scripts) {
  return put_in(drop_unused(shorten_names(css), html + scripts), scripts);
}

/* Named after what is left, not after what the bundler had made of it. */
export function hashed_name(name, css) {
  const hash = createHash('sha256').update(css).digest('hex');
  return `${name}-${hash.slice(0, 8).toUpperCase()}.css`;
}
