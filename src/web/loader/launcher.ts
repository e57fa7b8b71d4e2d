/*
 * The element on the site's page: the round button, and what it says.  Kept
 * there through whatever the page does to itself.
 */

import { shown, consented } from './loader';
import { dress, icon, text_on } from './look';
import {
  frame,
  large,
  listen,
  opened,
  toggle,
  unlisten,
  unread,
} from './panel';
import { color, data, theme } from './settings';
import { Words } from './words';

export let words = new Words(
  data['locale'] ?? (document.documentElement.lang || navigator.language),
);
export let gone = false;
let wait_ms = 0;

export const box = document.createElement('div');
export const button = document.createElement('button');
const host = document.createElement('kundo-widget');
const root = host.attachShadow({ mode: 'open' });
const badge = document.createElement('span');
const watcher = new MutationObserver(missed);
const scheme = matchMedia('(prefers-color-scheme:dark)');

export function draw(): void {
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

export function speak(locale: string): void {
  words = new Words(locale);
}

/*
 * To <html>, out of the way of what replaces <body>.  A page that writes all
 * of itself anew takes the element away, and every listener with it: what is
 * set here is set again.
 */
function attach(): void {
  const html = document.documentElement;

  if (html !== null && !host.isConnected && !gone) {
    html.append(host);
    watcher.observe(document, { childList: true });
    watcher.observe(html, { childList: true });
    button.onclick = toggle;
    listen();
  }
}

/* Later each time: with a page that will not have it nobody gets busy. */
function missed(): void {
  if (!host.isConnected) {
    setTimeout(attach, (wait_ms += 10));
  }
}

export function appear(): void {
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
}

export function destroy(): void {
  gone = true;
  watcher.disconnect();
  host.remove();
  unlisten();
  delete window.kundo;
}
