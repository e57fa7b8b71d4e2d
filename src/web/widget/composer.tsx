/*
 * Where the visitor writes: grows with the text, keeps a draft, sends with
 * Enter (on a phone with the button alone), a new line with Shift-Enter.
 */

import { useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { t } from '../shared/i18n';
import { Icon } from '../shared/icons';

const MOST_BYTES = 16384; /* of the API; a long letter */
const encoder = new TextEncoder();

export interface ComposerProps {
  /* Of the draft; another one empties and refills the field. */
  draft: string;
  label: string;
  disabled?: boolean;
  changed: (text: string) => void;
  /* False or a promise of it: the text stays. */
  send: (text: string) => boolean | Promise<boolean>;
}

const by_touch = matchMedia('(pointer: coarse)').matches;

export function Composer(props: ComposerProps): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, set_text] = useState(props.draft);
  const over =
    text.length * 3 > MOST_BYTES &&
    encoder.encode(text.trim()).length > MOST_BYTES;
  const empty = text.trim() === '';

  function change(value: string): void {
    set_text(value);
    props.changed(value);
  }

  async function send(): Promise<void> {
    if (empty || over || props.disabled) {
      return;
    }
    if (await props.send(text.trim())) {
      change('');
    }
    field.current?.focus();
  }

  function key(event: KeyboardEvent): void {
    if (
      event.key === 'Enter' &&
      !event.shiftKey &&
      !event.isComposing &&
      !by_touch
    ) {
      event.preventDefault();
      void send();
    }
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {over ? (
        <p class="over" role="alert">
          {t('panel.too_long')}
        </p>
      ) : null}
      <div class="box">
        <div class="grow" data-text={text || props.label}>
          <textarea
            ref={field}
            id="composer"
            rows={1}
            dir="auto"
            value={text}
            aria-label={props.label}
            aria-invalid={over || undefined}
            placeholder={props.label}
            enterkeyhint={by_touch ? 'enter' : 'send'}
            onInput={(event) => change(event.currentTarget.value)}
            onKeyDown={key}
          />
        </div>
        <button
          type="submit"
          class="send"
          aria-label={t('panel.send')}
          title={t('panel.send')}
          aria-disabled={empty || over || props.disabled}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
