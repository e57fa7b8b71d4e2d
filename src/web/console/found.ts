/*
 * Shows in the page what was found: brings a message into view, and paints
 * the words.  Of a long thread only some rows are in the page, so that the
 * way to the others is gone by guesses that get better.
 */

import { places } from './fold';

const GUESSES_MAX = 40;

export function scroller_of(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(
    `.thread[data-id="${CSS.escape(id)}"] .messages`,
  );
}

/* `is_wanted` turns false when somebody has gone on meanwhile. */
export async function reveal(
  box: HTMLElement,
  seq: number,
  is_wanted: () => boolean,
): Promise<void> {
  for (let guess = 0; guess < GUESSES_MAX && is_wanted(); guess++) {
    const rows = [...box.querySelectorAll<HTMLElement>('[data-seq]')];
    const row = rows.find((one) => seq_of(one) === seq);

    mark(box, row);
    if (row !== undefined) {
      if (is_in_view(box, row)) {
        return;
      }
      row.scrollIntoView({ block: 'center' });
    } else if (rows.length > 0) {
      box.scrollTop += far(rows, seq) - box.clientHeight / 2 - top_of(box);
    }
    await frame();
    await frame();
  }
}

/* The one row that the agent is at; none, to take the mark away. */
export function mark(box: HTMLElement, row?: HTMLElement): void {
  box.querySelectorAll('[data-found]').forEach((one) => {
    if (one !== row) {
      one.removeAttribute('data-found');
    }
  });
  row?.setAttribute('data-found', '');
}

/* Where it will be on the screen, by what the rows there are high. */
function far(rows: HTMLElement[], seq: number): number {
  const first = rows[0]!;
  const last = rows[rows.length - 1]!;
  const mean =
    (last.getBoundingClientRect().bottom - top_of(first)) / rows.length;

  return seq < seq_of(first)
    ? top_of(first) - (seq_of(first) - seq) * mean
    : top_of(last) + (seq - seq_of(last)) * mean;
}

function is_in_view(box: HTMLElement, row: HTMLElement): boolean {
  const view = box.getBoundingClientRect();
  const { top, bottom } = row.getBoundingClientRect();

  return (
    (top >= view.top && bottom <= view.bottom) ||
    (top <= view.top && bottom >= view.bottom)
  );
}

/* Paints the words in the rows that are there; returns how to stop. */
export function paint(box: HTMLElement, words: () => string): () => void {
  if (!('highlights' in CSS)) {
    return () => undefined; /* then the row's mark has to do */
  }
  const list = box.querySelector('ol')!;
  const again = (): void => {
    const ranges = [...list.querySelectorAll('[data-seq] .bubble > p')].flatMap(
      (text) => ranges_of(text, words()),
    );

    CSS.highlights.set('found', new Highlight(...ranges));
  };
  const watch = new MutationObserver(again);

  watch.observe(list, { childList: true, subtree: true });
  again();
  return () => {
    watch.disconnect();
    CSS.highlights.delete('found');
  };
}

/* A word may go on in a link: the texts are taken together. */
function ranges_of(element: Element, words: string): Range[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];

  while (walker.nextNode()) {
    nodes.push(walker.currentNode as Text);
  }
  return places(element.textContent ?? '', words).map(([from, to]) => {
    const range = new Range();

    range.setStart(...point(nodes, from));
    range.setEnd(...point(nodes, to));
    return range;
  });
}

function point(nodes: readonly Text[], at: number): [Text, number] {
  let left = at;

  for (const node of nodes) {
    if (left <= node.length) {
      return [node, left];
    }
    left -= node.length;
  }
  const last = nodes[nodes.length - 1]!;
  return [last, last.length];
}

function frame(): Promise<unknown> {
  return new Promise((done) => requestAnimationFrame(done));
}

function top_of(element: Element): number {
  return element.getBoundingClientRect().top;
}

function seq_of(row: HTMLElement): number {
  return Number(row.dataset['seq']);
}
