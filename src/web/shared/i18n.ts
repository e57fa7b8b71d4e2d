/*
 * Words in the reader's language: one flat file per language, plurals by
 * Intl.PluralRules, dates by Intl.  Keys are checked by the type checker, and
 * by the build, which fails on one that is missing or unused.  Whoever uses
 * this says where the files come from.
 */

import { computed, signal } from '@preact/signals';
import type en from '../locales/en.json';

type Raw = keyof typeof en;
export type PluralKey = Raw extends infer K
  ? K extends `${infer Base}.other`
    ? Base
    : never
  : never;
export type Key = Exclude<
  Raw,
  `${PluralKey}.${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}`
>;
export type Values = Record<string, string | number>;
export type Locale = 'en' | 'sv';

const LOCALES: readonly string[] = ['en', 'sv'];
const tables: Record<string, Record<string, string>> = {};

export const locale = signal<Locale>('en');

/* The best that we have for a list of wishes (BCP 47). */
export function choose_locale(
  ...wishes: (string | null | undefined)[]
): Locale {
  for (const wish of wishes) {
    const language = wish?.toLowerCase().split('-')[0] ?? '';

    if (LOCALES.includes(language)) {
      return language as Locale;
    }
  }
  return 'en';
}

/* Before the language is set; what it knows already it keeps. */
export function learn(name: Locale, table: Record<string, string>): void {
  tables[name] = { ...tables[name], ...table };
}

export function set_locale(name: Locale): void {
  locale.value = name;
  document.documentElement.lang = name;
}

export function t(key: Key, values: Values = {}): string {
  const words = tables[locale.value]?.[key] ?? key;

  return words.replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  );
}

/* Made once: that costs more than what is asked of it. */
const plurals = computed(() => new Intl.PluralRules(locale.value));

/* `n` chooses the form and fills {n}. */
export function tn(key: PluralKey, n: number, values: Values = {}): string {
  const form = plurals.value.select(n);

  /* The build has seen to it that each form is there. */
  return t(`${key}.${form}` as Key, {
    /* The first of these costs as much as drawing a list of chats. */
    n: n < 1000 ? n : new Intl.NumberFormat(locale.value).format(n),
    ...values,
  });
}

/* Making a formatter is slow, a list has hundreds of times. */
const formats = new Map<string, Intl.DateTimeFormat>();

/* British hours in Britain: the reader's own kind of the language. */
export function regional(): string {
  return (
    globalThis.navigator?.languages?.find((one) =>
      one.startsWith(locale.value),
    ) ?? locale.value
  );
}

function format(options: Intl.DateTimeFormatOptions, at: Date): string {
  const key = locale.value + JSON.stringify(options);
  let made = formats.get(key);

  if (made === undefined) {
    made = new Intl.DateTimeFormat(regional(), options);
    formats.set(key, made);
  }
  return made.format(at);
}

export function format_time(at: string | number): string {
  return format({ hour: '2-digit', minute: '2-digit' }, new Date(at));
}

/* Yesterday, today, tomorrow, a weekday within the week, else the date. */
export function day_words(at: string | number, now = new Date()): string {
  const date = new Date(at);
  const days = days_until(at, now);
  const far = Math.abs(days);

  return far < 2
    ? new Intl.RelativeTimeFormat(locale.value, {
        numeric: 'auto',
      }).format(days, 'day')
    : format(
        far < 7
          ? { weekday: 'long' }
          : date.getFullYear() === now.getFullYear()
            ? { day: 'numeric', month: 'long' }
            : { day: 'numeric', month: 'long', year: 'numeric' },
        date,
      );
}

function days_until(at: string | number, now: Date): number {
  return Math.round(
    (midnight(new Date(at)).getTime() - midnight(now).getTime()) / 86400000,
  );
}

/* The day on which something will be, within a sentence. */
export function on_day(at: string | number): string {
  const far = days_until(at, new Date());
  const day = day_words(at);

  return far < 2 ? day : t(far < 7 ? 'shared.weekday' : 'shared.date', { day });
}

/* The same where it stands alone. */
export function format_day(at: string | number, now?: Date): string {
  const words = day_words(at, now);
  return words.charAt(0).toLocaleUpperCase(locale.value) + words.slice(1);
}

/* Whole and exact, for title and datetime. */
export function format_full(at: string | number): string {
  return format({ dateStyle: 'full', timeStyle: 'short' }, new Date(at));
}

export function same_day(a: string | number, b: string | number): boolean {
  return midnight(new Date(a)).getTime() === midnight(new Date(b)).getTime();
}

function midnight(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}
