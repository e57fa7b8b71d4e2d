/*
 * An agent's drafts, and which conversations have one: written here, before a
 * reload, or in another tab of this browser.
 */

import { signal } from '@preact/signals';
import { Drafts } from '../shared/drafts';
import { kept_keys } from '../shared/storage';

export class DeskDrafts extends Drafts {
  readonly written = signal<ReadonlySet<string>>(new Set());
  /* The conversation whose draft was given back to its writer. */
  readonly given = signal<string | null>(null);

  constructor(owner: string) {
    super(owner);
    this._read();
    addEventListener('storage', this._heard);
  }

  stop(): void {
    removeEventListener('storage', this._heard);
  }

  override set(conversation: string, text: string, mode?: string): void {
    const written = this.written.peek();
    const is_there = text.trim() !== '';

    super.set(conversation, text, mode);
    if (written.has(conversation) !== is_there) {
      const next = new Set(written);

      is_there ? next.add(conversation) : next.delete(conversation);
      this.written.value = next;
    }
  }

  /* What was on its way comes before what was begun since. */
  give_back(conversation: string, text: string): void {
    const begun = this.get(conversation);

    this.set(conversation, begun === '' ? text : `${text}\n${begun}`);
    this.given.value = conversation;
  }

  override clear(): void {
    super.clear();
    this.written.value = new Set();
  }

  /* Null when all of it was cleared. */
  private readonly _heard = ({ key }: StorageEvent): void => {
    if (key === null || key.startsWith(this._prefix)) {
      this._read();
    }
  };

  private _read(): void {
    this.written.value = new Set(
      kept_keys(this._prefix)
        .map((key) => key.slice(this._prefix.length).split(':')[0]!)
        .filter((conversation) => this.get(conversation).trim() !== ''),
    );
  }
}
