/*
 * What the agent looks at.  It lives in the address, so that a bookmark and
 * the back button know it too: #statistics/30d?by=flow&of=live, and with the
 * figure whose conversations are shown #statistics/30d?figure=left&flow=F.
 * The period is remembered for an address without one.
 */

import { computed, signal } from '@preact/signals';
import { keep, kept } from '../../shared/storage';
import { days_of, NORMAL, read_period, write_period } from './period';
import type { Days, Period } from './period';

const KEY = 'kundo:console:statistics';

export const OFS = ['all', 'live', 'left'] as const;

export type Of = (typeof OFS)[number];

export const BYS = ['day', 'flow', 'agent'] as const;

export type By = (typeof BYS)[number];

/* What is counted, and what is measured. */
export const COUNTS = [
  'started',
  'assigned',
  'answered',
  'missed',
  'left',
  'closed',
  'reopened',
] as const;

export const LENGTHS = ['responses', 'waiting', 'queue'] as const;

export type Count = (typeof COUNTS)[number];

export type Length = (typeof LENGTHS)[number];

export const FIGURES = [...COUNTS, ...LENGTHS, 'transfers'] as const;

export type Figure = (typeof FIGURES)[number];

const FILTERS = ['agent', 'flow', 'to_agent', 'to_flow', 'automatic'] as const;

/* A figure, and which of the times that it counts; `day` is of the server's. */
export type Behind = {
  figure: Figure;
  of?: Of;
  day?: string;
} & { [filter in (typeof FILTERS)[number]]?: string };

export interface Choice {
  period: Period;
  by: By;
  of: Of;
  behind: Behind | null;
}

function read(): Choice {
  const [path = '', query] = location.hash.split('?');
  const asked = new URLSearchParams(query);
  const figure = FIGURES.find((name) => name === asked.get('figure'));
  const of = (name: string): Of | undefined =>
    OFS.find((one) => one === asked.get(name));
  const behind: Behind | null =
    figure === undefined ? null : { figure, of: of('answers') };

  if (behind !== null) {
    const day = asked.get('day');

    if (day !== null && read_period(`${day}--${day}`) !== null) {
      behind.day = day;
    }
    for (const name of FILTERS) {
      const value = asked.get(name);

      if (value !== null && /^[\w-]{1,64}$/.test(value)) {
        behind[name] = value;
      }
    }
  }
  return {
    period:
      read_period(path.split('/')[1] ?? '') ??
      read_period(kept(KEY) ?? '') ??
      NORMAL,
    by: BYS.find((one) => one === asked.get('by')) ?? 'day',
    of: of('of') ?? 'all',
    behind,
  };
}

export const choice = signal<Choice>(read());

/* What is asked of the server changes with these alone. */
export const period_key = computed(() => write_period(choice.value.period));

export const days = computed<Days>(() =>
  days_of(read_period(period_key.value)!),
);

/* An address that says no more than the page gets the period, too. */
export function arrive(): void {
  if (is_here()) {
    choice.value = read();
    keep(KEY, period_key.peek());
    history.replaceState(null, '', to({}));
  }
}

addEventListener('hashchange', arrive);

function is_here(): boolean {
  return /^#\/?statistics\b/.test(location.hash);
}

/* Where something else is chosen and all the rest stays. */
export function to(other: Partial<Choice>): string {
  const { period, by, of, behind } = { ...choice.value, ...other };
  const asked = new URLSearchParams();

  if (by !== 'day') {
    asked.set('by', by);
  }
  if (of !== 'all') {
    asked.set('of', of);
  }
  if (behind !== null) {
    const { of: answers, ...rest } = behind;

    for (const [name, value] of Object.entries({ ...rest, answers })) {
      if (value !== undefined && value !== 'all') {
        asked.set(name, value);
      }
    }
  }
  const query = asked.toString();

  return `#statistics/${write_period(period)}${query === '' ? '' : `?${query}`}`;
}

/* The address of the conversations behind a figure. */
export function behind(figure: Figure, more: Omit<Behind, 'figure'> = {}) {
  return to({ behind: { figure, ...more } });
}

/* As a question to the server, after "?". */
export function filters_of({ figure, of, day: _, ...rest }: Behind): string {
  const asked = new URLSearchParams();

  if (figure === 'responses' && of !== undefined && of !== 'all') {
    asked.set('of', of);
  }
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) {
      asked.set(name, value);
    }
  }
  return asked.toString();
}
