/*
 * The conversations of one category, and what stands there without any.
 */

import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import { t, tn, type Key } from '../shared/i18n';
import { Blank, Bones, Failed } from './blank';
import { ContactLine, TryNow } from './contact_line';
import { useDesk } from './desk';
import { useHeldOrder } from './held_order';
import { leisure } from './leisure';
import { place, type Category } from './place';
import { focus_presence } from './presence_menu';
import { category_name } from './rail';
import { Row } from './row';

const EMPTY: Record<Category, readonly [Key, Key]> = {
  mine: ['console.empty.mine', 'console.empty.mine.hint'],
  open: ['console.empty.open', 'console.empty.open.hint'],
  closed: ['console.empty.closed', 'console.empty.closed.hint'],
};

/* No row is lower. */
const ROW_PX = 60;

export function List(): VNode {
  const { contact, inbox, presence } = useDesk();
  const category = place.value.category;
  const list = inbox.lists[category];
  const state = list.state.value;
  const lost = contact.lost.value;
  const known =
    presence.known.value && (list.known.value || state === 'failed');
  /* At first those of the view alone. */
  const there = known
    ? list.threads.value.slice(
        0,
        leisure.value ? undefined : Math.ceil(innerHeight / ROW_PX),
      )
    : [];
  const rows = useRef<HTMLUListElement>(null);
  const threads = useHeldOrder(there, category, rows);
  const scroller = useRef<HTMLDivElement>(null);
  const rover = useSignal('');
  const selected = place.value.conversation;
  const ids = threads.map((thread) => thread.id);
  const stop =
    [rover.value, selected].find((id) => id !== null && ids.includes(id)) ??
    ids[0];

  useEffect(() => {
    void inbox.show(category);
    scroller.current?.scrollTo(0, 0);
  }, [category]);
  useEffect(() => {
    leisure.value ||= known;
  }, [known]);

  /*
   * A row that changes its place is taken out and put in again.  Of what has
   * the focus elsewhere nothing is kept: that may be a thread which goes.
   */
  const held = scroller.current?.contains(document.activeElement)
    ? (document.activeElement as HTMLElement)
    : null;
  useLayoutEffect(() => {
    if (document.activeElement === document.body) {
      held?.focus({ preventScroll: true });
    }
  });

  /* Back from a thread that covered the list. */
  useEffect(() => {
    if (selected === null && document.activeElement === document.body) {
      scroller.current
        ?.querySelector<HTMLElement>('.row[tabindex="0"]')
        ?.focus();
    }
  }, [selected]);

  return (
    <section class="list" aria-labelledby="list-title">
      <div class="bar">
        <div class="who">
          <h2 id="list-title">{category_name(category)}</h2>
          <p>
            {lost !== null ? (
              <ContactLine lost={lost} />
            ) : (
              state === 'ready' && tn('console.count', list.count.value)
            )}
          </p>
        </div>
        <TryNow kind="button quiet" heir='.row[tabindex="0"]' />
      </div>
      <div class="scroll" ref={scroller} aria-busy={state === 'loading'}>
        {category !== 'closed' && <Nudge />}
        <ul class="rows" ref={rows} onKeyDown={walk}>
          {threads.map((thread) => (
            <Row
              key={thread.id}
              thread={thread}
              category={category}
              left={!there.includes(thread)}
              selected={thread.id === selected}
              stop={thread.id === stop}
              rover={rover}
            />
          ))}
        </ul>
        <Foot category={category} />
      </div>
    </section>
  );
}

/* Why no new chat comes, where it is the agent who can change that (S1.7). */
function Nudge(): VNode | null {
  const { presence } = useDesk();

  switch (presence.lacks.value) {
    case 'online':
      return (
        <Urge
          text={t('console.presence.nudge')}
          name={t('console.presence.goonline')}
          run={() => {
            void presence.go('online');
            /* This one goes then, unless there is a flow to choose. */
            if (presence.lacks.peek() === null) {
              focus_presence();
            }
          }}
        />
      );
    case 'flow':
      return (
        <Urge
          text={t('console.presence.noflow')}
          name={t('console.presence.choose')}
          run={() => focus_presence().click()}
        />
      );
    case null:
      return null;
  }
}

function Urge(props: { text: string; name: string; run: () => void }): VNode {
  return (
    <div class="nudge">
      <p>{props.text}</p>
      <button type="button" class="button quiet" onClick={props.run}>
        {props.name}
      </button>
    </div>
  );
}

/* What stands below the rows, or in their place. */
function Foot({ category }: { category: Category }): VNode | null {
  const { inbox, presence } = useDesk();
  const list = inbox.lists[category];
  const empty =
    !presence.known.value ||
    !list.known.value ||
    list.threads.value.length === 0;

  switch (presence.known.value ? list.state.value : 'loading') {
    case 'unread':
    case 'loading':
      return empty ? <Bones of="rows" /> : null;
    case 'failed':
      return (
        <Failed
          title={t('console.list.failed')}
          again={() => void inbox.show(category)}
        />
      );
    case 'ready':
      if (list.next.value !== null) {
        return (
          <button
            type="button"
            class="button bare more"
            onClick={() => void inbox.more(category)}
          >
            {t('console.list.more')}
          </button>
        );
      }
      return empty ? (
        <Blank
          icon={category}
          title={t(EMPTY[category][0])}
          hint={
            (category !== 'mine' || presence.active.value) &&
            t(EMPTY[category][1])
          }
        />
      ) : null;
  }
}

/* Up and down go from row to row; Enter opens, as with any link. */
function walk(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.row')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const to = {
    ArrowDown: Math.min(at + 1, rows.length - 1),
    ArrowUp: Math.max(at - 1, 0),
    Home: 0,
    End: rows.length - 1,
  }[event.key];

  if (to !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    rows[to]?.focus();
  }
}
