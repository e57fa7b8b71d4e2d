/*
 * S2.6, D1: says to the server that the agent has turned to a chat of hers,
 * which then does not go on to another: something was done in its pane, with
 * a key, a pointer or by scrolling.  That the focus is there is not enough,
 * for it stays when the agent has gone for coffee.
 */

import type { Connection } from '../shared/connection';
import type { Thread } from '../shared/conversations';

const AGAIN_MS = 20000;
const AWAY_MS = 60000;
const ARMED_MS = 1000;

export class Turned {
  private readonly _connection: Connection;
  private readonly _me: string;
  private readonly _done_ms = new Map<string, number>();
  private readonly _told_ms = new Map<string, number>();

  constructor(connection: Connection, me: string) {
    this._connection = connection;
    this._me = me;
  }

  /* Something was done there now. */
  done(thread: Thread): void {
    this._done_ms.set(thread.id, Date.now());
    this._tell(thread);
  }

  /* The clock runs: who was at it a moment ago is still there. */
  armed(thread: Thread): void {
    if (Date.now() - (this._done_ms.get(thread.id) ?? 0) < AWAY_MS) {
      this._tell(thread);
    }
  }

  private _tell(thread: Thread): void {
    const { agent, status, focus_due_at } = thread.conversation.peek();
    const now_ms = Date.now();
    const pause_ms = focus_due_at ? ARMED_MS : AGAIN_MS;

    if (
      agent?.id === this._me &&
      status === 'open' &&
      this._connection.state.peek() === 'online' &&
      now_ms - (this._told_ms.get(thread.id) ?? 0) >= pause_ms
    ) {
      this._told_ms.set(thread.id, now_ms);
      this._connection.post(`v1/conversations/${thread.id}/focus`, {
        focused: true,
      });
    }
  }
}
