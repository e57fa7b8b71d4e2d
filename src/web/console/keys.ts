/*
 * The keys that work everywhere: those with Ctrl, F6 and Escape; and single
 * ones, outside of fields and only while they are wanted (WCAG 2.1.4).
 */

import type { Signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { focus_pane } from './beside';
import { useDesk, type Desk } from './desk';
import { go_next } from './next';
import { pages_of } from './pages';
import { CATEGORIES, go, page_href, place } from './place';
import { show_or_hide_details } from './details_switch';
import { single_keys } from './settings';

export type Over = 'palette' | 'sheet' | null;

/* F6 goes round these, where they are to be seen. */
const PANES = '.rail, .list, .thread, .details, .page, .behind';

export function useKeys(over: Signal<Over>): void {
  const desk = useDesk();

  /* What can be seen can be worked by them. */
  useLayoutEffect(() => {
    function key(event: KeyboardEvent): void {
      if (
        (event.ctrlKey || event.metaKey) &&
        !event.altKey &&
        !event.shiftKey &&
        event.key.toLowerCase() === 'k'
      ) {
        event.preventDefault();
        over.value = 'palette';
      } else if (over.peek() === null && is_find(event)) {
        event.preventDefault();
        desk.finding.value = thread_of(event)!;
      } else if (
        over.peek() !== null ||
        desk.transferring.peek() !== null ||
        event.ctrlKey ||
        event.metaKey
      ) {
        return;
      } else if (event.key === 'F6') {
        event.preventDefault();
        next_pane(event.shiftKey ? -1 : 1);
      } else if (event.key === 'Escape') {
        if (!desk.beside.details_fit.peek() && place.peek().details) {
          show_or_hide_details(desk);
        }
      } else if (
        single_keys.peek() &&
        !event.altKey &&
        !event.isComposing &&
        !is_field(event.target) &&
        single(desk, over, event)
      ) {
        event.preventDefault();
      }
    }

    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [desk]);
}

/* True when the key means something. */
function single(
  desk: Desk,
  over: Signal<Over>,
  { key, target }: KeyboardEvent,
): boolean {
  const active = desk.beside.active.peek();
  const row = (target as Element).closest<HTMLElement>('.row')?.dataset.id;
  const category = CATEGORIES[Number(key) - 1];

  if (category !== undefined) {
    go(category, place.peek().conversation);
    return true;
  }
  const page = pages_of(desk).find((one) => one.key === key)?.page;

  if (page !== undefined) {
    location.hash = page_href(page);
    return true;
  }
  switch (key) {
    case '?':
      over.value = 'sheet';
      return true;
    case '/':
      over.value = 'palette';
      return true;
    case 'n':
      return go_next(desk);
    case 'r':
      if (active !== null) {
        focus_pane(active);
      }
      return active !== null;
    case 't':
      return transfer(desk, active);
    case 'b':
      if (row !== undefined || active !== null) {
        desk.beside.toggle(row ?? active!);
      }
      return row !== undefined || active !== null;
    case 'd':
      if (active !== null) {
        show_or_hide_details(desk);
      }
      return active !== null;
  }
  return false;
}

function transfer(desk: Desk, id: string | null): boolean {
  const thread = desk.inbox.conversations.get(id ?? '');

  if (thread === undefined || !desk.may_transfer(thread.conversation.peek())) {
    return false;
  }
  desk.transferring.value = thread.id;
  return true;
}

/* In a conversation; pressed again in the field it is the browser's own. */
function is_find(event: KeyboardEvent): boolean {
  return (
    (event.ctrlKey || event.metaKey) &&
    !event.altKey &&
    !event.shiftKey &&
    event.key.toLowerCase() === 'f' &&
    thread_of(event) !== undefined &&
    !(event.target as Element).closest('.find')
  );
}

function thread_of({ target }: KeyboardEvent): string | undefined {
  return target instanceof Element
    ? target.closest<HTMLElement>('.thread:has(.messages)')?.dataset.id
    : undefined;
}

function next_pane(step: number): void {
  const panes = [...document.querySelectorAll<HTMLElement>(PANES)].filter(
    (pane) => pane.checkVisibility?.() ?? pane.offsetParent !== null,
  );
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const to = at < 0 && step < 0 ? panes.length - 1 : at + step;
  const pane = panes[(to + panes.length) % panes.length];

  /* Where one writes, else where one was. */
  (
    pane?.querySelector<HTMLElement>('textarea, .row[tabindex="0"]') ??
    pane?.querySelector<HTMLElement>('h2[tabindex], a[aria-current], button')
  )?.focus();
}

function is_field(target: EventTarget | null): boolean {
  return (
    !(target instanceof Element) ||
    target.closest('input, textarea, select, [contenteditable], [popover]') !==
      null
  );
}
