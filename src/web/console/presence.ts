/*
 * Whether the agent takes chats, and of which flows (S1.7).
 */

import { computed, signal } from '@preact/signals';
import type {
  Flow,
  KundoEvent,
  Page,
  Presence as State,
  PresenceState,
} from '../shared/api';
import type { Connection } from '../shared/connection';
import { t } from '../shared/i18n';
import { error_words } from '../shared/problems';
import { tell } from './notice';

export class Presence {
  readonly state = signal<State | null>(null);
  /* Those that this agent may choose. */
  readonly flows = signal<Flow[]>([]);
  readonly saving = signal(false);
  /* The names of flows have been asked for: nothing moves for them later. */
  readonly known = signal(false);
  /* New chats come by themselves (S1.2, S2.3). */
  readonly active = computed(
    () =>
      this.state.value?.state === 'online' && this.state.value.flows.length > 0,
  );
  /* What she can do for it; who is busy has said that none shall come. */
  readonly lacks = computed(() => {
    const now = this.state.value;

    return now === null || now.state === 'busy' || this.active.value
      ? null
      : now.state === 'offline'
        ? 'online'
        : 'flow';
  });
  private readonly _connection: Connection;
  private readonly _me: string;
  private readonly _unlisten: () => void;
  /* Only the newest change's answer is the truth. */
  private _change = 0;

  constructor(connection: Connection, me: string) {
    this._connection = connection;
    this._me = me;
    this._unlisten = connection.listen((event) => this._apply(event));
  }

  stop(): void {
    this._unlisten();
  }

  async load(): Promise<void> {
    const nth = this._change;

    try {
      const [state, flows] = await Promise.all([
        this._connection.request<State>('GET', 'v1/presence'),
        this._connection.request<Page<Flow>>('GET', 'v1/flows?limit=200'),
      ]);

      /* What was changed meanwhile is newer than what was read. */
      if (nth === this._change) {
        this.state.value = state;
      }
      this.flows.value = flows.items;
    } catch {
      /* Read again with the next hello. */
    }
    this.known.value = true;
  }

  flow_name(id: string | null): string {
    return this.flow(id)?.name ?? id ?? '';
  }

  flow(id: string | null): Flow | undefined {
    return this.flows.value.find((flow) => flow.id === id);
  }

  async set(change: Partial<State>): Promise<boolean> {
    const old = this.state.peek();
    const nth = ++this._change;

    if (old === null) {
      return false;
    }
    const next = { ...old, ...change };
    /* Whoever goes online and has only one flow means that one. */
    if (next.state === 'online' && next.flows.length === 0) {
      const all = this.flows.peek();
      next.flows = all.length === 1 ? [all[0]!.id] : [];
    }
    this.state.value = next;
    this.saving.value = true;
    try {
      const answer = await this._connection.request<State>(
        'PUT',
        'v1/presence',
        {
          state: next.state,
          flows: next.flows,
          max_chats: next.max_chats,
        },
      );

      if (nth === this._change) {
        this.state.value = answer;
      }
      return true;
    } catch (error) {
      tell(t('console.presence.refused'), error_words(error));
      if (nth === this._change) {
        this.state.value = old;
        void this.load();
      }
      return false;
    } finally {
      this.saving.value = nth !== this._change;
    }
  }

  go(state: PresenceState): Promise<boolean> {
    return this.set({ state });
  }

  private _apply(event: KundoEvent): void {
    if (
      event.type === 'hello' ||
      event.type === 'reset' ||
      event.type === 'flow.changed'
    ) {
      void this.load();
    } else if (
      event.type === 'presence.changed' &&
      event.data.agent === this._me &&
      !this.saving.peek()
    ) {
      void this.load();
    }
  }
}
