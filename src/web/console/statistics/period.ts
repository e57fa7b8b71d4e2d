/*
 * Periods of whole days where the agent is: what they are called in the
 * address, and which days they are.
 */

export const PRESETS = [
  'today',
  'yesterday',
  '7d',
  '30d',
  '90d',
  'month',
  'last-month',
] as const;

export type Preset = (typeof PRESETS)[number];

/* Local dates, 2026-11-01; both are in it. */
export interface Days {
  first: string;
  last: string;
}

export type Period = Preset | Days;

export const NORMAL: Period = '30d';

const DATE = /^\d{4}-\d\d-\d\d$/;

function two(n: number): string {
  return String(n).padStart(2, '0');
}

export function date_of(day: Date): string {
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/* Midnight at the begin of a date, `more` days later. */
export function midnight_of(date: string, more = 0): Date {
  return begin_of(date, more, false);
}

function is_date(text: string): boolean {
  return DATE.test(text) && date_of(midnight_of(text)) === text;
}

/* Null for what is none. */
export function read_period(text: string): Period | null {
  const preset = PRESETS.find((name) => name === text);

  if (preset !== undefined) {
    return preset;
  }
  const [first = '', last = '', more] = text.split('--');

  return more === undefined && is_date(first) && is_date(last) && first <= last
    ? { first, last }
    : null;
}

export function write_period(period: Period): string {
  return typeof period === 'string'
    ? period
    : `${period.first}--${period.last}`;
}

export function days_of(period: Period, now = new Date()): Days {
  const today = date_of(now);
  const back = (days: number): string => date_of(midnight_of(today, -days));
  const of_month = (month: number, day: number): string =>
    date_of(new Date(now.getFullYear(), now.getMonth() + month, day));

  switch (period) {
    case 'today':
      return { first: today, last: today };
    case 'yesterday':
      return { first: back(1), last: back(1) };
    case '7d':
      return { first: back(6), last: today };
    case '30d':
      return { first: back(29), last: today };
    case '90d':
      return { first: back(89), last: today };
    case 'month':
      return { first: of_month(0, 1), last: today };
    case 'last-month':
      return { first: of_month(-1, 1), last: of_month(0, 0) };
    default:
      return period;
  }
}

/* As the API takes it: moments of UTC, the last one is not in it. */
export interface Span {
  from: string;
  to: string;
}

export function span_of({ first, last }: Days): Span {
  return {
    from: midnight_of(first).toISOString(),
    to: midnight_of(last, 1).toISOString(),
  };
}

/*
 * Days are those of the agent's clock, or of UTC where the server does not
 * know her time zone.
 */
function begin_of(date: string, more: number, utc: boolean): Date {
  const [year, month, day] = date.split('-').map(Number);

  return utc
    ? new Date(Date.UTC(year!, month! - 1, day! + more))
    : new Date(year!, month! - 1, day! + more);
}

function date_at(ms: number, utc: boolean): string {
  const day = new Date(ms);

  return utc ? day.toISOString().slice(0, 10) : date_of(day);
}

/* Each date of a period, in order. */
export function dates_of({ from, to }: Span, utc: boolean): string[] {
  const last = date_at(Date.parse(to) - 1, utc);
  const dates: string[] = [];
  let date = date_at(Date.parse(from), utc);

  while (date <= last) {
    dates.push(date);
    date = date_at(begin_of(date, 1, utc).getTime(), utc);
  }
  return dates;
}

/* What of a period is on one date. */
export function within(span: Span, date: string, utc: boolean): Span {
  const from = begin_of(date, 0, utc).toISOString();
  const to = begin_of(date, 1, utc).toISOString();

  return {
    from: from > span.from ? from : span.from,
    to: to < span.to ? to : span.to,
  };
}
