/*
 * The sheet of shortcuts.
 */

import type { VNode } from 'preact';
import { t, type Key } from '../shared/i18n';
import { Icon } from './icons';
import { Modal } from './modal';
import { modifier } from './rail';

export function Sheet({ close }: { close: () => void }): VNode {
  const rows: readonly (readonly [Key, string])[] = [
    ['console.palette.title', `${modifier()} K`],
    ['console.sheet.walk', '↑ ↓'],
    ['console.sheet.open', 'Enter'],
    ['console.send', `Enter · ${modifier()} Enter`],
    ['console.sheet.line', 'Shift Enter'],
    ['console.sheet.back', 'Esc'],
    ['console.sheet.title', '?'],
  ];

  return (
    <Modal kind="sheet" label={t('console.sheet.title')} close={close}>
      <div class="bar">
        <h2>{t('console.sheet.title')}</h2>
        <button
          type="button"
          class="button bare icon"
          aria-label={t('console.dismiss')}
          onClick={close}
        >
          <Icon name="close" />
        </button>
      </div>
      <dl>
        {rows.map(([key, keys]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
