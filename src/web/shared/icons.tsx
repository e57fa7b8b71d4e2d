/* Icons as inline SVG, drawn on a grid of 24; decoration to screen readers. */

import type { JSX } from 'preact';

const PATHS = {
  alert: 'M12 9v5M12 17v.01M12 3L2 20h20z',
  back: 'M15 5l-7 7 7 7',
  chat: 'M21 12a8 8 0 0 1-8 8H4l1.6-3.2A8 8 0 1 1 21 12z',
  clock: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  down: 'M6 9l6 6 6-6',
  offline: 'M4 4l16 16M8 9a4 4 0 0 0-1 9h10M20 16a4 4 0 0 0-4-6 6 6 0 0 0-5-4',
  send: 'M4.5 12L3.5 4.5 21 12 3.5 19.5 4.5 12zM4.5 12H12',
  quiet: 'M5 9v6h3.5L13 19V5L8.5 9zM17 9.5l5 5M22 9.5l-5 5',
  size: 'M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7',
  sound: 'M5 9v6h3.5L13 19V5L8.5 9zM17 8.5a5 5 0 0 1 0 7M19.5 6a9 9 0 0 1 0 12',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon(props: { name: IconName; size?: number }): JSX.Element {
  /* They grow with the text. */
  const size = `${(props.size ?? 20) / 16}rem`;

  return (
    <svg
      viewBox="0 0 24 24"
      style={{ width: size, height: size }}
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[props.name]} />
    </svg>
  );
}
