/* What may stand above a message: its day, and who says it at what time. */

import type { VNode } from 'preact';
import { format_day, format_time } from '../shared/i18n';

export function DayItem({ at }: { at: string }): VNode {
  return (
    <li class="day">
      <time dateTime={at}>{format_day(at)}</time>
    </li>
  );
}

export function SaidBy({ name, at }: { name: string; at: string }): VNode {
  return (
    <p class="said">
      <bdi class="strong">{name}</bdi>{' '}
      <time dateTime={at}>{format_time(at)}</time>
    </p>
  );
}
