/*
 * Where the agent writes.  It keeps its draft over a reload, tells the others
 * that somebody writes, and lets no two agents answer without knowing.
 */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Message } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { TypingMark } from '../shared/typing';
import { useDesk } from './desk';
import { Icon } from './icons';
import { is_followed } from './inbox';
import { agent_name, person_name } from './people';

const TEXT_MAX_BYTES = 16384; /* KUNDO_TEXT_MAX_BYTES */

const fine = matchMedia('(pointer: fine)');

export function Composer({ thread }: { thread: Thread }): VNode {
  const { agent, connection, drafts, outbox } = useDesk();
  const conversation = thread.conversation.value;
  const box = useRef<HTMLTextAreaElement>(null);
  const text = useSignal(drafts.get(thread.id));
  const joined = useSignal(text.peek() !== '');
  const held = useSignal<Message | null>(null);
  /* The newest message when this answer was begun. */
  const begun = useRef(last_seq(thread));
  const typing = useRef<TypingMark | null>(null);
  const others =
    conversation.agent !== null && conversation.agent.id !== agent.id;
  const outside = others && !is_followed(conversation, agent.id);
  const too_long = bytes(text.value) > TEXT_MAX_BYTES;

  useEffect(() => {
    const mark = new TypingMark(connection, thread.id);

    typing.current = mark;
    if (fine.matches) {
      box.current?.focus();
    }
    return () => mark.off();
  }, [thread]);

  useSignalEffect(() => {
    drafts.set(thread.id, text.value);
  });

  useLayoutEffect(() => {
    const area = box.current;

    if (area !== null) {
      area.style.height = 'auto';
      area.style.height = `${area.scrollHeight + 2}px`;
    }
  }, [text.value, joined.value]);

  function write(value: string): void {
    if (text.peek().trim() === '') {
      begun.current = last_seq(thread);
      held.value = null;
    }
    text.value = value;
    typing.current?.changed(value);
  }

  function send(): void {
    const answer = text.peek().trim();
    const crossing = crossed(thread, agent.id, begun.current);

    if (answer === '' || bytes(answer) > TEXT_MAX_BYTES) {
      return;
    }
    if (crossing !== null) {
      begun.current = crossing.seq;
      held.value = crossing;
      return;
    }
    outbox.add(thread.id, answer);
    text.value = '';
    held.value = null;
    typing.current?.off();
    box.current?.focus();
  }

  function key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      document.querySelector<HTMLElement>('.row[aria-current]')?.focus();
      return;
    }
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) {
      return;
    }
    /* With fingers Enter is a new line, and the button sends. */
    if (event.ctrlKey || event.metaKey || fine.matches) {
      event.preventDefault();
      send();
    }
  }

  if (outside && !joined.value) {
    return (
      <div class="composer">
        <div class="gate">
          <Icon name="people" />
          <p>{t('console.gate', { name: agent_name(conversation.agent!) })}</p>
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              joined.value = true;
              queueMicrotask(() =>
                requestAnimationFrame(() => box.current?.focus()),
              );
            }}
          >
            {t('console.gate.join')}
          </button>
        </div>
      </div>
    );
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div role="status">
        {held.value !== null ? (
          <p class="hint warn">
            <Icon name="alert" />
            {t('console.held', { name: person_name(held.value.from) })}
          </p>
        ) : (
          <Company thread={thread} others={others} />
        )}
      </div>
      <div class="write">
        <textarea
          ref={box}
          class="field"
          rows={1}
          dir="auto"
          value={text.value}
          aria-label={t('console.write.to', {
            name: person_name(conversation.starter),
          })}
          aria-describedby="write-hint"
          placeholder={t('console.write')}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={key}
        />
        <button
          type="submit"
          class="button"
          aria-disabled={text.value.trim() === '' || too_long}
        >
          <Icon name="send" />
          <span class="send-word">{t('console.send')}</span>
        </button>
      </div>
      <p class="write-hint" id="write-hint">
        {too_long ? (
          <span class="bad">
            {t('console.toolong', {
              n: bytes(text.value) - TEXT_MAX_BYTES,
            })}
          </span>
        ) : fine.matches ? (
          t('console.write.hint')
        ) : null}
      </p>
    </form>
  );
}

/* Who else is at it: writing now, or the one who has the chat. */
function Company(props: { thread: Thread; others: boolean }): VNode | null {
  const { thread, others } = props;
  const conversation = thread.conversation.value;
  const writer = thread.typing.value.find((person) => person.kind === 'agent');

  if (writer !== undefined) {
    return (
      <p class="hint warn">
        <Icon name="people" />
        {t('console.company.writes', { name: person_name(writer) })}
      </p>
    );
  }
  if (others) {
    return (
      <p class="hint">
        <Icon name="people" />
        {t('console.company.has', { name: agent_name(conversation.agent!) })}
      </p>
    );
  }
  if (conversation.agent === null) {
    return (
      <p class="hint">
        <Icon name="info" />
        {t('console.company.nobody')}
      </p>
    );
  }
  return null;
}

/* Another agent's message that came after this answer was begun. */
function crossed(thread: Thread, me: string, begun: number): Message | null {
  const messages = thread.messages.peek();
  let n = messages.length;

  while (n > 0 && messages[n - 1]!.seq > begun) {
    const message = messages[--n]!;

    if (message.from.kind === 'agent' && message.from.id !== me) {
      return message;
    }
  }
  return null;
}

function last_seq(thread: Thread): number {
  return thread.last.peek()?.seq ?? 0;
}

function bytes(text: string): number {
  return text.length * 3 < TEXT_MAX_BYTES
    ? text.length
    : new TextEncoder().encode(text).length;
}
