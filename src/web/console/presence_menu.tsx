/*
 * The switch: online, busy or offline, in which flows and with how many chats
 * at most (S1.7, S2.4).
 */

import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Flow, Presence as State, PresenceState } from '../shared/api';
import { on_day, format_time, t, type Key } from '../shared/i18n';
import { useDesk } from './desk';
import { Icon } from './icons';
import { leisure } from './leisure';

const MAX_CHATS = 100; /* KUNDO_CHATS_MAX */

export const STATES: readonly PresenceState[] = ['online', 'busy', 'offline'];

export const STATE_NAMES: Record<PresenceState, Key> = {
  online: 'console.presence.online',
  busy: 'console.presence.busy',
  offline: 'console.presence.offline',
};

const STATE_HINTS: Record<PresenceState, Key> = {
  online: 'console.presence.online.hint',
  busy: 'console.presence.busy.hint',
  offline: 'console.presence.offline.hint',
};

export function PresenceMenu(): VNode {
  const { contact, inbox, presence } = useDesk();
  const now = presence.state.value;
  const lost = contact.lost.value;
  const chats = inbox.chats.value;
  const counted = inbox.lists.mine.known.value;

  return (
    <div class="presence">
      <button
        type="button"
        class="rail-item presence-now"
        popovertarget="presence"
        disabled={now === null}
        title={t('console.presence.title')}
      >
        <span
          class="dot"
          data-state={lost !== null ? 'lost' : (now?.state ?? 'unknown')}
        />
        <span
          class="rail-label"
          key={now === null ? 'unknown' : (lost?.why ?? now.state)}
        >
          {now === null
            ? t('console.loading')
            : lost === null
              ? t(STATE_NAMES[now.state])
              : lost.why === 'offline'
                ? t('console.presence.nonet')
                : t('console.presence.lost')}
        </span>
        {now === null || !counted ? (
          <span class="rail-count" key="unknown">
            {'\u00a0'}
          </span>
        ) : (
          <span class="rail-count" key="known">
            <span class="hidden">
              {t('console.presence.chats.long', {
                n: chats,
                max: now.max_chats,
              })}
            </span>
            <span aria-hidden="true">
              {t('console.presence.chats', { n: chats, max: now.max_chats })}
            </span>
          </span>
        )}
        <Icon name="chevron" />
      </button>
      <div
        class="menu"
        id="presence"
        popover="auto"
        role="dialog"
        aria-label={t('console.presence.title')}
      >
        {leisure.value && now !== null && <Choices now={now} />}
      </div>
    </div>
  );
}

/* For whoever has nothing to press any more, or would go on there. */
export function focus_presence(): HTMLElement {
  const button = document.querySelector<HTMLElement>('.presence-now')!;

  button.focus();
  return button;
}

/* While nobody hears of it nothing can be chosen. */
function Choices({ now }: { now: State }): VNode {
  const is_lost = useDesk().contact.lost.value !== null;

  return (
    <fieldset class="all" disabled={is_lost}>
      {is_lost && (
        <p class="hint warn">
          <Icon name="alert" />
          {t('console.presence.waits')}
        </p>
      )}
      <States now={now} />
      <Flows now={now} />
      <Max now={now} />
    </fieldset>
  );
}

function States({ now }: { now: State }): VNode {
  const { presence } = useDesk();

  return (
    <fieldset>
      <legend>{t('console.presence.title')}</legend>
      {STATES.map((state) => (
        <label class="choice" key={state}>
          <input
            type="radio"
            name="presence"
            checked={now.state === state}
            onChange={() => void presence.go(state)}
          />
          <span class="dot" data-state={state} />
          <span>
            {t(STATE_NAMES[state])}
            <small>{t(STATE_HINTS[state])}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/* S1.7: at any time, also while online. */
function Flows({ now }: { now: State }): VNode {
  const { presence } = useDesk();
  const flows = presence.flows.value;

  function choose(flow: string, on: boolean): void {
    const rest = now.flows.filter((id) => id !== flow);

    void presence.set({ flows: on ? [...rest, flow] : rest });
  }

  return (
    <fieldset>
      <legend>{t('console.presence.flows')}</legend>
      {flows.length === 0 && (
        <p class="faint">{t('console.presence.noflows')}</p>
      )}
      <div class="choices">
        {flows.map((flow) => (
          <label class="choice" key={flow.id}>
            <input
              type="checkbox"
              checked={now.flows.includes(flow.id)}
              onChange={(event) => choose(flow.id, event.currentTarget.checked)}
            />
            <span dir="auto">
              {flow.name}
              {!flow.public && <small>{t('console.presence.private')}</small>}
              {!flow.open && <small>{closed_words(flow)}</small>}
            </span>
          </label>
        ))}
      </div>
      {now.flows.length === 0 && flows.length > 0 && (
        <p class="hint warn">{t('console.presence.chooseflow')}</p>
      )}
    </fieldset>
  );
}

/* In the agent's own time. */
function closed_words({ opens_at }: Flow): string {
  return opens_at === null
    ? t('console.presence.closed.long')
    : t('console.presence.closed', {
        day: on_day(opens_at),
        time: format_time(opens_at),
      });
}

function Max({ now }: { now: State }): VNode {
  const { inbox, presence } = useDesk();
  const box = useRef<HTMLInputElement>(null);

  /* What is being typed stands, whatever is drawn anew meanwhile. */
  useLayoutEffect(() => {
    box.current!.value = String(now.max_chats);
  }, [now.max_chats]);

  function set(field: HTMLInputElement): void {
    const n = field.valueAsNumber;

    if (Number.isInteger(n) && n >= 1 && n <= MAX_CHATS) {
      void presence.set({ max_chats: n });
    } else {
      field.value = String(now.max_chats);
    }
  }

  return (
    <label class="max">
      <span>
        {t('console.presence.max')}
        <small>
          {t('console.presence.chats.long', {
            n: inbox.chats.value,
            max: now.max_chats,
          })}
        </small>
      </span>
      <input
        class="field"
        type="number"
        inputmode="numeric"
        min="1"
        max={MAX_CHATS}
        ref={box}
        onChange={(event) => set(event.currentTarget)}
      />
    </label>
  );
}
