/*
 * The small parts of the page: a section with its head, a meaning that opens
 * below, a table with its file, and a link to what stands behind a number.
 */

import { useSignal, type Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { ComponentChildren, VNode } from 'preact';
import { apiUrl } from '../../shared/api';
import { t } from '../../shared/i18n';
import { Icon } from '../icons';
import { roomy } from '../place';
import { number } from './amounts';
import type { Days } from './period';

/* Where there are more names, one is looked for. */
export const MANY = 25;

export function Search({ query }: { query: Signal<string> }): VNode {
  return (
    <input
      class="field"
      type="search"
      aria-label={t('statistics.find')}
      placeholder={t('statistics.find')}
      value={query.value}
      onInput={({ currentTarget }) => (query.value = currentTarget.value)}
    />
  );
}

export function Section(props: {
  id: string;
  title: string;
  /* Beside the title. */
  button?: VNode;
  lead?: string;
  tools?: ComponentChildren;
  children: ComponentChildren;
}): VNode {
  return (
    <section class="part" aria-labelledby={props.id}>
      <div class="part-head">
        <h3 id={props.id}>{props.title}</h3>
        {props.button}
        {props.tools !== undefined && <div class="tools">{props.tools}</div>}
      </div>
      {props.lead !== undefined && <p class="lead">{props.lead}</p>}
      {props.children}
    </section>
  );
}

/* A button, and what it opens; both are given to `children` to be placed. */
export function Meaning(props: {
  id: string;
  of: string;
  text: ComponentChildren;
  children: (button: VNode, text: VNode) => VNode;
}): VNode {
  const open = useSignal(false);

  return props.children(
    <button
      type="button"
      class="meaning-switch"
      aria-expanded={open.value}
      aria-controls={props.id}
      aria-label={t('statistics.meaning.of', { name: props.of })}
      onClick={() => (open.value = !open.value)}
    >
      <Icon name="info" />
    </button>,
    <div class="meaning" id={props.id} hidden={!open.value}>
      {props.text}
    </div>,
  );
}

/* `path` is as in the API, without the format. */
export function Csv(props: {
  path: string;
  name: string;
  days: Days;
  of: string;
  /* Where it is not the only one. */
  label?: string;
}): VNode {
  const url = apiUrl('agent', props.path);

  url.searchParams.set('format', 'csv');
  return (
    <a
      class="csv"
      href={url.href}
      download={`kundo-${props.name}-${props.days.first}--${props.days.last}.csv`}
      aria-label={t('statistics.csv.of', { name: props.of })}
    >
      <Icon name="down" />
      {props.label !== undefined && `${props.label}, `}CSV
    </a>
  );
}

/* A number that leads to its conversations; nothing stands behind a zero. */
export function Behind(props: {
  href: string;
  n: number;
  text: string;
  of: string;
}): VNode {
  return props.n === 0 ? (
    <span class="zero">{props.text}</span>
  ) : (
    <a
      class="number"
      href={props.href}
      aria-label={t('statistics.behind.of', {
        name: props.of,
        value: props.text,
      })}
    >
      {props.text}
    </a>
  );
}

/* What can be chosen of few, each an address of its own. */
export function Choices(props: {
  label: string;
  of: readonly { text: string; href: string; on: boolean }[];
}): VNode {
  return (
    <nav class="choices" aria-label={props.label}>
      {props.of.map(({ text, href, on }) => (
        <a key={text} href={href} aria-current={on ? 'true' : undefined}>
          {text}
        </a>
      ))}
    </nav>
  );
}

interface Cell {
  n: number;
  of: string;
  /* The number itself where there is none; null for nothing at all. */
  text?: string | null;
  href?: string | undefined;
}

/*
 * Numbers with the names that they are of, in a disclosure: the accessible
 * form of a picture.  Open where there is room, unless it is to be closed.
 */
export function Numbers(props: {
  caption: string;
  heads: readonly string[];
  /* How many of the heads are of names. */
  names: number;
  closed?: boolean;
  rows: readonly { key: string; names: readonly string[]; cells: Cell[] }[];
}): VNode {
  const [open] = useState(() => roomy.peek() && props.closed !== true);

  return (
    <details class="numbers" open={open}>
      <summary>{t('statistics.table', { name: props.caption })}</summary>
      <div
        class="numbers-room"
        tabIndex={0}
        role="region"
        aria-label={t('statistics.table', { name: props.caption })}
      >
        <table>
          <caption class="hidden">{props.caption}</caption>
          <thead>
            <tr>
              {props.heads.map((head, i) => (
                <th
                  key={head}
                  scope="col"
                  class={i < props.names ? 'name' : undefined}
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.rows.map(({ key, names, cells }) => (
              <tr key={key}>
                {names.map((name, i) => (
                  <th key={i} scope="row" class="name" dir="auto">
                    {name}
                  </th>
                ))}
                {cells.map(({ n, of, text, href }, i) => (
                  <td key={i}>
                    {text === null ? (
                      <span class="zero">–</span>
                    ) : href === undefined ? (
                      (text ?? number(n))
                    ) : (
                      <Behind
                        href={href}
                        n={n}
                        text={text ?? number(n)}
                        of={of}
                      />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
