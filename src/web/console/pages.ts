/*
 * The pages that stand in the place of conversations: what they are called,
 * who sees them and which key goes there.
 */

import type { Key } from '../shared/i18n';
import type { Desk } from './desk';
import type { IconName } from './icons';
import type { PageName } from './place';

export interface PageEntry {
  page: PageName;
  name: Key;
  icon: IconName;
  key: string;
  admin?: true;
}

const ENTRIES: readonly PageEntry[] = [
  {
    page: 'board',
    name: 'console.board',
    icon: 'board',
    key: '4',
    admin: true,
  },
  {
    page: 'statistics',
    name: 'console.statistics',
    icon: 'statistics',
    key: '5',
  },
];

export function pages_of({ agent }: Desk): readonly PageEntry[] {
  return ENTRIES.filter(({ admin }) => !admin || agent.role === 'admin');
}
