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
  const length = (ms: number): string => (times.count > 0 ? duration(ms) : '–');

  return (
    <Tile
      figure={figure}
      n={times.count}
      value={length(times.median_ms)}
      unit={t('statistics.median')}
      more={[
        [t('statistics.mean'), length(times.mean_ms)],
        [t('statistics.p90'), length(times.p90_ms)],
        [t('statistics.count'), number(times.count)],
      ]}
    />
  );
}

function Tile(props: {
  figure: Figure;
  n: number;
  value: string;
  unit?: string;
  more?: [string, string][];
}): VNode {
  const { figure } = props;
  const name = figure_name(figure);

  return (
    <Meaning id={`meaning-${figure}`} of={name} text={figure_meaning(figure)}>
      {(button, text) => (
        <div class="tile" data-figure={figure} data-wide={!!props.more}>
          <dt>
            <span>
              {name}
              {props.unit !== undefined && <small>{`, ${props.unit}`}</small>}
            </span>
            {button}
          </dt>
          <dd class="value">
            <Behind
              href={behind(figure)}
              n={props.n}
              text={props.value}
              of={name}
            />
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
