/*
 * An agent's messages on their way out.  What was written before the line was
 * cut goes out when it is known how the chat stands now; where another agent
 * has answered since, or has the chat, it is held until its writer has chosen.
 */

import { effect } from '@preact/signals';
import { ApiError, LostError, type Message } from '../shared/api';
import type { Connection } from '../shared/connection';
import { t, type Key } from '../shared/i18n';
import { Outbox, type Outgoing } from '../shared/outbox';
import { crossing_of, known_of, type Crossing, type Known } from './crossing';
import type { DeskConversations } from './desk_conversations';

export type Held = Crossing | { why: 'closed'; name: '' };

interface DeskOutgoing extends Outgoing {
  /* What its writer knew when she sent it. */
  known?: Known;
  held?: Held;
}

const WHY: Record<Held['why'], Key> = {
  answered: 'console.outgoing.answered',
  taken: 'console.outgoing.taken',
  closed: 'console.outgoing.closed',
};

export interface DeskOutboxOptions {
  connection: Connection;
  person: string;
  conversations: DeskConversations;
  held: (conversation: string, held: Held) => void;
}

export class DeskOutbox extends Outbox {
  private readonly _me: string;
  private readonly _conversations: DeskConversations;
  private readonly _tell: DeskOutboxOptions['held'];
  private readonly _unlook: () => void;
  /* After a cut what is here may be out of date ... */
  private _cuts = 0;
  /* ... but for these, which were read again since. */
  private readonly _current = new Set<string>();

  constructor(options: DeskOutboxOptions) {
    super({
      connection: options.connection,
      person: options.person,
      sent: (message) => options.conversations.add(message),
    });
    let was_online = false;

    this._me = options.person;
    this._conversations = options.conversations;
    this._tell = options.held;
    this._unlook = effect(() => {
      if (options.connection.state.value === 'online') {
        was_online = true;
      } else if (was_online) {
        was_online = false;
        this._cuts++;
        this._current.clear();
      }
    });
  }

  override stop(): void {
    this._unlook();
    super.stop();
  }

  /* Again, or all the same: she knows now what is on her screen. */
  override retry(cid: string): void {
    const item = this._find(cid);

    if (item !== undefined) {
      this._write({ ...item, known: undefined, held: undefined });
      super.retry(cid);
    }
  }

  /* Gives it back, to be written anew. */
  take_back(cid: string): string {
    const text = this._find(cid)?.text ?? '';

    this.discard(cid);
    return text;
  }

  protected override _write(item: DeskOutgoing): void {
    const thread = this._conversations.peek(item.conversation);
    const known = item.known ?? (thread && known_of(thread));

    super._write({ ...item, known } as Outgoing);
  }

  protected override async _send(item: DeskOutgoing): Promise<boolean> {
    try {
      const held = await this._held(item);

      if (this._find(item.cid) === undefined) {
        return true;
      }
      if (held !== null) {
        this._write({ ...item, state: 'held', held });
        this._tell(item.conversation, held);
        return true;
      }
    } catch (error) {
      if (!(error instanceof ApiError) || error.transient) {
        this._later(error instanceof ApiError ? error.retry_after_ms : null);
        return false;
      }
      /* Gone, or out of her sight: the answer to the message says so. */
    }
    return super._send(item);
  }

  private async _held(item: DeskOutgoing): Promise<Held | null> {
    const { cid, conversation, known } = item;

    if (known === undefined) {
      return null;
    }
    const messages = await this._since(conversation, known.seq);
    const now = this._conversations.peek(conversation)?.conversation.peek();

    /* It has arrived already, and only the answer was lost. */
    if (now === undefined || messages.some((message) => message.cid === cid)) {
      return null;
    }
    return now.status === 'closed'
      ? { why: 'closed', name: '' }
      : crossing_of(known, now, messages, this._me);
  }

  private async _since(id: string, seq: number): Promise<readonly Message[]> {
    const thread = this._conversations.peek(id);
    const is_read = thread?.state.peek() === 'ready';
    const cuts = this._cuts;

    if (is_read && (cuts === 0 || this._current.has(id))) {
      return thread.messages.peek();
    }
    const messages = await this._conversations.afresh(id, seq);

    /* What was read of it before a cut is not how it stands now. */
    if (cuts !== this._cuts) {
      throw new LostError();
    }
    if (is_read) {
      this._current.add(id);
    }
    return messages;
  }
}

export function held_of(item: Outgoing): Held | null {
  return (item as DeskOutgoing).held ?? null;
}

export function held_words({ why, name }: Held): string {
  return t(WHY[why], { name });
}
