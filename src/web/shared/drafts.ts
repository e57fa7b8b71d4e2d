/*
 * What was begun and not yet sent: one draft for each conversation and mode,
 * kept in localStorage so that a reload loses nothing.
 */

import { keep, kept, kept_keys } from './storage';

export class Drafts {
  protected readonly _prefix: string;

  constructor(owner: string) {
    this._prefix = `kundo:draft:${owner}:`;
  }

  get(conversation: string, mode = 'reply'): string {
    return kept(this._key(conversation, mode)) ?? '';
  }

  set(conversation: string, text: string, mode = 'reply'): void {
    keep(this._key(conversation, mode), text === '' ? null : text);
  }

  /* For log-out. */
  clear(): void {
    kept_keys(this._prefix).forEach((key) => keep(key, null));
  }

  private _key(conversation: string, mode: string): string {
    return `${this._prefix}${conversation}:${mode}`;
  }
}
