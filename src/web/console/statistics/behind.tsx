/*
 * The conversations behind a figure: one line for each time that it counts,
 * newest first, read page by page.
 */

import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Page } from '../../shared/api';
import type { Connection } from '../../shared/connection';
import { format_day, format_full, format_time, t } from '../../shared/i18n';
import { error_words } from '../../shared/problems';
import { useDesk } from '../desk';
import { Icon } from '../icons';
import { person_name } from '../people';
import { href } from '../place';
import { day_name, days_name, duration } from './amounts';
import { path_of, type Time } from './answers';
import { days, filters_of, to, type Behind } from './choice';
import { and_names_of, called, type Names } from './names';
import { Csv, Meaning } from './parts';
import { span_of, within } from './period';
import {
  agent_called,
  figure_meaning,
  figure_name,
  flow_called,
} from './words';

class Pages {
  readonly items = signal<readonly Time[]>([]);
  readonly state = signal<'reading' | 'more' | 'end' | 'failed'>('reading');
  readonly error = signal<unknown>(null);
  private readonly _connection: Connection;
  private readonly _path: string;
  private _next: string | null = null;
  private _over = false;

  constructor(connection: Connection, path: string) {
    this._connection = connection;
    this._path = path;
    void this.read();
  }

  stop(): void {
    this._over = true;
  }

  async read(): Promise<void> {
    this.state.value = 'reading';
    try {
      const page = await this._connection.request<Page<Time>>(
        'GET',
        this._path + (this._next === null ? '' : `&after=${this._next}`),
      );

      if (!this._over) {
        this._next = page.next;
        this.items.value = [...this.items.value, ...page.items];
        this.state.value = page.next === null ? 'end' : 'more';
      }
    } catch (error) {
      if (!this._over) {
        this.error.value = error;
        this.state.value = 'failed';
      }
    }
  }
}

export function BehindPane(props: {
  behind: Behind;
  names: Names;
  path: string;
}): VNode {
  const { behind, names, path } = props;
  const { connection } = useDesk();
  const [pages] = useState(() => new Pages(connection, path));
  const name = figure_name(behind.figure);
  const about = [
    behind.day === undefined
      ? days_name(days.value)
      : day_name(behind.day, true),
    ...called(behind, and_names_of(names, pages.items.value[0])),
  ];
  const title = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const state = pages.state.value;
  const more = (): void => {
    const read = pages.items.peek().length;

    /* The button is gone by then: on to the first line that is new. */
    void pages.read().then(() =>
      requestAnimationFrame(() => {
        const line = list.current?.children[read]?.firstElementChild;

        if (line instanceof HTMLElement && focus_is_lost()) {
          line.focus();
        }
      }),
    );
  };

  useEffect(() => {
    const before = location.hash;

    title.current?.focus();
    return () => {
      pages.stop();
      /* To the number that it was opened from, where that still stands. */
      requestAnimationFrame(() => {
        if (focus_is_lost()) {
          [...document.querySelectorAll<HTMLElement>('.figures a[href]')]
            .find((link) => link.getAttribute('href') === before)
            ?.focus();
        }
      });
    };
  }, []);

  return (
    <section
      class="behind"
      aria-labelledby="behind-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          close();
        }
      }}
    >
      <Meaning
        id="meaning-behind"
        of={name}
        text={figure_meaning(behind.figure)}
      >
        {(button, text) => (
          <>
            <div class="bar">
              <h3 id="behind-title" tabIndex={-1} ref={title}>
                {name}
              </h3>
              {button}
              <Csv
                path={path}
                name={`${behind.figure}-conversations`}
                days={days.value}
                of={name}
              />
              <button
                type="button"
                class="button bare icon"
                aria-label={t('statistics.close')}
                onClick={close}
              >
                <Icon name="close" />
              </button>
            </div>
            <p class="about">
              {about.map((one, i) => (
                <span key={i} dir="auto">
                  {one}
                </span>
              ))}
            </p>
            {text}
          </>
        )}
      </Meaning>
      <div
        class="scroll"
        tabIndex={0}
        role="region"
        aria-labelledby="behind-title"
      >
        <ol class="times" ref={list} aria-busy={state === 'reading'}>
          {pages.items.value.map((time, i) => (
            <li key={i}>
              <Line time={time} />
            </li>
          ))}
        </ol>
        {state === 'reading' ? (
          <p class="faint end">{t('console.loading')}</p>
        ) : state === 'failed' ? (
          <div class="end" role="alert">
            <p>{error_words(pages.error.value)}</p>
            <button type="button" class="button quiet" onClick={more}>
              {t('console.again')}
            </button>
          </div>
        ) : state === 'more' ? (
          <p class="end">
            <button type="button" class="button quiet" onClick={more}>
              {t('statistics.behind.more')}
            </button>
          </p>
        ) : (
          pages.items.value.length === 0 && (
            <p class="faint end">{t('statistics.behind.none')}</p>
          )
        )}
      </div>
    </section>
  );
}

function focus_is_lost(): boolean {
  return document.activeElement === document.body;
}

function close(): void {
  location.replace(to({ behind: null }));
}

export function behind_path(behind: Behind, utc: boolean): string {
  const span = span_of(days.value);

  return path_of(
    `${behind.figure}/conversations`,
    behind.day === undefined ? span : within(span, behind.day, utc),
    filters_of(behind),
  );
}

function Line({ time }: { time: Time }): VNode {
  const { inbox } = useDesk();
  const { conversation: chat } = time;
  const at = (
    <time dateTime={time.at} title={format_full(time.at)}>
      {format_day(time.at)} {format_time(time.at)}
    </time>
  );

  if (chat === null) {
    return (
      <div class="time gone" tabIndex={-1}>
        <span class="time-top">
          <span class="time-name">{t('statistics.behind.gone')}</span>
          {at}
        </span>
        <What time={time} />
      </div>
    );
  }
  return (
    <a class="time" href={href(inbox.category_of(chat), chat.id)}>
      <span class="time-top">
        <span class="time-name" dir="auto">
          {person_name(chat.starter)}
        </span>
        {at}
      </span>
      <What time={time} />
    </a>
  );
}

function What({ time }: { time: Time }): VNode {
  const agent = agent_called(time.agent, time.agent_name);
  const flow = flow_called(time.flow, time.flow_name);

  return time.to_agent === undefined ? (
    <span class="time-what">
      <bdi>{agent}</bdi> · <bdi>{flow}</bdi>
      {time.ms! > 0 && <span> · {duration(time.ms!)}</span>}
    </span>
  ) : (
    <span class="time-what">
      <bdi>{agent}</bdi> →{' '}
      <bdi>{agent_called(time.to_agent, time.to_agent_name!)}</bdi>
      {time.to_flow !== time.flow && (
        <span>
          {' · '}
          <bdi>{flow}</bdi> →{' '}
          <bdi>{flow_called(time.to_flow!, time.to_flow_name!)}</bdi>
        </span>
      )}
      {time.automatic && (
        <span class="mark warn">{t('statistics.automatic')}</span>
      )}
    </span>
  );
}
