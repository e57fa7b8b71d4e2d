/*
 * Finds the links in a plain text: http and https only, without the stop or
 * bracket that follows them in a sentence.
 */

export type Piece = { text: string; href: string | null };

const LINK = /\bhttps?:\/\/[^\s<>"'`\u2018-\u201f\u00ab\u00bb]+/gi;

export function find_links(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;

  for (const match of text.matchAll(LINK)) {
    const link = trim_tail(match[0]);

    if (!is_web(link)) {
      continue;
    }
    if (match.index > end) {
      pieces.push({ text: text.slice(end, match.index), href: null });
    }
    pieces.push({ text: link, href: link });
    end = match.index + link.length;
  }
  if (end < text.length) {
    pieces.push({ text: text.slice(end), href: null });
  }
  return pieces;
}

function trim_tail(link: string): string {
  let out = link.replace(/[.,;:!?\u2026*_~]+$/, '');

  while (/[)\]}]$/.test(out) && unbalanced(out)) {
    out = out.slice(0, -1).replace(/[.,;:!?\u2026]+$/, '');
  }
  return out;
}

/* True when the last bracket was opened outside of the link. */
function unbalanced(link: string): boolean {
  const close = link.slice(-1);
  const open = close === ')' ? '(' : close === ']' ? '[' : '{';

  return link.split(close).length > link.split(open).length;
}

function is_web(link: string): boolean {
  try {
    new URL(link);
    return true;
  } catch {
    return false;
  }
}
