/*
 * The panes side by side, what lies over them, and the keys that work
 * everywhere.
 */

import { useComputed, useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { VNode } from 'preact';
import { t } from '../shared/i18n';
import { ConnectionBar } from './connection_bar';
import { useDesk } from './desk';
import { Details } from './details';
import { Icon } from './icons';
import { List } from './list';
import { notice, voice } from './notice';
import { Palette } from './palette';
import { place, roomy, show_details } from './place';
import { Rail } from './rail';
import { details, single_keys } from './settings';
import { Sheet } from './sheet';
import { ThreadPane } from './thread_pane';

type Over = 'palette' | 'sheet' | null;

export function Shell(): VNode {
  const desk = useDesk();
  const over = useSignal<Over>(null);
  const here = place.value;
  const thread = useComputed(() =>
    place.value.conversation === null
      ? undefined
      : desk.inbox.conversations.get(place.value.conversation),
  ).value;
  const beside = roomy.value && details.value;
  const drawer = !roomy.value && here.details;
  const pane =
    here.conversation === null ? 'list' : drawer ? 'details' : 'thread';

  useKeys(over);

  return (
    <div class="shell" data-pane={pane}>
      <Rail
        search={() => (over.value = 'palette')}
        keys={() => (over.value = 'sheet')}
      />
      <main class="panes">
        <h1 class="hidden">{t('console.title')}</h1>
        <List />
        <ThreadPane key={here.conversation ?? ''} />
        {thread !== undefined && (beside || drawer) && (
          <Details thread={thread} drawer={drawer} />
        )}
      </main>
      <ConnectionBar />
      <Toast />
      <p class="hidden" aria-live="polite" dir="auto">
        {voice.value}
      </p>
      {over.value === 'palette' && (
        <Palette
          close={() => (over.value = null)}
          keys={() => (over.value = 'sheet')}
        />
      )}
      {over.value === 'sheet' && <Sheet close={() => (over.value = null)} />}
    </div>
  );
}

/* The keys that work everywhere. */
function useKeys(over: Signal<Over>): void {
  useEffect(() => {
    function key(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && !event.altKey) {
        if (event.key.toLowerCase() === 'k' && !event.shiftKey) {
          event.preventDefault();
          over.value = 'palette';
        }
        return;
      }
      if (
        event.key === '?' &&
        single_keys.peek() &&
        over.peek() === null &&
        !is_field(event.target)
      ) {
        event.preventDefault();
        over.value = 'sheet';
      }
      if (event.key === 'Escape' && !roomy.peek() && place.peek().details) {
        show_details(false);
      }
    }

    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);
}

function Toast(): VNode | null {
  const now = notice.value;

  return now === null ? null : (
    <div class="toast" role="alert">
      <Icon name="alert" />
      <p>
        {now.text} {now.detail}
      </p>
      <button
        type="button"
        class="button bare icon"
        aria-label={t('console.dismiss')}
        onClick={() => (notice.value = null)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

function is_field(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable]') !== null
  );
}
