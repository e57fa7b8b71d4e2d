/*
 * The last place of the bar on a phone: what has no place of its own there.
 */

import { useRef } from 'preact/hooks';
import type { ComponentChildren, VNode } from 'preact';
import { t } from '../shared/i18n';
import { Icon } from './icons';
import { leisure } from './leisure';

/* `within` is the name of the place in it that one is at. */
export function MoreMenu(props: {
  within: string | undefined;
  children: ComponentChildren;
}): VNode {
  const box = useRef<HTMLDivElement>(null);

  return (
    <>
      <button
        type="button"
        class="rail-item"
        popovertarget="more"
        aria-current={props.within === undefined ? undefined : 'true'}
      >
        <Icon name="more" />
        <span class="rail-label">{t('console.more')}</span>
        {props.within !== undefined && (
          <span class="hidden" dir="auto">
            {props.within}
          </span>
        )}
      </button>
      <div
        class="menu"
        id="more"
        popover="auto"
        role="dialog"
        aria-label={t('console.more')}
        ref={box}
        /* Whatever is chosen; the focus is at the bar before that is done. */
        onClickCapture={(event) => {
          if (event.target !== box.current) {
            box.current?.hidePopover();
          }
        }}
      >
        {leisure.value && props.children}
      </div>
    </>
  );
}
