/*
 * Where the board stands: what it takes is loaded when somebody looks.
 */

import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { VNode } from 'preact';
import { t } from '../shared/i18n';
import type { BoardPage } from './board_page';

const page = signal<typeof BoardPage | null>(null);

export function BoardSlot(): VNode {
  const Page = page.value;
  const failed = useSignal(false);

  function load(): void {
    failed.value = false;
    import('./board_page').then(
      (part) => (page.value = part.BoardPage),
      () => (failed.value = true),
    );
  }

  useEffect(load, []);

  return Page !== null ? (
    <Page />
  ) : (
    <section class="board" aria-label={t('console.board.title')}>
      {failed.value ? (
        <div class="blank">
          <p>{t('console.board.failed')}</p>
          <button type="button" class="button quiet" onClick={load}>
            {t('console.again')}
          </button>
        </div>
      ) : (
        <div class="blank" aria-busy="true">
          <p class="faint">{t('console.loading')}</p>
        </div>
      )}
    </section>
  );
}
