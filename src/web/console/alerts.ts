/*
 * What calls for the agent's attention: a sound, the number in the title, a
 * flashing title while another tab is in front, a notification on the desktop,
 * and a word to the reader of the screen (S2.1, S4.9).
 */

import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Conversation, KundoEvent, Message } from '../shared/api';
import type { Attention } from '../shared/attention';
import type { Connection } from '../shared/connection';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { unless_seen } from '../shared/look';
import { chime, type Chime } from './chime';
import { notify } from './desktop';
import { is_followed } from './inbox';
import { announce } from './notice';
import { agent_name, person_name } from './people';
import { go } from './place';
import type { Presence } from './presence';
import { count, flash } from './settings';

const FLASH_MS = 1000;

export class Alerts {
  private readonly _me: string;
  private readonly _attention: Attention;
  private readonly _presence: Presence;
  private readonly _is_on_screen: (conversation: string) => boolean;
  /* Chats that stand at this agent; for left messages, all that were seen. */
  private readonly _told = new Set<string>();
  private readonly _flashing = signal('');
  private readonly _stops: (() => void)[];
  private _timer = 0;
  private _stopped = false;

  constructor(options: {
    connection: Connection;
    me: string;
    attention: Attention;
    presence: Presence;
    unread: ReadonlySignal<number>;
    is_on_screen: (conversation: string) => boolean;
  }) {
    this._me = options.me;
    this._attention = options.attention;
    this._presence = options.presence;
    this._is_on_screen = options.is_on_screen;
    this._stops = [
      options.connection.listen((event) => this._apply(event)),
      effect(() => {
        const n = count.value ? options.unread.value : 0;
        const title =
          n > 0 ? `(${n}) ${t('console.title')}` : t('console.title');

        document.title = this._flashing.value || title;
      }),
      effect(() => {
        if (options.attention.attentive.value) {
          this._calm();
        }
      }),
    ];
  }

  stop(): void {
    this._stopped = true;
    this._stops.forEach((stop) => stop());
    this._calm();
    document.title = t('console.title');
  }

  arrived(message: Message, thread: Thread): void {
    const conversation = thread.conversation.peek();

    if (
      message.from.kind === 'bot' ||
      message.from.kind === 'system' ||
      !this._concerns(conversation)
    ) {
      return;
    }
    const name = person_name(message.from);

    if (this._looks_at(conversation.id)) {
      announce(t('console.alert.said', { name, text: message.text }));
    } else {
      unless_seen(message, thread, this._me, () => {
        const now = thread.conversation.peek();

        if (!this._stopped && this._concerns(now)) {
          this._call(
            'message',
            message.id,
            now,
            t('console.alert.message', { name }),
          );
        }
      });
    }
  }

  private _apply(event: KundoEvent): void {
    switch (event.type) {
      case 'conversation.opened':
      case 'conversation.assigned':
      case 'conversation.reopened':
      case 'conversation.updated':
      case 'conversation.closed':
        this._consider(
          event.data,
          event.type === 'conversation.updated' ? null : event.cursor,
        );
        break;
    }
  }

  /* `news` is what it has become hers by, if by anything. */
  private _consider(conversation: Conversation, news?: string | null): void {
    const mine =
      conversation.status !== 'closed' && conversation.agent?.id === this._me;

    if (!mine && !this._is_unclaimed(conversation)) {
      if (this._told.delete(conversation.id) && conversation.agent !== null) {
        announce(
          t('console.alert.taken', {
            name: person_name(conversation.starter),
            agent: agent_name(conversation.agent),
          }),
        );
      }
      return;
    }
    if (news !== null && !this._told.has(conversation.id)) {
      this._call(
        'chat',
        `${conversation.id}:${news}`,
        conversation,
        t('console.alert.chat', { name: person_name(conversation.starter) }),
      );
    }
    this._told.add(conversation.id);
  }

  private _concerns(conversation: Conversation): boolean {
    return (
      is_followed(conversation, this._me) || this._is_unclaimed(conversation)
    );
  }

  /* A message that was left in one of the agent's flows (D2). */
  private _is_unclaimed(conversation: Conversation): boolean {
    const presence = this._presence.state.peek();

    return (
      conversation.status === 'open' &&
      conversation.left_message &&
      conversation.agent === null &&
      presence?.state === 'online' &&
      presence.flows.includes(conversation.flow ?? '')
    );
  }

  private _looks_at(conversation: string): boolean {
    return this._attention.attentive.peek() && this._is_on_screen(conversation);
  }

  private _call(
    kind: Chime,
    id: string,
    about: Conversation,
    words: string,
  ): void {
    void chime(kind, id);
    announce(words);
    notify({
      event: id,
      words,
      about: about.id,
      looked_at: this._attention.attentive.peek(),
      open: () => go(is_followed(about, this._me) ? 'mine' : 'open', about.id),
    });
    if (flash.peek() && !this._attention.attentive.peek()) {
      clearInterval(this._timer);
      this._flashing.value = words;
      this._timer = window.setInterval(() => {
        this._flashing.value = this._flashing.peek() === '' ? words : '';
      }, FLASH_MS);
    }
  }

  private _calm(): void {
    clearInterval(this._timer);
    this._flashing.value = '';
  }
}
