/*
 * What is loaded, in bytes after gzip: the budgets, and the table that each
 * build prints, with what has changed since the build that it is held to.
 */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/* Of all that is loaded before a person can act. */
const BUDGETS = { loader: 4096, widget: 30720, colour: 1024, console: 81920 };

const TITLES = {
  loader: 'loader',
  widget: 'opened widget',
  colour: 'more with data-color',
  console: 'console',
};

/* A file of another build's sizes, or nothing to hold it to. */
export async function read_base(file) {
  return file !== undefined && existsSync(file)
    ? JSON.parse(await readFile(file, 'utf8'))
    : null;
}

/*
 * `faces` has for each face its parts: {part, gzip_bytes, later}, those that
 * are loaded at once first.  One language of a face is loaded: the largest.
 */
export function sizes_of(faces) {
  return Object.entries(faces).map(([face, parts]) => ({
    face,
    parts: parts.map(({ part, gzip_bytes, later }) => ({
      part,
      gzip_bytes,
      later,
    })),
    gzip_bytes: parts
      .filter(({ later }) => !later)
      .reduce((sum, { gzip_bytes }) => sum + gzip_bytes, 0),
    at_most: BUDGETS[face],
  }));
}

function change(bytes, before) {
  if (before === undefined) {
    return 'new';
  }
  return bytes === before
    ? ''
    : `${bytes > before ? '+' : ''}${bytes - before}`;
}

function line(bytes, delta, text) {
  console.log(
    `${String(bytes).padStart(8)} ${delta.padStart(7)}  ${text}`.trimEnd(),
  );
}

/* Prints the table; gives what is over its budget. */
export function print_sizes(sizes, base) {
  const faults = [];

  console.log(
    '    gzip  change  part' + (base === null ? '' : `, since ${base.of}`),
  );
  for (const { face, parts, gzip_bytes, at_most } of sizes) {
    const old = base?.sizes.find((one) => one.face === face);
    const since = (bytes, before) =>
      base === null ? '' : change(bytes, before);

    for (const { part, gzip_bytes: bytes, later } of parts) {
      const was = old?.parts.find((one) => one.part === part);

      line(
        bytes,
        since(bytes, was?.gzip_bytes),
        later ? `${part} (later)` : part,
      );
    }
    for (const { part, gzip_bytes: bytes } of old?.parts ?? []) {
      if (!parts.some((one) => one.part === part)) {
        line(0, String(-bytes), `${part} (gone)`);
      }
    }
    line(
      gzip_bytes,
      since(gzip_bytes, old?.gzip_bytes),
      `${TITLES[face]}, at most ${at_most}: ${at_most - gzip_bytes} left`,
    );
    if (gzip_bytes > at_most) {
      faults.push(
        `${TITLES[face]}: ${gzip_bytes} bytes after gzip, at most ${at_most}`,
      );
    }
  }
  return faults;
}
