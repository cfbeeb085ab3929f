// Owns: the command that lists birthdays and other dates, on a real book. Leaves to others: when dates come round
// (test/unit/core/birthdays.test.ts).
import { describe, expect, test } from 'vitest';
import type { PersonId } from '../../main/core/account.ts';
import type { UpcomingDates } from '../../preload/contract.ts';
import { book, stage, useDesk, value } from '../unit/store/desk.ts';
import { contact, MICROSOFT, put } from '../unit/store/shelf.ts';

useDesk();

const upcoming = (most = 100) => value('birthdays.upcoming', { most }) as Promise<UpcomingDates>;
const birthday = (month: number, day: number, year?: number) => ({
  birthday: { date: { ...(year === undefined ? {} : { year }), month, day } },
});

describe('birthdays.upcoming', () => {
  test('names each person as the list does, with the day that it is where the person is', async () => {
    // The desk's clock stands at 10:00 UTC on 21 November 2026.
    book.transaction([
      put(
        contact('a', { local: { name: { display: 'Ada' }, ...birthday(11, 22) }, person: 'p' as PersonId }),
      ),
      put(
        contact('b', {
          account: MICROSOFT,
          local: { name: { display: 'Ada at work' }, ...birthday(11, 22, 1990) },
          person: 'p' as PersonId,
        }),
      ),
      put(contact('gone', { local: null })),
    ]);
    expect(await upcoming()).toEqual({
      today: { year: 2026, month: 11, day: 21 },
      dates: [
        {
          person: 'p',
          contact: 'b',
          name: 'Ada',
          initials: 'A',
          photo: null,
          kind: 'birthday',
          label: '',
          on: { year: 2026, month: 11, day: 22 },
          years: 36,
          moved: false,
        },
      ],
      more: false,
    });
    stage.zone = 'Pacific/Kiritimati';
    expect(await upcoming()).toMatchObject({ today: { day: 22 }, dates: [{ on: { year: 2026 } }] });
  });

  test('gives as many as are asked for, in the order of the list where they share a day, and says that there are more', async () => {
    book.transaction([
      put(contact('z', { local: { name: { display: 'Zoe' }, ...birthday(12, 1) } })),
      put(contact('a', { local: { name: { display: 'Ämil' }, ...birthday(12, 1) } })),
      put(contact('b', { local: { name: { display: 'Bert' }, ...birthday(12, 2) } })),
    ]);
    const { dates, more } = await upcoming(2);
    expect([dates.map(({ name }) => name), more]).toEqual([['Ämil', 'Zoe'], true]);
  });
});
