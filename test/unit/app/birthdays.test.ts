// Owns: that a person is told of today's birthdays once a day, in the morning, only if they want to be, also after the
// computer slept. Leaves to others: whose birthday is when (unit/core/birthdays.test.ts).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noticeMemory, showNotice } from '../../../main/app/notices.ts';
import { startBirthdayNotices } from '../../../main/birthday-notices.ts';
import { birthdayNotice } from '../../../main/core/birthday-notice.ts';
import { birthdaysOn } from '../../../main/core/birthdays.ts';
import type { SpokenLanguage } from '../../../main/core/language.ts';
import type { OutsideCall } from '../../../preload/contract.ts';
import { FakeNotification, resetElectron, system } from '../../support/fake-electron.ts';
import { contact } from '../store/shelf.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

const born = (given: string, year: number | undefined, month: number, day: number) => {
  const record = contact(given);
  const date = year === undefined ? { month, day } : { year, month, day };
  return { ...record, local: { ...record.local, birthday: { date } } };
};
const ADA = born('Ada', 1990, 11, 21);
const BOB = born('Bob', undefined, 11, 21);
const CID = born('Cid', 2001, 11, 22);

let folder: string;
let records: readonly ReturnType<typeof born>[];
let wanted: boolean;
let now: number;
let wakes: (() => void)[];
let resumed: () => void;
let changed: (changes: readonly { kind: string }[]) => void;
let told: { readonly title: string; readonly body: string; readonly call: OutsideCall }[];
let supported: boolean;
let zone: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kith-birthdays-'));
  resetElectron();
  [records, wanted, wakes, told, supported, zone] = [[ADA, CID], true, [], [], true, 'Europe/Berlin'];
  now = Date.parse('2026-11-21T07:30:00Z');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As one start of Kith. */
function start(language: SpokenLanguage = 'en'): () => void {
  const close = startBirthdayNotices(
    {
      notify: (notice, call) => {
        if (supported) told.push({ ...notice, call });
        return supported;
      },
      noticed: noticeMemory(folder),
      onResume: (listener) => (resumed = listener),
    },
    {
      contacts: () => records as never,
      settings: () => ({ birthdayNotices: wanted }) as never,
      subscribe: (listener) => {
        changed = listener as never;
        return () => undefined;
      },
    },
    {
      now: () => now,
      sleep: (_ms, signal) =>
        new Promise((resolve, reject) => {
          wakes.push(resolve);
          (signal as AbortSignal).addEventListener('abort', () => reject(new Error('closed')));
        }),
    },
    () => language,
    () => zone,
  );
  return close;
}
const at = async (moment: string): Promise<void> => {
  now = Date.parse(moment);
  for (const wake of wakes.splice(0)) wake();
  await new Promise((resolve) => setImmediate(resolve));
};

test('once a day, whatever happens that day; the next day again', async () => {
  start();
  expect(told).toEqual([
    { title: 'Ada has a birthday today', body: 'Turns 36', call: { kind: 'contact', contact: ADA.id } },
  ]);
  await at('2026-11-21T07:40:00Z');
  resumed();
  changed([{ kind: 'putSettings' }]);
  start();
  await at('2026-11-21T22:30:00Z');
  expect(told).toHaveLength(1);
  // Midnight has passed in Berlin, and it is quiet until the morning.
  await at('2026-11-22T00:30:00Z');
  expect(told).toHaveLength(1);
  await at('2026-11-22T07:05:00Z');
  expect(told.at(-1)?.title).toBe('Cid has a birthday today');
});

test('not before eight in the morning where the computer is, and by the day that it is there', async () => {
  zone = 'America/Los_Angeles';
  now = Date.parse('2026-11-21T15:59:00Z');
  start();
  expect(told).toEqual([]);
  await at('2026-11-21T16:00:00Z');
  expect(told).toHaveLength(1);
});

test('only who wants it: off from the start, and told the moment that it is switched on', () => {
  wanted = false;
  start();
  resumed();
  expect(told).toEqual([]);
  wanted = true;
  changed([{ kind: 'putContact' }]);
  expect(told).toEqual([]);
  changed([{ kind: 'putSettings' }]);
  expect(told).toHaveLength(1);
});

test('a computer that slept through the morning tells when it wakes up', () => {
  now = Date.parse('2026-11-20T23:00:00Z');
  start();
  expect(told).toEqual([]);
  now = Date.parse('2026-11-21T14:00:00Z');
  resumed();
  expect(told).toHaveLength(1);
});

test('a birthday that a sync brings during the day is told then', async () => {
  records = [CID];
  start();
  records = [CID, BOB];
  await at('2026-11-21T09:00:00Z');
  expect(told).toEqual([
    { title: 'Bob has a birthday today', body: '', call: { kind: 'contact', contact: BOB.id } },
  ]);
});

test('several persons are one notification that leads to the page of birthdays', () => {
  records = [ADA, BOB, ...['Dan', 'Eve', 'Fay', 'Gus'].map((name) => born(name, 2000, 11, 21))];
  start('de');
  expect(told).toEqual([
    { title: '6 Geburtstage heute', body: 'Ada, Bob, Dan, Eve und 2 weitere', call: { kind: 'birthdays' } },
  ]);
});

test('a system that shows none is not taken for told, and closing ends it', async () => {
  supported = false;
  const close = start();
  expect(told).toEqual([]);
  supported = true;
  await at('2026-11-21T09:00:00Z');
  expect(told).toHaveLength(1);
  close();
  resumed();
  await at('2026-11-22T09:00:00Z');
  expect(told).toHaveLength(1);
});

test('nobody without a name is told of, and one without a year has no age', () => {
  const nameless = { ...BOB, local: { birthday: { date: { month: 11, day: 21 } } } };
  const today = { year: 2026, month: 11, day: 21 };
  expect(birthdayNotice(birthdaysOn(today, [nameless as never]), 'en')).toBeNull();
  const newborn = born('Ida', 2026, 11, 21);
  expect(birthdayNotice(birthdaysOn(today, [newborn as never]), 'en')).toEqual({
    title: 'Ida has a birthday today',
    body: '',
  });
});

test('the notification makes no sound, and its click is heard', () => {
  const clicked = vi.fn();
  expect(showNotice('Ada', 'Turns 36', clicked)).toBe(true);
  const [notice] = system.notifications;
  expect(notice?.options).toEqual({ title: 'Ada', body: 'Turns 36', silent: true });
  expect(notice?.shown).toBe(true);
  notice?.emit('click');
  expect(clicked).toHaveBeenCalledOnce();
  FakeNotification.supported = false;
  expect(showNotice('Ada', '', clicked)).toBe(false);
  FakeNotification.supported = true;
});

test('a file of days that is damaged or cannot be written is no trouble', () => {
  writeFileSync(join(folder, 'notices.json'), '[');
  expect(noticeMemory(folder).read()).toBeNull();
  const nowhere = noticeMemory(join(folder, 'not', 'there'));
  nowhere.write('2026-11-21');
  expect(nowhere.read()).toBe('2026-11-21');
});
