// Owns: when a person is told of today's birthdays: once a day, from the morning on, and only who wants to be.
// Leaves to others: whose they are (core/birthdays.ts), the words and showing them (notices.ts), which days were told.
import { dayIn } from '../core/birthdays.ts';
import type { CalendarDay, Occasion } from '../core/birthdays.ts';
import type { Clock } from '../core/ports.ts';

export interface BirthdayClockDependencies {
  readonly clock: Clock;
  /** The time zone that the computer is in at this moment. */
  zone(): string;
  wanted(): boolean;
  birthdaysOn(day: CalendarDay): readonly Occasion[];
  /** The day on which somebody was told last (`2026-11-21`); null: never. */
  toldOn(): string | null;
  /** Tells somebody, and writes down that it was on this day. */
  tell(birthdays: readonly Occasion[], day: string): void;
}

export interface BirthdayClock {
  /** Looks now: the computer woke up, the setting or a contact changed. */
  look(): void;
  close(): void;
}

/** No earlier than this hour: at midnight it is quiet. */
const MORNING = 8;
/** Milliseconds between looks. A look that finds the day told, or the morning not come, does next to nothing. */
const EVERY = 10 * 60_000;

/** Looks at once, and then every ten minutes until it is closed. */
export function startBirthdayClock(deps: BirthdayClockDependencies): BirthdayClock {
  const closing = new AbortController();
  const look = (): void => {
    const now = deps.clock.now();
    if (closing.signal.aborted || !deps.wanted() || hourIn(now, deps.zone()) < MORNING) return;
    const today = dayIn(now, deps.zone());
    const day = nameOf(today);
    if (deps.toldOn() === day) return;
    // Nobody's birthday yet: a sync may still bring one today.
    const birthdays = deps.birthdaysOn(today);
    if (birthdays.length > 0) deps.tell(birthdays, day);
  };
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      look();
      await deps.clock.sleep(EVERY, closing.signal).catch(() => undefined);
    }
  };
  void loop();
  return { look, close: () => closing.abort() };
}

const nameOf = ({ year, month, day }: CalendarDay): string =>
  [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');

function hourIn(now: number, zone: string): number {
  const options = { timeZone: zone, hour: 'numeric', hourCycle: 'h23', numberingSystem: 'latn' } as const;
  return Number(new Intl.DateTimeFormat('en', options).format(now));
}
