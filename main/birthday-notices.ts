// Owns: telling the person at this computer of today's birthdays, put together. A part of the composition root. Leaves to
// others: when (app/birthday-clock.ts), whose and what is said (core/), showing it (app/notices.ts).
import { startBirthdayClock } from './app/birthday-clock.ts';
import type { Shell } from './app/start.ts';
import { birthdayNotice } from './core/birthday-notice.ts';
import { birthdaysOn } from './core/birthdays.ts';
import type { SpokenLanguage } from './core/language.ts';
import type { Clock } from './core/ports.ts';
import type { Book } from './store/book.ts';

/** What it takes of the app's surroundings. */
export type NoticeShell = Pick<Shell, 'notify' | 'noticed' | 'onResume'>;

/** Tells by itself, while the settings want it, until the result is called. */
export function startBirthdayNotices(
  shell: NoticeShell,
  book: Pick<Book, 'contacts' | 'settings' | 'subscribe'>,
  clock: Clock,
  spoken: () => SpokenLanguage,
  zone: () => string = () => Intl.DateTimeFormat().resolvedOptions().timeZone,
): () => void {
  const birthdays = startBirthdayClock({
    clock,
    zone,
    wanted: () => book.settings().birthdayNotices,
    birthdaysOn: (day) => birthdaysOn(day, book.contacts()),
    toldOn: () => shell.noticed.read(),
    tell: (today, day) => {
      const notice = birthdayNotice(today, spoken());
      if (notice === null) return;
      const persons = new Set(today.map(({ person }) => person));
      const [first] = today;
      const isShown = shell.notify(
        notice,
        persons.size === 1 && first !== undefined
          ? { kind: 'contact', contact: first.contact }
          : { kind: 'birthdays' },
      );
      if (isShown) shell.noticed.write(day);
    },
  });
  shell.onResume(() => birthdays.look());
  book.subscribe((changes) => {
    if (changes.some(({ kind }) => kind === 'putSettings')) birthdays.look();
  });
  return () => birthdays.close();
}
