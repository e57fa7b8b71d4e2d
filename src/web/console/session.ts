/*
 * Who is logged in here.  The token is in an HttpOnly cookie: scripts know
 * only the answer to the question.
 *
 *  checking ---200---> in      checking ---401---> out
 *  checking ---no answer---> unreachable ---again---> checking
 *  out ---log-in---> in        in ---refused, log-out---> out
 */

import { effect, signal } from '@preact/signals';
import { ApiError, http, type Session } from '../shared/api';
import { Desk } from './desk';

export type SessionState =
  | { name: 'checking' }
  | { name: 'unreachable' }
  | { name: 'out'; why: 'new' | 'expired' | 'left' }
  | { name: 'in'; desk: Desk };

export type LoginResult =
  | { name: 'ok' }
  | { name: 'wrong' }
  | { name: 'throttled'; wait_ms: number }
  | { name: 'unreachable' }
  | { name: 'failed'; detail: string };

/* When a server that does not say asks for patience. */
const WAIT_MS = 30000;

export const session = signal<SessionState>({ name: 'checking' });

/* Whose session is being ended here: its socket closes before the answer. */
let leaving: Desk | null = null;

/* Tells the other tabs of this browser. */
const tabs = new BroadcastChannel('kundo:session');

tabs.onmessage = () => {
  const now = session.peek();

  if (now.name === 'in') {
    leave(now.desk, 'left');
  } else if (now.name === 'out') {
    void check();
  }
};

export async function check(): Promise<void> {
  session.value = { name: 'checking' };
  try {
    enter(await http<Session>('agent', 'GET', 'v1/session'));
  } catch (error) {
    session.value =
      error instanceof ApiError && !error.transient
        ? { name: 'out', why: 'new' }
        : { name: 'unreachable' };
  }
}

export async function log_in(
  email: string,
  password: string,
): Promise<LoginResult> {
  try {
    enter(
      await http<Session>('agent', 'POST', 'v1/session', {
        body: { email, password },
      }),
    );
    tabs.postMessage('in');
    return { name: 'ok' };
  } catch (error) {
    if (!(error instanceof ApiError)) {
      return { name: 'unreachable' };
    }
    if (error.status === 429) {
      return { name: 'throttled', wait_ms: error.retry_after_ms ?? WAIT_MS };
    }
    if (error.status >= 400 && error.status <= 403) {
      return { name: 'wrong' };
    }
    return { name: 'failed', detail: error.message };
  }
}

/* Nobody is to be given chats for an agent who has gone: offline first. */
export async function log_out(desk: Desk): Promise<void> {
  const state = desk.presence.state.peek();

  try {
    if (state !== null && state.state !== 'offline') {
      await desk.connection.request('PUT', 'v1/presence', {
        state: 'offline',
        flows: state.flows,
        max_chats: state.max_chats,
      });
    }
  } catch {
    /* Then the end of the connection tells (D3). */
  }
  leaving = desk;
  await http('agent', 'DELETE', 'v1/session').catch((error: unknown) => {
    if (!(error instanceof ApiError)) {
      leaving = null;
      throw error;
    }
  });
  desk.outbox.clear();
  desk.drafts.clear();
  desk.beside.clear();
  leave(desk, 'left');
  tabs.postMessage('out');
}

function enter(answer: Session): void {
  const desk = new Desk(answer.agent);

  session.value = { name: 'in', desk };
  desk.start();
  const stop = effect(() => {
    if (desk.connection.state.value === 'refused') {
      queueMicrotask(() => {
        stop();
        leave(desk, leaving === desk ? 'left' : 'expired');
      });
    }
  });
}

function leave(desk: Desk, why: 'expired' | 'left'): void {
  const now = session.peek();

  desk.stop();
  if (now.name === 'in' && now.desk === desk) {
    session.value = { name: 'out', why };
  }
}
