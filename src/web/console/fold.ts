/*
 * Texts as they are compared when something is looked for: without case and
 * accents, so that "ake" finds "Åke".
 */

const PLAIN = /^[\0-\x7f]*$/;

export function fold(text: string): string {
  return PLAIN.test(text)
    ? text.toLowerCase()
    : text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/* Where the folded words stand in the text itself, as [from, to]. */
export function places(text: string, folded: string): [number, number][] {
  const found: [number, number][] = [];
  const ends: number[] = [0];
  let all = '';

  if (folded === '') {
    return found;
  }
  /* What one sign becomes may be none, or several. */
  for (const sign of text) {
    const more = fold(sign);
    const end = ends[ends.length - 1]! + sign.length;

    if (more === '') {
      ends[ends.length - 1] = end;
    }
    for (let n = 0; n < more.length; n++) {
      ends.push(end);
    }
    all += more;
  }
  for (
    let at = all.indexOf(folded);
    at >= 0;
    at = all.indexOf(folded, at + folded.length)
  ) {
    found.push([ends[at]!, ends[at + folded.length]!]);
  }
  return found;
}
