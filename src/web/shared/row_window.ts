/*
 * Of a long thread only the rows around the view are in the page; two empty
 * items of the list are as high as the rest.  Heights are measured as rows go
 * by, and the row at the top of the view stays where it is.
 *
 * A reader of the screen moves the view as she goes, so that rows come before
 * she needs them; finding in the page finds what is around the view;
 * the console has a finding of its own.
 */

import type { Message } from './api';

/* So many are simply all in the page. */
export const MANY = 200;

/* Rows for this many heights of the view, above it and below. */
const MARGIN = 2;

const HUSH_MS = 1000;

/* Indices into the messages, the last one not included; heights in px. */
export interface Range {
  from: number;
  to: number;
  above: number;
  below: number;
}

export class RowWindow {
  private readonly _box: HTMLElement;
  private readonly _redraw: () => void;
  /* By seq: from one row's top to that of the next. */
  private readonly _heights: number[] = [];
  private _messages: readonly Message[] = [];
  /* The rows in the page, by seq; so they stay when older ones come. */
  private _first = 0;
  private _last = Infinity;
  private _mean = 60;
  /* Which row has to stay, and how far below the top of the view. */
  private _anchor: [seq: number, px: number] | null = null;
  private _settling = false;
  private _hush = 0;

  constructor(box: HTMLElement, redraw: () => void) {
    this._box = box;
    this._redraw = redraw;
  }

  range(messages: readonly Message[]): Range {
    const n = messages.length;
    const start = messages[0]?.seq ?? 0;

    this._messages = messages;
    if (n <= MANY) {
      this._first = 0;
      this._last = Infinity;
    }
    const to = Math.max(0, Math.min(n, this._last - start + 1));
    const from = Math.max(0, Math.min(to, this._first - start));

    return { from, to, above: this._px(0, from), below: this._px(to, n) };
  }

  scrolled(): void {
    const box = this._box;
    const view_px = box.clientHeight;
    const n = this._messages.length;

    if (n <= MANY || view_px === 0 || this._settling) {
      return;
    }
    const top = top_of(box) - top_of(this._list());
    const now = this.range(this._messages);
    let from = this._at(top - MARGIN * view_px);
    let to = this._at(top + (1 + MARGIN) * view_px) + 1;

    if (
      now.from <= this._at(top - (MARGIN / 2) * view_px) &&
      now.to > Math.min(n - 1, this._at(top + (1 + MARGIN / 2) * view_px)) &&
      now.to - now.from <= Math.max(MANY, 2 * (to - from))
    ) {
      return;
    }
    if (this._held()) {
      from = Math.min(from, now.from);
      to = Math.max(to, now.to);
    }
    this._first = from <= 0 ? 0 : this._messages[from]!.seq;
    this._last = to >= n ? Infinity : this._messages[to - 1]!.seq;
    this._anchor = this._in_view();
    this._be_quiet();
    this._redraw();
  }

  /* After each drawing. */
  settle(): void {
    const box = this._box;
    const rows = this._rows();
    const anchor = this._anchor;

    if (box.clientHeight === 0) {
      return;
    }
    rows.forEach((row, i) => {
      const next = rows[i + 1];
      const seq = seq_of(row);

      if (next !== undefined) {
        this._heights[seq] = top_of(next) - top_of(row);
      } else {
        this._heights[seq] ??= row.offsetHeight;
      }
    });
    if (rows.length > 1) {
      this._mean =
        (top_of(rows[rows.length - 1]!) - top_of(rows[0]!)) / (rows.length - 1);
    }
    if (anchor !== null) {
      const row = rows.find((one) => seq_of(one) === anchor[0]);

      this._anchor = null;
      if (row !== undefined) {
        box.scrollTop += top_of(row) - top_of(box) - anchor[1];
      }
      /* Whoever keeps account of the place has to look again; not we, whose
         figures may be new: that could go on for ever. */
      this._settling = true;
      box.dispatchEvent(new Event('scroll'));
      this._settling = false;
    }
  }

  private _list(): HTMLElement {
    return this._box.querySelector('ol')!;
  }

  private _rows(): HTMLElement[] {
    return [...this._list().querySelectorAll<HTMLElement>('[data-seq]')];
  }

  private _px(from: number, to: number): number {
    let sum = 0;

    for (let i = from; i < to; i++) {
      sum += this._heights[this._messages[i]!.seq] ?? this._mean;
    }
    return sum;
  }

  /* The row so many px below the top of the list. */
  private _at(px: number): number {
    const n = this._messages.length;
    let sum = 0;
    let i = -1;

    while (sum <= px && ++i < n) {
      sum += this._heights[this._messages[i]!.seq] ?? this._mean;
    }
    return Math.max(0, i);
  }

  private _in_view(): [number, number] | null {
    const top = top_of(this._box);
    const row = this._rows().find(
      (one) => one.getBoundingClientRect().bottom > top,
    );

    return row === undefined || top_of(row) > top + this._box.clientHeight
      ? null
      : [seq_of(row), top_of(row) - top];
  }

  /* What has the focus or is marked does not go away. */
  private _held(): boolean {
    const list = this._list();
    const marked = getSelection();

    return (
      list.contains(document.activeElement) ||
      (marked?.isCollapsed === false && list.contains(marked.anchorNode))
    );
  }

  /* Rows that come back are no news for who listens to the log. */
  private _be_quiet(): void {
    const log = this._box.querySelector('[role=log]');

    log?.setAttribute('aria-live', 'off');
    clearTimeout(this._hush);
    this._hush = window.setTimeout(
      () => log?.removeAttribute('aria-live'),
      HUSH_MS,
    );
  }
}

function top_of(element: Element): number {
  return element.getBoundingClientRect().top;
}

function seq_of(row: HTMLElement): number {
  return Number(row.dataset['seq']);
}
