/*
 * Numbers, lengths of time and dates in the reader's language, by Intl.
 */

import { locale, regional } from '../../shared/i18n';
import { midnight_of, type Days } from './period';

/* Making a formatter is slow, a table has hundreds of numbers. */
const formats = new Map<string, { format: (n: never) => string }>();

function made<T>(key: string, make: () => T): T {
  const name = `${locale.value} ${key}`;
  let format = formats.get(name) as T | undefined;

  if (format === undefined) {
    format = make();
    formats.set(name, format as { format: (n: never) => string });
  }
  return format;
}

export function number(n: number): string {
  return made('number', () => new Intl.NumberFormat(regional())).format(n);
}

type Unit = 'second' | 'minute' | 'hour' | 'day';

function unit(n: number, name: Unit, digits = 0): string {
  /* English would have "secs". */
  return made(
    `${name} ${digits}`,
    () =>
      new Intl.NumberFormat(regional(), {
        style: 'unit',
        unit: name,
        unitDisplay: locale.value === 'en' ? 'narrow' : 'short',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  ).format(n);
}

/* Two units at most: 0.4 s, 3 s, 1 min 20 s, 2 h 5 min, 3 d 4 h. */
export function duration(ms: number): string {
  const s = Math.round(ms / 1000);

  if (ms > 0 && ms < 9950) {
    return unit(Math.max(1, Math.round(ms / 100)) / 10, 'second', 1);
  }
  if (s < 60) {
    return unit(s, 'second');
  }
  const m = Math.round(s / 60);
  const [big, name, small, rest]: [number, Unit, number, Unit] =
    s < 3600
      ? [Math.floor(s / 60), 'minute', s % 60, 'second']
      : m < 2880
        ? [Math.floor(m / 60), 'hour', m % 60, 'minute']
        : [Math.floor(m / 1440), 'day', Math.floor((m % 1440) / 60), 'hour'];

  return small === 0
    ? unit(big, name)
    : `${unit(big, name)} ${unit(small, rest)}`;
}

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return made(
    JSON.stringify(options),
    () => new Intl.DateTimeFormat(regional(), options),
  );
}

/* 22 Nov; with the weekday where there is room. */
export function day_name(date: string, long = false): string {
  return dates(
    long
      ? { weekday: 'short', day: 'numeric', month: 'long' }
      : { day: 'numeric', month: 'short' },
  ).format(midnight_of(date));
}

export function days_name({ first, last }: Days): string {
  return dates({ day: 'numeric', month: 'long', year: 'numeric' }).formatRange(
    midnight_of(first),
    midnight_of(last),
  );
}

export function clock(ms: number): string {
  return dates({ hour: '2-digit', minute: '2-digit' }).format(ms);
}
