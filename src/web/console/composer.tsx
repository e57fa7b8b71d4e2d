/*
 * Where the agent writes; in its place a gate where another agent has the
 * chat, so that no two answer without knowing.
 */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { Answer } from './answer';
import { TryNow } from './contact_line';
import { useDesk } from './desk';
import { Icon } from './icons';
import { is_followed } from './inbox';
import { agent_name, person_name } from './people';
import { paned } from './place';

const fine = matchMedia('(pointer: fine)');

export function Composer(props: { thread: Thread; first: boolean }): VNode {
  const { thread } = props;
  const { agent, drafts } = useDesk();
  const conversation = thread.conversation.value;
  const joined = useSignal(drafts.written.peek().has(thread.id));

  /* Whoever writes already keeps her text before her eyes. */
  if (!joined.peek() && drafts.written.value.has(thread.id)) {
    joined.value = true;
  }
  const other =
    conversation.agent !== null && conversation.agent.id !== agent.id
      ? agent_name(conversation.agent)
      : null;

  return other !== null &&
    !is_followed(conversation, agent.id) &&
    !joined.value ? (
    <Gate name={other} join={() => (joined.value = true)} />
  ) : (
    <Writing {...props} other={other} />
  );
}

function Gate(props: { name: string; join: () => void }): VNode {
  return (
    <div class="composer">
      <div class="gate">
        <Icon name="people" />
        <p>{t('console.gate', { name: props.name })}</p>
        <button type="button" class="button quiet" onClick={props.join}>
          {t('console.gate.join')}
        </button>
      </div>
    </div>
  );
}

function Writing(props: {
  thread: Thread;
  first: boolean;
  other: string | null;
}): VNode {
  const { thread, other } = props;
  const desk = useDesk();
  const [answer] = useState(() => new Answer(desk, thread));
  const box = useRef<HTMLTextAreaElement>(null);
  const text = answer.text.value;

  /* From the head, and not from where she has gone while it was read. */
  useEffect(() => {
    const at = document.activeElement;

    if (
      props.first &&
      fine.matches &&
      (at === document.body || box.current!.closest('.thread')!.contains(at))
    ) {
      box.current!.focus();
    }
    return () => answer.stop();
  }, [answer]);

  useLayoutEffect(() => grow(box.current!), [text]);

  /* What was on its way is to be written anew. */
  useSignalEffect(() => {
    if (desk.drafts.given.value === thread.id) {
      desk.drafts.given.value = null;
      answer.resume();
    }
  });

  /* Panes and windows change their width; its height is our own doing. */
  useEffect(() => {
    const area = box.current!;
    let width = area.offsetWidth;
    const watch = new ResizeObserver(() => {
      if (area.offsetWidth !== width) {
        width = area.offsetWidth;
        grow(area);
      }
    });

    watch.observe(area);
    return () => watch.disconnect();
  }, []);

  function send(): void {
    if (answer.send()) {
      box.current?.focus();
    }
  }

  function key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      const row =
        document.querySelector<HTMLElement>(
          `.row[data-id="${CSS.escape(thread.id)}"]`,
        ) ?? document.querySelector<HTMLElement>('.row[tabindex="0"]');

      /* Where details have the list's room, they are closed first. */
      if (row !== null && row.offsetParent !== null) {
        event.stopPropagation();
        row.focus();
      }
    } else if (
      event.key === 'Enter' &&
      !event.isComposing &&
      !event.shiftKey &&
      /* With fingers Enter is a new line, and the button sends. */
      (fine.matches || event.ctrlKey || event.metaKey)
    ) {
      event.preventDefault();
      send();
    }
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Company thread={thread} answer={answer} other={other} />
      <div class="write">
        <textarea
          ref={box}
          class="field"
          rows={1}
          dir="auto"
          value={text}
          aria-label={t('console.write.to', {
            name: person_name(thread.conversation.value.starter),
          })}
          aria-describedby={`hint-${thread.id}`}
          placeholder={t('console.write')}
          onInput={(event) => answer.write(event.currentTarget.value)}
          onKeyDown={key}
        />
        <button
          type="submit"
          class="button"
          aria-disabled={text.trim() === '' || answer.excess() > 0}
        >
          <Icon name="send" />
          <span class="send-word">{t('console.send')}</span>
        </button>
      </div>
      <Hint answer={answer} id={`hint-${thread.id}`} />
    </form>
  );
}

/* Who else is at it: has answered, writes now, or has the chat. */
function Company(props: {
  thread: Thread;
  answer: Answer;
  other: string | null;
}): VNode {
  const { thread, answer, other } = props;
  const held = answer.held.value;
  const writer = thread.typing.value.find((person) => person.kind === 'agent');

  return (
    <div role="status">
      {held !== null ? (
        <p class="hint warn">
          <Icon name="alert" />
          {held.why === 'taken'
            ? t('console.held.taken', { name: held.name })
            : t('console.held', { name: held.name })}
        </p>
      ) : writer !== undefined ? (
        <p class="hint warn">
          <Icon name="people" />
          {t('console.company.writes', { name: person_name(writer) })}
        </p>
      ) : other !== null ? (
        <p class="hint">
          <Icon name="people" />
          {t('console.company.has', { name: other })}
        </p>
      ) : thread.conversation.value.agent === null ? (
        <p class="hint">
          <Icon name="info" />
          {t('console.company.nobody')}
        </p>
      ) : null}
    </div>
  );
}

function Hint({ answer, id }: { answer: Answer; id: string }): VNode {
  const excess = answer.excess();
  const lost = useDesk().contact.lost.value;

  return (
    <p class="write-hint" id={id}>
      {excess > 0 ? (
        <span class="bad">{t('console.toolong', { n: excess })}</span>
      ) : lost !== null ? (
        t('console.connection.kept')
      ) : fine.matches ? (
        t('console.write.hint')
      ) : null}
      {!paned.value && <TryNow kind="link" heir=".composer textarea" />}
    </p>
  );
}

/* As high as its text; the sheet sets the most. */
function grow(area: HTMLTextAreaElement): void {
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight + 2}px`;
}
