/* The words of this part, in all languages, and the names of figures. */

import en from '../../locales/en.json?later';
import sv from '../../locales/sv.json?later';
import { learn, t, type Key } from '../../shared/i18n';
import type { Figure } from './choice';

learn('en', en);
learn('sv', sv);

const FIGURES: Record<Figure, { name: Key; meaning: Key }> = {
  started: {
    name: 'statistics.started',
    meaning: 'statistics.meaning.started',
  },
  assigned: {
    name: 'statistics.assigned',
    meaning: 'statistics.meaning.assigned',
  },
  answered: {
    name: 'statistics.answered',
    meaning: 'statistics.meaning.answered',
  },
  missed: { name: 'statistics.missed', meaning: 'statistics.meaning.missed' },
  left: { name: 'statistics.left', meaning: 'statistics.meaning.left' },
  closed: { name: 'statistics.closed', meaning: 'statistics.meaning.closed' },
  reopened: {
    name: 'statistics.reopened',
    meaning: 'statistics.meaning.reopened',
  },
  responses: {
    name: 'statistics.responses',
    meaning: 'statistics.meaning.responses',
  },
  waiting: {
    name: 'statistics.waiting',
    meaning: 'statistics.meaning.waiting',
  },
  queue: { name: 'statistics.queue', meaning: 'statistics.meaning.queue' },
  transfers: {
    name: 'statistics.transfers',
    meaning: 'statistics.meaning.transfers',
  },
};

export function figure_name(figure: Figure): string {
  return t(FIGURES[figure].name);
}

/* S1.8, S2.8: what is counted, when, and to whom it is credited. */
export function figure_meaning(figure: Figure): string {
  return t(FIGURES[figure].meaning);
}

export function agent_called(id: string | null, name: string | null): string {
  return id === null
    ? t('statistics.nobody')
    : name?.trim() || t('statistics.gone.agent');
}

export function flow_called(id: string | null, name: string | null): string {
  return id === null
    ? t('statistics.no_flow')
    : name?.trim() || t('statistics.gone.flow');
}
