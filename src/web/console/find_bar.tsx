/*
 * The field in the head of a thread for finding something in it.  Enter goes
 * to what is older, for one begins at the end; Shift-Enter comes back.
 */

import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Thread } from '../shared/conversations';
import { format_time, t } from '../shared/i18n';
import { focus_pane } from './beside';
import { useDesk } from './desk';
import { Find } from './find';
import { mark, paint, reveal, scroller_of } from './found';
import { Icon } from './icons';
import { announce } from './notice';
import { person_name } from './people';

/* So long nothing has changed before it is told aloud. */
const QUIET_MS = 600;

export function FindBar({ thread }: { thread: Thread }): VNode {
  const desk = useDesk();
  const [find] = useState(() => new Find(desk.inbox.conversations, thread));
  const field = useRef<HTMLInputElement>(null);
  const name = person_name(thread.conversation.value.starter);

  useEffect(() => {
    const before = document.activeElement;

    field.current!.focus();
    return () => {
      find.stop();
      if (
        before instanceof HTMLElement &&
        before !== document.body &&
        before.isConnected
      ) {
        before.focus();
      } else {
        focus_pane(thread.id);
      }
    };
  }, []);
  useShown(find, thread);
  useTold(find);

  function key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      desk.finding.value = null;
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      find.go(event.shiftKey ? -1 : 1);
    }
  }

  return (
    <div class="find" role="search" onKeyDown={key}>
      <Icon name="search" />
      <input
        ref={field}
        class="field"
        type="text"
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        aria-label={t('console.find.in', { name })}
        placeholder={t('console.find.in', { name })}
        value={find.query.value}
        onInput={(event) => find.look(event.currentTarget.value)}
      />
      <span class="found" aria-hidden="true">
        {count_words(find)}
      </span>
      <Step find={find} step={1} />
      <Step find={find} step={-1} />
      <button
        type="button"
        class="button bare icon"
        aria-label={t('console.find.close')}
        title={t('console.find.close')}
        onClick={() => (desk.finding.value = null)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

function Step({ find, step }: { find: Find; step: 1 | -1 }): VNode {
  const name = step > 0 ? t('console.find.older') : t('console.find.newer');

  return (
    <button
      type="button"
      class="button bare icon"
      aria-label={name}
      title={name}
      aria-disabled={find.hits.value.length === 0}
      onClick={() => find.go(step)}
    >
      <Icon name={step > 0 ? 'up' : 'down'} />
    </button>
  );
}

/* Short, for the eye. */
function count_words(find: Find): string {
  const n = find.hits.value.length;

  return find.words.value === ''
    ? ''
    : `${find.nth.value}/${n}${find.state.value === 'reading' ? ' …' : ''}`;
}

/* In view, and painted, for as long as the field is there. */
function useShown(find: Find, thread: Thread): void {
  useSignalEffect(() => {
    const at = find.at.value;
    const box = scroller_of(thread.id);

    if (box !== null && at !== null) {
      void reveal(box, at.seq, () => find.at.peek() === at);
    } else if (box !== null) {
      mark(box);
    }
  });
  useSignalEffect(() => {
    const words = find.words.value;
    const box = scroller_of(thread.id);

    return box === null ? undefined : paint(box, () => words);
  });
  useEffect(
    () => () => {
      const box = scroller_of(thread.id);

      find.at.value = null;
      if (box !== null) {
        mark(box);
      }
    },
    [],
  );
}

/* To readers of the screen: how many, which one, and what it says. */
function useTold(find: Find): void {
  useSignalEffect(() => {
    const at = find.at.value;
    const n = find.hits.value.length;
    const state = find.state.value;

    if (find.words.value === '' || state === 'reading') {
      return undefined;
    }
    const timer = setTimeout(() => {
      announce(
        [
          state === 'failed' ? t('console.find.failed') : '',
          n === 0
            ? t('console.palette.nothing')
            : t('console.find.count', { at: find.nth.peek(), n }),
          at === null
            ? ''
            : `${person_name(at.from)} ${format_time(at.created_at)}: ` +
              at.text,
        ]
          .join(' ')
          .trim(),
      );
    }, QUIET_MS);
    return () => clearTimeout(timer);
  });
}
