/*
 * widget.js: the launcher on the site's page, and the frame of the panel once
 * somebody opens it.  Before that it asks for the flow's status alone, sets no
 * cookie and stores nothing.
 */

import { emit, off, on } from './events';
import { appear, destroy, draw, gone, speak, words } from './launcher';
import { close, identify, log_out, open, resume, tell, toggle } from './panel';
import { base, data, flow } from './settings';
import { remember, remember_large } from './storage';

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

export let shown = data['launcher'] !== 'none';
export let consented = data['consent'] !== 'false';

function show(on: boolean): void {
  shown = on;
  draw();
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

/* Of what the page has added to all objects nothing is a command. */
const commands = {
  __proto__: null,
  open: () => open(true),
  close,
  toggle,
  show: () => show(true),
  hide: () => show(false),
  identify,
  logout: log_out,
  locale: (locale: string) => {
    speak(locale);
    tell({ kundo: 'locale', locale: words.language });
    draw();
  },
  consent,
  on,
  off,
  destroy,
} as unknown as Record<string, Command | undefined>;

const call: Kundo = (command, first, second) => {
  const act = commands[command];

  if (!act) {
    console.warn(`kundo: there is no "${command}"`);
  } else if (!gone) {
    act(first as never, second as never);
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

  appear();
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
