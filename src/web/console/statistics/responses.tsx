/*
 * How soon chats are answered (S2.8), by agent and by flow: bars in a table.
 */

import type { VNode } from 'preact';
import { t, type Key } from '../../shared/i18n';
import { duration, number } from './amounts';
import { path_of, type Named, type Times } from './answers';
import { behind, OFS, to, type Of } from './choice';
import { Behind, Choices, Csv, Section } from './parts';
import type { Figures } from './report';
import {
  agent_called,
  figure_meaning,
  figure_name,
  flow_called,
} from './words';

const NAMES: Record<Of, Key> = {
  all: 'statistics.of.all',
  live: 'statistics.of.live',
  left: 'statistics.of.left',
};

export function ResponseParts({ figures }: { figures: Figures }): VNode {
  const longest = Math.max(
    1,
    ...[...figures.agents.items, ...figures.flows.items].map(
      ({ p90_ms }) => p90_ms,
    ),
  );

  return (
    <Section
      id="statistics-responses"
      title={figure_name('responses')}
      lead={`${figure_meaning('responses')} ${t('statistics.of.meaning')}`}
      tools={
        <Choices
          label={t('statistics.of')}
          of={OFS.map((of) => ({
            text: t(NAMES[of]),
            href: to({ of, behind: null }),
            on: of === figures.of,
          }))}
        />
      }
    >
      <div class="two">
        <Table
          by="agent"
          title={t('statistics.by.agent')}
          figures={figures}
          longest={longest}
        />
        <Table
          by="flow"
          title={t('statistics.by.flow')}
          figures={figures}
          longest={longest}
        />
      </div>
    </Section>
  );
}

function Table(props: {
  by: 'agent' | 'flow';
  title: string;
  figures: Figures;
  longest: number;
}): VNode {
  const { by, figures, title } = props;
  const { items } = by === 'agent' ? figures.agents : figures.flows;
  const rows = [...items].sort((a, b) => b.count - a.count);

  return (
    <div class="lengths">
      <div class="part-head">
        <h4>{title}</h4>
        <Csv
          path={path_of('responses', figures.span, `by=${by}&of=${figures.of}`)}
          name={`responses-by-${by}`}
          days={figures.days}
          of={title}
        />
      </div>
      {rows.length === 0 ? (
        <p class="faint">{t('statistics.responses.none')}</p>
      ) : (
        <table>
          <caption class="hidden">{`${figure_name('responses')}, ${title}`}</caption>
          <thead>
            <tr>
              <th scope="col">
                <i class="key-median" aria-hidden="true" />
                {t('statistics.median')}{' '}
                <i class="key-p90" aria-hidden="true" />
                {t('statistics.p90')}
              </th>
              <th scope="col">{t('statistics.count')}</th>
              <th scope="col">{t('statistics.mean')}</th>
              <th scope="col">{t('statistics.median')}</th>
              <th scope="col">{t('statistics.p90')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.key}
                by={by}
                row={row}
                of={figures.of}
                longest={props.longest}
              />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Row(props: {
  by: 'agent' | 'flow';
  row: Times & Named;
  of: Of;
  longest: number;
}): VNode {
  const { by, row, of, longest } = props;
  const name =
    by === 'agent'
      ? agent_called(row.key, row.name)
      : flow_called(row.key, row.name);
  const share = (ms: number): string =>
    `${Math.max(0.5, (100 * ms) / longest).toFixed(1)}%`;

  return (
    <tr>
      <th scope="row">
        <span class="name" dir="auto">
          {name}
        </span>
        <span class="length" aria-hidden="true">
          <span class="to-p90" style={{ width: share(row.p90_ms) }} />
          <span class="to-median" style={{ width: share(row.median_ms) }} />
        </span>
      </th>
      <td>
        {row.key === null && by === 'flow' ? (
          number(row.count)
        ) : (
          <Behind
            href={behind('responses', { of, [by]: row.key ?? 'none' })}
            n={row.count}
            text={number(row.count)}
            of={`${figure_name('responses')}, ${name}`}
          />
        )}
      </td>
      <td>{duration(row.mean_ms)}</td>
      <td>{duration(row.median_ms)}</td>
      <td>{duration(row.p90_ms)}</td>
    </tr>
  );
}
