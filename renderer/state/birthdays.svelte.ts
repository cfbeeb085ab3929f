// Owns: the next birthdays and other dates, as far as somebody has looked. Leaves to others: when they come round (main),
// their words (birthday-words.ts).
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import { groupOf } from '../../main/core/birthdays.ts';
import type { UpcomingDates } from '../../preload/contract.ts';
import { ask } from '../api.ts';

/** Dates asked for at first, and how many more each time. */
const STEP = 100;

export class BirthdaysState {
  #most = STEP;
  #upcoming = $state.raw<UpcomingDates | null>(null);
  #error = $state.raw<ErrorInfo | null>(null);
  /** Birthdays of today. */
  #today = $derived(
    (this.#upcoming?.dates ?? []).filter(
      ({ kind, on }) => kind === 'birthday' && groupOf(this.#upcoming?.today ?? on, on).kind === 'today',
    ).length,
  );

  /** Null until the first answer. */
  get upcoming(): UpcomingDates | null {
    return this.#upcoming;
  }

  get today(): number {
    return this.#today;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  async refresh(): Promise<void> {
    try {
      this.#upcoming = await ask('birthdays.upcoming', { most: this.#most });
      this.#error = null;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    }
  }

  showMore(): Promise<void> {
    this.#most += STEP;
    return this.refresh();
  }
}
