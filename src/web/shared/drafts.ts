/*
 * What was begun and not yet sent: one draft for each conversation and mode,
 * kept in localStorage so that a reload loses nothing.
 */

export class Drafts {
  private readonly _prefix: string;

  constructor(owner: string) {
    this._prefix = `kundo:draft:${owner}:`;
  }

  get(conversation: string, mode = 'reply'): string {
    try {
      return localStorage.getItem(this._key(conversation, mode)) ?? '';
    } catch {
      return '';
    }
  }

  set(conversation: string, text: string, mode = 'reply'): void {
    try {
      if (text === '') {
        localStorage.removeItem(this._key(conversation, mode));
      } else {
        localStorage.setItem(this._key(conversation, mode), text);
      }
    } catch {
      /* Full or forbidden: the draft lives as long as its page. */
    }
  }

  /* For log-out. */
  clear(): void {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(this._prefix)) {
          localStorage.removeItem(key);
        }
      }
    } catch {
      /* Nothing was kept. */
    }
  }

  private _key(conversation: string, mode: string): string {
    return `${this._prefix}${conversation}:${mode}`;
  }
}
