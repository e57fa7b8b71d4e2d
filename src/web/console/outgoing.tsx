/*
 * A message of one's own that the server does not have yet: how it stands,
 * and what its writer may do about it.
 */

import type { VNode } from 'preact';
import { t, type Key } from '../shared/i18n';
import type { Outgoing } from '../shared/outbox';
import { problem_words } from '../shared/problems';
import { Text } from '../shared/text';
import { focus_pane } from './beside';
import { useDesk } from './desk';
import { held_of, held_words } from './desk_outbox';
import { Icon } from './icons';

const STATES: Record<Outgoing['state'], Key> = {
  queued: 'console.outgoing.queued',
  sending: 'console.outgoing.sending',
  held: 'console.outgoing.failed',
  failed: 'console.outgoing.failed',
};

export function OutgoingItem(props: {
  item: Outgoing;
  closed: boolean;
}): VNode {
  const { item, closed } = props;
  const held = held_of(item);
  const stands = item.state === 'held' || item.state === 'failed';

  return (
    <li class="line" data-side="own" data-state={item.state}>
      <div class="bubble">
        <p dir="auto">
          <Text text={item.text} />
        </p>
      </div>
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
