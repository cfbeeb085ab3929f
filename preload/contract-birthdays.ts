// Owns: what the contract shows of birthdays and other dates that come round. Leaves to others: when they do
// (main/core/birthdays.ts), their words (renderer).
import type { ContactId, PersonId } from '../main/core/account.ts';
import type { CalendarDay, OccasionKind } from '../main/core/birthdays.ts';

/** A date of a person that comes round within a year. */
export interface UpcomingDate {
  readonly person: PersonId;
  readonly contact: ContactId;
  readonly name: string;
  readonly initials: string;
  /** The contact whose photo stands for the person; null: none is known to have one. */
  readonly photo: ContactId | null;
  readonly kind: OccasionKind;
  /** The person's own word for it; '' where there is none. */
  readonly label: string;
  readonly on: CalendarDay;
  /** The age, or how many years ago it was; 0: it is the day itself; null: no year is known. */
  readonly years: number | null;
  /** It is of 29 February and shown on the 28th, since the year has none. */
  readonly moved: boolean;
}

export interface UpcomingDates {
  /** The day that it is where the person is. */
  readonly today: CalendarDay;
  /** The soonest first. */
  readonly dates: readonly UpcomingDate[];
  /** There are more than were asked for. */
  readonly more: boolean;
}
