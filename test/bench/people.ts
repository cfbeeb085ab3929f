// Owns: the contacts that the bench measures with: seeded, in four scripts, about 1.2 KB of stored JSON each.
// Leaves to others: the words they are made of (words.ts), measuring them.
import type { AccountId, ContactId, PersonId } from '../../main/core/account.ts';
import type { ContactFields } from '../../main/core/contact.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { OpenBook } from '../../main/store/book.ts';
import { ARABIC, CJK, CYRILLIC, LATIN } from './words.ts';
import type { Words } from './words.ts';

export const SEED = 20260101;
export const GOOGLE_ACCOUNT = 'google-account' as AccountId;
export const MICROSOFT_ACCOUNT = 'microsoft-account' as AccountId;

/** Numbers from 0 up to 1 that are the same each time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a person is made with: choices from one row of numbers. */
interface Dice {
  below(limit: number): number;
  chance(share: number): boolean;
  of<T>(choices: readonly T[]): T;
  digits(count: number): string;
}

function dice(random: () => number): Dice {
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    chance: (share) => random() < share,
    of: (choices) => choices[below(choices.length)]!,
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
  };
}

/** 62 % Latin, 15 % CJK, 13 % Cyrillic, 10 % Arabic. */
function scriptOf(share: number): Words {
  if (share < 0.62) return LATIN;
  if (share < 0.77) return CJK;
  return share < 0.9 ? CYRILLIC : ARABIC;
}

/** Addresses are in Latin whatever script a person writes in. */
function addressPart(text: string, { below }: Dice): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
  if (plain.length > 1) return plain;
  const syllables = ['ka', 'mo', 'ri', 'ta', 'shi', 'li', 'wen', 'an', 'ol', 'iv', 'ha', 'sa', 'mu', 'ne'];
  return Array.from({ length: 2 + below(2) }, () => syllables[below(syllables.length)]).join('');
}

function phone({ below, digits, of }: Dice): string {
  const forms = [
    () => `+49 (0)${digits(2)} ${digits(4)}-${digits(4)}`,
    () => `+1 ${digits(3)}-${digits(3)}-${digits(4)}`,
    () => `0${digits(3)} / ${digits(7)}`,
    () => `(${digits(3)}) ${digits(3)} ${digits(4)}`,
    () => `+81 ${digits(2)} ${digits(4)} ${digits(4)}`,
  ];
  return below(60) === 0 ? `０８０－${digits(4)}－${digits(4)}` : of(forms)();
}

function note(words: Words, roll: Dice): string {
  const count = 6 + roll.below(words.space === '' ? 6 : 16);
  return Array.from({ length: count }, () => roll.of(words.notes)).join(words.space === '' ? '、' : ' ');
}

function fieldsOf(words: Words, roll: Dice): ContactFields {
  const { below, chance, of } = roll;
  const given = of(words.given);
  const family = chance(0.5) ? of(words.family) : `${of(words.stems)}${of(words.ends)}`;
  const display = words.space === '' ? `${family}${given}` : `${given} ${family}`;
  const company = `${of(words.stems)}${of(words.ends)}${words.space}${of(words.trades)}`;
  const [local, host] = [addressPart(given, roll), addressPart(company, roll)];
  const mail = `${local}.${addressPart(family, roll)}${below(3) === 0 ? below(100) : ''}`;
  const street = () => `${of(words.streets)} ${1 + below(200)}`;
  return {
    name: { given, family, display },
    ...(chance(0.15) ? { nicknames: [{ id: 'n1', value: of(words.given) }] } : {}),
    emails: [
      { id: 'e1', kind: 'work', address: `${mail}@${host}.example.com`, primary: true },
      ...(chance(0.6)
        ? [{ id: 'e2', kind: 'home', address: `${local}${below(1000)}@mail.example.net` }]
        : []),
    ],
    phones: [
      { id: 'p1', kind: 'mobile', number: phone(roll) },
      ...(chance(0.7) ? [{ id: 'p2', kind: 'work', number: phone(roll) }] : []),
    ],
    addresses: [
      {
        id: 'a1',
        kind: 'home',
        street: street(),
        postalCode: roll.digits(5),
        city: of(words.cities),
        country: of(words.country),
      },
    ],
    ...(chance(0.85)
      ? { organizations: [{ id: 'o1', name: company, title: of(words.titles), current: true }] }
      : {}),
    ...(chance(0.4)
      ? { birthday: { date: { year: 1940 + below(70), month: 1 + below(12), day: 1 + below(28) } } }
      : {}),
    ...(chance(0.25)
      ? { urls: [{ id: 'u1', kind: 'homePage', url: `https://www.${host}.example.com/` }] }
      : {}),
    ...(chance(0.2)
      ? { relations: [{ id: 'r1', kind: 'spouse', name: `${of(words.given)}${words.space}${family}` }] }
      : {}),
    ...(chance(0.75) ? { notes: { text: note(words, roll), format: 'plain' as const } } : {}),
    labels: [{ id: 'l1', ref: `contactGroups/${of(['friends', 'family', 'work', 'clients', 'choir'])}` }],
    ...(chance(0.05) ? { favorite: true } : {}),
    ...(chance(0.15) ? { customFields: [{ id: 'c1', key: of(words.trades), value: of(words.notes) }] } : {}),
  };
}

/**
 * So many stored contacts, each a person of its own that both sides agree on. A smaller number gives the first ones of a
 * larger number.
 */
export function people(count: number): readonly ContactRecord[] {
  const random = seeded(SEED);
  const roll = dice(random);
  return Array.from({ length: count }, (_none, n): ContactRecord => {
    const fields = fieldsOf(scriptOf(random()), roll);
    const hex = (length: number) => Array.from({ length }, () => roll.below(16).toString(16)).join('');
    const isGoogle = roll.chance(0.6);
    return {
      id: `${n.toString(16).padStart(6, '0')}${hex(18)}` as ContactId,
      person: `${hex(18)}${n.toString(16).padStart(6, '0')}` as PersonId,
      account: isGoogle ? GOOGLE_ACCOUNT : MICROSOFT_ACCOUNT,
      remoteId: isGoogle ? `people/c${roll.digits(19)}` : `AAMkAD${hex(40)}`,
      etag: `%EgUBAi43Cg${hex(12)}`,
      base: fields,
      local: fields,
      inCloud: null,
      readOnly: { updatedAt: '2026-10-05T08:00:00Z' },
      unknown: {},
      conflicts: [],
      createKey: null,
      createSent: false,
      inFlight: null,
      scope: '',
      seen: 1,
      problem: null,
      changedAt: '2026-10-05T08:00:00.000Z',
    };
  });
}

/** Puts these into a book, with the two accounts that they are of. */
export function storePeople(book: OpenBook, records: readonly ContactRecord[]): void {
  book.transaction(
    ([GOOGLE_ACCOUNT, MICROSOFT_ACCOUNT] as const).map((id) => ({
      kind: 'putAccount',
      account: {
        id,
        provider: id === GOOGLE_ACCOUNT ? 'google' : 'microsoft',
        userId: id,
        email: `${id}@example.org`,
        name: id,
        state: 'active',
        linkedAt: '2026-10-05T08:00:00.000Z',
      },
    })),
  );
  for (let from = 0; from < records.length; from += 10_000)
    book.transaction(records.slice(from, from + 10_000).map((record) => ({ kind: 'putContact', record })));
}
