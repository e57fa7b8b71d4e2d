/* What the groups are called, and what one of them is. */

import { t, type Key } from '../../shared/i18n';
import type { By } from './choice';

const NAMES: Record<By, { all: Key; one: Key }> = {
  day: { all: 'statistics.by.day', one: 'statistics.day' },
  flow: { all: 'statistics.by.flow', one: 'statistics.flow' },
  agent: { all: 'statistics.by.agent', one: 'statistics.agent' },
};

export function by_name(by: By): string {
  return t(NAMES[by].all);
}

export function group_name(by: By): string {
  return t(NAMES[by].one);
}
