/*
 * Says since when there is no contact with the server, in a line that is
 * there anyway: it covers nothing, and nothing moves for it.
 */

import { useLayoutEffect, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import { t } from '../shared/i18n';
import { lost_words, type Lost } from './contact';
import { useDesk } from './desk';
import { Icon } from './icons';

export function ContactLine({ lost }: { lost: Lost }): VNode {
  return (
    <span class="lost" title={t('console.connection.kept')}>
      <Icon name="alert" />
      <span>{lost_words(lost)}</span>
    </span>
  );
}

/* Whoever was at it finds herself at its `heir` when it has gone. */
export function TryNow(props: { kind: string; heir: string }): VNode | null {
  const { connection, contact } = useDesk();
  const lost = contact.lost.value;
  const shown = lost !== null && lost.why !== 'offline';
  const at = useRef(false);

  useLayoutEffect(() => {
    if (!shown && at.current) {
      at.current = false;
      if (document.activeElement === document.body) {
        (
          document.querySelector<HTMLElement>(props.heir) ??
          document.querySelector<HTMLElement>('.rail a[aria-current]')
        )?.focus();
      }
    }
  }, [shown]);

  return shown ? (
    <button
      type="button"
      class={props.kind}
      onFocus={() => (at.current = true)}
      onBlur={({ relatedTarget }) => (at.current = relatedTarget === null)}
      onClick={() => connection.retry()}
    >
      {t('console.connection.now')}
    </button>
  ) : null;
}
