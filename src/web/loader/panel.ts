/* The frame of the panel: there once somebody opens it, then shown or not. */

import { emit } from './events';
import { box, button, draw, words } from './launcher';
import { consented } from './loader';
import { PHONE } from './look';
import type { FromPanel, ToPanel } from './protocol';
import { base, color, data, flow, theme } from './settings';
import { known_visitor, remember, remember_large } from './storage';

export let frame: HTMLIFrameElement | null = null;
export let opened = false;
export let large = remember_large();
export let unread = 0;
let ready = false;
let wanted = true;
let asked_open = data['open'] === 'true';
let who: object | null = null;
let leaving = false;

export function tell(message: ToPanel): void {
  if (ready) {
    frame!.contentWindow!.postMessage(message, base.origin);
  }
}

function tell_state(): void {
  tell(opened ? { kundo: 'show', focus: wanted, large } : { kundo: 'hide' });
}

function tell_who(): void {
  if (who !== null) {
    tell({ kundo: 'identify', who });
  }
}

export function identify(fields: object): void {
  who = { ...who, ...fields };
  tell_who();
}

function load(): void {
  if (frame === null) {
    const query = new URLSearchParams({
      flow,
      locale: words.language,
      site: location.origin,
      color,
      theme,
    });

    frame = document.createElement('iframe');
    frame.src = new URL(`panel/?${query}`, base).href;
    box.prepend(frame);
  }
  draw();
}

/* Focus follows a wish to open, and stays where it is on a page's load. */
export function open(focus: boolean): void {
  if (!consented) {
    asked_open = true;
    emit('error', { code: 'consent' });
  } else if (!opened) {
    opened = true;
    load();
    fit();
    remember('open');
    wanted = focus;
    tell_state();
    if (focus) {
      frame!.focus();
    }
    emit('open');
  }
}

export function close(): void {
  asked_open = false;
  if (opened) {
    opened = false;
    draw();
    remember('closed');
    tell_state();
    button.focus();
    emit('close');
  }
}

export function toggle(): void {
  opened ? close() : open(true);
}

/* As it was on the page before, or as this one wishes. */
export function resume(): void {
  const was = remember();

  if (asked_open || (was === 'open' && !matchMedia(PHONE).matches)) {
    open(false);
  } else if (was !== null) {
    load();
  }
}

/* The panel alone can end her session; it is not loaded where there is none. */
export function log_out(): void {
  who = null;
  if (frame !== null || known_visitor()) {
    leaving = !ready;
    load();
    tell({ kundo: 'logout' });
  }
}

/* On a phone the panel ends where the keyboard begins. */
function fit(): void {
  const view = window.visualViewport;

  if (view && frame !== null) {
    const full = frame.offsetWidth === innerWidth;

    frame.style.height = full ? `${view.height}px` : '';
    frame.style.top = full ? `${view.offsetTop}px` : '';
  }
}

function hear(event: MessageEvent<FromPanel>): void {
  if (
    event.origin !== base.origin ||
    frame === null ||
    event.source !== frame.contentWindow
  ) {
    return;
  }
  const { kundo, ...detail } = event.data;

  switch (event.data.kundo) {
    case 'ready':
      ready = true;
      tell({ kundo: 'locale', locale: words.language });
      if (leaving) {
        leaving = false;
        tell({ kundo: 'logout' });
      }
      tell_who();
      tell_state();
      draw();
      return;
    case 'close':
      close();
      return;
    case 'size':
      large = remember_large(event.data.large);
      draw();
      return;
    case 'unread':
      unread = event.data.count;
      draw();
  }
  emit(kundo, detail);
}

/* From the start, and again when the page has taken all of it away. */
export function listen(): void {
  ready = false;
  addEventListener('message', hear);
  window.visualViewport?.addEventListener('resize', fit);
}

export function unlisten(): void {
  removeEventListener('message', hear);
  window.visualViewport?.removeEventListener('resize', fit);
}
