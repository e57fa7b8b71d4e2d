/*
 * An answer that is being written: its draft, the mark that somebody writes,
 * and the pause when another agent has answered meanwhile.
 */

import { signal } from '@preact/signals';
import type { Message } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { TypingMark } from '../shared/typing';
import type { Desk } from './desk';
import { agent_name, person_name } from './people';

const TEXT_MAX_BYTES = 16384; /* KUNDO_TEXT_MAX_BYTES */

export interface Held {
  why: 'answered' | 'taken';
  name: string;
}

export class Answer {
  readonly text = signal('');
  /* What the writer has to know first, and whose doing it is. */
  readonly held = signal<Held | null>(null);
  private readonly _desk: Desk;
  private readonly _thread: Thread;
  private readonly _mark: TypingMark;
  /* The newest message when this answer was begun. */
  private _begun_seq: number;
  /* And whose the chat was. */
  private _begun_agent: string | null;

  constructor(desk: Desk, thread: Thread) {
    this._desk = desk;
    this._thread = thread;
    this._mark = new TypingMark(desk.connection, thread.id);
    this._begun_seq = last_seq(thread);
    this._begun_agent = agent_id(thread);
    this.text.value = desk.drafts.get(thread.id);
  }

  /* S2.2: the other side is told, and a reload loses nothing. */
  write(text: string): void {
    if (this.text.peek().trim() === '') {
      this._begin();
    }
    this.text.value = text;
    this._desk.drafts.set(this._thread.id, text);
    this._mark.changed(text);
  }

  /* How many bytes too long. */
  excess(): number {
    const text = this.text.value;

    return text.length * 3 <= TEXT_MAX_BYTES
      ? 0
      : Math.max(0, new TextEncoder().encode(text).length - TEXT_MAX_BYTES);
  }

  /* True when it went out; not when empty, too long, or held once. */
  send(): boolean {
    const text = this.text.peek().trim();
    const crossing = this._crossing();

    if (text === '' || this.excess() > 0) {
      return false;
    }
    if (crossing !== null) {
      this._begin();
      this.held.value = crossing;
      return false;
    }
    this._desk.outbox.add(this._thread.id, text);
    this.held.value = null;
    this.write('');
    return true;
  }

  stop(): void {
    this._mark.off();
  }

  /* From here on what others do is news. */
  private _begin(): void {
    this._begun_seq = last_seq(this._thread);
    this._begun_agent = agent_id(this._thread);
    this.held.value = null;
  }

  /* What another agent has done since this answer was begun. */
  private _crossing(): Held | null {
    const message = this._message();
    const { agent } = this._thread.conversation.peek();

    if (message !== null) {
      return { why: 'answered', name: person_name(message.from) };
    }
    return agent !== null &&
      agent.id !== this._begun_agent &&
      agent.id !== this._desk.agent.id
      ? { why: 'taken', name: agent_name(agent) }
      : null;
  }

  private _message(): Message | null {
    const messages = this._thread.messages.peek();
    let n = messages.length;

    while (n > 0 && messages[n - 1]!.seq > this._begun_seq) {
      const message = messages[--n]!;

      if (
        message.from.kind === 'agent' &&
        message.from.id !== this._desk.agent.id
      ) {
        return message;
      }
    }
    return null;
  }
}

function agent_id(thread: Thread): string | null {
  return thread.conversation.peek().agent?.id ?? null;
}

function last_seq(thread: Thread): number {
  return thread.last.peek()?.seq ?? 0;
}
