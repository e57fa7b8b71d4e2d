/*
 * Says when the connection is gone, after a moment: a reload of the server
 * is over before anybody needs to know.
 */

import { useEffect, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import { t } from '../shared/i18n';
import { useDesk } from './desk';
import { Icon } from './icons';

const PATIENCE_MS = 2500;

export function ConnectionBar(): VNode {
  const { connection } = useDesk();
  const state = connection.state.value;
  const away = state !== 'online' && state !== 'idle' && state !== 'refused';
  const [shown, set_shown] = useState(false);

  useEffect(() => {
    if (!away) {
      set_shown(false);
      return undefined;
    }
    const timer = setTimeout(() => set_shown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [away]);

  return (
    <div class="connection" role="status">
      {away && (shown || state === 'offline') && (
        <div class="pill">
          <Icon name="alert" />
          <p>
            {state === 'offline'
              ? t('console.connection.offline')
              : t('console.connection.reconnecting')}
          </p>
          {state !== 'offline' && (
            <button
              type="button"
              class="button quiet"
              onClick={() => connection.retry()}
            >
              {t('console.connection.now')}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
