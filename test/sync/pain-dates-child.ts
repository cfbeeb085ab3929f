// Owns: round trips of dates through every mapping in one process, whose zone its parent has set; prints what came of
// them as JSON. Leaves to others: the zones and what is expected (pain-dates.test.ts).
import type { ContactFields, PartialDate } from '../../main/core/contact.ts';
import { startClouds } from '../clouds/clouds.ts';
import { fetchFrom } from '../support/in-process.ts';
import { countingIds, openTestKith, removeFolder } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';

/** Where zones differ most: ends of days, months and years, changes of clocks, leap days, and dates without a year. */
export const DATES: readonly PartialDate[] = [
  { year: 1980, month: 1, day: 1 },
  { year: 1999, month: 12, day: 31 },
  { year: 2000, month: 2, day: 29 },
  { year: 1815, month: 12, day: 10 },
  { year: 2011, month: 12, day: 30 },
  { year: 2026, month: 3, day: 29 },
  { month: 2, day: 29 },
  { month: 1, day: 1 },
];

export interface Trip {
  readonly birthdays: readonly unknown[];
  readonly anniversaries: readonly unknown[];
  /** Birthdays and anniversaries that another program wrote in the cloud, as Kith reads them. */
  readonly read: readonly unknown[];
  /** The same as the cloud has them, in its own words. */
  readonly inCloud: readonly string[];
  readonly atRest: boolean;
}

const fieldsFor = (date: PartialDate, n: number): ContactFields => ({
  name: { given: `Person${n}` },
  birthday: { date },
  events: [{ id: 'e', kind: 'anniversary', date }],
});

/** A contact as another program leaves it; Graph has no dates without a year. */
function rawFor(provider: 'google' | 'microsoft', date: PartialDate, n: number): Record<string, unknown> {
  if (provider === 'google')
    return {
      names: [{ givenName: `Other${n}` }],
      birthdays: [{ date }],
      events: [{ type: 'anniversary', date }],
    };
  const day = [date.year, date.month, date.day].map((part) => String(part).padStart(2, '0')).join('-');
  const name = { givenName: `Other${n}`, displayName: `Other${n}` };
  return date.year === undefined ? name : { ...name, birthday: `${day}T11:59:00Z`, weddingAnniversary: day };
}

async function trip(provider: 'google' | 'microsoft', graph: 'v1.0' | 'beta'): Promise<Trip> {
  const clouds = await startClouds({ google: 0, microsoft: 0 });
  const ids = countingIds();
  const kith = await openTestKith(clouds, { graph, ids, fetch: fetchFrom(clouds) });
  const side = SIDES[provider](clouds);
  const account = side.account(kith);
  DATES.forEach((date, n) => {
    kith.handlers['contacts.create']({ accounts: [account], fields: fieldsFor(date, n) });
  });
  DATES.forEach((date, n) => {
    const raw = rawFor(provider, date, n);
    if (provider === 'google') clouds.google.book.create(raw);
    else clouds.microsoft.book.create(raw);
  });
  await kith.sync(account);
  const read = DATES.map((_date, n) => {
    const { birthday, events } = kith.named(account, `Other${n}`).local!;
    return [birthday?.date ?? null, events?.[0]?.date ?? null];
  });
  for (const { id } of kith.book.contactsOf(account))
    kith.handlers['contacts.save']({ contact: id, fields: { notes: { text: 'edited' } } });
  await kith.sync(account);
  side.expireCursors();
  await kith.sync(account);
  const last = await kith.sync(account);
  const records = DATES.map((_date, n) => kith.named(account, `Person${n}`).local!);
  const raws = provider === 'google' ? clouds.google.book.all() : clouds.microsoft.book.all();
  const inCloud = DATES.map((_date, n) => {
    const raw = raws.find((one) => JSON.stringify(one).includes(`"Person${n}"`)) as Record<string, unknown>;
    const [birthday] = (raw['birthdays'] ?? []) as { date: unknown }[];
    const [event] = (raw['events'] ?? []) as { date: unknown }[];
    return JSON.stringify(
      provider === 'google' ? [birthday?.date, event?.date] : [raw['birthday'], raw['weddingAnniversary']],
    );
  });
  await kith.close();
  await clouds.close();
  removeFolder(kith.folder);
  return {
    birthdays: records.map(({ birthday }) => birthday?.date),
    anniversaries: records.map(({ events }) => events?.[0]?.date),
    read,
    inCloud,
    atRest: last.writes + last.pulled + last.errors.length === 0,
  };
}

if (process.argv[1] === import.meta.filename) {
  const trips = {
    google: await trip('google', 'v1.0'),
    'v1.0': await trip('microsoft', 'v1.0'),
    beta: await trip('microsoft', 'beta'),
  };
  const offset = new Date(Date.UTC(2026, 0, 1)).getTimezoneOffset();
  process.stdout.write(JSON.stringify({ offset, trips }));
}
