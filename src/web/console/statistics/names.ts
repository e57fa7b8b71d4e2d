/* Whom and what the ids of a filter mean, as the figures have told. */

import { t } from '../../shared/i18n';
import type { Behind } from './choice';
import type { Figures } from './report';
import { agent_called, flow_called } from './words';

export interface Names {
  agents: ReadonlyMap<string, string | null>;
  flows: ReadonlyMap<string, string | null>;
}

export function names_of(figures: Figures | null): Names {
  const agents = new Map<string, string | null>();
  const flows = new Map<string, string | null>();

  for (const [map, items, pairs] of [
    [agents, figures?.agents.items, figures?.transfers.agents],
    [flows, figures?.flows.items, figures?.transfers.flows],
  ] as const) {
    for (const { key, name } of items ?? []) {
      map.set(key ?? '', name);
    }
    for (const { from, from_name, to, to_name } of pairs ?? []) {
      map.set(from ?? '', from_name).set(to ?? '', to_name);
    }
  }
  return { agents, flows };
}

/* A filter in words, one for each. */
export function called(
  { agent, flow, to_agent, to_flow, automatic, of }: Behind,
  names: Names,
): string[] {
  const who = (id: string): string =>
    id === 'none'
      ? agent_called(null, null)
      : agent_called(id, names.agents.get(id) ?? null);
  const where = (id: string): string =>
    flow_called(id, names.flows.get(id) ?? null);
  const way = (
    from: string | undefined,
    to: string | undefined,
    name: (id: string) => string,
  ): string[] =>
    from === undefined && to === undefined
      ? []
      : to === undefined
        ? [name(from!)]
        : [`${from === undefined ? '' : name(from)} → ${name(to)}`.trim()];

  return [
    ...way(agent, to_agent, who),
    ...way(flow, to_flow, where),
    ...(automatic === 'true' ? [t('statistics.automatic')] : []),
    ...(of === 'live' ? [t('statistics.of.live')] : []),
    ...(of === 'left' ? [t('statistics.of.left')] : []),
  ];
}
