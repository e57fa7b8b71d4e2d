/*
 * Everything that one logged-in agent works with, from log-in to log-out.
 */

import { signal } from '@preact/signals';
import type { Agent, Conversation } from '../shared/api';
import { watch_attention, type Attention } from '../shared/attention';
import { t } from '../shared/i18n';
import { Resting } from '../shared/resting';
import { error_words } from '../shared/problems';
import { ServerClock } from '../shared/server_clock';
import { Alerts } from './alerts';
import { Beside } from './beside';
import { Contact, DeskConnection } from './contact';
import { DeskDrafts } from './desk_drafts';
import { DeskOutbox, held_words, type Held } from './desk_outbox';
import { Inbox } from './inbox';
import { tell } from './notice';
import { person_name } from './people';
import { href } from './place';
import { Presence } from './presence';
import { Turned } from './turned';

export class Desk {
  readonly agent: Agent;
  readonly connection = new DeskConnection({ as: 'agent' });
  readonly contact = new Contact(this.connection);
  readonly attention: Attention = watch_attention();
  readonly inbox: Inbox;
  readonly outbox: DeskOutbox;
  readonly resting = new Resting();
  readonly drafts: DeskDrafts;
  readonly presence: Presence;
  readonly alerts: Alerts;
  readonly beside: Beside;
  readonly turned: Turned;
  readonly clock = new ServerClock();
  /* The conversation in which something is being looked for. */
  readonly finding = signal<string | null>(null);
  /* The conversation that is about to be given to somebody else. */
  readonly transferring = signal<string | null>(null);
  /* What was written to whoever gets a chat, when the picker was closed. */
  readonly notes = new Map<string, string>();
  private readonly _unlisten: () => void;

  constructor(agent: Agent) {
    this.agent = agent;
    this.beside = new Beside(agent.id);
    this._unlisten = this.connection.listen((event) => this.clock.heard(event));
    this.inbox = new Inbox({
      connection: this.connection,
      me: agent.id,
      arrived: (message, thread) => this.alerts.arrived(message, thread),
    });
    this.outbox = new DeskOutbox({
      connection: this.connection,
      person: agent.id,
      conversations: this.inbox.conversations,
      held: (id, held) => this._tell_held(id, held),
    });
    this.drafts = new DeskDrafts(agent.id);
    this.turned = new Turned(this.connection, agent.id);
    this.presence = new Presence(this.connection, agent.id);
    this.alerts = new Alerts({
      connection: this.connection,
      me: agent.id,
      attention: this.attention,
      presence: this.presence,
      unread: this.inbox.unread,
      is_on_screen: (id) => this.beside.is_on_screen(id),
    });
  }

  start(): void {
    this.connection.start();
  }

  /* S1.4: its agent, or an administrator. */
  may_transfer({ agent, status }: Conversation): boolean {
    return (
      status !== 'closed' &&
      (agent?.id === this.agent.id || this.agent.role === 'admin')
    );
  }

  stop(): void {
    this._unlisten();
    this.contact.stop();
    this.drafts.stop();
    this.alerts.stop();
    this.presence.stop();
    this.outbox.stop();
    this.resting.stop();
    this.inbox.conversations.stop();
    this.attention.stop();
    this.connection.stop();
  }

  /* Where the chat is on the screen, the message says so itself. */
  private _tell_held(id: string, held: Held): void {
    const chat = this.inbox.conversations.peek(id)?.conversation.peek();

    if (chat !== undefined && !this.beside.is_on_screen(id)) {
      tell(
        t('console.outgoing.unsent', { name: person_name(chat.starter) }),
        held_words(held),
        href(this.inbox.category_of(chat), id),
      );
    }
  }

  close(id: string): Promise<boolean> {
    return this._change(
      t('console.close.refused'),
      this.connection.request<Conversation>(
        'POST',
        `v1/conversations/${id}/close`,
      ),
    );
  }

  reopen(id: string): Promise<boolean> {
    return this._change(
      t('console.reopen.refused'),
      this.connection.request<Conversation>('PATCH', `v1/conversations/${id}`, {
        status: 'open',
      }),
    );
  }

  private async _change(
    refused: string,
    request: Promise<Conversation>,
  ): Promise<boolean> {
    try {
      this.inbox.conversations.put(await request);
      return true;
    } catch (error) {
      tell(refused, error_words(error));
      return false;
    }
  }
}

/*
 * The one that is drawn.  Not a context: a provider keeps the first of its
 * children for ever, and with it each element that was drawn below it.
 */
let drawn: Desk | null = null;

export function draw_desk(desk: Desk): void {
  drawn = desk;
}

export function useDesk(): Desk {
  if (drawn === null) {
    throw new Error('outside of a desk');
  }
  return drawn;
}
