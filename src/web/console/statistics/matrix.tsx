/*
 * From whom (rows) to whom (columns): the more, the darker.  The names stay in
 * sight while one scrolls.
 */

import type { VNode } from 'preact';
import { t } from '../../shared/i18n';
import { number } from './amounts';
import type { Pair } from './answers';
import { way_href, way_name, way_value, type End, type Kind } from './ways';

export function Matrix(props: {
  kind: Kind;
  title: string;
  ends: readonly End[];
  pairs: readonly Pair[];
}): VNode {
  const { kind, pairs } = props;
  const rows = props.ends.filter(({ out }) => out > 0);
  const columns = props.ends.filter((end) => end.in > 0);
  const most = Math.max(...pairs.map(({ count }) => count));
  const at = new Map(pairs.map((pair) => [`${pair.from} ${pair.to}`, pair]));
  const sum = (list: readonly Pair[]): number =>
    list.reduce((n, { count }) => n + count, 0);

  return (
    <div
      class="matrix"
      tabIndex={0}
      role="region"
      aria-label={t('statistics.ways.matrix', { name: props.title })}
    >
      <table>
        <caption class="hidden">
          {t('statistics.ways.matrix', { name: props.title })}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="corner">
              <span>{t('statistics.ways.from')} ↓</span>
              <span>{t('statistics.ways.to')} →</span>
            </th>
            {columns.map(({ id, name }) => (
              <th key={id} scope="col" title={name}>
                <span class="upright" dir="auto">
                  {name}
                </span>
              </th>
            ))}
            <th scope="col" class="sum">
              <span class="upright">{t('statistics.ways.all')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name }) => (
            <tr key={id}>
              <th scope="row" title={name}>
                <span class="lying" dir="auto">
                  {name}
                </span>
              </th>
              {columns.map((to) => (
                <Cell
                  key={to.id}
                  kind={kind}
                  pair={at.get(`${id} ${to.id}`)}
                  most={most}
                  self={to.id === id}
                />
              ))}
              <td class="sum">
                {number(sum(pairs.filter(({ from }) => from === id)))}
              </td>
            </tr>
          ))}
          <tr class="sum">
            <th scope="row">{t('statistics.ways.all')}</th>
            {columns.map((end) => (
              <td key={end.id} class="sum">
                {number(sum(pairs.filter(({ to }) => to === end.id)))}
              </td>
            ))}
            <td class="sum">{number(sum(pairs))}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function Cell(props: {
  kind: Kind;
  pair: Pair | undefined;
  most: number;
  self: boolean;
}): VNode {
  const { kind, pair, most } = props;

  if (pair === undefined) {
    return <td class={props.self ? 'self' : undefined} />;
  }
  /* Six shades: by eye one tells no more of them apart. */
  const shade = Math.max(1, Math.ceil((6 * pair.count) / most));

  return (
    <td data-shade={shade}>
      <a
        href={way_href(kind, pair)}
        title={`${way_name(kind, pair)}: ${way_value(pair)}`}
        aria-label={t('statistics.behind.of', {
          name: way_name(kind, pair),
          value: way_value(pair),
        })}
      >
        {number(pair.count)}
        {pair.automatic > 0 && (
          <small>
            {t('statistics.ways.auto', { n: number(pair.automatic) })}
          </small>
        )}
      </a>
    </td>
  );
}
