/* What is looked at first: a tile for each figure, with its meaning. */

import type { VNode } from 'preact';
import { t } from '../../shared/i18n';
import { duration, number } from './amounts';
import { times_of, type Times } from './answers';
import { behind, COUNTS, type Figure } from './choice';
import { Behind, Meaning, Section } from './parts';
import type { Figures } from './report';
import { figure_meaning, figure_name } from './words';

export function Overview({ figures }: { figures: Figures }): VNode {
  const { total } = figures.chats;

  return (
    <Section id="statistics-overview" title={t('statistics.overview')}>
      <dl class="tiles">
        {COUNTS.map((name) => (
          <Tile
            key={name}
            figure={name}
            n={total[name]}
            value={number(total[name])}
          />
        ))}
        <Length figure="responses" times={figures.answers.total} />
        <Length figure="waiting" times={times_of(total, 'waiting')} />
        <Length figure="queue" times={times_of(total, 'queue')} />
      </dl>
    </Section>
  );
}

/* The median is in the middle of all eyes; the others stand beside it. */
function Length(props: { figure: Figure; times: Times }): VNode {
  const { figure, times } = props;
  const some = times.count > 0;

  return (
    <Tile
      figure={figure}
      n={times.count}
      value={some ? duration(times.median_ms) : '–'}
      unit={some ? t('statistics.median') : undefined}
      more={
        some
          ? [
              [t('statistics.mean'), duration(times.mean_ms)],
              [t('statistics.p90'), duration(times.p90_ms)],
              [t('statistics.count'), number(times.count)],
            ]
          : [[t('statistics.count'), number(0)]]
      }
    />
  );
}

function Tile(props: {
  figure: Figure;
  n: number;
  value: string;
  unit?: string | undefined;
  more?: [string, string][];
}): VNode {
  const { figure } = props;
  const name = figure_name(figure);

  return (
    <Meaning id={`meaning-${figure}`} of={name} text={figure_meaning(figure)}>
      {(button, text) => (
        <div class="tile" data-figure={figure} data-wide={!!props.more}>
          <dt>
            {name}
            {button}
          </dt>
          <dd class="value">
            <Behind
              href={behind(figure)}
              n={props.n}
              text={props.value}
              of={name}
            />
            {props.unit !== undefined && <small>{props.unit}</small>}
          </dd>
          {props.more?.map(([label, value]) => (
            <dd key={label} class="beside-value">
              <span>{label}</span> <span>{value}</span>
            </dd>
          ))}
          <dd class="meaning-place">{text}</dd>
        </div>
      )}
    </Meaning>
  );
}
