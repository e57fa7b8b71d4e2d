/*
 * The conversations of an agent, who may look for something in all that was
 * ever said.
 */

import type { Message, Page } from '../shared/api';
import { Conversations, type Thread } from '../shared/conversations';

const MOST = 200; /* that the server gives at once */

export class DeskConversations extends Conversations {
  /* As much as can be had before the oldest message that is here. */
  async much_older(thread: Thread): Promise<void> {
    const first = thread.messages.peek()[0];

    if (first !== undefined && first.seq > 1) {
      const page = await this._connection.request<Page<Message>>(
        'GET',
        `v1/conversations/${thread.id}/messages` +
          `?limit=${MOST}&before_seq=${first.seq}`,
      );

      this._add(thread, page.items);
    }
  }
}
