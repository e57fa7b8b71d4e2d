/* Which days: presets, and two dates of one's own. */

import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { t, type Key } from '../../shared/i18n';
import { choice, days, to } from './choice';
import { date_of, PRESETS, read_period, type Preset } from './period';
import { Choices } from './parts';

const NAMES: Record<Preset, Key> = {
  today: 'statistics.period.today',
  yesterday: 'statistics.period.yesterday',
  '7d': 'statistics.period.7d',
  '30d': 'statistics.period.30d',
  '90d': 'statistics.period.90d',
  month: 'statistics.period.month',
  'last-month': 'statistics.period.last_month',
};

export function PeriodPicker(): VNode {
  const { period } = choice.value;

  return (
    <div class="period">
      <Choices
        label={t('statistics.period')}
        of={PRESETS.map((preset) => ({
          text: t(NAMES[preset]),
          href: to({ period: preset, behind: null }),
          on: period === preset,
        }))}
      />
      <Own
        key={`${days.value.first} ${days.value.last}`}
        chosen={typeof period !== 'string'}
      />
    </div>
  );
}

function Own({ chosen }: { chosen: boolean }): VNode {
  const { first, last } = days.value;
  const wrong = useSignal(false);

  return (
    <form
      class="own"
      data-chosen={chosen}
      aria-label={t('statistics.period.own')}
      onSubmit={(event) => {
        const form = new FormData(event.currentTarget);
        const period = read_period(`${form.get('from')}--${form.get('to')}`);

        event.preventDefault();
        wrong.value = period === null;
        if (period !== null) {
          location.hash = to({ period, behind: null });
        }
      }}
    >
      <DateField name="from" text={t('statistics.period.from')} date={first} />
      <DateField name="to" text={t('statistics.period.to')} date={last} />
      <button type="submit" class="button quiet">
        {t('statistics.period.show')}
      </button>
      <p class="bad" role="alert">
        {wrong.value && t('statistics.period.wrong')}
      </p>
    </form>
  );
}

function DateField(props: { name: string; text: string; date: string }): VNode {
  return (
    <label>
      <span>{props.text}</span>
      <input
        class="field"
        type="date"
        name={props.name}
        required
        max={date_of(new Date())}
        defaultValue={props.date}
      />
    </label>
  );
}
