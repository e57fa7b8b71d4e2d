/*
 * How long it took: until an answer (S2.8), until an agent had the chat, and
 * in the queue.  Lines over the days with their table, or a table of flows or
 * agents with bars.
 */

import type { VNode } from 'preact';
import { t, type Key } from '../../shared/i18n';
import { duration, number } from './amounts';
import { path_of } from './answers';
import { by_name, group_name } from './by';
import { behind, LENGTHS, OFS, to, type Length, type Of } from './choice';
import { DayPicture, MOST_DAYS } from './day_picture';
import type { Group } from './groups';
import { Behind, Choices, Csv, Numbers, Section } from './parts';
import { by_of, type Figures } from './report';
import { figure_meaning, figure_name } from './words';

const NAMES: Record<Of, Key> = {
  all: 'statistics.of.all',
  live: 'statistics.of.live',
  left: 'statistics.of.left',
};

export function LengthParts(props: {
  figures: Figures;
  groups: readonly Group[];
}): VNode {
  return (
    <Section id="statistics-times" title={t('statistics.times')}>
      {LENGTHS.map((figure) => (
        <LengthPart key={figure} figure={figure} {...props} />
      ))}
    </Section>
  );
}

function LengthPart(props: {
  figure: Length;
  figures: Figures;
  groups: readonly Group[];
}): VNode {
  const { figure, figures } = props;
  const { by, of } = figures;
  const name = figure_name(figure);
  const caption = `${name}, ${by_name(by).toLocaleLowerCase()}`;
  const groups =
    by === 'day'
      ? props.groups
      : props.groups.filter(({ times }) => times[figure].count > 0);
  const answers = figure === 'responses';

  return (
    <section
      class="lengths"
      data-figure={figure}
      aria-labelledby={`lengths-${figure}`}
    >
      <div class="part-head">
        <h4 id={`lengths-${figure}`}>{name}</h4>
        <div class="tools">
          {answers && (
            <Choices
              label={t('statistics.of')}
              of={OFS.map((one) => ({
                text: t(NAMES[one]),
                href: to({ of: one, behind: null }),
                on: one === of,
              }))}
            />
          )}
          <Csv
            path={path_of(
              answers ? 'responses' : 'conversations',
              figures.span,
              by_of(figures) + (answers ? `&of=${of}` : ''),
            )}
            name={`${figure}-by-${by}`}
            days={figures.days}
            of={caption}
          />
        </div>
      </div>
      <p class="lead">
        {figure_meaning(figure)}
        {answers && ` ${t('statistics.of.meaning')}`}
      </p>
      {by === 'day' ? (
        <Days figure={figure} of={of} groups={groups} caption={caption} />
      ) : groups.length === 0 ? (
        <p class="faint">{t('statistics.times.none')}</p>
      ) : (
        <Bars
          figure={figure}
          of={of}
          groups={groups}
          caption={caption}
          head={group_name(by)}
        />
      )}
    </section>
  );
}

function href_of(figure: Length, of: Of, { only }: Group): string | undefined {
  return only === null
    ? undefined
    : behind(figure, figure === 'responses' ? { of, ...only } : only);
}

interface Parts {
  figure: Length;
  of: Of;
  groups: readonly Group[];
  caption: string;
}

function Days({ figure, of, groups, caption }: Parts): VNode {
  return (
    <>
      {groups.length > MOST_DAYS ? (
        <p class="lead">{t('statistics.days.many')}</p>
      ) : (
        <DayPicture
          days={groups}
          title={caption}
          of={of}
          hint={
            groups.some(({ times }) => times[figure].count > 0)
              ? t('statistics.days.hint')
              : t('statistics.times.none')
          }
          rows={[{ kind: 'line', figure }]}
        />
      )}
      <Numbers
        caption={caption}
        closed
        heads={[
          t('statistics.day'),
          t('statistics.count'),
          t('statistics.mean'),
          t('statistics.median'),
          t('statistics.p90'),
        ]}
        names={1}
        rows={[...groups].reverse().map((group) => {
          const { count, ...rest } = group.times[figure];

          return {
            key: group.key,
            names: [group.name],
            cells: [
              {
                n: count,
                of: `${figure_name(figure)}, ${group.name}`,
                href: href_of(figure, of, group),
              },
              ...[rest.mean_ms, rest.median_ms, rest.p90_ms].map((ms) => ({
                n: ms,
                of: '',
                text: count === 0 ? null : duration(ms),
              })),
            ],
          };
        })}
      />
    </>
  );
}

/* More of them scroll. */
const FITTING = 12;

function Bars(props: Parts & { head: string }): VNode {
  const { figure, of, groups, caption } = props;
  const longest = groups.reduce(
    (ms, { times }) => Math.max(ms, times[figure].p90_ms),
    1,
  );

  const scrolls =
    groups.length > FITTING
      ? { tabIndex: 0, role: 'region' as const, 'aria-label': caption }
      : {};

  return (
    <div class="lengths-room" {...scrolls}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">{props.head}</span>
              <span class="keys" aria-hidden="true">
                <span>
                  <i class="key-median" />
                  {t('statistics.median')}
                </span>
                <span>
                  <i class="key-p90" />
                  {t('statistics.p90')}
                </span>
              </span>
            </th>
            <th scope="col">{t('statistics.count')}</th>
            <th scope="col">{t('statistics.mean')}</th>
            <th scope="col">{t('statistics.median')}</th>
            <th scope="col">{t('statistics.p90')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Row
              key={group.key}
              group={group}
              figure={figure}
              href={href_of(figure, of, group)}
              longest={longest}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row(props: {
  group: Group;
  figure: Length;
  href: string | undefined;
  longest: number;
}): VNode {
  const { group, figure, href, longest } = props;
  const times = group.times[figure];
  const share = (ms: number): string =>
    `${Math.max(0.5, (100 * ms) / longest).toFixed(1)}%`;

  return (
    <tr>
      <th scope="row">
        <span class="clamped" dir="auto">
          {group.name}
        </span>
        <span class="length" aria-hidden="true">
          <span class="to-p90" style={{ width: share(times.p90_ms) }} />
          <span class="to-median" style={{ width: share(times.median_ms) }} />
        </span>
      </th>
      <td>
        {href === undefined ? (
          number(times.count)
        ) : (
          <Behind
            href={href}
            n={times.count}
            text={number(times.count)}
            of={`${figure_name(figure)}, ${group.name}`}
          />
        )}
      </td>
      <td>{duration(times.mean_ms)}</td>
      <td>{duration(times.median_ms)}</td>
      <td>{duration(times.p90_ms)}</td>
    </tr>
  );
}
