/*
 * One visitor at one flow: who she is, which conversations she has, which one
 * is before her.  Screens read it and call it; it knows nothing of them.
 */

import { batch, computed, effect, signal } from '@preact/signals';
import {
  ApiError,
  http,
  randomId,
  type Conversation,
  type FlowStatus,
  type Json,
  type Message,
  type Page,
  type Visitor,
} from '../shared/api';
import { watch_attention } from '../shared/attention';
import { Connection } from '../shared/connection';
import { Conversations, type Thread } from '../shared/conversations';
import { Drafts } from '../shared/drafts';
import { locale } from '../shared/i18n';
import { Outbox } from '../shared/outbox';
import { keep, kept } from '../shared/storage';
import { shown, tell } from './frame';
import type { FromSite } from './identity';
import { sound } from './sound';

/* What there is once it is known who she is. */
export interface Core {
  me: string;
  connection: Connection;
  conversations: Conversations;
  outbox: Outbox;
  drafts: Drafts;
}

/*
 *  loading ---nobody known, or no chat going on---> home
 *  loading, home ---a chat---> thread      home ---nobody there---> letter
 *  letter ---sent---> thread      thread, letter ---back---> home
 *  any ---log-in over---> ended ---start---> home
 */
export type Screen = 'loading' | 'home' | 'thread' | 'letter' | 'ended';

/* Says that a cookie is worth asking about; holds no secret. */
const KNOWN = 'kundo:visitor';

const LOOK_MS = 500;

const attention = watch_attention();

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
      .catch(() => {});
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
      if (error instanceof ApiError && error.status < 500) {
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
      this.missing.value = error instanceof ApiError && error.status === 404;
    }
  }

  /*
   * S2.1: the click alone starts the chat, before any text is written.  Where
   * nobody is there (D2) it begins with the text.
   */
  begin_chat(): void {
    if (this.status.peek()?.available === false) {
      this.error.value = null;
      this.screen.value = 'letter';
    } else {
      void this._create({ flow: this.flow });
    }
  }

  /* Nobody is there: the conversation begins with the text. */
  async leave(text: string): Promise<boolean> {
    this._key ||= randomId();
    return this._create({ flow: this.flow, text, cid: this._key });
  }

  show(id: string): void {
    batch(() => {
      this.error.value = null;
      this.current.value = id;
      this.screen.value = 'thread';
    });
    void this.core.peek()?.conversations.open(id);
  }

  home(): void {
    batch(() => {
      this.error.value = null;
      this.current.value = null;
      this.screen.value = 'home';
    });
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

  private async _create(body: Json): Promise<boolean> {
    if (this.busy.peek()) {
      return false;
    }
    this._key ||= randomId();
    this.busy.value = true;
    this.error.value = null;
    try {
      const conversation = await this._post_conversation(body);

      this._key = '';
      this.core.peek()!.conversations.put(conversation);
      this.show(conversation.id);
      tell({ kundo: 'started', conversation: conversation.id });
      return true;
    } catch (error) {
      this.error.value = error;
      return false;
    } finally {
      this.busy.value = false;
    }
  }

  private async _post_conversation(body: Json): Promise<Conversation> {
    const options = { body, idempotency_key: this._key };

    await this._ensure();
    try {
      return await http<Conversation>(
        'visitor',
        'POST',
        'v1/conversations',
        options,
      );
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) {
        throw error;
      }
      this.log_out();
      await this._ensure();
      return http('visitor', 'POST', 'v1/conversations', options);
    }
  }

  private async _ensure(): Promise<void> {
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
    const connection = new Connection({ as: 'visitor' });
    const conversations: Conversations = new Conversations({
      connection,
      me: visitor.id,
      list: async () =>
        (
          await connection.request<Page<Conversation>>(
            'GET',
            'v1/conversations?limit=50',
          )
        ).items,
      arrived: (message: Message, thread: Thread) => {
        const { conversation, from } = message;

        tell({ kundo: 'message', conversation, from: from.kind });
        /* Whoever has it before her eyes, in whatever tab, hears nothing. */
        setTimeout(() => {
          const seen = thread.conversation.peek().seen[visitor.id] ?? 0;

          if (from.id !== visitor.id && seen < message.seq) {
            void sound(message);
          }
        }, LOOK_MS);
      },
    });
    const outbox = new Outbox({
      connection,
      person: visitor.id,
      sent: (message) => conversations.add(message),
    });

    connection.listen(({ type, conversation }) => {
      if (type === 'conversation.closed' && conversation !== null) {
        tell({ kundo: 'ended', conversation });
      }
    });
    keep(KNOWN, visitor.id);
    batch(() => {
      this.visitor.value = visitor;
      this.core.value = {
        me: visitor.id,
        connection,
        conversations,
        outbox,
        drafts: new Drafts(`visitor:${visitor.id}`),
      };
    });
    connection.start();
    effect(() => {
      if (
        connection.state.value === 'refused' &&
        this.core.peek()?.connection === connection
      ) {
        this.log_out();
        this.screen.value = 'ended';
      }
    });
    effect(() => {
      tell({ kundo: 'unread', count: conversations.unread.value });
    });
  }

  log_out(): void {
    const core = this.core.peek();

    keep(KNOWN, null);
    tell({ kundo: 'unread', count: 0 });
    core?.connection.stop();
    core?.conversations.stop();
    core?.outbox.stop();
    batch(() => {
      this.core.value = null;
      this.visitor.value = null;
      this.current.value = null;
    });
  }

  /* Where she left off: the chat that goes on, if there is one. */
  private async _first_list(): Promise<void> {
    const { conversations } = this.core.peek()!;

    await new Promise<void>((done) => {
      const stop = conversations.ready.subscribe((ready) => {
        if (ready) {
          queueMicrotask(() => stop());
          done();
        }
      });
    });
    if (this.screen.peek() !== 'loading') {
      return;
    }
    const going_on = conversations.list
      .peek()
      .map((thread) => thread.conversation.peek())
      .find((one) => one.flow === this.flow && one.status !== 'closed');

    if (going_on !== undefined) {
      this.show(going_on.id);
    } else {
      this.screen.value = 'home';
    }
  }
}
