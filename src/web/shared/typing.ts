/*
 * S2.2: tells the other side that something is being written: at once, then
 * at most every 3 s while it goes on, and off when emptied, sent or left.
 */

import type { Connection } from './connection';

const RENEW_MS = 3000;
const IDLE_MS = 6000; /* a mark lives as long on the other side */

export class TypingMark {
  private readonly _connection: Connection;
  private readonly _path: string;
  private _sent_ms = 0;
  private _timer = 0;

  constructor(connection: Connection, conversation: string) {
    this._connection = connection;
    this._path = `v1/conversations/${conversation}/typing`;
  }

  /* On every change of the text. */
  changed(text: string): void {
    if (text.trim() === '') {
      this.off();
      return;
    }
    if (Date.now() - this._sent_ms >= RENEW_MS) {
      this._sent_ms = Date.now();
      this._connection.post(this._path, { on: true });
    }
    clearTimeout(this._timer);
    this._timer = window.setTimeout(() => {
      this._sent_ms = 0;
    }, IDLE_MS);
  }

  off(): void {
    clearTimeout(this._timer);
    if (this._sent_ms > 0) {
      this._sent_ms = 0;
      this._connection.post(this._path, { on: false });
    }
  }
}
