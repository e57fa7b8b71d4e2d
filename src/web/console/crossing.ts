/*
 * Two agents at one chat: what another has done since this one last knew of
 * it.  Pure.
 */

import type { Conversation, Message } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { agent_name, person_name } from './people';

/* What a writer knew of the chat. */
export interface Known {
  seq: number;
  agent: string | null;
}

/* What she has to know first, and whose doing it is. */
export interface Crossing {
  why: 'answered' | 'taken';
  name: string;
}

export function known_of(thread: Thread): Known {
  return {
    seq: thread.last.peek()?.seq ?? 0,
    agent: thread.conversation.peek().agent?.id ?? null,
  };
}

/* A chat that nobody has is answered by whoever comes first. */
export function crossing_of(
  known: Known,
  { agent }: Conversation,
  messages: readonly Message[],
  me: string,
): Crossing | null {
  for (let n = messages.length; n-- > 0 && messages[n]!.seq > known.seq;) {
    const { from } = messages[n]!;

    if (from.kind === 'agent' && from.id !== me) {
      return { why: 'answered', name: person_name(from) };
    }
  }
  return agent !== null && agent.id !== known.agent && agent.id !== me
    ? { why: 'taken', name: agent_name(agent) }
    : null;
}
