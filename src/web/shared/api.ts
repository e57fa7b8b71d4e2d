/*
 * The API's shapes (docs/openapi.yaml) and the one way to ask over HTTP.
 * Knows nothing of sockets, storage or screens.
 */

export type As = 'visitor' | 'agent';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

export type PersonKind = 'visitor' | 'agent' | 'bot' | 'system';

export interface Person {
  kind: PersonKind;
  id: string;
  name: string | null;
}

export interface AgentRef {
  id: string;
  name: string | null;
}

export type ConversationKind = 'customer' | 'internal';
export type Channel = 'chat' | 'mail' | 'forum' | 'form' | 'portal' | 'api';
export type ConversationStatus = 'queued' | 'open' | 'closed';

export interface Conversation {
  id: string;
  kind: ConversationKind;
  channel: Channel;
  flow: string | null;
  status: ConversationStatus;
  left_message: boolean;
  agent: AgentRef | null;
  queue_position: number | null;
  item: string | null;
  starter: Person;
  participants: Person[];
  last_seq: number;
  seen: Record<string, number>;
  unread: number;
  last_message?: Message | null;
  created_at: string;
  updated_at: string;
  /* For agents only. */
  waiting_since?: string | null;
  overdue?: boolean;
  focus_due_at?: string | null;
}

export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
}

export interface Message {
  id: string;
  conversation: string;
  seq: number;
  cid: string;
  from: Person;
  text: string;
  attachments: Attachment[];
  mentions: string[];
  created_at: string;
  edited_at: string | null;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

/* Who has a conversation, and where; what is not for the reader is null. */
export interface Side {
  agent: string | null;
  flow: string | null;
}

/* A conversation went from one to the other after message `after_seq`. */
export interface Handover {
  after_seq: number;
  at: string;
  type: 'transferred' | 'agent_gone';
  from: Side;
  to: Side;
  automatic: boolean;
}

/* What agents say to each other about a conversation. */
export interface Note {
  id: string;
  conversation: string;
  from: Person;
  text: string;
  created_at: string;
}

export interface MessagePage extends Page<Message> {
  lines: readonly Handover[];
}

export type Asked = 'name' | 'email' | 'phone';

export interface FlowStatus {
  flow: string;
  available: boolean;
  queue: number;
  opens_at: string | null;
  /* What it wants to know of a visitor before a chat. */
  ask?: Partial<Record<Asked, 'optional' | 'required'>>;
  /* Some of those who are there, and how soon they usually answer. */
  agents?: string[];
  answers_in_s?: number;
}

export interface Visitor {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  verified: boolean;
}

export interface Agent {
  id: string;
  name: string;
  email: string;
  role: 'admin' | 'agent';
}

export interface Session {
  token?: string;
  agent: Agent;
}

export type PresenceState = 'online' | 'busy' | 'offline';

export interface Presence {
  state: PresenceState;
  flows: string[];
  max_chats: number;
  chats: number;
}

export interface Flow {
  id: string;
  name: string;
  public: boolean;
  welcome: string | null;
  /* Outside its opening hours new chats are left messages. */
  open: boolean;
  opens_at: string | null;
  /* S2.6: 0 for never; not there where the server knows nothing of it. */
  auto_transfer_s?: number;
}

export interface TransferTargets {
  agents: {
    id: string;
    name: string;
    available: boolean;
    reason: string | null;
  }[];
  flows: {
    id: string;
    name: string;
    available: boolean;
    reason: string | null;
    active: number;
  }[];
}

export interface BoardAgent {
  id: string;
  name: string;
  state: PresenceState;
  since: string | null;
  flows: string[];
  chats: number;
  max_chats: number;
  overdue: number;
}

export interface BoardFlow {
  id: string;
  name: string;
  public: boolean;
  active: number;
  room: number;
  chats: number;
  queue: number;
  waiting_since: string | null;
  overdue: number;
}

export interface Board {
  at: string;
  agents: BoardAgent[];
  flows: BoardFlow[];
  more: { agents: number; flows: number };
}

interface EventOf<T extends string, D> {
  cursor?: string;
  type: T;
  at: string;
  conversation: string | null;
  data: D;
}

export type KundoEvent =
  | EventOf<
      | 'conversation.opened'
      | 'conversation.assigned'
      | 'conversation.closed'
      | 'conversation.reopened'
      | 'conversation.updated',
      Conversation
    >
  | EventOf<'conversation.queued', { position: number }>
  | EventOf<
      'conversation.transferred',
      {
        from: { agent: string | null; flow: string | null };
        to: { agent: string | null; flow: string | null };
        automatic: boolean;
      }
    >
  | EventOf<'message.created' | 'message.updated' | 'message.deleted', Message>
  | EventOf<'note.created', Note>
  | EventOf<'message.seen', { by: Person; seq: number }>
  | EventOf<'typing', { by: Person; on: boolean }>
  | EventOf<'flow.changed', { flow: string }>
  | EventOf<'presence.changed', { agent: string; state: PresenceState }>
  | EventOf<
      | 'item.created'
      | 'item.updated'
      | 'notification'
      | 'delivery.changed'
      | 'survey.sent'
      | 'board.changed',
      { [key: string]: Json | undefined }
    >
  | EventOf<'hello' | 'reset', Record<string, never>>;

/* RFC 9457; `code` is the stable word to switch on. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
}

/* The server answered, and the answer was no. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    readonly retry_after_ms: number | null = null,
  ) {
    super(problem?.detail ?? problem?.title ?? `status ${status}`);
    this.name = 'ApiError';
  }

  get code(): string {
    return this.problem?.code ?? '';
  }

  /* Asking again later, unchanged, may well succeed. */
  get transient(): boolean {
    return this.status === 429 || this.status === 408 || this.status >= 500;
  }
}

/* No answer came; whether the request was done is not known. */
export class LostError extends Error {
  constructor(why: 'lost' | 'timeout' | 'refused' | 'offline' = 'lost') {
    super(why);
    this.name = 'LostError';
  }
}

/* A short random word that is unique for all practical purposes. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(36).padStart(2, '0')).join('');
}

/*
 * `path` is as in the API, without leading slash: v1/visitor.  Both documents
 * live one folder below the prefix (panel/, console/).
 */
export function apiUrl(as: As, path: string): URL {
  const url = new URL(`../${path}`, location.href);

  url.searchParams.set('as', as);
  return url;
}

function problemOf(body: unknown): Problem | null {
  return typeof body === 'object' && body !== null && 'code' in body
    ? (body as Problem)
    : null;
}

/* Turns a refusal into an ApiError; shared by HTTP and WebSocket answers. */
export function answer<T>(status: number, body: unknown, wait_ms?: number): T {
  if (status >= 200 && status < 300) {
    return body as T;
  }
  throw new ApiError(status, problemOf(body), wait_ms ?? null);
}

const HTTP_MS = 15000;

export interface HttpOptions {
  body?: Json;
  /* Makes a POST that creates safe to repeat. */
  idempotency_key?: string;
}

export async function http<T>(
  as: As,
  method: Method,
  path: string,
  options: HttpOptions = {},
): Promise<T> {
  const signal = AbortSignal.timeout(HTTP_MS);
  const headers: Record<string, string> = { Accept: 'application/json' };

  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (options.idempotency_key !== undefined) {
    headers['Idempotency-Key'] = options.idempotency_key;
  }

  try {
    const reply = await fetch(apiUrl(as, path), {
      method,
      headers,
      body:
        options.body === undefined ? undefined : JSON.stringify(options.body),
      cache: 'no-store',
      signal,
    });
    const text = await reply.text();
    const wait_s = Number(reply.headers.get('Retry-After'));
    let body: unknown = null;

    try {
      body = text === '' ? null : JSON.parse(text);
    } catch {
      /* A proxy's HTML page: the status says enough. */
    }
    return answer<T>(
      reply.status,
      body,
      wait_s > 0 ? wait_s * 1000 : undefined,
    );
  } catch (error) {
    if (error instanceof ApiError) {
      throw error;
    }
    throw new LostError(signal.aborted ? 'timeout' : 'lost');
  }
}
