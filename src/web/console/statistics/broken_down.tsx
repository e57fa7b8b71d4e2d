/*
 * All figures group by group: by day, by flow or by agent, as one chooses
 * for all of them.
 */

import type { VNode } from 'preact';
import { t } from '../../shared/i18n';
import { by_name } from './by';
import { BYS, choice, to } from './choice';
import { CountParts } from './count_parts';
import { groups_of } from './groups';
import { LengthParts } from './length_parts';
import { Choices } from './parts';
import type { Figures } from './report';

export function BrokenDown({ figures }: { figures: Figures }): VNode {
  const groups = groups_of(figures);

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
      </div>
      <CountParts figures={figures} groups={groups} />
      <LengthParts figures={figures} groups={groups} />
    </div>
  );
}
