/*
 * Days beside each other, in rows of bars or with a line.  The arrows walk
 * from day to day and from row to row; the table below says the same.
 */

import { useSignal, type Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { t } from '../../shared/i18n';
import { duration, number } from './amounts';
import type { Times } from './answers';
import { behind, type Count, type Length, type Of } from './choice';
import { LINE, LineKeys, Lines, Spot } from './day_marks';
import type { Group } from './groups';
import { useWidth } from './width';
import { figure_name } from './words';

/* More bars than this are thinner than one sees. */
export const MOST_DAYS = 400;

const HEAD = 27;
const BARS = 32;
const AXIS = 22;

/* `most` is what the scale ends with. */
export type DayRow =
  | { kind: 'bars'; figure: Count; most: number }
  | { kind: 'line'; figure: Length };

interface Drawing {
  days: readonly Group[];
  rows: readonly DayRow[];
  title: string;
  /* What is said while no day is pointed at. */
  hint: string;
  /* Which answers. */
  of?: Of;
}

function head_of({ kind }: DayRow): number {
  return kind === 'bars' ? HEAD : 8;
}

function tall_of(row: DayRow): number {
  return head_of(row) + (row.kind === 'bars' ? BARS : LINE);
}

export function DayPicture(props: Drawing): VNode {
  const { days, rows } = props;
  const [ref, width] = useWidth();
  const over = useSignal<number | null>(null);
  const day = over.value === null ? undefined : days[over.value];
  const height = rows.reduce((sum, row) => sum + tall_of(row), AXIS);

  return (
    <figure class="days" data-rows={rows.length}>
      {rows.some(({ kind }) => kind === 'line') && <LineKeys />}
      <div
        class="days-room"
        ref={ref}
        style={{ height: `${height}px` }}
        onPointerLeave={() => (over.value = null)}
      >
        {width > 0 && (
          <Drawn {...props} width={width} height={height} over={over} />
        )}
      </div>
      <figcaption aria-hidden="true">
        {day === undefined ? (
          props.hint
        ) : (
          <>
            <strong>{day.name}</strong>
            {rows.map((row) => (
              <span key={row.figure}>
                {row.kind === 'bars'
                  ? `${figure_name(row.figure)} ${value_of(row, day)}`
                  : value_of(row, day)}
              </span>
            ))}
          </>
        )}
      </figcaption>
    </figure>
  );
}

function value_of(row: DayRow, day: Group): string {
  return row.kind === 'bars'
    ? number(day[row.figure])
    : times_text(day.times[row.figure]);
}

function times_text({ count, median_ms, p90_ms }: Times): string {
  return count === 0
    ? '–'
    : `${t('statistics.median')} ${duration(median_ms)}, ${t('statistics.p90')} ${duration(p90_ms)}`;
}

/* Where an arrow leads from a place in the picture. */
const STEPS: Record<string, [number, number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
  Home: [-Infinity, 0],
  End: [Infinity, 0],
};

function Drawn(
  props: Drawing & {
    width: number;
    height: number;
    over: Signal<number | null>;
  },
): VNode {
  const { days, rows, width, height, over } = props;
  const at = useSignal({ day: days.length - 1, row: 0 });
  const step = width / days.length;
  const every = Math.ceil(64 / step);
  const last = { day: days.length - 1, row: rows.length - 1 };
  /* The period may have become shorter. */
  const stop = {
    day: Math.min(at.value.day, last.day),
    row: Math.min(at.value.row, last.row),
  };

  function key(event: KeyboardEvent): void {
    const [right, down] = STEPS[event.key] ?? [];

    if (right === undefined || down === undefined) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    at.value = {
      day: Math.max(0, Math.min(last.day, stop.day + right)),
      row: Math.max(0, Math.min(last.row, stop.row + down)),
    };
    (event.currentTarget as Element)
      .querySelector<SVGAElement>(`[data-at="${at.value.row} ${at.value.day}"]`)
      ?.focus();
  }

  return (
    <svg
      width={width}
      height={height}
      role="group"
      aria-label={t('statistics.days.picture', { name: props.title })}
      onKeyDown={key}
    >
      {over.value !== null && (
        <rect
          class="day-over"
          x={over.value * step}
          y="0"
          width={step}
          height={height - AXIS}
        />
      )}
      {rows.map((row, r) => {
        const head = head_of(row);
        const top =
          head + rows.slice(0, r).reduce((sum, one) => sum + tall_of(one), 0);
        const tall = tall_of(row) - head;

        return (
          <g key={row.figure} class="row-of" data-row={row.figure}>
            {row.kind === 'bars' && (
              <>
                <text x="0" y={top - 5}>
                  {figure_name(row.figure)}
                </text>
                <text class="soft" x={width} y={top - 5} text-anchor="end">
                  {t('statistics.days.most', { n: number(row.most) })}
                </text>
              </>
            )}
            <line x1="0" x2={width} y1={top + tall} y2={top + tall} />
            {days.map((day, d) => (
              <Spot
                key={day.key}
                href={behind(row.figure, { of: props.of, ...day.only })}
                name={t('statistics.behind.of', {
                  name: `${figure_name(row.figure)}, ${day.name}`,
                  value: value_of(row, day),
                })}
                place={`${r} ${d}`}
                stop={stop.row === r && stop.day === d}
                room={{ x: d * step, y: top, width: step, height: tall }}
                part={
                  row.kind === 'bars' ? day[row.figure] / row.most : undefined
                }
                enter={() => (over.value = d)}
                focus={() => {
                  over.value = d;
                  at.value = { day: d, row: r };
                }}
                blur={() => (over.value = null)}
              />
            ))}
            {row.kind === 'line' && (
              <Lines
                days={days}
                figure={row.figure}
                step={step}
                width={width}
                top={top}
              />
            )}
          </g>
        );
      })}
      {days.map(
        ({ key, short }, i) =>
          (last.day - i) % every === 0 && (
            <text
              key={key}
              class="soft"
              x={Math.max(22, Math.min(width - 22, (i + 0.5) * step))}
              y={height - 5}
              text-anchor="middle"
            >
              {short}
            </text>
          ),
      )}
    </svg>
  );
}
