// Owns: a seeded generator of people as real address books hold them, and how two clouds share some of them.
// Leaves to others: writing a person the way People API or Graph does (each cloud's own folder).
import { deflateSync } from 'node:zlib';
import {
  customLabels,
  departments,
  employers,
  interests,
  labels,
  namePools,
  nicknames,
  notes,
  occupations,
  places,
  prefixes,
  suffixes,
  titles,
} from './people-words.ts';
import type { NamePool, Place } from './people-words.ts';
import type {
  SeedAddress,
  SeedDate,
  SeedEmail,
  SeedGoogleExtras,
  SeedMicrosoftExtras,
  SeedOrganization,
  SeedPerson,
  SeedPhone,
  SeedRelation,
} from './seed-person.ts';

export type * from './seed-person.ts';

/** A small seeded generator (mulberry32): numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** People of a seed; the first n are the same whatever the count, from number `from` on (0 unless told). */
export function makePeople(options: { count: number; seed?: number; from?: number }): SeedPerson[] {
  const { count, seed = 1, from = 0 } = options;
  return Array.from({ length: count }, (_, index) => makePerson(seed, from + index));
}

/**
 * Two books that share people: `overlap` is the fraction of the smaller book that is in both (0–1). Of the shared
 * people about every third is known a little differently in the Microsoft book, as happens to real ones.
 */
export function makeBooks(options: { google: number; microsoft: number; overlap?: number; seed?: number }): {
  google: SeedPerson[];
  microsoft: SeedPerson[];
  shared: number;
} {
  const { google, microsoft, overlap = 0.6, seed = 1 } = options;
  const shared = Math.round(Math.min(google, microsoft) * Math.min(1, Math.max(0, overlap)));
  const both = makePeople({ count: shared, seed });
  const random = seededRandom(seed ^ 0x5eed);
  return {
    shared,
    google: [...both, ...makePeople({ count: google - shared, seed, from: shared })],
    microsoft: [
      ...both.map((person) => (random() < 0.33 ? knownDifferently(person, random) : person)),
      ...makePeople({ count: microsoft - shared, seed, from: google }),
    ],
  };
}

/** An 8 × 8 PNG of the person's colour; undefined for people without a photo. */
export function photoOf(person: SeedPerson): Buffer | undefined {
  if (person.photoColour === undefined) return undefined;
  const row = Buffer.from([0, ...Array.from({ length: 8 }, () => person.photoColour ?? []).flat()]);
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: 8 }, () => row)))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return Buffer.concat([length, body, sum]);
}

/** Dice of one person. */
interface Dice {
  readonly random: () => number;
  chance(of: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
}

function makeDice(random: () => number): Dice {
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  return {
    random,
    between,
    chance: (of) => random() < of,
    pick: <T>(from: readonly T[]) => from[between(0, from.length - 1)] as T,
  };
}

function makePerson(seed: number, index: number): SeedPerson {
  const dice = makeDice(seededRandom(Math.imul(seed, 0x9e3779b1) + Math.imul(index + 1, 0x85ebca6b)));
  const pool = pickPool(dice);
  const place = places[pool.country] as Place;
  const shape = dice.random();
  const companyOnly = shape < 0.04;
  const emailOnly = !companyOnly && shape < 0.08;
  const name = companyOnly || emailOnly ? undefined : makeName(dice, pool);
  const many = dice.chance(0.04);
  const sparse = dice.chance(0.3);
  const organization = companyOnly || dice.chance(0.5) ? makeOrganization(dice) : undefined;
  const labelled = name === undefined ? '' : [name.given, name.family].filter((part) => part).join(' ');
  return {
    key: `s${seed}-${index}`,
    ...(name === undefined ? {} : { name }),
    ...(dice.chance(0.12) ? { nickname: dice.pick(nicknames) } : {}),
    emails: makeEmails(dice, index, emailOnly ? 1 : many ? 12 : dice.between(0, 3), labelled),
    phones: emailOnly ? [] : makePhones(dice, place, many ? 9 : dice.between(0, 3)),
    addresses: sparse || emailOnly ? [] : makeAddresses(dice, place, dice.between(0, 2)),
    ...(organization === undefined ? {} : { organization }),
    ...(companyOnly || emailOnly || sparse ? bare : makeDetails(dice, labelled)),
    google: dice.chance(0.06) ? makeGoogleExtras(dice, index) : {},
    microsoft: dice.chance(0.08) ? makeMicrosoftExtras(dice, labelled) : {},
  };
}

/** What sparse people lack. */
type Details = Pick<
  SeedPerson,
  'otherEvents' | 'urls' | 'relations' | 'im' | 'customFields' | 'labels' | 'favourite'
> &
  Partial<SeedPerson>;

const bare = {
  otherEvents: [],
  urls: [],
  relations: [],
  im: [],
  customFields: [],
  labels: [],
  favourite: false,
} satisfies Details;

function pickPool(dice: Dice): NamePool {
  let left = dice.random() * namePools.reduce((sum, pool) => sum + pool.weight, 0);
  for (const pool of namePools) {
    left -= pool.weight;
    if (left < 0) return pool;
  }
  return namePools[0] as NamePool;
}

function makeName(dice: Dice, pool: NamePool): NonNullable<SeedPerson['name']> {
  const given = dice.between(0, pool.given.length - 1);
  const family = dice.between(0, pool.family.length - 1);
  const givenOnly = dice.chance(0.05);
  const readings =
    pool.givenReading === undefined || pool.familyReading === undefined
      ? {}
      : { givenReading: pool.givenReading[given] ?? '', familyReading: pool.familyReading[family] ?? '' };
  return {
    given: pool.given[given] ?? '',
    ...(givenOnly ? {} : { family: pool.family[family] ?? '', ...readings }),
    ...(dice.chance(0.06) ? { prefix: dice.pick(prefixes) } : {}),
    ...(dice.chance(0.12) ? { middle: dice.pick(pool.given) } : {}),
    ...(dice.chance(0.04) ? { suffix: dice.pick(suffixes) } : {}),
  };
}

function makeEmails(dice: Dice, index: number, count: number, name: string): SeedEmail[] {
  const base =
    name
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase() || 'person';
  return Array.from({ length: count }, (_, at) => {
    const custom = dice.chance(0.1);
    return {
      kind: custom ? 'other' : dice.pick(['home', 'work', 'other'] as const),
      ...(custom ? { label: dice.pick(customLabels) } : {}),
      address: `${base}.${index}${at === 0 ? '' : `+${at}`}@${dice.pick(['example.com', 'example.org', 'mail.example.net'])}`,
      ...(name !== '' && dice.chance(0.1) ? { displayName: name } : {}),
    };
  });
}

function makePhones(dice: Dice, place: Place, count: number): SeedPhone[] {
  const kinds = ['mobile', 'mobile', 'home', 'work', 'work', 'homeFax', 'workFax', 'pager', 'other'] as const;
  return Array.from({ length: count }, () => {
    const custom = dice.chance(0.08);
    const digits = String(dice.between(0, 999)).padStart(3, '0');
    const typed = `${place.dial}${digits}`;
    return {
      kind: custom ? 'other' : dice.pick(kinds),
      ...(custom ? { label: dice.pick(customLabels) } : {}),
      number: dice.chance(0.3) ? typed.replaceAll(' ', '') : dice.chance(0.1) ? `${typed} ext. 12` : typed,
    };
  });
}

function makeAddresses(dice: Dice, place: Place, count: number): SeedAddress[] {
  return Array.from({ length: count }, (_, at) => ({
    kind: at === 0 ? 'home' : 'work',
    street: `${place.street} ${dice.between(1, 240)}`,
    ...(dice.chance(0.15) ? { extended: 'c/o Reception, 2nd floor' } : {}),
    ...(dice.chance(0.08) ? { poBox: `PO Box ${dice.between(1, 999)}` } : {}),
    city: place.city,
    region: place.region,
    postalCode: place.postalCode,
    country: place.country,
    countryCode: place.code,
  }));
}

function makeOrganization(dice: Dice): SeedOrganization {
  const name = dice.pick(employers);
  return {
    name,
    ...(name === '株式会社さくら' ? { phoneticName: 'かぶしきがいしゃさくら' } : {}),
    ...(dice.chance(0.7) ? { title: dice.pick(titles) } : {}),
    ...(dice.chance(0.4) ? { department: dice.pick(departments) } : {}),
    ...(dice.chance(0.15) ? { office: `B${dice.between(1, 9)} / ${dice.between(100, 499)}` } : {}),
    ...(dice.chance(0.04) ? { jobDescription: 'Keeps things running', domain: 'corp.example.com' } : {}),
  };
}

function makeDate(dice: Dice, withYear: boolean): SeedDate {
  const day = { month: dice.between(1, 12), day: dice.between(1, 28) };
  return withYear ? { year: dice.between(1930, 2015), ...day } : day;
}

function makeDetails(dice: Dice, name: string): Details {
  const relative = (): string =>
    `${dice.pick(namePools[0]?.given ?? [])} ${name.split(' ').at(-1) ?? ''}`.trim();
  const relations: SeedRelation[] = [];
  if (dice.chance(0.12)) relations.push({ kind: 'spouse', person: relative() });
  if (dice.chance(0.1)) {
    const children = Array.from({ length: dice.between(1, 3) }, relative);
    for (const person of new Set(children)) relations.push({ kind: 'child', person });
  }
  if (dice.chance(0.05)) relations.push({ kind: 'manager', person: relative() });
  if (dice.chance(0.04)) relations.push({ kind: 'assistant', person: relative() });
  if (dice.chance(0.02)) relations.push({ kind: 'friend', person: relative() });
  const colour = (): number => dice.between(40, 220);
  return {
    otherEvents: dice.chance(0.03) ? [{ label: 'Name day', date: makeDate(dice, false) }] : [],
    urls: dice.chance(0.12)
      ? [{ kind: dice.pick(['home', 'work'] as const), url: `https://example.com/~${dice.between(1, 9999)}` }]
      : [],
    relations,
    im: dice.chance(0.06)
      ? [{ protocol: dice.pick(['jabber', 'skype', 'Matrix']), username: `@user${dice.between(1, 999)}` }]
      : [],
    customFields: dice.chance(0.06)
      ? [{ key: dice.pick(['Shirt size', '会員番号', 'Gate code']), value: `#${dice.between(10, 99)}` }]
      : [],
    labels: labels.filter(() => dice.chance(0.12)),
    favourite: dice.chance(0.06),
    ...(dice.chance(0.35) ? { birthday: makeDate(dice, dice.chance(0.75)) } : {}),
    ...(dice.chance(0.07) ? { anniversary: makeDate(dice, true) } : {}),
    ...(dice.chance(0.3) ? { note: dice.pick(notes) } : {}),
    ...(dice.chance(0.05) ? { gender: dice.pick(['female', 'male', 'unspecified']) } : {}),
    ...(dice.chance(0.15) ? { photoColour: [colour(), colour(), colour()] as const } : {}),
  };
}

function makeGoogleExtras(dice: Dice, index: number): SeedGoogleExtras {
  return {
    calendarUrls: [{ url: `https://calendar.example.com/${index}`, type: 'freeBusy' }],
    sipAddresses: [{ value: `sip:${index}@voip.example.com`, type: 'work' }],
    externalIds: [{ value: `C-${index}`, type: 'customer' }],
    miscKeywords: [{ value: 'invoice', type: 'OUTLOOK_BILLING_INFORMATION' }],
    locations: [
      {
        value: 'Desk by the window',
        type: 'desk',
        floor: '3',
        ...(dice.chance(0.5) ? { current: true } : {}),
      },
    ],
    interests: [dice.pick(interests)],
    locales: [dice.pick(['de', 'ja', 'en-GB'])],
    occupations: [dice.pick(occupations)],
    clientData: [{ key: 'com.example.otherapp', value: `row-${index}` }],
  };
}

function makeMicrosoftExtras(dice: Dice, name: string): SeedMicrosoftExtras {
  return {
    ...(name === '' ? {} : { fileAs: name.split(' ').reverse().join(', '), initials: [...name][0] ?? '' }),
    profession: dice.pick(occupations),
    flag: dice.chance(0.5) ? 'flagged' : 'complete',
    userFields: ['Red', 'Größe 42', '', 'x=1;y=2'],
  };
}

/** One spelling, formatting or missing value apart; still plainly the same person. */
function knownDifferently(person: SeedPerson, random: () => number): SeedPerson {
  const dice = makeDice(random);
  const way = dice.between(0, 3);
  if (way === 0 && person.name !== undefined) {
    const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
    const { given, family } = person.name;
    return {
      ...person,
      name: {
        ...person.name,
        ...(given === undefined ? {} : { given: plain(given) }),
        ...(family === undefined ? {} : { family: plain(family) }),
      },
    };
  }
  if (way === 1 && person.phones.length > 0) {
    return {
      ...person,
      phones: person.phones.map((phone) => ({ ...phone, number: phone.number.replace(/[\s-]/g, '') })),
    };
  }
  if (way === 2 && person.emails.length > 1) return { ...person, emails: person.emails.slice(0, -1) };
  const { birthday: _forgotten, ...rest } = person;
  return rest;
}
