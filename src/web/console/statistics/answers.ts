/*
 * The shapes of the statistics (docs/openapi.yaml), and what they are asked
 * with.
 */

import type { Conversation } from '../../shared/api';
import type { Count } from './choice';
import type { Span } from './period';

export interface Times {
  count: number;
  mean_ms: number;
  median_ms: number;
  p90_ms: number;
}

export interface Named {
  key: string | null;
  name: string | null;
}

export interface ResponseTimes {
  items: (Times & Named)[];
  total: Times;
}

export interface Counts extends Record<Count, number> {
  waiting_count: number;
  waiting_mean_ms: number;
  waiting_median_ms: number;
  waiting_p90_ms: number;
  queue_count: number;
  queue_mean_ms: number;
  queue_median_ms: number;
  queue_p90_ms: number;
}

export interface Conversations {
  items: (Counts & Named)[];
  total: Counts;
}

export interface Pair {
  from: string | null;
  from_name: string | null;
  to: string | null;
  to_name: string | null;
  count: number;
  automatic: number;
}

export interface Transfers {
  agents: Pair[];
  flows: Pair[];
  total: Record<'agents' | 'flows', { count: number; automatic: number }>;
}

/* One time that a figure counts; of transfers with where it went. */
export interface Time {
  at: string;
  agent: string | null;
  agent_name: string | null;
  flow: string | null;
  flow_name: string | null;
  ms?: number;
  to_agent?: string | null;
  to_agent_name?: string | null;
  to_flow?: string | null;
  to_flow_name?: string | null;
  automatic?: boolean;
  conversation: Conversation | null;
}

export function times_of(counts: Counts, of: 'waiting' | 'queue'): Times {
  return {
    count: counts[`${of}_count`],
    mean_ms: counts[`${of}_mean_ms`],
    median_ms: counts[`${of}_median_ms`],
    p90_ms: counts[`${of}_p90_ms`],
  };
}

export function path_of(figures: string, span: Span, more = ''): string {
  return `v1/statistics/${figures}?from=${span.from}&to=${span.to}${
    more === '' ? '' : `&${more}`
  }`;
}
