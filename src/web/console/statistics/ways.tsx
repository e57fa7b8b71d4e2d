/*
 * Transfers (S1.8, D11): who gave chats to whom as a matrix, as a picture of
 * bands, and as a table; each number leads to its conversations.
 */

import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { t } from '../../shared/i18n';
import { fold } from '../fold';
import { number } from './amounts';
import { path_of, type Pair } from './answers';
import { behind } from './choice';
import { Matrix } from './matrix';
import { Csv, MANY, Numbers, Search, Section } from './parts';
import type { Figures } from './report';
import { Streams } from './streams';
import { agent_called, figure_meaning, flow_called } from './words';

export type Kind = 'agents' | 'flows';

export interface End {
  id: string | null;
  name: string;
  out: number;
  in: number;
}

export function called_of(
  kind: Kind,
): (id: string | null, name: string | null) => string {
  return kind === 'agents' ? agent_called : flow_called;
}

/* An agent may be nobody; a chat without a flow cannot be looked for. */
export function way_href(kind: Kind, { from, to }: Pair): string {
  return kind === 'agents'
    ? behind('transfers', { agent: from ?? 'none', to_agent: to ?? 'none' })
    : behind('transfers', { flow: from!, to_flow: to! });
}

export function way_name(kind: Kind, pair: Pair): string {
  const name = called_of(kind);

  return `${name(pair.from, pair.from_name)} → ${name(pair.to, pair.to_name)}`;
}

/* "5", "5, 2 of them automatic". */
export function way_value({ count, automatic }: Pair): string {
  return automatic === 0
    ? number(count)
    : t('statistics.ways.of_them', {
        n: number(count),
        automatic: number(automatic),
      });
}

/* Everybody who gave or got one, the busiest first. */
export function ends_of(kind: Kind, pairs: readonly Pair[]): End[] {
  const ends = new Map<string | null, End>();
  const end = (id: string | null, name: string | null): End => {
    const known = ends.get(id) ?? {
      id,
      name: called_of(kind)(id, name),
      out: 0,
      in: 0,
    };

    ends.set(id, known);
    return known;
  };

  for (const { from, from_name, to, to_name, count } of pairs) {
    end(from, from_name).out += count;
    end(to, to_name).in += count;
  }
  return [...ends.values()].sort(
    (a, b) => b.out + b.in - a.out - a.in || a.name.localeCompare(b.name),
  );
}

export function TransferParts({ figures }: { figures: Figures }): VNode {
  return (
    <Section
      id="statistics-transfers"
      title={t('statistics.transfers')}
      lead={figure_meaning('transfers')}
      tools={
        <Csv
          path={path_of('transfers', figures.span)}
          name="transfers"
          days={figures.days}
          of={t('statistics.transfers')}
        />
      }
    >
      <Ways kind="agents" figures={figures} />
      <Ways kind="flows" figures={figures} />
    </Section>
  );
}

function Ways({ kind, figures }: { kind: Kind; figures: Figures }): VNode {
  const pairs = figures.transfers[kind];
  const total = figures.transfers.total[kind];
  const query = useSignal('');
  const words = fold(query.value.trim());
  const all = ends_of(kind, pairs);
  const title =
    kind === 'agents'
      ? t('statistics.ways.agents')
      : t('statistics.ways.flows');
  const fitting = pairs.filter((pair) =>
    fold(way_name(kind, pair)).includes(words),
  );
  const ends = ends_of(kind, fitting).slice(0, MANY);
  const shown = new Set(ends.map(({ id }) => id));
  const drawn = fitting.filter(
    ({ from, to }) => shown.has(from) && shown.has(to),
  );

  return (
    <div class="ways" data-kind={kind}>
      <div class="ways-head">
        <h4 id={`ways-${kind}`}>{title}</h4>
        <span class="faint">
          {t('statistics.ways.total', {
            n: number(total.count),
            automatic: number(total.automatic),
          })}
        </span>
        {all.length > MANY && <Search query={query} />}
      </div>
      {pairs.length === 0 ? (
        <p class="faint">{t('statistics.ways.none')}</p>
      ) : fitting.length === 0 ? (
        <p class="faint" role="status">
          {t('statistics.no_name')}
        </p>
      ) : (
        <>
          {drawn.length < fitting.length && (
            <p class="faint" role="status">
              {t('statistics.ways.largest', { n: MANY })}
            </p>
          )}
          <div class="pictures">
            <Matrix kind={kind} title={title} ends={ends} pairs={drawn} />
            <Streams kind={kind} title={title} pairs={drawn} />
          </div>
          <Numbers
            caption={title}
            heads={[
              t('statistics.ways.from'),
              t('statistics.ways.to'),
              t('statistics.ways.count'),
              t('statistics.ways.automatic'),
            ]}
            names={2}
            rows={fitting.map((pair) => {
              const of = way_name(kind, pair);
              const name = called_of(kind);

              return {
                key: `${pair.from} ${pair.to}`,
                names: [
                  name(pair.from, pair.from_name),
                  name(pair.to, pair.to_name),
                ],
                cells: [
                  {
                    n: pair.count,
                    of,
                    href: way_href(kind, pair),
                  },
                  {
                    n: pair.automatic,
                    of: `${of}, ${t('statistics.automatic')}`,
                    href: `${way_href(kind, pair)}&automatic=true`,
                  },
                ],
              };
            })}
          />
        </>
      )}
    </div>
  );
}
