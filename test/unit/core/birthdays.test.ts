// Owns: tests of when birthdays and other dates come round: leap years, ends of years, time zones, several contacts.
// Leaves to others: the command (test/contract), the page (test/unit/renderer).
import { describe, expect, it } from 'vitest';
import type { ContactId, PersonId } from '../../../main/core/account.ts';
import {
  birthdaysOn,
  dayIn,
  daysBetween,
  groupOf,
  lookForDates,
  type CalendarDay,
  type DatedRecord,
  type Upcoming,
} from '../../../main/core/birthdays.ts';
import type { ContactFields, PartialDate } from '../../../main/core/contact.ts';
import { drained } from '../../support/drained.ts';

const day = (text: string): CalendarDay => {
  const [year, month, day] = text.split('-').map(Number);
  return { year: year!, month: month!, day: day! };
};
const said = ({ year, month, day }: CalendarDay): string => `${year}-${month}-${day}`;

const record = (id: string, local: ContactFields | null, person = id): DatedRecord => ({
  id: id as ContactId,
  person: person as PersonId,
  local,
});
const born = (id: string, date: PartialDate, person = id): DatedRecord =>
  record(id, { birthday: { date } }, person);
const names = (found: readonly { readonly contact: string }[]): readonly string[] =>
  found.map(({ contact }) => contact);
const upcomingDates = (...asked: Parameters<typeof lookForDates>): Upcoming =>
  drained(lookForDates(...asked));
const next = (date: PartialDate, today: string) => upcomingDates(day(today), [born('a', date)], 10).occasions;

describe('the next birthday', () => {
  it('is today on the day itself, and a year later on the day after', () => {
    expect(next({ year: 1990, month: 5, day: 4 }, '2026-5-4').map(({ on }) => said(on))).toEqual([
      '2026-5-4',
    ]);
    expect(next({ year: 1990, month: 5, day: 4 }, '2026-5-5').map(({ on }) => said(on))).toEqual([
      '2027-5-4',
    ]);
  });

  it('says the age on that day, and none where the year is not known', () => {
    expect(next({ year: 1990, month: 1, day: 2 }, '2026-12-31')[0]).toMatchObject({
      on: day('2027-1-2'),
      years: 37,
    });
    expect(next({ month: 1, day: 2 }, '2026-12-31')[0]).toMatchObject({ years: null });
  });

  it('of 29 February is on the 28th in a year without one, and says so; also where no year is known', () => {
    for (const year of [1996, undefined]) {
      const date = { ...(year === undefined ? {} : { year }), month: 2, day: 29 };
      expect(next(date, '2027-1-1')[0]).toMatchObject({ on: day('2027-2-28'), moved: true });
      expect(next(date, '2027-2-28')[0]).toMatchObject({ on: day('2027-2-28'), moved: true });
      expect(next(date, '2027-3-1')[0]).toMatchObject({ on: day('2028-2-29'), moved: false });
      expect(next(date, '2028-2-29')[0]).toMatchObject({ on: day('2028-2-29'), moved: false });
    }
    // 1900 and 2100 have no such day either, 2000 has.
    expect(next({ month: 2, day: 29 }, '2100-1-1')[0]).toMatchObject({ on: day('2100-2-28'), moved: true });
    expect(next({ month: 2, day: 29 }, '2000-1-1')[0]).toMatchObject({ on: day('2000-2-29'), moved: false });
  });

  it('is never one before the first, nor on a day that does not exist, nor of a date without a day', () => {
    expect(next({ year: 2030, month: 6, day: 1 }, '2026-1-1')).toEqual([]);
    expect(next({ year: 2026, month: 6, day: 1 }, '2026-1-1')[0]).toMatchObject({ years: 0 });
    expect(next({ month: 2, day: 30 }, '2026-1-1')).toEqual([]);
    expect(next({ year: 2001, month: 2, day: 29 }, '2026-1-1')).toEqual([]);
    expect(next({ month: 13, day: 1 }, '2026-1-1')).toEqual([]);
    const mad = [
      born('a', { month: 2, day: 1 }),
      born('b', { month: 1, day: 33 }),
      born('c', { month: 0, day: 33 }),
    ];
    expect(names(upcomingDates(day('2026-1-1'), mad, 10).occasions)).toEqual(['a']);
    expect(next({ year: 1980, month: 4 }, '2026-1-1')).toEqual([]);
    expect(next({ year: 1980 }, '2026-1-1')).toEqual([]);
  });

  it('has the right age in the first centuries too', () => {
    expect(next({ year: 4, month: 7, day: 1 }, '2026-1-1')[0]).toMatchObject({ years: 2022 });
  });

  it('of every day of the year comes within a year of every day, none twice', () => {
    const all = Array.from({ length: 366 }, (_, at) => {
      const on = new Date(Date.UTC(2000, 0, 1 + at));
      return born(String(at), { month: on.getUTCMonth() + 1, day: on.getUTCDate() });
    });
    for (const today of ['2026-1-1', '2026-12-31', '2027-2-28', '2027-3-1', '2028-2-28', '2028-2-29']) {
      const { occasions, more } = upcomingDates(day(today), all, 1_000);
      expect([occasions.length, more]).toEqual([366, false]);
      const distances = occasions.map(({ on }) => daysBetween(day(today), on));
      expect(distances).toEqual([...distances].sort((a, b) => a - b));
      expect(distances.at(-1)).toBeLessThanOrEqual(365);
    }
  });
});

describe('the list of dates', () => {
  it('crosses the end of the year in order', () => {
    const { occasions } = upcomingDates(
      day('2026-12-30'),
      [
        born('new year', { month: 1, day: 1 }),
        born('yesterday', { month: 12, day: 29 }),
        born('eve', { month: 12, day: 31 }),
      ],
      10,
    );
    expect(names(occasions)).toEqual(['eve', 'new year', 'yesterday']);
  });

  it('has anniversaries and events with their words, after the birthdays of the day, sorted by name', () => {
    const date = { year: 2016, month: 6, day: 1 };
    const { occasions } = upcomingDates(
      day('2026-6-1'),
      [
        record('x', {
          events: [
            { id: '1', label: 'Moved in', date },
            { id: '2', kind: 'anniversary', date },
          ],
        }),
        born('z', date),
        born('y', date),
      ],
      10,
      (person) => person,
    );
    expect(occasions.map(({ contact, kind, label, years }) => [contact, kind, label, years])).toEqual([
      ['y', 'birthday', '', 10],
      ['z', 'birthday', '', 10],
      ['x', 'anniversary', '', 10],
      ['x', 'event', 'Moved in', 10],
    ]);
  });

  it('says a date of several contacts of one person once, with the year that one of them knows', () => {
    const records = [
      born('google', { month: 3, day: 3 }, 'ada'),
      born('outlook', { year: 1980, month: 3, day: 3 }, 'ada'),
      born('other', { month: 3, day: 3 }, 'bob'),
    ];
    const { occasions } = upcomingDates(day('2026-1-1'), records, 10);
    expect(occasions.map(({ person, contact, years }) => [person, contact, years])).toEqual([
      ['ada', 'outlook', 46],
      ['bob', 'other', null],
    ]);
  });

  it('leaves out contacts that are deleted here', () => {
    expect(upcomingDates(day('2026-1-1'), [record('a', null)], 10).occasions).toEqual([]);
  });

  it('ends with a whole day, and says whether more come', () => {
    const on = (month: number) => ({ month, day: 1 });
    const records = [born('a', on(2)), born('b', on(2)), born('c', on(3))];
    expect(upcomingDates(day('2026-1-1'), records, 1)).toMatchObject({
      occasions: { length: 2 },
      more: true,
    });
    expect(upcomingDates(day('2026-1-1'), records, 3)).toMatchObject({
      occasions: { length: 3 },
      more: false,
    });
  });
});

describe('the birthdays of a day', () => {
  it('are those of that day alone, each person once, and no other dates', () => {
    const records = [
      born('today', { year: 2000, month: 8, day: 9 }),
      born('again', { month: 8, day: 9 }, 'today'),
      born('tomorrow', { month: 8, day: 10 }),
      record('wedding', { events: [{ id: 'e', kind: 'anniversary', date: { month: 8, day: 9 } }] }),
    ];
    expect(birthdaysOn(day('2026-8-9'), records).map(({ person, years }) => [person, years])).toEqual([
      ['today', 26],
    ]);
  });

  it('of 28 February are those of the 29th too, in a year without one', () => {
    const records = [born('a', { month: 2, day: 28 }), born('b', { month: 2, day: 29 })];
    expect(names(birthdaysOn(day('2027-2-28'), records))).toEqual(['a', 'b']);
    expect(names(birthdaysOn(day('2028-2-28'), records))).toEqual(['a']);
    expect(names(birthdaysOn(day('2028-2-29'), records))).toEqual(['b']);
    expect(names(birthdaysOn(day('2027-3-1'), records))).toEqual([]);
  });
});

describe('the day that it is', () => {
  it('is that of the zone, on both sides of midnight and of the date line, in summer and in winter', () => {
    const at = Date.parse('2026-12-31T23:30:00Z');
    expect(said(dayIn(at, 'UTC'))).toBe('2026-12-31');
    expect(said(dayIn(at, 'Europe/Berlin'))).toBe('2027-1-1');
    expect(said(dayIn(at, 'Pacific/Honolulu'))).toBe('2026-12-31');
    expect(said(dayIn(at, 'Pacific/Kiritimati'))).toBe('2027-1-1');
    // Berlin's clock goes forward at 01:00 UTC: the day keeps its number all the same.
    expect(said(dayIn(Date.parse('2026-03-29T00:59:59Z'), 'Europe/Berlin'))).toBe('2026-3-29');
    expect(said(dayIn(Date.parse('2026-03-29T21:59:59Z'), 'Europe/Berlin'))).toBe('2026-3-29');
    expect(said(dayIn(Date.parse('2026-03-29T22:00:00Z'), 'Europe/Berlin'))).toBe('2026-3-30');
  });
});

describe('the group of a day', () => {
  it('is today, tomorrow, the next seven days, the rest of the month, or a month', () => {
    const of = (today: string, on: string) => groupOf(day(today), day(on));
    expect(of('2026-12-1', '2026-12-1')).toEqual({ kind: 'today' });
    expect(of('2026-12-31', '2027-1-1')).toEqual({ kind: 'tomorrow' });
    expect(of('2026-12-28', '2027-1-4')).toEqual({ kind: 'week' });
    expect(of('2026-12-1', '2026-12-9')).toEqual({ kind: 'month' });
    expect(of('2026-12-28', '2027-1-5')).toEqual({ kind: 'later', year: 2027, month: 1 });
    // The same month a year later is no part of this month.
    expect(of('2026-12-28', '2027-12-27')).toEqual({ kind: 'later', year: 2027, month: 12 });
  });
});
