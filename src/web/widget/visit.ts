/*
 * One visitor at one flow: who she is, which conversations she has, which one
 * is before her.  Screens read it and call it; it knows nothing of them.
 */

import { batch, computed, effect, signal } from '@preact/signals';
import {
  type ApiError,
  http,
  randomId,
  type Conversation,
  type FlowStatus,
  type Json,
  type Visitor,
} from '../shared/api';
import { watch_attention } from '../shared/attention';
import type { Thread } from '../shared/conversations';
import { Drafts } from '../shared/drafts';
import { locale } from '../shared/i18n';
import { once } from '../shared/once';
import { keep, kept } from '../shared/storage';
import { core_of, stop, type Core } from './core';
import { shown, tell } from './frame';
import type { Fields, FromSite } from './identity';
import type { Parts } from './parts';
import { load_parts } from './parts_loaded';

/*
 *  loading ---nobody known, or no chat going on---> home
 *  loading, home ---a chat---> thread      home ---nobody there---> letter
 *  home, letter ---the flow asks---> ask ---told---> thread, letter
 *  letter ---sent---> thread      thread, letter, ask ---back---> home
 *  any ---log-in over---> ended ---start---> home
 */
export type Screen = 'loading' | 'home' | 'ask' | 'thread' | 'letter' | 'ended';

/* Says that a cookie is worth asking about; holds no secret. */
const KNOWN = 'kundo:visitor';
/* The visitor whom the site has vouched for on this machine. */
export const SUBJECT = 'kundo:subject';

const attention = watch_attention();

/* Of any other there is more to say, which comes with the parts. */
export function is_plain({ status, left_message }: Conversation): boolean {
  return status === 'open' && !left_message;
}

export class Visit {
  readonly flow: string;
  readonly screen = signal<Screen>('loading');
  readonly status = signal<FlowStatus | null>(null);
  /* The flow does not exist, or is not for the public. */
  readonly missing = signal(false);
  readonly visitor = signal<Visitor | null>(null);
  readonly core = signal<Core | null>(null);
  readonly current = signal<string | null>(null);
  readonly busy = signal(false);
  readonly error = signal<unknown>(null);
  /* D7 */
  readonly looking = computed(() => shown.value && attention.attentive.value);
  /* How she becomes a visitor where the site has said who she is. */
  named?: () => Promise<void>;
  /* What the site says of her, and nobody has vouched for. */
  claims: Fields = {};
  readonly parts = signal<Parts | null>(null);
  readonly letters = new Drafts('letter');
  private _turn: Promise<void> = Promise.resolve();
  private _key = '';

  constructor(flow: string) {
    this.flow = flow;
  }

  begin(): Promise<void> {
    return (this._turn = this._begin());
  }

  /* What the site says of her: in order, and once it is known who she was. */
  hear(said: FromSite): void {
    this._turn = this._turn
      .then(() => import('./identity'))
      .then(({ obey }) => obey(said, this, http, tell))
      .catch(() => tell({ kundo: 'error', code: 'unreachable' }));
  }

  private async _begin(): Promise<void> {
    void this.ask_status();
    if (kept(KNOWN) === null) {
      this.screen.value = 'home';
      return;
    }
    this.error.value = null;
    try {
      const visitor = await http<Visitor>('visitor', 'GET', 'v1/visitor');
      this._log_in(visitor);
      void this._first_list();
    } catch (error) {
      if ((error as ApiError).status < 500) {
        keep(KNOWN, null);
        this.screen.value = 'home';
        return;
      }
      this.error.value = error;
    }
  }

  async ask_status(): Promise<void> {
    try {
      this.status.value = await http<FlowStatus>(
        'visitor',
        'GET',
        `v1/flows/${encodeURIComponent(this.flow)}/status`,
      );
    } catch (error) {
      this.missing.value = (error as ApiError).status === 404;
      if (this.missing.value) {
        await this.need_parts();
      }
    }
  }

  /* What few see comes when it is wanted; a second wish tries again. */
  async need_parts(): Promise<Parts | null> {
    if (this.parts.peek() === null) {
      this.busy.value = true;
      this.error.value = null;
      try {
        this.parts.value = await load_parts();
      } catch (error) {
        this.error.value = error;
      }
      this.busy.value = false;
    }
    return this.parts.peek();
  }

  /*
   * S2.1: the click alone starts the chat, before any text is written, unless
   * the flow asks for something first or nobody is there (D2).
   */
  async begin_chat(): Promise<void> {
    const status = this.status.peek();

    if (status?.ask || status?.available === false) {
      (await this.need_parts())?.begin(this);
    } else {
      await this.create();
    }
  }

  /* Nobody is there: the conversation begins with the text. */
  async leave(text: string): Promise<boolean> {
    this._key ||= randomId();
    return this.create({ text, cid: this._key });
  }

  async show(id: string): Promise<void> {
    const core = this.core.peek();
    const conversation = core?.conversations.get(id)?.conversation.peek();

    if (conversation !== undefined && !is_plain(conversation)) {
      await this.need_parts();
    }
    batch(() => {
      this.error.value = null;
      this.current.value = id;
      this.screen.value = 'thread';
    });
    void core?.conversations.open(id);
  }

  to(screen: Screen): void {
    batch(() => {
      this.error.value = null;
      this.current.value = null;
      this.screen.value = screen;
    });
  }

  home(): void {
    this.to('home');
    void this.ask_status();
  }

  thread(): Thread | undefined {
    return this.core.value?.conversations.get(this.current.value ?? '');
  }

  async end(thread: Thread): Promise<void> {
    this.error.value = null;
    try {
      this.core
        .peek()
        ?.conversations.put(
          await http<Conversation>(
            'visitor',
            'POST',
            `v1/conversations/${thread.id}/close`,
            { body: {} },
          ),
        );
    } catch (error) {
      this.error.value = error;
    }
  }

  async create(first: Fields = {}): Promise<boolean> {
    if (this.busy.peek()) {
      return false;
    }
    this._key ||= randomId();
    this.busy.value = true;
    this.error.value = null;
    try {
      const conversation = await this._post({ flow: this.flow, ...first });

      this._key = '';
      this.core.peek()!.conversations.put(conversation);
      void this.show(conversation.id);
      tell({ kundo: 'started', conversation: conversation.id });
      return true;
    } catch (error) {
      this.busy.value = false;
      if ((error as ApiError).code === 'fields_required') {
        /* Since the status was read the flow has begun to ask. */
        this._key = '';
        await this.ask_status();
        if ((await this.need_parts())?.ask(this)) {
          return false;
        }
      }
      this.error.value ??= error;
      return false;
    } finally {
      this.busy.value = false;
    }
  }

  private async _post(body: Json, again = true): Promise<Conversation> {
    await this.ensure();
    try {
      return await http('visitor', 'POST', 'v1/conversations', {
        body,
        idempotency_key: this._key,
      });
    } catch (error) {
      if (!again || (error as ApiError).status !== 401) {
        throw error;
      }
      this.log_out();
      return this._post(body, false);
    }
  }

  async ensure(): Promise<void> {
    await this._turn;
    if (this.core.peek() === null) {
      await (this.named?.() ?? this.become({}));
    }
  }

  async become(fields: { [name: string]: Json }): Promise<void> {
    this._log_in(
      await http<Visitor>('visitor', 'POST', 'v1/visitor', {
        body: { locale: locale.peek(), ...fields },
      }),
    );
  }

  private _log_in(visitor: Visitor): void {
    const core = core_of(visitor);
    const { connection, conversations } = core;

    keep(KNOWN, visitor.id);
    batch(() => {
      this.visitor.value = visitor;
      this.core.value = core;
    });
    connection.start();
    effect(() => {
      if (
        connection.state.value === 'refused' &&
        this.core.peek()?.connection === connection
      ) {
        this._over(core);
      }
    });
    effect(() => {
      tell({ kundo: 'unread', count: conversations.unread.value });
    });
  }

  /*
   * The server has ended her session.  Who the site vouches for may be back,
   * and then has what she had not sent; nobody else can be her again.
   */
  private _over(core: Core): void {
    this.log_out();
    if (kept(SUBJECT) !== core.me) {
      core.outbox.clear();
      core.drafts.clear();
      this.letters.set(this.flow, '', core.me);
    }
    this.screen.value = 'ended';
    void this.need_parts();
  }

  log_out(): void {
    const core = this.core.peek();

    keep(KNOWN, null);
    tell({ kundo: 'unread', count: 0 });
    if (core !== null) {
      stop(core);
    }
    batch(() => {
      this.core.value = null;
      this.visitor.value = null;
      this.current.value = null;
    });
  }

  /* Where she left off: the chat that goes on, if there is one. */
  private async _first_list(): Promise<void> {
    const { conversations } = this.core.peek()!;

    await once(conversations.ready, true);
    if (this.screen.peek() !== 'loading') {
      return;
    }
    const going_on = conversations.list
      .peek()
      .map((thread) => thread.conversation.peek())
      .find(
        (one) =>
          (one.flow ?? this.flow) === this.flow && one.status !== 'closed',
      );

    if (going_on !== undefined) {
      void this.show(going_on.id);
    } else {
      this.screen.value = 'home';
    }
  }
}
