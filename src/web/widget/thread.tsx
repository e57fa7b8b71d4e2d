/* A conversation: what was said, who is writing, and where to write. */

import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import type { Conversation } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { t, tn } from '../shared/i18n';
import { TypingMark } from '../shared/typing';
import { Composer } from './composer';
import { ConnectionBar } from './connection_bar';
import type { Core } from './core';
import { is_loading, Log } from './log';
import { Problem } from './problem';
import { sound } from './sound';
import type { Visit } from './visit';

interface ThreadProps {
  visit: Visit;
  core: Core;
  thread: Thread;
}

export function ThreadScreen(props: ThreadProps): JSX.Element {
  const { visit, core, thread } = props;
  const conversation = thread.conversation.value;
  const closed = conversation.status === 'closed';
  const going_on = useSignal(false);

  useSignalEffect(() => {
    /* D7 */
    if (
      visit.looking.value &&
      thread.messages.value.length > 0 &&
      !is_loading(thread)
    ) {
      core.conversations.saw(thread);
    }
  });

  return (
    <>
      <Log visit={visit} core={core} thread={thread} />
      <State conversation={conversation} />
      <ConnectionBar visit={visit} />
      <Problem visit={visit} />
      {closed && !going_on.value ? (
        <Closed visit={visit} go_on={() => (going_on.value = true)} />
      ) : (
        <Writing core={core} thread={thread} />
      )}
    </>
  );
}

/* D2: where she stands. */
function State(props: { conversation: Conversation }): JSX.Element | null {
  const { status, queue_position, left_message } = props.conversation;
  let words: [string, string] | null = null;

  if (status === 'queued') {
    words = [
      queue_position === null
        ? t('panel.queue_waiting')
        : tn('panel.queue_position', queue_position),
      t('panel.queue_text'),
    ];
  } else if (left_message && status === 'open') {
    words = [t('panel.left_title'), t('panel.left_text')];
  }
  return (
    <div role="status">
      {words === null ? null : (
        <p class="state">
          <strong>{words[0]}</strong> {words[1]}
        </p>
      )}
    </div>
  );
}

function Writing(props: { core: Core; thread: Thread }): JSX.Element {
  const { core, thread } = props;
  const mark = useMemo(
    () => new TypingMark(core.connection, thread.id),
    [core, thread],
  );

  useEffect(() => () => mark.off(), [mark]);

  return (
    <Composer
      key={thread.id}
      draft={core.drafts.get(thread.id)}
      label={t('panel.write')}
      changed={(text) => {
        void sound();
        core.drafts.set(thread.id, text);
        mark.changed(text);
      }}
      send={(text) => {
        core.outbox.add(thread.id, text);
        return true;
      }}
    />
  );
}

function Closed(props: { visit: Visit; go_on: () => void }): JSX.Element {
  const { visit } = props;
  const box = useRef<HTMLDivElement>(null);

  /* The field that had the focus is gone; no button may take a stray Enter. */
  useEffect(() => {
    if (document.hasFocus() && document.activeElement === document.body) {
      box.current?.focus({ preventScroll: true });
    }
  }, []);

  return (
    <div ref={box} class="closed" tabIndex={-1}>
      <p role="status">{t('panel.closed')}</p>
      <button
        type="button"
        class="button"
        disabled={visit.busy.value}
        onClick={() => void visit.begin_chat()}
      >
        {t('panel.start_new')}
      </button>
      <button type="button" class="button bare" onClick={props.go_on}>
        {t('panel.go_on')}
      </button>
    </div>
  );
}
