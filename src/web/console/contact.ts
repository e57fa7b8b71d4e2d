/*
 * Whether the server can be reached, as the agent is told: not at once, for a
 * reload of the server is over before anybody needs to know, and once aloud.
 */

import { effect, signal } from '@preact/signals';
import { Connection } from '../shared/connection';
import { format_time, t, type Key } from '../shared/i18n';
import { announce } from './notice';

const PATIENCE_MS = 2500;

export interface Lost {
  why: 'offline' | 'restarting' | 'lost';
  since_ms: number;
}

const WORDS: Record<Lost['why'], Key> = {
  offline: 'console.connection.offline',
  restarting: 'console.connection.restarting',
  lost: 'console.connection.lost',
};

export function lost_words({ why, since_ms }: Lost): string {
  return t(WORDS[why], { time: format_time(since_ms) });
}

/* Remembers whether it was the server that said good-bye. */
export class DeskConnection extends Connection {
  restarting = false;

  protected override _lost(opened: boolean, code: number): void {
    if (opened) {
      this.restarting = code === 1012; /* RFC 6455 7.4: service restart */
    }
    super._lost(opened, code);
  }
}

export class Contact {
  /* Null while there is contact, or none for a moment only. */
  readonly lost = signal<Lost | null>(null);
  private readonly _connection: DeskConnection;
  private readonly _stop: () => void;
  private _since_ms = 0;
  private _timer = 0;

  constructor(connection: DeskConnection) {
    this._connection = connection;
    this._stop = effect(() => {
      const state = connection.state.value;

      if (state === 'offline') {
        this._gone();
        this._tell();
      } else if (state === 'reconnecting' || state === 'connecting') {
        this._gone();
        if (this.lost.peek() !== null) {
          this._tell();
        }
      } else {
        this._back();
      }
    });
  }

  stop(): void {
    this._stop();
    clearTimeout(this._timer);
  }

  private _gone(): void {
    if (this._since_ms === 0) {
      this._since_ms = Date.now();
      this._timer = window.setTimeout(() => this._tell(), PATIENCE_MS);
    }
  }

  private _tell(): void {
    const said = this.lost.peek();
    const now: Lost = { why: this._why(), since_ms: this._since_ms };

    clearTimeout(this._timer);
    if (said?.why === now.why) {
      return;
    }
    this.lost.value = now;
    /* That a way back is being tried again is no news of its own. */
    if (said === null) {
      announce(`${lost_words(now)}. ${t('console.connection.kept')}`);
    }
  }

  private _back(): void {
    clearTimeout(this._timer);
    this._since_ms = 0;
    if (this.lost.peek() !== null) {
      this.lost.value = null;
      if (this._connection.state.peek() === 'online') {
        announce(t('console.connection.back'));
      }
    }
  }

  private _why(): Lost['why'] {
    return this._connection.state.peek() === 'offline'
      ? 'offline'
      : this._connection.restarting
        ? 'restarting'
        : 'lost';
  }
}
