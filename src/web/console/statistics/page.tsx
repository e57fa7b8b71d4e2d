/*
 * Statistics: a period, what happened in it, and beside it or over it the
 * conversations behind a figure.
 */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import { ApiError } from '../../shared/api';
import { t } from '../../shared/i18n';
import { error_words } from '../../shared/problems';
import { ContactLine, TryNow } from '../contact_line';
import { useDesk } from '../desk';
import { Icon } from '../icons';
import { leisure } from '../leisure';
import { roomy } from '../place';
import { clock, days_name } from './amounts';
import { BehindPane, behind_path } from './behind';
import { BrokenDown } from './broken_down';
import { arrive, choice, days } from './choice';
import { names_of } from './names';
import { Overview } from './overview';
import { PeriodPicker } from './period_picker';
import { is_empty, Report, type Figures } from './report';
import './style';
import { TransferParts } from './ways';
import './words';

/* What was read last, and how far down one was: for the way back to it. */
let before: { of: unknown; report: Report; top: number } | null = null;

export function StatisticsPage(): VNode {
  const desk = useDesk();
  const { contact, connection } = desk;
  const [report] = useState(() => {
    const made = new Report(connection);

    if (before?.of === desk) {
      made.remember(before.report.shown.peek());
    }
    return made;
  });
  const lost = contact.lost.value;
  const { behind } = choice.value;
  const shown = report.shown.value;
  const failed = report.failed.value;
  const covered = behind !== null && !roomy.value;

  useEffect(() => {
    arrive();
    leisure.value = true;
    return () => report.stop();
  }, []);

  return (
    <section
      class="statistics page"
      data-behind={behind !== null}
      aria-labelledby="statistics-title"
    >
      <div class="figures" inert={covered}>
        <div class="bar">
          <div class="who">
            <h2 id="statistics-title" tabIndex={-1}>
              {t('statistics.title')}
            </h2>
            <p>
              {lost !== null ? (
                <ContactLine lost={lost} />
              ) : (
                days_name(days.value)
              )}
            </p>
          </div>
          {/* What comes and goes, before what stays at the end. */}
          <TryNow kind="button quiet" heir="#statistics-title" />
          {shown !== null && (
            <span class="as-of">
              {t('statistics.as_of', { time: clock(shown.read_at) })}
            </span>
          )}
          <button
            type="button"
            class="button quiet"
            aria-disabled={report.reading.value}
            onClick={() => {
              if (!report.reading.peek()) {
                void report.read();
              }
            }}
          >
            {t('statistics.refresh')}
          </button>
        </div>
        <PeriodPicker />
        {shown === null ? (
          failed === null ? (
            <Loading />
          ) : (
            <Failed error={failed} again={() => again(report)} />
          )
        ) : (
          <Body
            figures={shown}
            late={report.reading.value}
            slow={report.slow.value}
            failed={failed}
            report={report}
            desk={desk}
          />
        )}
      </div>
      {behind !== null && (
        <BehindPane
          key={behind_path(behind, shown?.utc ?? false)}
          path={behind_path(behind, shown?.utc ?? false)}
          behind={behind}
          names={names_of(shown)}
        />
      )}
    </section>
  );
}

function Body(props: {
  figures: Figures;
  late: boolean;
  slow: boolean;
  failed: unknown;
  report: Report;
  desk: unknown;
}): VNode {
  const { figures, report, desk } = props;
  const scroll = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const box = scroll.current!;
    box.scrollTop = before?.of === desk ? before!.top : 0;
    before = { of: desk, report, top: box.scrollTop };
  }, []);

  return (
    <div
      class="scroll"
      ref={scroll}
      tabIndex={0}
      role="region"
      aria-labelledby="statistics-title"
      aria-busy={props.late}
      data-slow={props.slow}
      onScroll={({ currentTarget }) => {
        before = { of: desk, report, top: currentTarget.scrollTop };
      }}
    >
      {is_empty(figures) ? (
        props.slow ? (
          <p class="blank">{t('console.loading')}</p>
        ) : (
          <div class="blank">
            <Icon name="statistics" />
            <p class="strong">{t('statistics.empty')}</p>
            <p>{t('statistics.empty.hint')}</p>
          </div>
        )
      ) : (
        <>
          <Overview figures={figures} />
          <div class="below-tiles">
            {props.slow && (
              <p class="slow-bone">
                <span>{t('console.loading')}</span>
              </p>
            )}
            <BrokenDown figures={figures} />
            <TransferParts figures={figures} />
          </div>
        </>
      )}
      {props.failed !== null && (
        <Late error={props.failed} figures={figures} report={report} />
      )}
    </div>
  );
}

/* The button goes away with what it mends. */
function again(report: Report): void {
  document.getElementById('statistics-title')?.focus();
  void report.read();
}

function is_too_much(error: unknown): boolean {
  return error instanceof ApiError && error.status === 413;
}

function why(error: unknown): string {
  return is_too_much(error)
    ? t('statistics.too_many')
    : `${t('statistics.failed')} ${error_words(error)}`;
}

/* Over figures that are there: of which period they are. */
function Late(props: {
  error: unknown;
  figures: Figures;
  report: Report;
}): VNode {
  const { error, report } = props;
  const { first, last } = props.figures.days;
  const others = first !== days.value.first || last !== days.value.last;

  return (
    <p class="hint bad late" role="alert">
      <Icon name="alert" />
      <span>
        {why(error)}
        {others &&
          ` ${t('statistics.still', { days: days_name(props.figures.days) })}`}
      </span>
      {!is_too_much(error) && (
        <button type="button" class="link" onClick={() => again(report)}>
          {t('console.again')}
        </button>
      )}
    </p>
  );
}

function Failed(props: { error: unknown; again: () => void }): VNode {
  const { error } = props;

  return (
    <div class="blank" role="alert">
      <Icon name="alert" />
      {is_too_much(error) ? (
        <p class="strong">{why(error)}</p>
      ) : (
        <>
          <p class="strong">{t('statistics.failed')}</p>
          <p>{error_words(error)}</p>
          <button type="button" class="button quiet" onClick={props.again}>
            {t('console.again')}
          </button>
        </>
      )}
    </div>
  );
}

/* As high as what comes. */
function Loading(): VNode {
  return (
    <div class="scroll" aria-busy="true">
      <p class="hidden">{t('console.loading')}</p>
      <div>
        <div class="part-head">
          <h3>{t('statistics.overview')}</h3>
        </div>
        <div class="tiles bones" aria-hidden="true">
          {Array.from({ length: 10 }, (_, i) => (
            <div key={i} class="tile" data-wide={i > 6} />
          ))}
        </div>
      </div>
      <div class="bones picture-bone" aria-hidden="true" />
    </div>
  );
}
