/*
 * widget.js: the launcher on the site's page, and the frame of the panel once
 * somebody opens it.  Before that it asks for the flow's status alone, sets no
 * cookie and stores nothing.
 */

import { dress, icon, PHONE, text_on } from './look';
import type { FromPanel, ToPanel } from './protocol';
import { Words } from './words';

type Listener = (detail: object) => void;
type Call = [command: string, ...rest: unknown[]];
type Kundo = ((...call: Call) => void) & { q?: ArrayLike<unknown>[] };

declare global {
  interface Window {
    kundo?: Kundo;
  }
}

const script = document.currentScript as HTMLScriptElement;
const data = script.dataset;
const base = new URL(data['base'] ?? './', script.src);
const flow = data['flow'] ?? '';
const color = /^#([\da-f]{3}){1,2}$/i.test(data['color'] ?? '')
  ? data['color']!
  : '';
const theme = data['theme'] ?? '';
const memory = `kundo:${flow}`;

/* Taken before a page can put something else in their place. */
const { fetch } = window;

let words = new Words(
  data['locale'] ?? (document.documentElement.lang || navigator.language),
);
let frame: HTMLIFrameElement | null = null;
let ready = false;
let opened = false;
let wanted = true;
let shown = data['launcher'] !== 'none';
let unread = 0;
let gone = false;

const listeners = new Map<string, Set<Listener>>();
const host = document.createElement('kundo-widget');
const root = host.attachShadow({ mode: 'open' });
const box = document.createElement('div');
const button = document.createElement('button');
const badge = document.createElement('span');

function emit(name: string, detail: object = {}): void {
  listeners.get(name)?.forEach((listener) => listener(detail));
  document.dispatchEvent(new CustomEvent(`kundo:${name}`, { detail }));
}

function draw(): void {
  const dark =
    theme === 'dark' ||
    (theme !== 'light' && matchMedia('(prefers-color-scheme:dark)').matches);

  box.className = [
    dark && 'dark',
    opened && 'open',
    data['position'] === 'left' && 'left',
    box.classList.contains('large') && 'large',
  ]
    .filter(Boolean)
    .join(' ');
  button.hidden = !shown;
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

function remember(): void {
  try {
    sessionStorage.setItem(memory, opened ? 'open' : 'closed');
  } catch {
    /* Forbidden: the next page starts closed. */
  }
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(memory);
  } catch {
    return null;
  }
}

function tell(message: ToPanel): void {
  if (ready) {
    frame!.contentWindow!.postMessage(message, base.origin);
  }
}

function tell_state(): void {
  tell(opened ? { kundo: 'show', focus: wanted } : { kundo: 'hide' });
}

function load(): void {
  if (frame === null) {
    const url = new URL('panel/', base);

    url.searchParams.set('flow', flow);
    url.searchParams.set('locale', words.language);
    url.searchParams.set('site', location.origin);
    if (color !== '') {
      url.searchParams.set('color', color);
    }
    if (theme !== '') {
      url.searchParams.set('theme', theme);
    }
    frame = document.createElement('iframe');
    frame.src = url.href;
    box.prepend(frame);
  }
}

/* Focus follows a wish to open, and stays where it is on a page's load. */
function open(focus = true): void {
  if (!opened) {
    opened = true;
    load();
    draw();
    fit();
    remember();
    wanted = focus;
    tell_state();
    if (focus) {
      frame!.focus();
    }
    emit('open');
  }
}

function close(): void {
  if (opened) {
    opened = false;
    draw();
    remember();
    tell_state();
    button.focus();
    emit('close');
  }
}

function show(on: boolean): void {
  shown = on;
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
      tell_state();
      return;
    case 'close':
      close();
      return;
    case 'size':
      box.classList.toggle('large', event.data.large);
      return;
    case 'unread':
      unread = event.data.count;
      draw();
  }
  emit(kundo, detail);
}

function destroy(): void {
  gone = true;
  host.remove();
  removeEventListener('message', hear);
  window.visualViewport?.removeEventListener('resize', fit);
  listeners.clear();
  delete window.kundo;
}

const commands: Record<string, (...rest: never[]) => void> = {
  open: () => open(),
  close,
  toggle: () => (opened ? close() : open()),
  show: () => show(true),
  hide: () => show(false),
  locale: (locale: string) => {
    words = new Words(locale);
    tell({ kundo: 'locale', locale: words.language });
    draw();
  },
  on: (name: string, listener: Listener) => {
    listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
  },
  off: (name: string, listener: Listener) => {
    listeners.get(name)?.delete(listener);
  },
  destroy,
};

function call(...[command, ...rest]: Call): void {
  if (gone) {
    return;
  }
  if (!Object.prototype.hasOwnProperty.call(commands, command)) {
    console.warn(`kundo: there is no "${command}"`);
    return;
  }
  commands[command]!(...(rest as never[]));
}

async function ask(): Promise<void> {
  const url = new URL(`v1/flows/${encodeURIComponent(flow)}/status`, base);

  url.searchParams.set('as', 'visitor');
  try {
    const reply = await fetch(url, { credentials: 'omit' });

    if (reply.status === 404) {
      console.warn(`kundo: there is no public flow "${flow}"`);
      destroy();
      return;
    }
    emit('available', await reply.json());
  } catch {
    /* The panel says what is wrong, should anybody open it. */
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
  button.type = 'button';
  button.onclick = commands['toggle'] as () => void;
  box.append(button);
  root.append(box);
  draw();
  document.documentElement.append(host);
  addEventListener('message', hear);
  window.visualViewport?.addEventListener('resize', fit);

  window.kundo = call;
  for (const args of Array.from(waiting)) {
    call(...(Array.from(args) as Call));
  }
  emit('ready');
  void ask();

  const was = remembered();
  if (
    (was === 'open' && !matchMedia(PHONE).matches) ||
    data['open'] === 'true'
  ) {
    open(false);
  } else if (was !== null) {
    load();
  }
}

/* Twice on a page, by a framework or by mistake, is once. */
if (!document.querySelector('kundo-widget')) {
  start();
}
