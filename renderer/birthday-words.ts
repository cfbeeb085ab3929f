// Owns: what is said of birthdays and other dates that come round. Leaves to others: when they do (main/core/birthdays.ts),
// laying them out (pages/Birthdays.svelte).
import { type DayGroup, groupOf } from '../main/core/birthdays.ts';
import type { UpcomingDate, UpcomingDates } from '../preload/contract.ts';
import { formatDate } from './dates.ts';
import { t } from './i18n/index.ts';

export interface DateGroup {
  readonly key: string;
  readonly title: string;
  readonly dates: readonly UpcomingDate[];
}

/** "Today", "Tomorrow", "In the next seven days", "Later this month", "January 2027". */
function titleOf(group: DayGroup): string {
  if (group.kind === 'later') return formatDate({ year: group.year, month: group.month });
  return t(`birthdays.${group.kind}`);
}

/** The dates under headings, in their order. */
export function groupsOf({ today, dates }: UpcomingDates): readonly DateGroup[] {
  const groups = new Map<string, { readonly title: string; readonly dates: UpcomingDate[] }>();
  for (const date of dates) {
    const group = groupOf(today, date.on);
    const key = JSON.stringify(group);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { title: titleOf(group), dates: [date] });
    else known.dates.push(date);
  }
  return [...groups].map(([key, { title, dates }]) => ({ key, title, dates }));
}

/** What comes round: "turns 40", "Anniversary, 10 years", "Moved in". */
export function occasionText({ kind, label, years }: UpcomingDate): string {
  const count = years ?? 0;
  if (kind === 'birthday') return count > 0 ? t('birthdays.turns', { count }) : t('birthdays.birthday');
  const what = label === '' ? t(`birthdays.${kind}`) : label;
  return count > 0 ? t('birthdays.years', { what, count }) : what;
}

/** Why somebody of 29 February stands at the 28th; '' where nobody need ask. */
export function movedText({ moved, on }: UpcomingDate): string {
  if (!moved) return '';
  return t('birthdays.moved', {
    day: formatDate({ month: 2, day: 29 }),
    year: formatDate({ year: on.year }),
  });
}
