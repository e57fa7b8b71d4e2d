/*
 * What is asked over a socket and not yet answered.  A GET outlives the loss
 * of its socket, and is asked again on the next one; of anything else nobody
 * knows whether it was done.
 */

import { answer, LostError, type Json, type Method } from './api';

interface Pending {
  method: Method;
  text: string;
  sent: boolean;
  timer: number;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

export interface Reply {
  ref: string;
  status: number;
  body?: unknown;
  retry_after?: number;
  /* By HTTP a browser is told how long its cookie lives from now on. */
  renewed?: true;
}

export class Requests {
  private readonly _pending = new Map<string, Pending>();
  private readonly _write: (text: string) => boolean;
  private _ref = 0;

  /* `write` is false when there is no open socket. */
  constructor(write: (text: string) => boolean) {
    this._write = write;
  }

  /* `patient`: it may wait for the first socket, whatever it is. */
  ask<T>(
    method: Method,
    path: string,
    body: Json | undefined,
    timeout_ms: number,
    patient: boolean,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const ref = String(++this._ref);
      const pending: Pending = {
        method,
        text: JSON.stringify({ ref, method, path, body }),
        sent: false,
        timer: window.setTimeout(
          () => this._fail(ref, new LostError('timeout')),
          timeout_ms,
        ),
        resolve: resolve as (value: unknown) => void,
        reject,
      };

      this._pending.set(ref, pending);
      this._send(pending);
      if (!pending.sent && method !== 'GET' && !patient) {
        this._fail(ref, new LostError('offline'));
      }
    });
  }

  /* A socket is open. */
  resume(): void {
    this._pending.forEach((pending) => this._send(pending));
  }

  /* The socket is gone. */
  lost(): void {
    for (const [ref, pending] of this._pending) {
      if (pending.sent && pending.method !== 'GET') {
        this._fail(ref, new LostError());
      }
      pending.sent = false;
    }
  }

  /* There will be no other. */
  end(error: Error): void {
    [...this._pending.keys()].forEach((ref) => this._fail(ref, error));
  }

  answered({ ref, status, body = null, retry_after }: Reply): void {
    const pending = this._take(ref);

    try {
      pending?.resolve(answer(status, body, retry_after && retry_after * 1000));
    } catch (error) {
      pending?.reject(error as Error);
    }
  }

  private _send(pending: Pending): void {
    pending.sent ||= this._write(pending.text);
  }

  private _fail(ref: string, error: Error): void {
    this._take(ref)?.reject(error);
  }

  private _take(ref: string): Pending | undefined {
    const pending = this._pending.get(ref);

    clearTimeout(pending?.timer);
    this._pending.delete(ref);
    return pending;
  }
}
