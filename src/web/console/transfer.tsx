/*
 * The picker of a transfer (S1.4): to whom and where, what is possible now,
 * why the rest is not (S1.5), and a note for whoever gets the chat.
 */

import { useSignal, type Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import {
  ApiError,
  type Conversation,
  type TransferTargets,
} from '../shared/api';
import type { Connection } from '../shared/connection';
import type { Thread } from '../shared/conversations';
import { t, tn, type Key } from '../shared/i18n';
import { error_words } from '../shared/problems';
import { Blank, Bones } from './blank';
import { useDesk } from './desk';
import { fold } from './fold';
import { Icon } from './icons';
import { Modal, ModalHead } from './modal';
import { announce } from './notice';

const HUSH_MS = 300;

/* More of them, and one looks for a name rather than at all. */
const FEW = 8;

const REASONS: Record<string, Key> = {
  agent_offline: 'console.transfer.offline',
  agent_busy: 'console.transfer.busy',
  agent_full: 'console.transfer.full',
};

const FLOW_REASONS: Record<string, Key> = {
  flow_inactive: 'console.transfer.inactive',
  agent_busy: 'console.transfer.all_busy',
  agent_full: 'console.transfer.all_full',
};

/* What was possible when it was chosen, and is no more: who, and why. */
const REFUSALS: Record<string, Key> = {
  agent_offline: 'console.transfer.refused.offline',
  agent_busy: 'console.transfer.refused.busy',
  agent_full: 'console.transfer.refused.full',
  bad_value: 'console.transfer.refused.gone',
  forbidden: 'console.transfer.refused.taken',
};

const FLOW_REFUSALS: Record<string, Key> = {
  ...REFUSALS,
  flow_inactive: 'console.transfer.refused.inactive',
  agent_busy: 'console.transfer.refused.all_busy',
  agent_full: 'console.transfer.refused.all_full',
};

interface Target {
  key: string;
  to: { agent: string } | { flow: string };
  name: string;
  available: boolean;
  hint: string;
}

export function Transfer(props: { thread: Thread; close: () => void }): VNode {
  const { thread, close } = props;
  const desk = useDesk();
  const targets = useTargets(desk.connection, thread.id);
  const query = useSignal('');
  const chosen = useSignal<string | null>(null);
  const sending = useSignal(false);
  /* Of whom or what it tells; another choice begins anew. */
  const problem = useSignal<{ key: string; text: string } | null>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  const all = targets.value === null ? null : listed(targets.value);
  const agents = fitting(all?.agents ?? [], query.value);
  const flows = fitting(all?.flows ?? [], query.value);
  const told =
    problem.value?.key === chosen.value ? problem.value?.text : undefined;
  const target = [...(all?.agents ?? []), ...(all?.flows ?? [])].find(
    ({ key, available }) => key === chosen.value && available,
  );

  useLayoutEffect(() => {
    note.current!.value = desk.notes.get(thread.id) ?? '';
  }, []);

  async function send(): Promise<void> {
    if (target === undefined || sending.peek()) {
      return;
    }
    const text = note.current?.value.trim() ?? '';

    sending.value = true;
    problem.value = null;
    try {
      desk.inbox.conversations.put(
        await desk.connection.request<Conversation>(
          'POST',
          `v1/conversations/${thread.id}/transfers`,
          { to: target.to, ...(text === '' ? {} : { note: text }) },
        ),
      );
      desk.notes.delete(thread.id);
      announce(t('console.transfer.done', { name: target.name }));
      close();
    } catch (error) {
      problem.value = { key: target.key, text: refusal(error, target) };
      sending.value = false;
    }
  }

  return (
    <Modal kind="transfer" label={t('console.transfer.title')} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <ModalHead title={t('console.transfer.title')} close={close} />
        <div class="scroll">
          {all === null ? (
            <Bones of="rows" />
          ) : (
            <>
              {all.agents.length + all.flows.length > FEW && (
                <input
                  class="field"
                  type="search"
                  aria-label={t('console.transfer.find')}
                  placeholder={t('console.transfer.find')}
                  value={query.value}
                  onInput={(event) => (query.value = event.currentTarget.value)}
                />
              )}
              {agents.length + flows.length === 0 && (
                <Blank icon="search" title={t('console.transfer.nobody')} />
              )}
              <Group
                title={t('console.transfer.agents')}
                targets={agents}
                chosen={chosen}
              />
              <Group
                title={t('console.transfer.flows')}
                targets={flows}
                chosen={chosen}
              />
            </>
          )}
        </div>
        <div class="transfer-end">
          <label class="label" for="transfer-note">
            {t('console.transfer.note')}
          </label>
          <textarea
            id="transfer-note"
            class="field"
            rows={2}
            maxLength={2000}
            ref={note}
            onInput={({ currentTarget: { value } }) =>
              desk.notes.set(thread.id, value)
            }
          />
          <p class="bad" role="alert">
            {told !== undefined && (
              <>
                <Icon name="alert" />
                <span dir="auto">{told}</span>
              </>
            )}
          </p>
          <button
            type="submit"
            class="button"
            aria-disabled={target === undefined || sending.value}
          >
            {target === undefined
              ? t('console.transfer')
              : t('console.transfer.to', { name: target.name })}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function Group(props: {
  title: string;
  targets: readonly Target[];
  chosen: Signal<string | null>;
}): VNode | null {
  const { chosen } = props;

  return props.targets.length === 0 ? null : (
    <fieldset>
      <legend>{props.title}</legend>
      {props.targets.map(({ key, name, available, hint }) => (
        <label key={key} class="choice" data-off={!available}>
          <input
            type="radio"
            name="transfer"
            value={key}
            /* The one that is chosen keeps the focus when it is possible no more. */
            disabled={!available && chosen.value !== key}
            checked={chosen.value === key}
            onChange={() => (chosen.value = key)}
          />
          <span>
            <bdi>{name}</bdi>
            <small>{hint}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/* As they are now, and again whenever somebody comes, goes or gets a chat. */
function useTargets(
  connection: Connection,
  id: string,
): Signal<TransferTargets | null> {
  const targets = useSignal<TransferTargets | null>(null);

  useEffect(() => {
    let timer = 0;
    let over = false;

    async function read(): Promise<void> {
      timer = 0;
      try {
        const now = await connection.request<TransferTargets>(
          'GET',
          `v1/conversations/${id}/targets`,
        );

        if (!over) {
          targets.value = now;
        }
      } catch {
        /* What stands there is tried; the server has the last word. */
      }
    }
    const unlisten = connection.listen(({ type }) => {
      if (/^(presence|conversation|board|hello|reset)/.test(type)) {
        timer ||= window.setTimeout(() => void read(), HUSH_MS);
      }
    });

    void read();
    return () => {
      over = true;
      clearTimeout(timer);
      unlisten();
    };
  }, [id]);
  return targets;
}

function listed({ agents, flows }: TransferTargets): {
  agents: Target[];
  flows: Target[];
} {
  return {
    agents: agents
      .map(({ id, name, available, reason }) => ({
        key: `agent:${id}`,
        to: { agent: id },
        name,
        available,
        hint: reason === null ? '' : why(REASONS, reason),
      }))
      .sort(order),
    flows: flows
      .map(({ id, name, available, reason, active }) => ({
        key: `flow:${id}`,
        to: { flow: id },
        name,
        available,
        hint:
          reason === null
            ? tn('console.transfer.active', active)
            : reason === 'flow_inactive' && active > 0
              ? t('console.transfer.alone')
              : why(FLOW_REASONS, reason),
      }))
      .sort(order),
  };
}

function order(a: Target, b: Target): number {
  return (
    Number(b.available) - Number(a.available) || a.name.localeCompare(b.name)
  );
}

function refusal(error: unknown, { name, to }: Target): string {
  const words = 'agent' in to ? REFUSALS : FLOW_REFUSALS;
  const key = error instanceof ApiError ? words[error.code] : undefined;

  return key === undefined
    ? error_words(error)
    : `${t(key, { name })} ${t('console.transfer.refused.stays')}`;
}

function why(words: Record<string, Key>, reason: string): string {
  const key = words[reason];

  return key === undefined ? reason : t(key);
}

function fitting(targets: readonly Target[], query: string): Target[] {
  const words = fold(query.trim());

  return targets.filter(({ name }) => fold(name).includes(words));
}
