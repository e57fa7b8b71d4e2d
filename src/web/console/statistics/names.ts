/* Whom and what the ids of a filter mean, as far as one was told. */

import { t } from '../../shared/i18n';
import type { Time } from './answers';
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

  for (const [map, by, pairs] of [
    [agents, 'agent', figures?.transfers.agents],
    [flows, 'flow', figures?.transfers.flows],
  ] as const) {
    for (const { key, name } of figures?.by === by ? figures.chats.items : []) {
      map.set(key ?? '', name);
    }
    for (const { from, from_name, to, to_name } of pairs ?? []) {
      map.set(from ?? '', from_name).set(to ?? '', to_name);
    }
  }
  return { agents, flows };
}

/* Each of the times that a filter lets through names what it asks for. */
export function and_names_of(names: Names, time: Time | undefined): Names {
  return time === undefined
    ? names
    : {
        agents: new Map([
          ...names.agents,
          [time.agent ?? '', time.agent_name],
          [time.to_agent ?? '', time.to_agent_name ?? null],
        ]),
        flows: new Map([
          ...names.flows,
          [time.flow ?? '', time.flow_name],
          [time.to_flow ?? '', time.to_flow_name ?? null],
        ]),
      };
}

/* A filter in words, one for each; nothing of what is not known yet. */
export function called(
  { agent, flow, to_agent, to_flow, automatic, of }: Behind,
  names: Names,
): string[] {
  const who = (id: string): string | undefined =>
    id === 'none'
      ? agent_called(null, null)
      : names.agents.has(id)
        ? agent_called(id, names.agents.get(id)!)
        : undefined;
  const where = (id: string): string | undefined =>
    names.flows.has(id) ? flow_called(id, names.flows.get(id)!) : undefined;
  const way = (
    from: string | undefined,
    to: string | undefined,
    name: (id: string) => string | undefined,
  ): string[] => {
    const from_name = from && name(from);
    const to_name = to && name(to);
    const words = [from_name, to_name && `→ ${to_name}`].filter(Boolean);

    return words.length === 0 ? [] : [words.join(' ')];
  };

  return [
    ...way(agent, to_agent, who),
    ...way(flow, to_flow, where),
    ...(automatic === 'true' ? [t('statistics.automatic')] : []),
    ...(of === 'live' ? [t('statistics.of.live')] : []),
    ...(of === 'left' ? [t('statistics.of.left')] : []),
  ];
}
