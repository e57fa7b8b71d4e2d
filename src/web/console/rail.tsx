/*
 * The categories, with presence above and one's own choices below.
 */

import type { VNode } from 'preact';
import { t, type Key } from '../shared/i18n';
import { useDesk } from './desk';
import { Icon, type IconName } from './icons';
import { MeMenu } from './me_menu';
import { pages_of, type PageEntry } from './pages';
import { CATEGORIES, href, page_href, place, type Category } from './place';
import { PresenceMenu } from './presence_menu';

const NAMES: Record<Category, Key> = {
  mine: 'console.category.mine',
  open: 'console.category.open',
  closed: 'console.category.closed',
};

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
          {pages_of(desk).map((entry) => (
            <PageItem key={entry.page} entry={entry} />
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
        <MeMenu keys={props.keys} />
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
  const { page, category: current } = place.value;

  return (
    <li>
      <a
        class="rail-item"
        href={href(category)}
        aria-current={
          page === null && current === category ? 'page' : undefined
        }
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

function PageItem({ entry }: { entry: PageEntry }): VNode {
  const name = t(entry.name);

  return (
    <li>
      <a
        class="rail-item"
        href={page_href(entry.page)}
        aria-current={place.value.page === entry.page ? 'page' : undefined}
        title={name}
      >
        <Icon name={entry.icon} />
        <span class="rail-label">{name}</span>
      </a>
    </li>
  );
}

/* What the key is called on this machine. */
export function modifier(): string {
  return /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘' : 'Ctrl';
}
