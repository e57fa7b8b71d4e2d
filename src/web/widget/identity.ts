/*
 * Who she is by the site's word (S4.5), and the end of her session by it.
 * Loaded when the site says something; what it needs of the panel is given to
 * it, so that nothing has to be cut out of the panel's own script.
 */

import type { ToPanel } from '../loader/protocol';
import type {
  ApiError,
  Conversation,
  http as Http,
  Json,
  Page,
  Visitor,
} from '../shared/api';
import type { tell as Tell } from './frame';
import type { SUBJECT as Subject, Visit } from './visit';

export type FromSite = Extract<ToPanel, { kundo: 'identify' | 'logout' }>;
export type Fields = { [name: string]: Json };

const SUBJECT: typeof Subject = 'kundo:subject';
const HERS = /^kundo:(draft:visitor:|draft:letter:|out:visitor:|subject$)/;

export async function obey(
  said: FromSite,
  visit: Visit,
  http: typeof Http,
  tell: typeof Tell,
): Promise<void> {
  function complain(error: unknown): void {
    const { problem } = error as ApiError;

    tell({
      kundo: 'error',
      code: problem?.code ?? 'unreachable',
      detail: problem?.detail,
    });
  }

  function identified(): void {
    const visitor = visit.visitor.peek()!;

    if (said.kundo === 'identify' && 'identity' in said.who) {
      remember(visitor.id);
    }
    tell({ kundo: 'identified', verified: visitor.verified });
  }

  /* A site that says something wrong does not keep her from a chat. */
  async function become(fields: Fields): Promise<void> {
    try {
      await visit.become(fields);
    } catch (error) {
      if (!is_refusal(error)) {
        throw error;
      }
      complain(error);
      await visit.become({});
      return;
    }
    identified();
  }

  async function update(fields: Fields): Promise<void> {
    visit.visitor.value = await http<Visitor>(
      'visitor',
      'PATCH',
      'v1/visitor',
      { body: fields },
    );
    identified();
  }

  async function identify(who: Fields): Promise<void> {
    const { identity, ...rest } = who;
    const fields: Fields = identity === undefined ? rest : { identity };
    const visitor = visit.visitor.peek() as Fields | null;

    visit.named = () => become(fields);
    visit.claims = identity === undefined ? rest : {};
    if (visitor === null) {
      /* Her earlier conversations are hers to see; a name opens nothing. */
      if (identity !== undefined) {
        await visit.become(fields);
        identified();
      }
    } else if (identity === undefined) {
      if (Object.keys(rest).some((name) => rest[name] !== visitor[name])) {
        await update(rest);
      }
    } else {
      try {
        await update(fields);
      } catch (error) {
        if (
          (error as ApiError).status !== 409 ||
          (remembered() !== visitor['id'] && (await in_a_chat()))
        ) {
          throw error;
        }
        await forget();
        await visit.become(fields);
        identified();
      }
    }
  }

  /* Of an anonymous visitor, who would lose it if she became another. */
  async function in_a_chat(): Promise<boolean> {
    const { items } = await http<Page<Conversation>>(
      'visitor',
      'GET',
      'v1/conversations?limit=50',
    );
    return items.some(({ status }) => status !== 'closed');
  }

  async function forget(): Promise<void> {
    visit.core.peek()?.outbox.clear();
    visit.log_out();
    visit.home();
    clear();
    try {
      await http('visitor', 'DELETE', 'v1/visitor');
    } catch (error) {
      if ((error as ApiError).status !== 401) {
        throw error;
      }
    }
  }

  try {
    if (said.kundo === 'logout') {
      delete visit.named;
      visit.claims = {};
      await forget();
    } else {
      await identify(said.who as Fields);
    }
  } catch (error) {
    complain(error);
  }
}

function is_refusal(error: unknown): boolean {
  const { status } = error as ApiError;

  return status === 400 || status === 401 || status === 403;
}

function remember(id: string): void {
  try {
    localStorage.setItem(SUBJECT, id);
  } catch {
    /* Forbidden: she counts as anonymous. */
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(SUBJECT);
  } catch {
    return null;
  }
}

/* Of her there is nothing left on this machine. */
function clear(): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (HERS.test(key)) {
        localStorage.removeItem(key);
      }
    }
  } catch {
    /* Forbidden: there is nothing. */
  }
}
