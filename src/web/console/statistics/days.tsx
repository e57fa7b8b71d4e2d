/*
 * What each day brought: four rows of bars on one scale, and the response
 * time as a line.  The arrows walk from day to day and from row to row; the
 * table below says the same.
 */

import { useSignal, type Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { t } from '../../shared/i18n';
import { day_name, duration, number } from './amounts';
import { path_of, type Counts, type Times } from './answers';
import { behind } from './choice';
import { Csv, Numbers, Section } from './parts';
import { dates_of } from './period';
import { by_day_in, time_zone, type Figures } from './report';
import { useWidth } from './width';
import { figure_name } from './words';

const ROWS = ['started', 'answered', 'missed', 'left'] as const;

type Row = (typeof ROWS)[number] | 'responses';

/* More bars than this are thinner than one sees. */
const MOST = 400;

const HEAD = 22;
const BARS = 40;
const LINE = 88;
const AXIS = 22;

const NO_TIMES: Times = { count: 0, mean_ms: 0, median_ms: 0, p90_ms: 0 };

interface Day extends Record<(typeof ROWS)[number], number> {
  date: string;
  times: Times;
}

function days_in(figures: Figures): Day[] {
  const chats = new Map(figures.chats.items.map((one) => [one.key, one]));
  const daily = new Map(figures.daily.items.map((one) => [one.key, one]));
  const none = { started: 0, answered: 0, missed: 0, left: 0 };

  return dates_of(figures.span, figures.utc).map((date) => {
    const counts: Pick<Counts, (typeof ROWS)[number]> = chats.get(date) ?? none;

    return {
      date,
      started: counts.started,
      answered: counts.answered,
      missed: counts.missed,
      left: counts.left,
      times: daily.get(date) ?? NO_TIMES,
    };
  });
}

/* A round number: what an axis may end with. */
function ceiling(n: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, n)));

  return [1, 2, 3, 4, 5, 6, 8, 10]
    .map((one) => one * size)
    .find((one) => one >= n)!;
}

export function DayParts({ figures }: { figures: Figures }): VNode {
  const days = days_in(figures);
  const by_day = by_day_in(figures.utc ? null : time_zone());
  const title = t('statistics.days');
  const cell = (day: Day, row: Row, n: number, text?: string | null) => ({
    n,
    of: `${figure_name(row)}, ${day_name(day.date)}`,
    href: behind(row, { day: day.date }),
    ...(text === undefined ? {} : { text }),
  });

  return (
    <Section
      id="statistics-days"
      title={title}
      {...(figures.utc ? { lead: t('statistics.days.utc') } : {})}
      tools={
        <>
          <Csv
            path={path_of('conversations', figures.span, by_day)}
            name="conversations"
            days={figures.days}
            of={title}
          />
          <Csv
            path={path_of('responses', figures.span, by_day)}
            name="responses"
            days={figures.days}
            of={t('statistics.responses')}
            label={t('statistics.responses')}
          />
        </>
      }
    >
      {days.length > MOST ? (
        <p class="lead">{t('statistics.days.many')}</p>
      ) : (
        <Picture days={days} title={title} />
      )}
      <Numbers
        caption={title}
        heads={[
          t('statistics.day'),
          ...ROWS.map(figure_name),
          `${figure_name('responses')}, ${t('statistics.median')}`,
          t('statistics.p90'),
        ]}
        names={1}
        rows={[...days].reverse().map((day) => ({
          key: day.date,
          names: [day_name(day.date, true)],
          cells: [
            ...ROWS.map((row) => cell(day, row, day[row])),
            cell(
              day,
              'responses',
              day.times.count,
              day.times.count === 0 ? null : duration(day.times.median_ms),
            ),
            {
              n: 0,
              of: '',
              text: day.times.count === 0 ? null : duration(day.times.p90_ms),
            },
          ],
        }))}
      />
    </Section>
  );
}

function Picture({ days, title }: { days: Day[]; title: string }): VNode {
  const [ref, width] = useWidth();
  const over = useSignal<number | null>(null);
  const at = useSignal({ day: days.length - 1, row: 0 });
  const day = over.value === null ? undefined : days[over.value];
  const height = ROWS.length * (HEAD + BARS) + HEAD + LINE + AXIS;

  return (
    <figure class="days">
      <div
        class="days-room"
        ref={ref}
        style={{ height: `${height}px` }}
        onPointerLeave={() => (over.value = null)}
      >
        {width > 0 && (
          <Drawn
            days={days}
            title={title}
            width={width}
            height={height}
            over={over}
            at={at}
          />
        )}
      </div>
      <figcaption aria-hidden="true">
        {day === undefined ? (
          t('statistics.days.hint')
        ) : (
          <>
            <strong>{day_name(day.date, true)}</strong>
            {ROWS.map((row) => (
              <span key={row}>{`${figure_name(row)} ${number(day[row])}`}</span>
            ))}
            {day.times.count > 0 && <span>{times_text(day.times)}</span>}
          </>
        )}
      </figcaption>
    </figure>
  );
}

function times_text({ median_ms, p90_ms }: Times): string {
  return `${t('statistics.median')} ${duration(median_ms)}, ${t('statistics.p90')} ${duration(p90_ms)}`;
}

function Drawn(props: {
  days: Day[];
  title: string;
  width: number;
  height: number;
  over: Signal<number | null>;
  at: Signal<{ day: number; row: number }>;
}): VNode {
  const { days, width, height, over, at } = props;
  const step = width / days.length;
  const bar = Math.max(1, Math.min(28, step * 0.68));
  /* Those that are compared have one scale. */
  const [many, few] = [
    ['started', 'answered'] as const,
    ['missed', 'left'] as const,
  ].map((of) =>
    ceiling(Math.max(...days.flatMap((day) => of.map((row) => day[row])))),
  ) as [number, number];
  const rows: readonly Row[] = [...ROWS, 'responses'];
  const line_y = ROWS.length * (HEAD + BARS) + HEAD;
  const every = Math.ceil(64 / step);

  function key(event: KeyboardEvent): void {
    const [right, down] =
      {
        ArrowRight: [1, 0],
        ArrowLeft: [-1, 0],
        ArrowDown: [0, 1],
        ArrowUp: [0, -1],
        Home: [-days.length, 0],
        End: [days.length, 0],
      }[event.key] ?? [];

    if (right === undefined || down === undefined) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const keep = (n: number, end: number): number =>
      Math.max(0, Math.min(end - 1, n));

    at.value = {
      day: keep(at.value.day + right, days.length),
      row: keep(at.value.row + down, rows.length),
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
        const top = r * (HEAD + BARS);
        const tall = row === 'responses' ? LINE : BARS;
        const most = r < 2 ? many : few;

        return (
          <g key={row} class="row-of" data-row={row}>
            <text x="0" y={top + HEAD - 6}>
              {figure_name(row)}
              {row === 'responses' && (
                <tspan class="soft">
                  {`  ●━ ${t('statistics.median')}  ◇┅ ${t('statistics.p90')}`}
                </tspan>
              )}
            </text>
            {row !== 'responses' && (
              <text class="soft" x={width} y={top + HEAD - 6} text-anchor="end">
                {t('statistics.days.most', { n: number(most) })}
              </text>
            )}
            <line
              x1="0"
              x2={width}
              y1={top + HEAD + tall}
              y2={top + HEAD + tall}
            />
            {days.map((day, d) => (
              <Spot
                key={day.date}
                row={row}
                day={day}
                place={`${r} ${d}`}
                stop={at.value.row === r && at.value.day === d}
                x={d * step}
                top={top + HEAD}
                step={step}
                tall={tall}
                bar={
                  row === 'responses'
                    ? null
                    : {
                        width: bar,
                        height:
                          day[row] === 0
                            ? 0
                            : Math.max(2, (day[row] / most) * BARS),
                      }
                }
                enter={() => (over.value = d)}
                focus={() => {
                  over.value = d;
                  at.value = { day: d, row: r };
                }}
                blur={() => (over.value = null)}
              />
            ))}
          </g>
        );
      })}
      <Lines days={days} step={step} width={width} top={line_y} />
      {days.map(
        ({ date }, i) =>
          (days.length - 1 - i) % every === 0 && (
            <text
              key={date}
              class="soft"
              x={Math.max(22, Math.min(width - 22, (i + 0.5) * step))}
              y={height - 5}
              text-anchor="middle"
            >
              {day_name(date)}
            </text>
          ),
      )}
    </svg>
  );
}

/* One figure of one day: as high as its row, so that it is easy to hit. */
function Spot(props: {
  row: Row;
  day: Day;
  place: string;
  stop: boolean;
  x: number;
  top: number;
  step: number;
  tall: number;
  bar: { width: number; height: number } | null;
  enter: () => void;
  focus: () => void;
  blur: () => void;
}): VNode {
  const { row, day, x, top, step, tall, bar } = props;
  const value =
    row === 'responses'
      ? day.times.count === 0
        ? '–'
        : times_text(day.times)
      : number(day[row]);

  return (
    <a
      href={behind(row, { day: day.date })}
      data-at={props.place}
      tabIndex={props.stop ? 0 : -1}
      aria-label={t('statistics.behind.of', {
        name: `${figure_name(row)}, ${day_name(day.date, true)}`,
        value,
      })}
      onPointerEnter={props.enter}
      onFocus={props.focus}
      onBlur={props.blur}
    >
      <rect class="spot" x={x} y={top} width={step} height={tall} />
      {bar !== null && bar.height > 0 && (
        <rect
          class="bar-of"
          x={x + (step - bar.width) / 2}
          y={top + tall - bar.height}
          width={bar.width}
          height={bar.height}
          rx={Math.min(2, bar.width / 3)}
        />
      )}
    </a>
  );
}

/* A day without an answer has no time: the line ends and begins again. */
function Lines(props: {
  days: Day[];
  step: number;
  width: number;
  top: number;
}): VNode {
  const { days, step, width, top } = props;
  const highest = Math.max(1, ...days.map(({ times }) => times.p90_ms));
  const x = (i: number): number => (i + 0.5) * step;
  const y = (ms: number): number => top + LINE - (ms / highest) * (LINE - 8);
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
      <line class="grid" x1="0" x2={width} y1={y(highest)} y2={y(highest)} />
      <text class="soft" x={width} y={y(highest) - 4} text-anchor="end">
        {duration(highest)}
      </text>
      <path class="p90" d={path('p90_ms')} />
      <path class="median" d={path('median_ms')} />
      {days.map(
        ({ date, times }, i) =>
          times.count > 0 &&
          /* One alone would be no line. */
          (dots ||
            (!days[i - 1]?.times.count && !days[i + 1]?.times.count)) && (
            <g key={date}>
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
