/* One message each, as it stands or on its way out. */

import { Component, type JSX } from 'preact';
import type { Message } from '../shared/api';
import { format_full, format_time, t } from '../shared/i18n';
import { Icon } from '../shared/icons';
import type { Outbox, Outgoing } from '../shared/outbox';
import { problem_words } from '../shared/problems';
import { initials } from '../shared/rows';
import { Text } from '../shared/text';

export function sender_name(message: Message): string {
  return message.from.name ?? t('panel.team');
}

export function Avatar(props: { name: string | null }): JSX.Element {
  return (
    <span class="avatar" aria-hidden="true">
      {initials(props.name) || <Icon name="chat" size={16} />}
    </span>
  );
}

interface BubbleProps {
  message: Message;
  mine: boolean;
  first: boolean;
  last: boolean;
  /* 'sent' or 'seen' under the last of one's own. */
  mark: 'sent' | 'seen' | null;
  words: string;
}

/* A class, for the sake of not drawing again what has not changed. */
export class Bubble extends Component<BubbleProps> {
  override shouldComponentUpdate(next: BubbleProps): boolean {
    const old = this.props;

    return (
      old.message !== next.message ||
      old.first !== next.first ||
      old.last !== next.last ||
      old.mark !== next.mark ||
      old.words !== next.words
    );
  }

  override render({ message, mine, first, last, mark }: BubbleProps) {
    const name = mine ? t('panel.you') : sender_name(message);

    return (
      <li
        class={`message ${mine ? 'mine' : 'theirs'}${first ? ' first' : ''}`}
        data-seq={message.seq}
      >
        {!mine && first ? <Avatar name={message.from.name} /> : null}
        <p class={first && !mine ? 'name' : 'hidden'}>{name}</p>
        <p class="bubble" dir="auto">
          <Text text={message.text} />
        </p>
        {last || mark ? (
          <p class="meta">
            <time
              dateTime={message.created_at}
              title={format_full(message.created_at)}
            >
              {format_time(message.created_at)}
            </time>
            {mark === 'seen' ? (
              <span class="seen">{t('panel.seen')}</span>
            ) : mark === 'sent' ? (
              <span>{t('panel.sent')}</span>
            ) : null}
          </p>
        ) : null}
      </li>
    );
  }
}

export function Waiting(props: {
  item: Outgoing;
  outbox: Outbox;
  first: boolean;
  last: boolean;
}): JSX.Element {
  const { item, outbox } = props;
  const failed = item.state === 'failed';
  const state = failed ? 'failed' : 'waiting';

  return (
    <li class={`message mine ${state}${props.first ? ' first' : ''}`}>
      <p class="bubble" dir="auto">
        <Text text={item.text} />
      </p>
      {failed ? (
        <div class="meta">
          <span class="why">
            <Icon name="alert" size={14} /> {problem_words(item.code)}
          </span>
          <button
            type="button"
            class="link"
            onClick={() => outbox.retry(item.cid)}
          >
            {t('panel.try_again')}
          </button>
          <button
            type="button"
            class="link"
            onClick={() => outbox.discard(item.cid)}
          >
            {t('panel.discard')}
          </button>
        </div>
      ) : props.last ? (
        <p class="meta">
          <Icon name="clock" size={14} /> {t('panel.sending')}
        </p>
      ) : null}
    </li>
  );
}
