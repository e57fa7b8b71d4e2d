/*
 * The sheet of shortcuts.
 */

import type { VNode } from 'preact';
import { t, type Key } from '../shared/i18n';
import { useDesk } from './desk';
import { Modal, ModalHead } from './modal';
import { pages_of } from './pages';
import { columns } from './place';
import { modifier } from './rail';
import { single_keys } from './settings';

export function Sheet({ close }: { close: () => void }): VNode {
  const desk = useDesk();
  const rows: readonly (readonly [Key, string])[] = [
    ['console.palette.title', `${modifier()} K`],
    ['console.find', `${modifier()} F`],
    ['console.sheet.panes', 'F6'],
    ['console.sheet.walk', '↑ ↓'],
    ['console.sheet.open', 'Enter'],
    ['console.send', `Enter · ${modifier()} Enter`],
    ['console.sheet.line', 'Shift Enter'],
    ['console.sheet.back', 'Esc'],
  ];
  const singles: readonly (readonly [Key, string])[] = [
    ['console.sheet.next', 'N'],
    ['console.sheet.answer', 'R'],
    ['console.sheet.transfer', 'T'],
    ...(columns.value > 0 ? ([['console.sheet.beside', 'B']] as const) : []),
    ['console.sheet.details', 'D'],
    ['console.sheet.categories', '1 2 3'],
    ...pages_of(desk).map(({ name, key }) => [name, key] as const),
    ['console.search', '/'],
    ['console.sheet.title', '?'],
  ];

  return (
    <Modal kind="sheet" label={t('console.sheet.title')} close={close}>
      <ModalHead title={t('console.sheet.title')} close={close} />
      <div class="scroll">
        <Rows rows={rows} />
        <label class="choice">
          <input
            type="checkbox"
            checked={single_keys.value}
            onChange={(event) => {
              single_keys.value = event.currentTarget.checked;
            }}
          />
          <span>
            {t('console.setting.keys')}
            <small>{t('console.sheet.outside')}</small>
          </span>
        </label>
        {single_keys.value && <Rows rows={singles} />}
      </div>
    </Modal>
  );
}

function Rows(props: { rows: readonly (readonly [Key, string])[] }): VNode {
  return (
    <dl>
      {props.rows.map(([key, keys]) => (
        <div key={key}>
          <dt>{t(key)}</dt>
          <dd>
            <kbd>{keys}</kbd>
          </dd>
        </div>
      ))}
    </dl>
  );
}
