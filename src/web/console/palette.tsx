/*
 * Ctrl-K: finds a conversation or a command by a few letters.
 */

import { useComputed, useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { t } from '../shared/i18n';
import { focus_pane } from './beside';
import { useDesk, type Desk } from './desk';
import { show_or_hide_details } from './details_switch';
import { fold } from './fold';
import { Icon, type IconName } from './icons';
import { Modal } from './modal';
import { go_next } from './next';
import { person_name } from './people';
import { pages_of } from './pages';
import { CATEGORIES, columns, go, page_href, type Category } from './place';
import { STATE_NAMES, STATES } from './presence_menu';
import { category_name } from './rail';
import { log_out } from './session';
import { sound } from './settings';
import { tell } from './notice';

const CONVERSATIONS_MAX = 8;

interface Entry {
  id: string;
  icon: IconName;
  text: string;
  hint: string;
  run: () => void;
}

export function Palette(props: { close: () => void; keys: () => void }): VNode {
  const desk = useDesk();
  const query = useSignal('');
  const at = useSignal(0);
  const found = useComputed(() => {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    const fits = (entry: Entry): boolean =>
      words.every((word) => fold(`${entry.text} ${entry.hint}`).includes(word));

    const chats = conversations(desk).filter(fits).slice(0, CONVERSATIONS_MAX);
    const at_hand = here(desk).filter(fits);
    const others = commands(desk, props.keys).filter(fits);

    /* Whoever has not written anything yet means what is before her. */
    return words.length === 0
      ? [...at_hand, ...chats, ...others]
      : [...chats, ...at_hand, ...others];
  }).value;
  const chosen = Math.min(at.value, found.length - 1);

  function run(entry: Entry | undefined): void {
    if (entry !== undefined) {
      props.close();
      /* Not while the dialog still keeps the focus to itself. */
      setTimeout(entry.run);
    }
  }

  function key(event: KeyboardEvent): void {
    const n = found.length;

    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      at.value = (chosen + (event.key === 'ArrowDown' ? 1 : n - 1)) % n;
      document
        .getElementById(`entry-${at.value}`)
        ?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      run(found[chosen]);
    }
  }

  return (
    <Modal
      kind="palette"
      label={t('console.palette.title')}
      close={props.close}
    >
      <input
        class="palette-query"
        type="text"
        autofocus
        autocomplete="off"
        spellcheck={false}
        role="combobox"
        aria-expanded="true"
        aria-controls="entries"
        aria-autocomplete="list"
        aria-activedescendant={chosen < 0 ? undefined : `entry-${chosen}`}
        aria-label={t('console.palette.title')}
        placeholder={t('console.palette.hint')}
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          at.value = 0;
        }}
        onKeyDown={key}
      />
      <Entries
        found={found}
        chosen={chosen}
        choose={(n) => (at.value = n)}
        run={run}
      />
      <p class="blank-line" role="status">
        {found.length === 0 && (
          <>
            <Icon name="search" />
            {t('console.palette.nothing')}
          </>
        )}
      </p>
    </Modal>
  );
}

function Entries(props: {
  found: Entry[];
  chosen: number;
  choose: (n: number) => void;
  run: (entry: Entry) => void;
}): VNode {
  return (
    <ul
      class="entries"
      id="entries"
      role="listbox"
      aria-label={t('console.palette.found')}
    >
      {props.found.map((entry, n) => (
        <li
          key={entry.id}
          id={`entry-${n}`}
          class="entry"
          role="option"
          aria-selected={n === props.chosen}
          onClick={() => props.run(entry)}
          onPointerMove={() => props.choose(n)}
        >
          <Icon name={entry.icon} />
          <span class="entry-text" dir="auto">
            {entry.text}
          </span>
          <span class="faint" dir="auto">
            {entry.hint}
          </span>
        </li>
      ))}
    </ul>
  );
}

function conversations(desk: Desk): Entry[] {
  return desk.inbox.conversations.list.value.map((thread) => {
    const conversation = thread.conversation.value;
    const category = desk.inbox.category_of(conversation);

    return {
      id: thread.id,
      icon: category,
      text: person_name(conversation.starter),
      hint:
        thread.last.value?.text.slice(0, 80) ??
        desk.presence.flow_name(conversation.flow),
      run: () => visit(desk, category, thread.id),
    };
  });
}

function commands(desk: Desk, keys: () => void): Entry[] {
  const hint = t('console.palette.command');

  return [
    {
      id: 'next',
      icon: 'clock',
      text: t('console.sheet.next'),
      hint,
      run: () => void go_next(desk),
    },
    ...CATEGORIES.map((category) => ({
      id: category,
      icon: category as IconName,
      text: t('console.palette.go', { name: category_name(category) }),
      hint,
      run: () => go(category),
    })),
    ...pages_of(desk).map(({ page, name, icon }) => ({
      id: page,
      icon,
      text: t('console.palette.go', { name: t(name) }),
      hint,
      run: () => void (location.hash = page_href(page)),
    })),
    ...STATES.map((state) => ({
      id: state,
      icon: 'bell' as const,
      text: t('console.palette.presence', { name: t(STATE_NAMES[state]) }),
      hint,
      run: () => void desk.presence.go(state),
    })),
    {
      id: 'sound',
      icon: 'bell',
      text: sound.value ? t('console.sound.off') : t('console.sound.on'),
      hint,
      run: () => (sound.value = !sound.peek()),
    },
    {
      id: 'keys',
      icon: 'keyboard',
      text: t('console.sheet.title'),
      hint,
      run: keys,
    },
    {
      id: 'logout',
      icon: 'back',
      text: t('console.logout'),
      hint,
      run: () =>
        void log_out(desk).catch(() => tell(t('console.logout.failed'))),
    },
  ];
}

/* What may be done with the conversation that is open. */
function here(desk: Desk): Entry[] {
  const id = desk.beside.active.value;
  const thread = id === null ? undefined : desk.inbox.conversations.get(id);

  if (thread === undefined) {
    return [];
  }
  const { starter, status } = thread.conversation.value;
  const closed = status === 'closed';
  const hint = person_name(starter);

  return [
    {
      id: 'find',
      icon: 'search',
      text: t('console.find'),
      hint,
      run: () => (desk.finding.value = thread.id),
    },
    ...(desk.may_transfer(thread.conversation.value)
      ? [
          {
            id: 'transfer',
            icon: 'forward' as const,
            text: t('console.transfer'),
            hint,
            run: () => (desk.transferring.value = thread.id),
          },
        ]
      : []),
    {
      id: 'details',
      icon: 'panel',
      text: t('console.details'),
      hint,
      run: () => show_or_hide_details(desk),
    },
    ...(columns.value === 0
      ? []
      : [
          {
            id: 'beside',
            icon: 'pin' as const,
            text: desk.beside.shown.value.includes(thread.id)
              ? t('console.beside.unpin')
              : t('console.beside.pin'),
            hint,
            run: () => desk.beside.toggle(thread.id),
          },
        ]),
    /* Last: what ends a chat is not what a quick Enter means. */
    {
      id: 'close',
      icon: 'closed',
      text: closed ? t('console.reopen') : t('console.close'),
      hint,
      run: () => void (closed ? desk.reopen(thread.id) : desk.close(thread.id)),
    },
  ];
}

function visit(desk: Desk, category: Category, id: string): void {
  if (desk.beside.shown.peek().includes(id)) {
    focus_pane(id);
  } else {
    go(category, id);
  }
}
