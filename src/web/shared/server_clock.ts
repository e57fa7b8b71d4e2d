/*
 * What time it is at the server, whose deadlines are drawn: a computer's own
 * clock may be minutes off.  An event is never told before it happened, so
 * the newest of all is the nearest to now.
 */

import type { KundoEvent } from './api';

export class ServerClock {
  private _ahead_ms = -Infinity;

  heard(event: Pick<KundoEvent, 'at'>): void {
    const ahead_ms = Date.parse(event.at) - Date.now();

    /* Those that are told late, after a silence, say less. */
    if (ahead_ms > this._ahead_ms) {
      this._ahead_ms = ahead_ms;
    }
  }

  now_ms(): number {
    return Date.now() + (Number.isFinite(this._ahead_ms) ? this._ahead_ms : 0);
  }
}
