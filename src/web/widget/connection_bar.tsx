/*
 * What the connection is up to, when that lasts long enough to matter: where
 * she writes, so that nothing that she reads is moved or covered.
 */

import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../shared/i18n';
import { Icon } from '../shared/icons';
import type { Visit } from './visit';

const PATIENCE_MS = 1500; /* a short loss is nobody's business */

export function ConnectionBar(props: { visit: Visit }): JSX.Element {
  const { visit } = props;
  const state = visit.core.value?.connection.state.value ?? 'online';
  const troubled = state === 'reconnecting' || state === 'offline';
  const waited = useSignal(false);

  useEffect(() => {
    const timer = setTimeout(() => {
      waited.value = troubled;
    }, PATIENCE_MS);

    if (!troubled) {
      waited.value = false;
    }
    return () => clearTimeout(timer);
  }, [troubled]);

  const told = state === 'offline' || (troubled && waited.value);

  return (
    <div role="status">
      {told ? (
        <div class="connection">
          <Icon name="offline" size={16} />
          <span>
            {state === 'offline' ? t('panel.offline') : t('panel.reconnecting')}
          </span>
          <button
            type="button"
            class="link"
            onClick={() => visit.core.peek()?.connection.retry()}
          >
            {t('panel.try_again')}
          </button>
        </div>
      ) : null}
    </div>
  );
}
