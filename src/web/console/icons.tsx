/*
 * The console's drawings, 20 x 20, in the colour of the text around them.
 * They never carry the meaning alone.
 */

import type { VNode } from 'preact';

const PATHS = {
  back: 'M12 4.5 6.5 10l5.5 5.5',
  bell: 'M5 13.5h10c-1-1-1.4-2-1.4-5a3.6 3.6 0 0 0-7.2 0c0 3-.4 4-1.4 5ZM8.5 16a1.6 1.6 0 0 0 3 0',
  board: 'M3.5 4.5h13v11h-13ZM7 12.5V11m3 1.5v-5m3 5V9.5',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  chevron: 'm6 8 4 4 4-4',
  clock: 'M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM10 6.5V10l2.5 1.5',
  close: 'm5.5 5.5 9 9m0-9-9 9',
  forward: 'M3.5 10h11m-4-4.5 4.5 4.5-4.5 4.5M17 4.5v11',
  down: 'M10 4.5v11m-4.5-4.5 4.5 4.5 4.5-4.5',
  alert: 'M10 4 3 16h14L10 4Zm0 4.5v3.5m0 2v.1',
  closed: 'M3.5 5.5h13v3h-13Zm1 3V16h11V8.5M8 11.5h4',
  info: 'M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM10 9.5v4m0-6.7v.1',
  keyboard: 'M2.5 6h15v8.5h-15ZM5.5 9h.1m2.9 0h.1m2.9 0h.1m2.9 0h.1M7 12h6',
  mail: 'M3 5.5h14v9H3Zm0 .5 7 5 7-5',
  mine: 'M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM4 16.5c.4-3 2.8-4.5 6-4.5s5.6 1.5 6 4.5',
  more: 'M4.5 9.4a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2Zm5.5 0a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2Zm5.5 0a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2Z',
  open: 'M3.5 11.5 5.5 4.5h9l2 7V15.5h-13Zm0 0h4l1 2h3l1-2h4',
  panel: 'M3.5 4.5h13v11h-13Zm8.5 0v11',
  pen: 'm4 16 .8-3.2 8.4-8.4 2.4 2.4-8.4 8.4L4 16Z',
  people:
    'M7.5 4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2ZM2.5 15.5c.3-2.6 2.2-4 5-4s4.7 1.4 5 4M13 4.5a2.4 2.4 0 0 1 0 4.5m1.5 2.8c1.8.5 2.8 1.8 3 3.7',
  pin: 'M7.5 3.5h5l-.6 5 2.6 3h-9l2.6-3Zm2.5 8v5',
  search: 'M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4Zm3.7 8.7 3.8 3.8',
  send: 'M4 10h12m-5-5 5 5-5 5',
  settings: 'M4 6.5h6m4 0h2M12 4.5v4M4 13.5h2m4 0h6M8 11.5v4',
  statistics: 'M4 16.5v-5m4 5v-9m4 9V10m4 6.5v-13',
  up: 'M10 15.5v-11M5.5 9 10 4.5 14.5 9',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): VNode {
  return (
    <svg
      class="icon"
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
