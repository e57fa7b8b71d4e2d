/*
 * Whether there is life in a socket that looks open.  The server's pings do
 * not reach scripts, hence a cheap question after some silence.
 */

const QUIET_MS = 25000; /* then ask: pings are invisible */
export const DEAD_MS = 65000; /* two of the server's pings missed */
const DOUBT_MS = 5000; /* after sleep or a network change */

export class Pulse {
  private readonly _ask: () => void;
  private readonly _dead: () => void;
  private _heard_ms = 0;
  private _timer = 0;
  private _life = 0;

  constructor(ask: () => void, dead: () => void) {
    this._ask = ask;
    this._dead = dead;
  }

  heard(): void {
    this._heard_ms = Date.now();
  }

  /* From the opening of a socket on. */
  watch(): void {
    clearTimeout(this._timer);
    this._timer = window.setTimeout(() => {
      const silence_ms = Date.now() - this._heard_ms;

      if (silence_ms >= DEAD_MS) {
        this._dead();
        return;
      }
      if (silence_ms >= QUIET_MS) {
        this._ask();
      }
      this.watch();
    }, QUIET_MS / 2);
  }

  /* The machine may have slept or moved. */
  doubt(): void {
    const life = this._life;
    const asked_ms = Date.now();

    if (asked_ms - this._heard_ms > DEAD_MS) {
      this._dead();
      return;
    }
    this._ask();
    setTimeout(() => {
      if (life === this._life && this._heard_ms < asked_ms) {
        this._dead();
      }
    }, DOUBT_MS);
  }

  stop(): void {
    this._life++;
    clearTimeout(this._timer);
  }
}
