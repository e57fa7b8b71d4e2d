/* What went wrong, in words that say what to do. */

import { ApiError } from './api';
import { t, type Key } from './i18n';

const WORDS: Record<string, Key> = {
  too_large: 'shared.problem.too_large',
  rate_limited: 'shared.problem.rate_limited',
  unavailable: 'shared.problem.unavailable',
  forbidden: 'shared.problem.forbidden',
  not_found: 'shared.problem.not_found',
  closed: 'shared.problem.closed',
};

export function problem_words(code: string | null): string {
  return t(WORDS[code ?? ''] ?? 'shared.problem.unknown');
}

export function error_words(error: unknown): string {
  return error instanceof ApiError
    ? problem_words(error.status >= 500 ? 'unavailable' : error.code)
    : t('shared.problem.lost');
}
