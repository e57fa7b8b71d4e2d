/*
 * Where a page stands: what it takes is loaded when somebody looks.
 */

import { signal, useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ComponentType, VNode } from 'preact';
import { t } from '../shared/i18n';
import { Bones, Failed } from './blank';
import type { PageEntry } from './pages';
import type { PageName } from './place';

type Loaded = ComponentType<Record<string, never>>;

const PARTS: Record<PageName, () => Promise<Loaded>> = {
  board: () => import('./board_page').then((part) => part.BoardPage),
  statistics: () =>
    import('./statistics/page').then((part) => part.StatisticsPage),
};

const loaded: Record<PageName, Signal<Loaded | null>> = {
  board: signal(null),
  statistics: signal(null),
};

export function PageSlot({ entry }: { entry: PageEntry }): VNode {
  const slot = loaded[entry.page];
  const Page = slot.value;
  const failed = useSignal(false);
  const name = t(entry.name);

  function load(): void {
    failed.value = false;
    PARTS[entry.page]().then(
      (part) => (slot.value = part),
      () => (failed.value = true),
    );
  }

  useEffect(load, []);

  return Page !== null ? (
    <Page />
  ) : (
    <section class="page" aria-label={name}>
      {failed.value ? (
        <Failed
          role="alert"
          title={t('console.page.failed', { name })}
          again={load}
        />
      ) : (
        <>
          <div class="bar" />
          <Bones of="rows" />
        </>
      )}
    </section>
  );
}
