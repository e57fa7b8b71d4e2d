/*
 * widget.js: the launcher on the site's page, and the frame of the panel once
 * somebody opens it.  Before that it asks for the flow's status alone, sets no
 * cookie and stores nothing.
 */

import { emit, off, on } from './events';
import { dress, icon, PHONE, text_on } from './look';
import type { FromPanel, ToPanel } from './protocol';
import { base, color, data, flow, theme } from './settings';
import { known_visitor, remember, remember_large } from './storage';
import { Words } from './words';

type Command = (first: never, second: never) => void;
type Kundo = ((command: string, first?: unknown, second?: unknown) => void) & {
  q?: ArrayLike<ArrayLike<unknown>>;
};

declare global {
  interface Window {
    kundo?: Kundo;
  }
}

/*
 * The page may have put anything in the place of what scripts share: nothing
 * in this folder calls a method of an array or asks for an iterator.
 */

/* Taken before the page can change it from here on. */
const { fetch } = window;

let words = new Words(
  data['locale'] ?? (document.documentElement.lang || navigator.language),
);
let frame: HTMLIFrameElement | null = null;
let ready = false;
let opened = false;
let large = remember_large();
let wanted = true;
let shown = data['launcher'] !== 'none';
let consented = data['consent'] !== 'false';
let asked_open = data['open'] === 'true';
let who: object | null = null;
let leaving = false;
let unread = 0;
let gone = false;
let wait_ms = 0;

const host = document.createElement('kundo-widget');
const root = host.attachShadow({ mode: 'open' });
const box = document.createElement('div');
const button = document.createElement('button');
const badge = document.createElement('span');
const watcher = new MutationObserver(missed);
const scheme = matchMedia('(prefers-color-scheme:dark)');

function draw(): void {
  const dark = theme === 'dark' || (theme !== 'light' && scheme.matches);

  box.className =
    (dark ? 'dark ' : '') +
    (opened ? 'open ' : '') +
    (large ? 'large ' : '') +
    (data['position'] ?? '');
  button.hidden = !shown || !consented;
  button.setAttribute('aria-expanded', String(opened));
  button.setAttribute(
    'aria-label',
    opened
      ? words.say('loader.close')
      : unread > 0
        ? words.say('loader.unread', unread)
        : words.say('loader.open'),
  );
  badge.hidden = opened || unread === 0;
  badge.textContent = unread > 99 ? '99+' : String(unread);
  button.replaceChildren(icon(opened), badge);
  if (frame !== null) {
    frame.hidden = !opened;
    frame.title = words.say('loader.title');
  }
}

function tell(message: ToPanel): void {
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
function open(focus: boolean): void {
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

function close(): void {
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

function toggle(): void {
  opened ? close() : open(true);
}

function show(on: boolean): void {
  shown = on;
  draw();
}

/* As it was on the page before, or as this one wishes. */
function resume(): void {
  const was = remember();

  if (asked_open || (was === 'open' && !matchMedia(PHONE).matches)) {
    open(false);
  } else if (was !== null) {
    load();
  }
}

/* The panel alone can end her session; it is not loaded where there is none. */
function log_out(): void {
  who = null;
  if (frame !== null || known_visitor()) {
    leaving = !ready;
    load();
    tell({ kundo: 'logout' });
  }
}

function consent(given: boolean): void {
  consented = given;
  if (given) {
    resume();
  } else {
    close();
    log_out();
    remember(null);
    remember_large(false);
  }
  draw();
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

/*
 * To <html>, out of the way of what replaces <body>.  A page that writes all
 * of itself anew takes the element away, and every listener with it: what is
 * set here is set again.
 */
function attach(): void {
  const html = document.documentElement;

  if (html !== null && !host.isConnected && !gone) {
    ready = false;
    html.append(host);
    watcher.observe(document, { childList: true });
    watcher.observe(html, { childList: true });
    button.onclick = toggle;
    addEventListener('message', hear);
    window.visualViewport?.addEventListener('resize', fit);
  }
}

/* Later each time: with a page that will not have it nobody gets busy. */
function missed(): void {
  if (!host.isConnected) {
    setTimeout(attach, (wait_ms += 10));
  }
}

function destroy(): void {
  gone = true;
  watcher.disconnect();
  host.remove();
  removeEventListener('message', hear);
  window.visualViewport?.removeEventListener('resize', fit);
  delete window.kundo;
}

const commands: Record<string, Command> = {
  open: () => open(true),
  close,
  toggle,
  show: () => show(true),
  hide: () => show(false),
  identify: (fields: object) => {
    who = { ...who, ...fields };
    tell_who();
  },
  logout: log_out,
  locale: (locale: string) => {
    words = new Words(locale);
    tell({ kundo: 'locale', locale: words.language });
    draw();
  },
  consent,
  on,
  off,
  destroy,
};

const call: Kundo = (command, first, second) => {
  if (!Object.prototype.hasOwnProperty.call(commands, command)) {
    console.warn(`kundo: there is no "${command}"`);
  } else if (!gone) {
    commands[command]!(first as never, second as never);
  }
};

async function ask(): Promise<void> {
  const path = `v1/flows/${encodeURIComponent(flow)}/status?as=visitor`;

  try {
    const reply = await fetch(new URL(path, base), { credentials: 'omit' });

    if (reply.status === 404) {
      console.warn(`kundo: there is no public flow "${flow}"`);
      emit('error', { code: 'not_found' });
      destroy();
    } else {
      emit('available', (await reply.json()) as object);
    }
  } catch {
    /* The panel says so, should anybody open it. */
    emit('error', { code: 'unreachable' });
  }
}

function start(): void {
  const waiting = window.kundo?.q ?? [];

  /* The site's own rules, however loud, end at this element. */
  host.style.cssText =
    'all:initial!important;display:block!important;' +
    'position:fixed!important;z-index:2147483000!important';
  if (color !== '') {
    box.style.setProperty('--c', color);
    box.style.setProperty('--t', text_on(color));
  }
  dress(root);
  scheme.onchange = draw;
  box.append(button);
  root.append(box);
  draw();
  attach();

  window.kundo = call;
  for (let i = 0; i < waiting.length; i++) {
    const { 0: command, 1: first, 2: second } = waiting[i]!;
    call(command as string, first, second);
  }
  emit('ready');
  void ask();
  if (consented) {
    resume();
  }
}

/*
 * Twice on a page, by a framework or by mistake, is once.  In the panel and
 * the console it is by mistake, too: a filter that puts the tag everywhere.
 */
if (
  !document.querySelector('kundo-widget') &&
  location.href.slice(0, base.href.length) !== base.href
) {
  start();
}
