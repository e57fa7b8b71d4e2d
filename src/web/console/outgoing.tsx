/*
 * Messages of one's own that the server does not have yet: how they stand,
 * and what their writer may do about it.  They stand where they will stand,
 * and the last has its line for how it is: nothing moves once they are there.
 */

import { Fragment, type VNode } from 'preact';
import type { Message } from '../shared/api';
import { t, type Key } from '../shared/i18n';
import type { Outgoing } from '../shared/outbox';
import { problem_words } from '../shared/problems';
import { Text } from '../shared/text';
import { focus_pane } from './beside';
import { useDesk } from './desk';
import { held_of, held_words } from './desk_outbox';
import { Icon } from './icons';
import { DayItem, SaidBy } from './line_head';
import { head_of, type Said } from './lines';

const STATES: Record<Outgoing['state'], Key> = {
  queued: 'console.outgoing.queued',
  sending: 'console.outgoing.sending',
  held: 'console.outgoing.failed',
  failed: 'console.outgoing.failed',
};

export function OutgoingItems(props: {
  items: readonly Outgoing[];
  last: Message | null;
  closed: boolean;
}): VNode {
  const { agent, clock } = useDesk();
  const from = { ...agent, kind: 'agent' as const };
  const ahead_ms = clock.now_ms() - Date.now();
  let before: Said | undefined = props.last ?? undefined;

  return (
    <>
      {props.items.map((item, n) => {
        const at = new Date(item.created_ms + ahead_ms).toISOString();
        const said = { from, created_at: at };
        const { day, first } = head_of(before, said);

        before = said;
        return (
          <Fragment key={item.cid}>
            {day && <DayItem at={at} />}
            <OutgoingItem
              item={item}
              at={first ? at : null}
              last={n === props.items.length - 1}
              closed={props.closed}
            />
          </Fragment>
        );
      })}
    </>
  );
}

function OutgoingItem(props: {
  item: Outgoing;
  /* Where its writer's name has to stand. */
  at: string | null;
  last: boolean;
  closed: boolean;
}): VNode {
  const { item, at, closed } = props;
  const held = held_of(item);
  const stands = item.state === 'held' || item.state === 'failed';

  return (
    <li
      class="line"
      data-side="own"
      data-first={at !== null}
      data-state={item.state}
    >
      {at !== null && <SaidBy name={t('console.you')} at={at} />}
      <div class="bubble">
        <p dir="auto">
          <Text text={item.text} />
        </p>
      </div>
      {(stands || props.last) && (
        <div class="state" role={stands ? 'alert' : undefined}>
          <Icon name={stands ? 'alert' : 'clock'} />
          <span>
            {t(STATES[item.state])}
            {stands && ' '}
            {item.state === 'failed' && problem_words(item.code)}
            {held !== null && <bdi>{held_words(held)}</bdi>}
          </span>
          {stands && <Choices item={item} closed={closed} />}
        </div>
      )}
    </li>
  );
}

/* In a closed chat nothing can be sent, nor written. */
function Choices(props: { item: Outgoing; closed: boolean }): VNode {
  const { cid, conversation, state } = props.item;
  const { drafts, outbox } = useDesk();
  const choices: readonly (readonly [Key, () => void])[] = [
    ...(props.closed
      ? []
      : ([
          [
            state === 'held' ? 'console.outgoing.anyway' : 'console.again',
            () => outbox.retry(cid),
          ],
          [
            'console.outgoing.edit',
            () => drafts.give_back(conversation, outbox.take_back(cid)),
          ],
        ] as const)),
    ['console.outgoing.discard', () => outbox.discard(cid)],
  ];

  return (
    <span class="acts">
      {choices.map(([key, run]) => (
        <button
          key={key}
          type="button"
          class="link"
          onClick={() => {
            run();
            focus_pane(conversation);
          }}
        >
          {t(key)}
        </button>
      ))}
    </span>
  );
}
