/*
 * The categories, with presence above and one's own choices below.
 */

import type { VNode } from 'preact';
import { t, tn, type Key, type Locale } from '../shared/i18n';
import { useDesk } from './desk';
import { Icon, type IconName } from './icons';
import { tell } from './notice';
import { CATEGORIES, href, place, type Category } from './place';
import { PresenceMenu } from './presence_menu';
import { log_out } from './session';
import { count, flash, language, single_keys, sound } from './settings';

const NAMES: Record<Category, Key> = {
  mine: 'console.category.mine',
  open: 'console.category.open',
  closed: 'console.category.closed',
};

const LANGUAGES: Record<Locale, string> = { sv: 'Svenska', en: 'English' };

const SWITCHES = [
  ['console.setting.sound', sound],
  ['console.setting.flash', flash],
  ['console.setting.count', count],
  ['console.setting.keys', single_keys],
] as const;

export function category_name(category: Category): string {
  return t(NAMES[category]);
}

export function Rail(props: { search: () => void; keys: () => void }): VNode {
  const desk = useDesk();

  return (
    <header class="rail">
      <PresenceMenu />
      <nav aria-label={t('console.categories')}>
        <ul>
          {CATEGORIES.map((category) => (
            <Item key={category} category={category} />
          ))}
        </ul>
      </nav>
      <div class="foot">
        <button
          type="button"
          class="rail-item wide-only"
          title={t('console.palette.title')}
          onClick={props.search}
        >
          <Icon name="search" />
          <span class="rail-label">{t('console.search')}</span>
          <kbd class="rail-count">{modifier()} K</kbd>
        </button>
        <button
          type="button"
          class="rail-item"
          popovertarget="me"
          title={desk.agent.name}
        >
          <Icon name="settings" />
          <span class="rail-label" dir="auto">
            {desk.agent.name}
          </span>
        </button>
        <Me keys={props.keys} search={props.search} />
      </div>
    </header>
  );
}

function Item({ category }: { category: Category }): VNode {
  const { inbox } = useDesk();
  const n = inbox.lists[category].count.value;
  const unread = category === 'mine' ? inbox.unread.value : 0;
  const name = category_name(category);
  const icon: IconName = category;

  return (
    <li>
      <a
        class="rail-item"
        href={href(category)}
        aria-current={place.value.category === category ? 'page' : undefined}
        title={name}
      >
        <Icon name={icon} />
        <span class="rail-label">{name}</span>
        {unread > 0 ? (
          <span class="rail-count badge">
            {unread}
            <span class="hidden"> {t('console.unread.word')}</span>
          </span>
        ) : (
          category !== 'closed' && n > 0 && <span class="rail-count">{n}</span>
        )}
      </a>
    </li>
  );
}

function Me(props: { keys: () => void; search: () => void }): VNode {
  const desk = useDesk();
  const unsent = desk.outbox.items.value.length;

  async function leave(): Promise<void> {
    try {
      await log_out(desk);
    } catch {
      tell(t('console.logout.failed'));
    }
  }

  function hide(): void {
    document.getElementById('me')?.hidePopover();
  }

  return (
    <div
      class="menu"
      id="me"
      popover="auto"
      role="dialog"
      aria-label={t('console.settings')}
    >
      <p class="menu-name" dir="auto">
        {desk.agent.name}
      </p>
      <p class="menu-mail">{desk.agent.email}</p>
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
      <div class="menu-actions">
        <button
          type="button"
          class="button bare"
          onClick={() => {
            hide();
            props.keys();
          }}
        >
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
    </div>
  );
}

/* What the key is called on this machine. */
export function modifier(): string {
  return /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘' : 'Ctrl';
}
