/*
 * The categories, with presence above and one's own choices below.
 */

import type { VNode } from 'preact';
import { t, type Key } from '../shared/i18n';
import { useDesk } from './desk';
import { Icon, type IconName } from './icons';
import { MeMenu } from './me_menu';
import { MoreMenu } from './more_menu';
import { pages_of, type PageEntry } from './pages';
import {
  barred,
  CATEGORIES,
  href,
  page_href,
  paned,
  place,
  type Category,
} from './place';
import { PresenceMenu } from './presence_menu';

const NAMES: Record<Category, Key> = {
  mine: 'console.category.mine',
  open: 'console.category.open',
  closed: 'console.category.closed',
};

export function category_name(category: Category): string {
  return t(NAMES[category]);
}

interface Ways {
  search: () => void;
  keys: () => void;
}

export function Rail(props: Ways): VNode {
  const desk = useDesk();
  const pages = pages_of(desk);
  /* What counts something is always in sight. */
  const shown = CATEGORIES.filter(
    (category) => barred.value || category !== 'closed',
  );
  const rest = CATEGORIES.filter((category) => !shown.includes(category));

  return (
    <header class="rail">
      <PresenceMenu />
      <nav aria-label={t('console.categories')}>
        <ul>
          {shown.map((category) => (
            <Item key={category} category={category} />
          ))}
          {paned.value &&
            pages.map((entry) => <PageItem key={entry.page} entry={entry} />)}
        </ul>
      </nav>
      <div class="foot">
        {paned.value ? (
          <Foot search={props.search} />
        ) : (
          <MoreMenu within={within(rest, pages)}>
            <ul>
              {rest.map((category) => (
                <Item key={category} category={category} />
              ))}
              {pages.map((entry) => (
                <PageItem key={entry.page} entry={entry} />
              ))}
              <li>
                <Search search={props.search} />
              </li>
              <li>
                <button
                  type="button"
                  class="rail-item"
                  onClick={() => document.getElementById('me')?.showPopover()}
                >
                  <Icon name="settings" />
                  <span class="rail-label">{t('console.settings')}</span>
                  <span class="faint" dir="auto">
                    {desk.agent.name}
                  </span>
                </button>
              </li>
            </ul>
          </MoreMenu>
        )}
        <MeMenu keys={props.keys} />
      </div>
    </header>
  );
}

/* The place among these that one is at. */
function within(
  categories: readonly Category[],
  pages: readonly PageEntry[],
): string | undefined {
  const { page, category } = place.value;
  const entry = pages.find((one) => one.page === page);

  return entry !== undefined
    ? t(entry.name)
    : page === null && categories.includes(category)
      ? category_name(category)
      : undefined;
}

function Foot(props: Pick<Ways, 'search'>): VNode {
  const { agent } = useDesk();

  return (
    <>
      <Search search={props.search} />
      <button
        type="button"
        class="rail-item"
        popovertarget="me"
        title={agent.name}
      >
        <Icon name="settings" />
        <span class="rail-label" dir="auto">
          {agent.name}
        </span>
      </button>
    </>
  );
}

function Search(props: Pick<Ways, 'search'>): VNode {
  return (
    <button
      type="button"
      class="rail-item"
      title={t('console.palette.title')}
      onClick={props.search}
    >
      <Icon name="search" />
      <span class="rail-label">{t('console.search')}</span>
      <kbd class="rail-count">{modifier()} K</kbd>
    </button>
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
