/* What there is once it is known who she is: her line, chats and outbox. */

import type { Conversation, Message, Page, Visitor } from '../shared/api';
import { Connection } from '../shared/connection';
import { Conversations, type Thread } from '../shared/conversations';
import { Drafts } from '../shared/drafts';
import { unless_seen } from '../shared/look';
import { Outbox } from '../shared/outbox';
import { tell } from './frame';
import { sound } from './sound';

export interface Core {
  me: string;
  connection: Connection;
  conversations: Conversations;
  outbox: Outbox;
  drafts: Drafts;
}

export function core_of({ id: me }: Visitor): Core {
  const connection = new Connection({ as: 'visitor' });
  const conversations: Conversations = new Conversations({
    connection,
    me,
    list: async () =>
      (
        await connection.request<Page<Conversation>>(
          'GET',
          'v1/conversations?limit=50',
        )
      ).items,
    arrived(message: Message, thread: Thread) {
      const { conversation, from } = message;

      tell({ kundo: 'message', conversation, from: from.kind });
      if (from.id !== me) {
        unless_seen(message, thread, me, () => void sound(message));
      }
    },
  });
  const outbox = new Outbox({
    connection,
    person: me,
    sent: (message) => conversations.add(message),
  });

  connection.listen(({ type, conversation }) => {
    if (type === 'conversation.closed' && conversation !== null) {
      tell({ kundo: 'ended', conversation });
    }
  });
  return {
    me,
    connection,
    conversations,
    outbox,
    drafts: new Drafts(`visitor:${me}`),
  };
}

export function stop(core: Core): void {
  core.connection.stop();
  core.conversations.stop();
  core.outbox.stop();
}
