/*
 * What may be done with a conversation, at the end of its head: as buttons,
 * and where there is no room for them in a menu.
 */

import { useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { useDesk, type Desk } from './desk';
import { show_or_hide_details } from './details_switch';
import { Icon, type IconName } from './icons';
import { columns, place } from './place';
import { details } from './settings';

/*
 * Those of ample room go into the menu first, the last of all never; one is
 * there where there is little height, too.
 */
interface Action {
  room: 'room-ample' | 'room-some' | 'room-low' | 'room-last';
  icon: IconName;
  name: string;
  run: () => void;
}

export function Actions(props: { thread: Thread; first: boolean }): VNode {
  const { thread, first } = props;
  const actions = actions_of(useDesk(), thread, first);

  return (
    <>
      {actions.map(({ room, icon, name, run }) => (
        <button
          key={icon}
          type="button"
          class={`button bare icon ${room}`}
          aria-label={name}
          title={name}
          onClick={run}
        >
          <Icon name={icon} />
        </button>
      ))}
      <DetailsSwitch id={thread.id} first={first} />
      <More thread={thread} first={first} actions={actions} />
    </>
  );
}

/* Ends a chat, or goes on with it. */
export function EndButton({ thread }: { thread: Thread }): VNode {
  const { name, run } = ending(useDesk(), thread);

  return (
    <button type="button" class="button quiet room-low" onClick={run}>
      {name}
    </button>
  );
}

function ending(desk: Desk, { id, conversation }: Thread): Action {
  const closed = conversation.value.status === 'closed';

  return {
    room: 'room-low',
    icon: 'closed',
    name: closed ? t('console.reopen') : t('console.close'),
    run: () => void (closed ? desk.reopen(id) : desk.close(id)),
  };
}

function actions_of(desk: Desk, { id, conversation }: Thread, first: boolean) {
  const actions: Action[] = [];

  if (desk.may_transfer(conversation.value)) {
    actions.push({
      room: 'room-some',
      icon: 'forward',
      name: t('console.transfer'),
      run: () => (desk.transferring.value = id),
    });
  }
  actions.push({
    room: 'room-ample',
    icon: 'search',
    name: t('console.find'),
    run: () => (desk.finding.value = id),
  });
  if (columns.value > 0) {
    actions.push({
      room: first ? 'room-ample' : 'room-last',
      icon: first ? 'pin' : 'close',
      name: first ? t('console.beside.pin') : t('console.beside.unpin'),
      run: () => desk.beside.toggle(id),
    });
  }
  return actions;
}

function More(props: {
  thread: Thread;
  first: boolean;
  actions: readonly Action[];
}): VNode {
  const { thread, first, actions } = props;
  const desk = useDesk();
  const id = `more-${thread.id}`;
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const all: readonly Action[] = [
    ...actions.filter(({ room }) => room !== 'room-last'),
    {
      room: 'room-some',
      icon: 'panel',
      name: t('console.details'),
      run: () => {
        desk.beside.focused(first ? null : thread.id);
        show_or_hide_details(desk);
      },
    },
    ending(desk, thread),
  ];

  /* Below its button, at whose end it ends. */
  function place_menu(): void {
    const { bottom, right } = button.current!.getBoundingClientRect();

    menu.current!.style.top = `${bottom}px`;
    menu.current!.style.right = `${innerWidth - right}px`;
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        class="button bare icon more-actions"
        popovertarget={id}
        aria-label={t('console.more')}
        title={t('console.more')}
      >
        <Icon name="more" />
      </button>
      <div
        ref={menu}
        class="menu actions"
        id={id}
        popover="auto"
        role="dialog"
        aria-label={t('console.more')}
        onBeforeToggle={place_menu}
      >
        {all.map(({ room, icon, name, run }) => (
          <button
            key={icon}
            type="button"
            class={`button bare ${room}`}
            onClick={() => {
              menu.current!.hidePopover();
              run();
            }}
          >
            <Icon name={icon} />
            {name}
          </button>
        ))}
      </div>
    </>
  );
}

function DetailsSwitch(props: { id: string; first: boolean }): VNode {
  const { id, first } = props;
  const desk = useDesk();
  const on = desk.beside.details_fit.value
    ? details.value
    : place.value.details;
  const shown = on && desk.beside.active.value === id;
  const before = useRef(false);

  /* A pointer has brought the focus here, and the details with it, before. */
  function press({ detail }: MouseEvent): void {
    const was = detail > 0 ? before.current : shown;

    desk.beside.focused(first ? null : id);
    if (was || !on) {
      show_or_hide_details(desk);
    }
  }

  return (
    <button
      type="button"
      class="button bare icon details-switch room-some"
      aria-label={t('console.details')}
      title={t('console.details')}
      aria-expanded={shown}
      onPointerDown={() => (before.current = shown)}
      onClick={press}
    >
      <Icon name="panel" />
    </button>
  );
}
