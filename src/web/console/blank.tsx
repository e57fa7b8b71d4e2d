/*
 * An empty place, said so: a mark, a sentence, what to expect, and what may be
 * done; and the places of what is still being read.
 */

import type { ComponentChildren, VNode } from 'preact';
import { t } from '../shared/i18n';
import { Icon, type IconName } from './icons';

export function Blank(props: {
  icon: IconName;
  title: string;
  hint?: string | null | false;
  role?: 'alert';
  children?: ComponentChildren;
}): VNode {
  return (
    <div class="blank" role={props.role}>
      <Icon name={props.icon} />
      <p class="strong">{props.title}</p>
      {/* Another hint is another one: no text that is there changes. */}
      {props.hint && <p key={props.hint}>{props.hint}</p>}
      {props.children}
    </div>
  );
}

/* What could not be had, and another try. */
export function Failed(props: {
  title: string;
  role?: 'alert';
  again: () => void;
}): VNode {
  return (
    <Blank icon="alert" title={props.title} role={props.role}>
      <button type="button" class="button quiet" onClick={props.again}>
        {t('console.again')}
      </button>
    </Blank>
  );
}

/* Where rows, or messages, will stand. */
export function Bones({ of }: { of: 'rows' | 'messages' }): VNode {
  return (
    <div class="skeletons" data-of={of} aria-busy="true">
      <p class="hidden">{t('console.loading')}</p>
      {[0, 1, 2, 3].map((n) => (
        <div class="skeleton" key={n} />
      ))}
    </div>
  );
}
