/*
 * All figures of one period, read together: what stands on the page fits
 * together, and the old figures stay until the new ones are there, or are late.
 */

import { effect, signal } from '@preact/signals';
import { ApiError } from '../../shared/api';
import type { Connection } from '../../shared/connection';
import {
  path_of,
  type Conversations,
  type ResponseTimes,
  type Transfers,
} from './answers';
import { choice, days, period_key, type By, type Of } from './choice';
import { span_of, type Days, type Span } from './period';

/* Well within the half second after a click in which things may move. */
const QUICK_MS = 300;

export interface Figures {
  days: Days;
  span: Span;
  by: By;
  of: Of;
  utc: boolean;
  read_at: number;
  chats: Conversations;
  /* All of them, and those that are asked for. */
  answers: ResponseTimes;
  responses: ResponseTimes;
  transfers: Transfers;
}

export class Report {
  readonly shown = signal<Figures | null>(null);
  readonly reading = signal(false);
  /* For so long that what is shown gives way before they come. */
  readonly slow = signal(false);
  readonly failed = signal<unknown>(null);
  private readonly _connection: Connection;
  private readonly _stops: (() => void)[];
  private _asked = '';
  private _generation = 0;

  constructor(connection: Connection) {
    this._connection = connection;
    this._stops = [
      effect(() => {
        const asked = `${period_key.value} ${choice.value.by} ${choice.value.of}`;

        if (asked !== this._asked) {
          this._asked = asked;
          void this.read();
        }
      }),
      effect(() => {
        if (
          connection.state.value === 'online' &&
          this.failed.peek() !== null
        ) {
          /* Nobody has done anything just now. */
          void this.read(0);
        }
      }),
    ];
  }

  stop(): void {
    this._generation++;
    this._stops.forEach((stop) => stop());
  }

  /* Shown until it is read anew, if it is of what is asked. */
  remember(figures: Figures | null): void {
    if (
      figures !== null &&
      figures.by === choice.peek().by &&
      figures.of === choice.peek().of &&
      figures.days.first === days.peek().first &&
      figures.days.last === days.peek().last
    ) {
      this.shown.value = figures;
    }
  }

  async read(quick_ms = QUICK_MS): Promise<void> {
    const generation = ++this._generation;
    const patience = setTimeout(() => {
      if (generation === this._generation && this.shown.peek() !== null) {
        this.slow.value = true;
      }
    }, quick_ms);

    this.reading.value = true;
    this.failed.value = null;
    try {
      const figures = await this._ask(time_zone()).catch((error: unknown) =>
        /* A server that has no such time zone. */
        error instanceof ApiError && error.status === 400
          ? this._ask(null)
          : Promise.reject(error),
      );

      if (generation === this._generation) {
        this.shown.value = figures;
      }
    } catch (error) {
      if (generation === this._generation) {
        this.failed.value = error;
      }
    }
    clearTimeout(patience);
    if (this.slow.peek()) {
      await painted();
    }
    if (generation === this._generation) {
      this.reading.value = false;
      this.slow.value = false;
    }
  }

  private async _ask(zone: string | null): Promise<Figures> {
    const { by, of } = choice.peek();
    const shown = days.peek();
    const span = span_of(shown);
    const groups = by_in(by, zone);
    const ask = <T>(figures: string, more: string): Promise<T> =>
      this._connection.request<T>('GET', path_of(figures, span, more));
    const [chats, answers, responses, transfers] = await Promise.all([
      ask<Conversations>('conversations', groups),
      ask<ResponseTimes>('responses', groups),
      of === 'all'
        ? undefined
        : ask<ResponseTimes>('responses', `${groups}&of=${of}`),
      ask<Transfers>('transfers', ''),
    ]);

    return {
      days: shown,
      span,
      by,
      of,
      utc: zone === null,
      read_at: Date.now(),
      chats,
      answers,
      responses: responses ?? answers,
      transfers,
    };
  }
}

/* What has come has its place by then; it is seen only from now on. */
function painted(): Promise<unknown> {
  return new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(done)),
  );
}

/* Null where the browser knows of none: then days are those of UTC. */
function time_zone(): string | null {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || null;
}

function by_in(by: By, zone: string | null): string {
  return by !== 'day' || zone === null
    ? `by=${by}`
    : `by=day&tz=${encodeURIComponent(zone)}`;
}

/* How the groups of these figures were asked for. */
export function by_of({ by, utc }: Figures): string {
  return by_in(by, utc ? null : time_zone());
}

/* Whether anything at all has happened. */
export function is_empty({ chats, answers, transfers }: Figures): boolean {
  return (
    chats.items.length === 0 &&
    answers.items.length === 0 &&
    transfers.total.agents.count === 0 &&
    transfers.total.flows.count === 0
  );
}
