/*
 * The panes side by side, and what lies over them.
 */

import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { VNode } from 'preact';
import { t } from '../shared/i18n';
import { focus_head } from './beside';
import { useDesk } from './desk';
import { Details } from './details';
import { Icon } from './icons';
import { useKeys, type Over } from './keys';
import { List } from './list';
import { notice, voice } from './notice';
import { PageSlot } from './page_slot';
import { pages_of } from './pages';
import { Palette } from './palette';
import { href, place } from './place';
import { Rail } from './rail';
import { details } from './settings';
import { Sheet } from './sheet';
import { ThreadPane } from './thread_pane';
import { Transfer } from './transfer';

export function Shell(): VNode {
  const desk = useDesk();
  const over = useSignal<Over>(null);
  const here = place.value;
  const page = pages_of(desk).find((entry) => entry.page === here.page);
  const pane = page
    ? 'page'
    : here.conversation === null
      ? 'list'
      : here.details && !desk.beside.details_fit.value
        ? 'details'
        : 'thread';

  const going = useComputed(() =>
    desk.inbox.conversations.get(desk.transferring.value ?? ''),
  ).value;

  useKeys(over);
  useEffect(() => {
    if (here.page !== null && page === undefined) {
      location.replace(href(here.category));
    }
  }, [here.page]);

  return (
    <div class="shell" data-pane={pane}>
      <Rail
        search={() => (over.value = 'palette')}
        keys={() => (over.value = 'sheet')}
      />
      <main class="panes">
        <h1 class="hidden">{t('console.title')}</h1>
        {page ? <PageSlot key={page.page} entry={page} /> : <Chats />}
      </main>
      <Toast />
      <Voice />
      {over.value === 'palette' && (
        <Palette
          close={() => (over.value = null)}
          keys={() => (over.value = 'sheet')}
        />
      )}
      {going !== undefined && (
        <Transfer
          thread={going}
          close={() => {
            desk.transferring.value = null;
            /* The button that it came from goes with the chat. */
            setTimeout(() => {
              if (document.activeElement === document.body) {
                focus_head(going.id);
              }
            });
          }}
        />
      )}
      {over.value === 'sheet' && <Sheet close={() => (over.value = null)} />}
    </div>
  );
}

function Chats(): VNode {
  const desk = useDesk();
  const here = place.value;
  /* The details are those of the chat that has the focus. */
  const thread = useComputed(() =>
    desk.beside.active.value === null
      ? undefined
      : desk.inbox.conversations.get(desk.beside.active.value),
  ).value;
  const fit = desk.beside.details_fit.value;
  const beside = fit && details.value;
  const drawer = !fit && here.details;

  return (
    <>
      <List />
      <div class="threads">
        <ThreadPane
          key={here.conversation ?? ''}
          id={here.conversation}
          first
        />
        {desk.beside.shown.value.map((id) => (
          <ThreadPane key={`beside-${id}`} id={id} first={false} />
        ))}
      </div>
      {thread !== undefined && (beside || drawer) ? (
        <Details thread={thread} drawer={drawer} />
      ) : (
        /* Its room is kept, or the thread would move when it comes. */
        beside && here.conversation !== null && <div class="details" />
      )}
    </>
  );
}

/* By itself: each message is told, and nothing else here changes with it. */
function Voice(): VNode {
  return (
    <p class="hidden" aria-live="polite" dir="auto">
      {voice.value}
    </p>
  );
}

function Toast(): VNode | null {
  const now = notice.value;

  return now === null ? null : (
    <div class="toast" role="alert">
      <Icon name="alert" />
      <p dir="auto">
        {now.text} {now.detail}
      </p>
      {now.href !== null && (
        <a
          class="button quiet"
          href={now.href}
          onClick={() => (notice.value = null)}
        >
          {t('console.show')}
        </a>
      )}
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
