/*
 * An answer that is being written: its draft, the mark that somebody writes,
 * and the pause when another agent has answered meanwhile.
 */

import { signal } from '@preact/signals';
import type { Thread } from '../shared/conversations';
import { TypingMark } from '../shared/typing';
import { crossing_of, known_of, type Crossing, type Known } from './crossing';
import type { Desk } from './desk';

const TEXT_MAX_BYTES = 16384; /* KUNDO_TEXT_MAX_BYTES */

export class Answer {
  readonly text = signal('');
  readonly held = signal<Crossing | null>(null);
  private readonly _desk: Desk;
  private readonly _thread: Thread;
  private readonly _mark: TypingMark;
  /* How the chat stood when this answer was begun. */
  private _begun: Known;

  constructor(desk: Desk, thread: Thread) {
    this._desk = desk;
    this._thread = thread;
    this._mark = new TypingMark(desk.connection, thread.id);
    this._begun = known_of(thread);
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

  /* What was taken back from the way out stands in the draft now. */
  resume(): void {
    this._begin();
    this.text.value = this._desk.drafts.get(this._thread.id);
  }

  /* From here on what others do is news. */
  private _begin(): void {
    this._begun = known_of(this._thread);
    this.held.value = null;
  }

  /* What another agent has done since this answer was begun. */
  private _crossing(): Crossing | null {
    return crossing_of(
      this._begun,
      this._thread.conversation.peek(),
      this._thread.messages.peek(),
      this._desk.agent.id,
    );
  }
}
