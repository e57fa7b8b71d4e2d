/*
 * One's own choices about this browser, and the way out.
 */

import type { VNode } from 'preact';
import { t, tn, type Locale } from '../shared/i18n';
import { useDesk } from './desk';
import { ask_permission, permission } from './desktop';
import { Icon } from './icons';
import { leisure } from './leisure';
import { tell } from './notice';
import { log_out } from './session';
import {
  count,
  desktop,
  flash,
  language,
  single_keys,
  sound,
} from './settings';

const LANGUAGES: Record<Locale, string> = { sv: 'Svenska', en: 'English' };

const SWITCHES = [
  ['console.setting.sound', sound],
  ['console.setting.flash', flash],
  ['console.setting.count', count],
  ['console.setting.keys', single_keys],
] as const;

export function MeMenu({ keys }: { keys: () => void }): VNode {
  const { agent } = useDesk();

  return (
    <div
      class="menu"
      id="me"
      popover="auto"
      role="dialog"
      aria-label={t('console.settings')}
    >
      {leisure.value && (
        <>
          <p class="menu-name" dir="auto">
            {agent.name}
          </p>
          <p class="menu-mail">{agent.email}</p>
          <Switches />
          <Desktop />
          <Language />
          <Actions keys={keys} />
        </>
      )}
    </div>
  );
}

function Switches(): VNode {
  return (
    <fieldset>
      <legend class="hidden">{t('console.settings')}</legend>
      {SWITCHES.map(([key, setting]) => (
        <label class="choice" key={key}>
          <input
            type="checkbox"
            checked={setting.value}
            onChange={(event) => {
              setting.value = event.currentTarget.checked;
            }}
          />
          {t(key)}
        </label>
      ))}
    </fieldset>
  );
}

/* The browser is asked from this button, and from nowhere else. */
function Desktop(): VNode | null {
  switch (permission.value) {
    case 'none':
      return null;
    case 'denied':
      return <p class="hint">{t('console.desktop.denied')}</p>;
    case 'granted':
      return (
        <label class="choice">
          <input
            type="checkbox"
            checked={desktop.value}
            onChange={(event) => {
              desktop.value = event.currentTarget.checked;
            }}
          />
          {t('console.desktop')}
        </label>
      );
    case 'default':
      return (
        <button
          type="button"
          class="button quiet wide"
          onClick={() => void ask_permission()}
        >
          <Icon name="bell" />
          {t('console.desktop.ask')}
        </button>
      );
  }
}

function Language(): VNode {
  return (
    <>
      <label class="label" for="language">
        {t('console.setting.language')}
      </label>
      <select
        class="field"
        id="language"
        value={language.value}
        onChange={(event) => {
          language.value = event.currentTarget.value;
        }}
      >
        <option value="">{t('console.setting.language.auto')}</option>
        {Object.entries(LANGUAGES).map(([id, name]) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}

function Actions({ keys }: { keys: () => void }): VNode {
  const desk = useDesk();
  const unsent = desk.outbox.items.value.length;

  async function leave(): Promise<void> {
    try {
      await log_out(desk);
    } catch {
      tell(t('console.logout.failed'));
    }
  }

  function show_keys(): void {
    document.getElementById('me')?.hidePopover();
    keys();
  }

  return (
    <div class="menu-actions">
      <button type="button" class="button bare" onClick={show_keys}>
        <Icon name="keyboard" />
        {t('console.sheet.title')}
      </button>
      {unsent > 0 && (
        <p class="hint warn">{tn('console.logout.unsent', unsent)}</p>
      )}
      <button type="button" class="button quiet" onClick={() => void leave()}>
        {t('console.logout')}
      </button>
    </div>
  );
}
