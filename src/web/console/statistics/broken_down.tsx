/*
 * All figures group by group: by day, by flow or by agent, as one chooses
 * for all of them.
 */

import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { t } from '../../shared/i18n';
import { fold } from '../fold';
import { by_name } from './by';
import { BYS, choice, to } from './choice';
import { CountParts } from './count_parts';
import { groups_of } from './groups';
import { LengthParts } from './length_parts';
import { Choices, Search, MANY } from './parts';
import type { Figures } from './report';

export function BrokenDown({ figures }: { figures: Figures }): VNode {
  const all = groups_of(figures);
  const many = figures.by !== 'day' && all.length > MANY;
  const query = useSignal('');
  const words = many ? fold(query.value.trim()) : '';
  const groups = all.filter(({ name }) => fold(name).includes(words));

  return (
    <div class="broken-down">
      <div class="by">
        <Choices
          label={t('statistics.by')}
          of={BYS.map((by) => ({
            text: by_name(by),
            href: to({ by, behind: null }),
            on: by === choice.value.by,
          }))}
        />
        {many && <Search query={query} />}
      </div>
      {groups.length === 0 && words !== '' ? (
        <p class="faint" role="status">
          {t('statistics.no_name')}
        </p>
      ) : (
        <>
          <CountParts figures={figures} groups={groups} />
          <LengthParts figures={figures} groups={groups} />
        </>
      )}
    </div>
  );
}
