/** @jsxRuntime classic */
/** @jsx h */
/** @jsxFrag Fragment */
/*
 * What few see, loaded when it is wanted: the questions of a flow before a
 * chat, the letter to those who are away, the question before the end, what
 * comes after it, and what is said where there is no chat.
 */

import type { JSX } from 'preact';
import en from '../locales/en.json?later';
import sv from '../locales/sv.json?later';
import type { ApiError, Asked, Visitor } from '../shared/api';
import type { Thread } from '../shared/conversations';
import { FIELDS, FITS, guess, known, open_fields } from './ask_fields';
import { closed } from './closed';
import { handovers } from './handovers';
import type { Kit } from './kit';
import { state } from './state';
import rules from './parts.later.css';
import type { Visit } from './visit';

type Telling = Partial<Record<Asked, string>>;

/* Whether there is a form to fill in, and there it is. */
function ask(visit: Visit): boolean {
  const asks = open_fields(visit).length > 0;

  if (asks) {
    visit.to('ask');
  }
  return asks;
}

function begin(visit: Visit): void {
  if (!ask(visit)) {
    go_on(visit);
  }
}

function go_on(visit: Visit): void {
  if (visit.status.peek()?.available === false) {
    visit.to('letter');
  } else {
    void visit.create();
  }
}

function dress(): void {
  const sheet = new CSSStyleSheet();

  sheet.replaceSync(rules as string);
  document.adoptedStyleSheets = [sheet];
}

export function parts(kit: Kit) {
  const { h, Fragment, t, http, useLayoutEffect, useRef, useState } = kit;
  const { close_panel, framed, opening } = kit;
  const { Composer, ConnectionBar, Nothing, Problem } = kit;

  kit.learn('en', en);
  kit.learn('sv', sv);
  dress();

  async function tell(visit: Visit, telling: Telling): Promise<void> {
    await visit.ensure();
    /* Of what the page had wrong nothing was taken: what is right goes too. */
    for (const { name } of FIELDS) {
      const value = guess(visit, name);

      if (known(visit, name) === '' && FITS[name].test(value)) {
        telling = { [name]: value, ...telling };
      }
    }
    visit.visitor.value = await http<Visitor>(
      'visitor',
      'PATCH',
      'v1/visitor',
      { body: telling },
    );
  }

  function Ask(props: { visit: Visit }): JSX.Element {
    const { visit } = props;
    const [fields] = useState(() => open_fields(visit));
    const [wrong, set_wrong] = useState<Telling>(() => {
      const found: Telling = {};

      for (const { name, wrong } of fields) {
        const value = guess(visit, name);

        if (value !== '' && !FITS[name].test(value)) {
          found[name] = t(wrong);
        }
      }
      return found;
    });
    const form = useRef<HTMLFormElement>(null);

    function first_wrong(found: Telling): void {
      const name = fields.find((field) => found[field.name])?.name;

      set_wrong(found);
      form.current!.querySelector<HTMLElement>(`#ask-${name}`)?.focus();
    }

    async function send(): Promise<void> {
      const telling: Telling = {};
      const found: Telling = {};

      if (visit.busy.peek()) {
        return;
      }
      for (const { name, required, missing, wrong } of fields) {
        const value = (
          form.current!.elements.namedItem(name) as HTMLInputElement
        ).value.trim();

        if (value === '' ? required : !FITS[name].test(value)) {
          found[name] = t(value === '' ? missing : wrong);
        } else if (value !== '' || known(visit, name) !== '') {
          telling[name] = value;
        }
      }
      first_wrong(found);
      if (Object.keys(found).length > 0) {
        return;
      }
      visit.busy.value = true;
      visit.error.value = null;
      try {
        await tell(visit, telling);
      } catch (error) {
        const { status, problem } = error as ApiError;
        const field =
          status === 400
            ? fields.find(({ name }) => problem?.detail?.includes(name))
            : undefined;

        if (field === undefined) {
          visit.error.value = error;
        } else {
          first_wrong({ [field.name]: t(field.wrong) });
        }
        return;
      } finally {
        visit.busy.value = false;
      }
      go_on(visit);
    }

    return (
      <form
        ref={form}
        class="home ask"
        noValidate
        aria-labelledby="ask-title"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <h2 id="ask-title">{t('later.ask')}</h2>
        <p>{t('later.ask_text')}</p>
        {fields.map(({ name, label, required, input }) => (
          <div key={name}>
            <label for={`ask-${name}`}>
              {t(label)}{' '}
              <small>{t(required ? 'later.required' : 'later.optional')}</small>
            </label>
            <input
              {...input}
              id={`ask-${name}`}
              name={name}
              class="field"
              required={required}
              defaultValue={guess(visit, name)}
              aria-invalid={wrong[name] ? true : undefined}
              aria-describedby={wrong[name] ? `ask-${name}-wrong` : undefined}
            />
            {wrong[name] ? (
              <p id={`ask-${name}-wrong`} class="wrong">
                {wrong[name]}
              </p>
            ) : null}
          </div>
        ))}
        <Problem visit={visit} />
        <button
          type="submit"
          class="button start"
          aria-disabled={visit.busy.value}
        >
          {t(
            visit.busy.value
              ? 'panel.starting'
              : visit.status.value?.available === false
                ? 'later.go_on'
                : 'panel.start',
          )}
        </button>
      </form>
    );
  }

  /* D2: nobody is there, and she leaves a message. */
  function Letter(props: { visit: Visit }): JSX.Element {
    const { visit } = props;
    const { flow, letters } = visit;
    const opens_at = visit.status.value?.opens_at;
    const owner = (): string | undefined => visit.visitor.peek()?.id;

    /* Hers alone, also if it makes a visitor of her and is then refused. */
    async function send(text: string): Promise<boolean> {
      letters.set(flow, '', owner());
      const sent = await visit.leave(text);

      letters.set(flow, sent ? '' : text, owner());
      return sent;
    }

    return (
      <>
        <div class="letter">
          <h2>{t('panel.leave')}</h2>
          <p>
            {opens_at
              ? t('later.letter_until', opening(opens_at))
              : t('later.letter_text')}
          </p>
        </div>
        <ConnectionBar visit={visit} />
        <Problem visit={visit} />
        <Composer
          draft={letters.get(flow, owner())}
          label={t('panel.write')}
          disabled={visit.busy.value}
          changed={(text) => letters.set(flow, text, owner())}
          send={send}
        />
      </>
    );
  }

  function End(props: {
    visit: Visit;
    thread: Thread;
    done: () => void;
  }): JSX.Element {
    const dialog = useRef<HTMLDialogElement>(null);

    /* its `close` comes late, when the next one may be open */

    useLayoutEffect(() => {
      const box = dialog.current!;

      box.showModal();
      return () => box.close();
    }, []);

    return (
      <dialog
        ref={dialog}
        aria-labelledby="end-title"
        onCancel={(event) => {
          event.preventDefault();
          props.done();
        }}
        onClose={() => dialog.current && props.done()}
      >
        <h2 id="end-title">{t('later.end')}</h2>
        <p>{t('later.end_text')}</p>
        <div class="choice">
          <button type="button" class="button quiet" onClick={props.done}>
            {t('later.end_no')}
          </button>
          <button
            type="button"
            class="button"
            onClick={() => {
              props.done();
              void props.visit.end(props.thread);
            }}
          >
            {t('panel.end')}
          </button>
        </div>
      </dialog>
    );
  }

  function Close(): JSX.Element | null {
    return framed ? (
      <button type="button" class="button quiet" onClick={close_panel}>
        {t('panel.close')}
      </button>
    ) : null;
  }

  /* The flow does not exist, or is not for the public. */
  function Missing(): JSX.Element {
    return (
      <Nothing icon="chat" words={t('later.missing')}>
        <Close />
      </Nothing>
    );
  }

  function Ended(props: { visit: Visit }): JSX.Element {
    return (
      <Nothing icon="clock" words={t('later.session_over')}>
        <button type="button" class="button" onClick={() => props.visit.home()}>
          {t('later.session_start')}
        </button>
        <Close />
      </Nothing>
    );
  }

  return {
    ask,
    begin,
    Missing,
    Ended,
    Ask,
    Letter,
    End,
    State: state(kit),
    Closed: closed(kit),
    Handovers: handovers(kit),
  };
}

export type Parts = ReturnType<typeof parts>;
