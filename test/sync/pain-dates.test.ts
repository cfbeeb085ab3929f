// Owns: that a date is the same date wherever the computer stands, from UTC−12 to UTC+14, at both clouds.
// Leaves to others: the round trips themselves (pain-dates-child.ts), other spellings of a birthday (contract/switches-*).
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { PartialDate } from '../../main/core/contact.ts';
import { DATES } from './pain-dates-child.ts';
import type { Trip } from './pain-dates-child.ts';

/** Zones by their distance from Greenwich on New Year's Day, in minutes as Date counts them (west is positive). */
const ZONES: readonly (readonly [string, number])[] = [
  ['Etc/GMT+12', 720],
  ['Pacific/Marquesas', 570],
  ['America/New_York', 300],
  ['America/Sao_Paulo', 180],
  ['UTC', 0],
  ['Europe/Vienna', -60],
  ['Asia/Kathmandu', -345],
  ['Australia/Lord_Howe', -660],
  ['Pacific/Apia', -780],
  ['Pacific/Kiritimati', -840],
];

async function tripsIn(zone: string): Promise<{ offset: number; trips: Record<string, Trip> }> {
  const child = join(import.meta.dirname, 'pain-dates-child.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [child], {
    env: { ...process.env, TZ: zone },
  });
  return JSON.parse(stdout) as { offset: number; trips: Record<string, Trip> };
}

const pad = (n: number | undefined) => String(n).padStart(2, '0');

describe('[pain 6] [pain 7] dates', () => {
  it.each(ZONES)('are the same dates in %s, and those without a year get none', async (zone, offset) => {
    const { offset: there, trips } = await tripsIn(zone);
    expect(there, 'the zone is known to this machine').toBe(offset);
    for (const [mapping, { birthdays, anniversaries, read, inCloud, atRest }] of Object.entries(trips)) {
      expect(birthdays, mapping).toEqual(DATES);
      expect(anniversaries, mapping).toEqual(DATES);
      const isHeld = (date: PartialDate) => mapping === 'google' || date.year !== undefined;
      expect(read, mapping).toEqual(DATES.map((date) => (isHeld(date) ? [date, date] : [null, null])));
      expect(atRest, mapping).toBe(true);
      const expected = DATES.map((date) => {
        if (mapping === 'google') return JSON.stringify([date, date]);
        // Graph holds no date without a year: it stays in Kith, and nothing stands in its place there.
        if (date.year === undefined) return JSON.stringify([null, null]);
        const day = `${date.year}-${pad(date.month)}-${pad(date.day)}`;
        return JSON.stringify([`${day}T11:59:00Z`, day]);
      });
      expect(inCloud, mapping).toEqual(expected);
    }
  });
});
