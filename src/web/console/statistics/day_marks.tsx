/* What stands in the picture of days: a bar, a line, a place to point at. */

import type { VNode } from 'preact';
import { t } from '../../shared/i18n';
import { duration } from './amounts';
import type { Length } from './choice';
import type { Group } from './groups';

/* How tall the room of a line is. */
export const LINE = 88;

/* One figure of one day: as high as its row, so that it is easy to hit. */
export function Spot(props: {
  href: string;
  name: string;
  place: string;
  /* Where Tab stops. */
  stop: boolean;
  room: { x: number; y: number; width: number; height: number };
  /* How much of the room its bar takes. */
  part: number | undefined;
  enter: () => void;
  focus: () => void;
  blur: () => void;
}): VNode {
  const { room, part = 0 } = props;
  const width = Math.max(1, Math.min(28, room.width * 0.68));
  const height = part === 0 ? 0 : Math.max(2, part * room.height);

  return (
    <a
      href={props.href}
      data-at={props.place}
      tabIndex={props.stop ? 0 : -1}
      aria-label={props.name}
      onPointerEnter={props.enter}
      onFocus={props.focus}
      onBlur={props.blur}
    >
      <rect class="spot" {...room} />
      {height > 0 && (
        <rect
          class="bar-of"
          x={room.x + (room.width - width) / 2}
          y={room.y + room.height - height}
          width={width}
          height={height}
          rx={Math.min(2, width / 3)}
        />
      )}
    </a>
  );
}

/* What the lines of a picture are. */
export function LineKeys(): VNode {
  const line = (of: 'median' | 'p90', mark: VNode): VNode => (
    <svg class="key-line" viewBox="0 0 20 8">
      <path class={of} d="M0 4H20" />
      {mark}
    </svg>
  );

  return (
    <p class="keys" aria-hidden="true">
      <span>
        {line('median', <circle class="median-dot" cx="10" cy="4" r="3" />)}
        {t('statistics.median')}
      </span>
      <span>
        {line('p90', <path class="p90-dot" d="M10 0L14 4L10 8L6 4Z" />)}
        {t('statistics.p90')}
      </span>
    </p>
  );
}

/* A day without any has no time: the line ends and begins again. */
export function Lines(props: {
  days: readonly Group[];
  figure: Length;
  step: number;
  width: number;
  top: number;
}): VNode {
  const { step, width, top } = props;
  const days = props.days.map(({ key, times }) => ({
    key,
    times: times[props.figure],
  }));
  const highest = days.reduce((ms, { times }) => Math.max(ms, times.p90_ms), 0);
  const x = (i: number): number => (i + 0.5) * step;
  const y = (ms: number): number =>
    top + LINE - (ms / (highest || 1)) * (LINE - 8);
  const path = (of: 'median_ms' | 'p90_ms'): string =>
    days
      .map(({ times }, i) =>
        times.count === 0
          ? ''
          : `${(days[i - 1]?.times.count ?? 0) === 0 ? 'M' : 'L'}${x(i)} ${y(times[of])}`,
      )
      .join('');
  const dots = step > 9;

  return (
    <g class="lines" aria-hidden="true">
      {highest > 0 && (
        <>
          <line
            class="grid"
            x1="0"
            x2={width}
            y1={y(highest)}
            y2={y(highest)}
          />
          <text class="soft" x={width} y={y(highest) - 4} text-anchor="end">
            {duration(highest)}
          </text>
        </>
      )}
      <path class="p90" d={path('p90_ms')} />
      <path class="median" d={path('median_ms')} />
      {days.map(
        ({ key, times }, i) =>
          times.count > 0 &&
          /* One alone would be no line. */
          (dots ||
            (!days[i - 1]?.times.count && !days[i + 1]?.times.count)) && (
            <g key={key}>
              <rect
                class="p90-dot"
                x={x(i) - 3}
                y={y(times.p90_ms) - 3}
                width="6"
                height="6"
                transform={`rotate(45 ${x(i)} ${y(times.p90_ms)})`}
              />
              <circle
                class="median-dot"
                cx={x(i)}
                cy={y(times.median_ms)}
                r="3"
              />
            </g>
          ),
      )}
    </g>
  );
}
