/*
 * What a flow may ask of a visitor, what is known of her already, and whether
 * it can be right.  A part of parts.tsx; imports nothing but types.
 */

import type { JSX } from 'preact';
import type { Asked } from '../shared/api';
import type { Key } from '../shared/i18n';
import type { Visit } from './visit';

interface Field {
  name: Asked;
  required: boolean;
  label: Key;
  missing: Key;
  wrong: Key;
  input: JSX.IntrinsicElements['input'];
}

export const FIELDS: Omit<Field, 'required'>[] = [
  {
    name: 'name',
    label: 'later.name',
    missing: 'later.name_missing',
    wrong: 'later.name_missing',
    input: { autocomplete: 'name', maxLength: 100 },
  },
  {
    name: 'email',
    label: 'later.email',
    missing: 'later.email_missing',
    wrong: 'later.email_wrong',
    input: {
      type: 'email',
      autocomplete: 'email',
      inputMode: 'email',
      maxLength: 254,
    },
  },
  {
    name: 'phone',
    label: 'later.phone',
    missing: 'later.phone_missing',
    wrong: 'later.phone_wrong',
    input: {
      type: 'tel',
      autocomplete: 'tel',
      inputMode: 'tel',
      maxLength: 32,
    },
  },
];

/* Not whether it exists: whether it can be one at all. */
export const FITS: Record<Asked, RegExp> = {
  name: /\S/,
  email: /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]{2,}$/,
  phone: /^[+(]?(?:[\d\s()./-]*\d){5}[\d\s()./-]*$/,
};

/* Of her, or by the page's word. */
export function guess(visit: Visit, name: Asked): string {
  return visit.visitor.peek()?.[name] || String(visit.claims[name] ?? '');
}

/* Once she is a visitor, what the server has of her is what counts. */
export function known(visit: Visit, name: Asked): string {
  const visitor = visit.visitor.peek();

  return visitor === null ? guess(visit, name) : (visitor[name] ?? '');
}

/* None when she has told all: what is optional is asked of a new one alone. */
export function open_fields(visit: Visit): Field[] {
  const ask = visit.status.peek()?.ask ?? {};
  const asked = FIELDS.filter(({ name }) => name in ask).map((field) => ({
    ...field,
    required: ask[field.name] === 'required',
  }));
  const unknown = asked.filter(
    ({ name }) => !FITS[name].test(known(visit, name)),
  );

  return unknown.some(({ required }) => required) ||
    (visit.visitor.peek() === null && unknown.length > 0)
    ? asked.filter((field) => !field.required || unknown.includes(field))
    : [];
}
