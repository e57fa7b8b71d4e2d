/*
 * The board as the server tells it: read anew whenever it says that something
 * has changed, which it does once for each reading, and after a loss.
 */

import { effect, signal } from '@preact/signals';
import type { Board as Shown, BoardFlow } from '../shared/api';
import type { Connection } from '../shared/connection';
import { LONG_MS } from './waiting';

export class Board {
  readonly shown = signal<Shown | null>(null);
  readonly failed = signal(false);
  private readonly _connection: Connection;
  private readonly _stops: (() => void)[];
  private _reading = false;
  private _again = false;

  constructor(connection: Connection) {
    this._connection = connection;
    this._stops = [
      connection.listen(({ type }) => {
        if (type === 'board.changed') {
          this.read();
        }
      }),
      effect(() => {
        if (connection.state.value === 'online') {
          this.read();
        }
      }),
    ];
  }

  stop(): void {
    this._stops.forEach((stop) => stop());
  }

  /* What changes while it is being read may not be in it. */
  read(): void {
    if (this._reading) {
      this._again = true;
      return;
    }
    this._reading = true;
    this._again = false;
    this._connection
      .request<Shown>('GET', 'v1/board')
      .then(
        (board) => {
          this.failed.value = false;
          this.shown.value = board;
        },
        () => (this.failed.value = true),
      )
      .then(() => {
        this._reading = false;
        if (this._again) {
          this.read();
        }
      });
  }
}

/* What calls for somebody comes first; of equals, by their names. */
export function trouble_of(flow: BoardFlow, now_ms: number): number {
  return is_late(flow, now_ms)
    ? 4
    : flow.queue > 0
      ? 3
      : flow.overdue > 0
        ? 2
        : flow.active === 0
          ? 1
          : 0;
}

export function is_late(flow: BoardFlow, now_ms: number): boolean {
  return (
    flow.waiting_since !== null &&
    now_ms - Date.parse(flow.waiting_since) >= LONG_MS
  );
}

/* 0:07, 12:30, 1:02:30: of one width, whatever it counts. */
export function clock_of(passed_ms: number): string {
  const s = Math.max(0, Math.floor(passed_ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(s / 60) % 60;

  return s < 3600
    ? `${minutes}:${two(s % 60)}`
    : `${Math.floor(s / 3600)}:${two(minutes)}:${two(s % 60)}`;
}
