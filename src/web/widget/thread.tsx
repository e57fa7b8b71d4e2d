/* A conversation: what was said, who is writing, and where to write. */

import { useEffect, useMemo } from 'preact/hooks';
import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import type { Thread } from '../shared/conversations';
import { t } from '../shared/i18n';
import { TypingMark } from '../shared/typing';
import { Composer } from './composer';
import { ConnectionBar } from './connection_bar';
import type { Core } from './core';
import { is_loading, Log } from './log';
import { Problem } from './problem';
import { sound } from './sound';
import { is_plain, type Visit } from './visit';

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
  const parts = visit.parts.value;

  const plain = is_plain(conversation);

  useEffect(() => {
    if (!plain) {
      void visit.need_parts();
    }
  }, [plain]);

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
      {/* D2: where she stands. */}
      <div role="status">
        {parts !== null ? (
          <parts.State visit={visit} conversation={conversation} />
        ) : null}
      </div>
      <ConnectionBar visit={visit} />
      <Problem visit={visit} />
      {closed && !going_on.value && parts !== null ? (
        <parts.Closed visit={visit} go_on={() => (going_on.value = true)} />
      ) : (
        <Writing core={core} thread={thread} />
      )}
    </>
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
