/*
 * How many chats: a picture of the days with its table, or a table of flows
 * or agents with a bar at each number.
 */

import type { VNode } from 'preact';
import { t } from '../../shared/i18n';
import { number } from './amounts';
import { path_of } from './answers';
import { by_name, group_name } from './by';
import { behind, COUNTS, type Count } from './choice';
import { DayPicture, MOST_DAYS } from './day_picture';
import type { Group } from './groups';
import { Behind, Csv, Meaning, Numbers, Section } from './parts';
import { by_of, type Figures } from './report';
import { figure_meaning, figure_name } from './words';

/* Those that are compared have one scale: the many, and the few. */
const FEW: readonly Count[] = ['missed', 'left', 'reopened'];

export function CountParts(props: {
  figures: Figures;
  groups: readonly Group[];
}): VNode {
  const { figures, groups } = props;
  const { by } = figures;
  const title = t('statistics.chats');
  const caption = `${title}, ${by_name(by).toLocaleLowerCase()}`;

  return (
    <Meaning id="meaning-chats" of={title} text={<Meanings />}>
      {(button, text) => (
        <Section
          id="statistics-chats"
          title={title}
          button={button}
          {...(figures.utc && by === 'day'
            ? { lead: t('statistics.days.utc') }
            : {})}
          tools={
            <Csv
              path={path_of('conversations', figures.span, by_of(figures))}
              name={`chats-by-${by}`}
              days={figures.days}
              of={caption}
            />
          }
        >
          {text}
          {by === 'day' ? (
            <Days groups={groups} caption={caption} />
          ) : groups.length === 0 ? (
            <p class="faint">{t('statistics.empty')}</p>
          ) : (
            <Bars groups={groups} caption={caption} head={group_name(by)} />
          )}
        </Section>
      )}
    </Meaning>
  );
}

function Meanings(): VNode {
  return (
    <dl class="meanings">
      {COUNTS.map((figure) => (
        <div key={figure}>
          <dt>{figure_name(figure)}</dt>
          <dd>{figure_meaning(figure)}</dd>
        </div>
      ))}
    </dl>
  );
}

/* The most that one of `figures` is in any of the groups. */
function most_of(groups: readonly Group[], few: boolean): number {
  return Math.max(
    1,
    ...COUNTS.filter((one) => FEW.includes(one) === few).map((one) =>
      groups.reduce((most, group) => Math.max(most, group[one]), 0),
    ),
  );
}

/* A round number: what an axis may end with. */
function ceiling(n: number): number {
  const size = 10 ** Math.floor(Math.log10(n));

  return [1, 2, 3, 4, 5, 6, 8, 10]
    .map((one) => one * size)
    .find((one) => one >= n)!;
}

function Days(props: { groups: readonly Group[]; caption: string }): VNode {
  const { groups, caption } = props;
  const many = ceiling(most_of(groups, false));
  const few = ceiling(most_of(groups, true));

  return (
    <>
      {groups.length > MOST_DAYS ? (
        <p class="lead">{t('statistics.days.many')}</p>
      ) : (
        <DayPicture
          days={groups}
          title={caption}
          hint={t('statistics.days.hint')}
          rows={COUNTS.map((figure) => ({
            kind: 'bars',
            figure,
            most: FEW.includes(figure) ? few : many,
          }))}
        />
      )}
      <Numbers
        caption={caption}
        heads={[t('statistics.day'), ...COUNTS.map(figure_name)]}
        names={1}
        rows={[...groups].reverse().map((group) => ({
          key: group.key,
          names: [group.name],
          cells: COUNTS.map((figure) => ({
            n: group[figure],
            of: `${figure_name(figure)}, ${group.name}`,
            href: behind(figure, group.only!),
          })),
        }))}
      />
    </>
  );
}

function Bars(props: {
  groups: readonly Group[];
  caption: string;
  head: string;
}): VNode {
  const { groups, caption, head } = props;
  const many = most_of(groups, false);
  const few = most_of(groups, true);

  return (
    <div class="counts" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col" class="name">
              {head}
            </th>
            {COUNTS.map((figure) => (
              <th key={figure} scope="col">
                {figure_name(figure)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.key}>
              <th scope="row" class="name" title={group.name}>
                <span class="clamped" dir="auto">
                  {group.name}
                </span>
              </th>
              {COUNTS.map((figure) => (
                <Bar
                  key={figure}
                  figure={figure}
                  group={group}
                  most={FEW.includes(figure) ? few : many}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Bar(props: { figure: Count; group: Group; most: number }): VNode {
  const { figure, group, most } = props;
  const n = group[figure];

  return (
    <td data-row={figure}>
      {group.only === null ? (
        number(n)
      ) : (
        <Behind
          href={behind(figure, group.only)}
          n={n}
          text={number(n)}
          of={`${figure_name(figure)}, ${group.name}`}
        />
      )}
      <span class="count-bar" aria-hidden="true">
        <span style={{ width: `${((100 * n) / most).toFixed(1)}%` }} />
      </span>
    </td>
  );
}
