/*
 * What stands between two messages, in the order of its time: handovers, and
 * the notes of agents (S1.4), which are no messages and have no seq.
 */

import type { VNode } from 'preact';
import type { Note } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { format_full, format_time, t } from '../shared/i18n';
import { Text } from '../shared/text';
import { useDesk, type Desk } from './desk';
import { HandoverItem } from './handover';
import { Icon } from './icons';
import { person_name } from './people';

interface Thing {
  after_seq: number;
  at: string;
  item: VNode;
}

/* Tracked; a handover comes before the note that was written for it. */
export function between(thread: Thread, { inbox }: Desk): Thing[] {
  const { conversations } = inbox;
  const handovers = conversations.handovers(thread).value.map((one) => ({
    after_seq: one.after_seq,
    at: one.at,
    item: <HandoverItem key={one.at} handover={one} thread={thread} />,
  }));
  const notes = conversations.notes(thread).value.map((note) => ({
    after_seq: last_before(thread, note),
    at: note.created_at,
    item: <NoteItem key={note.id} note={note} />,
  }));

  return [...handovers, ...notes].sort(
    (a, b) => +(a.at > b.at) - +(a.at < b.at),
  );
}

/* Nowhere yet, where the messages of its time have not been read. */
function last_before(thread: Thread, { created_at }: Note): number {
  const before = thread.messages.value.filter(
    (message) => message.created_at <= created_at,
  );

  return before[before.length - 1]?.seq ?? (thread.complete.value ? 0 : -1);
}

function NoteItem({ note }: { note: Note }): VNode {
  const { agent } = useDesk();
  const { from, text, created_at } = note;

  return (
    <li class="note">
      <p class="said">
        <Icon name="pen" />
        <bdi class="strong">
          {from.id === agent.id
            ? t('console.note.own')
            : t('console.note.from', { name: person_name(from) })}
        </bdi>{' '}
        <time dateTime={created_at} title={format_full(created_at)}>
          {format_time(created_at)}
        </time>
      </p>
      <p class="note-text" dir="auto">
        <Text text={text} />
      </p>
      <p class="note-whose">{t('console.note.whose')}</p>
    </li>
  );
}
