// Owns: which contacts of different accounts may be one person: they share an address or number that nobody else in
// either account has. Leaves to others: what names say against it (same-name.ts), joining them (joining.ts), asking the
// person (handlers/, renderer).
import type { AccountId, ContactId, PersonId } from './account.ts';
import type { ContactFields } from './contact.ts';
import { fold } from './fold.ts';
import type { ContactRecord } from './replica.ts';
import { areTwoPeople } from './same-name.ts';

export interface MatchKey {
  readonly kind: 'email' | 'phone';
  readonly value: string;
}

export interface Match {
  readonly id: string;
  readonly contacts: readonly [ContactId, ContactId];
  readonly keys: readonly MatchKey[];
}

/** The id of a match: the same whichever contact comes first, so that it is known again once it was refused. */
export function matchId(one: ContactId, other: ContactId): string {
  return one < other ? `${one}.${other}` : `${other}.${one}`;
}

/** A number as it is compared, in the digits of any script: +41… and 0041… alike; a national one only if it is too long to be a coincidence. */
export function phoneKey(number: string): string | null {
  const [main = ''] = fold(number).split(/[\p{L};,]/u);
  const international = /^\s*(\+|00)/.test(main);
  // The 0 in "+44 (0) 20" is dialled only inside the country.
  const digits = (international ? main.replace(/\(0\)/, '') : main).replace(/\D/g, '');
  if (/[*#]/.test(main)) return null;
  if (international) {
    const whole = main.trim().startsWith('+') ? digits : digits.slice(2);
    return whole.length >= 7 ? `+${whole}` : null;
  }
  return digits.length >= 9 ? digits : null;
}

/** An address as it is compared; null where it is none. */
export function emailKey(address: string): string | null {
  const text = address.trim().toLowerCase();
  return /^[^\s@]+@[^\s@]+$/.test(text) ? text : null;
}

function keysOf(fields: ContactFields): readonly MatchKey[] {
  const emails = (fields.emails ?? []).flatMap(({ address }) => emailKey(address ?? '') ?? []);
  const phones = (fields.phones ?? []).flatMap(({ number }) => phoneKey(number ?? '') ?? []);
  return [
    ...[...new Set(emails)].map((value) => ({ kind: 'email' as const, value })),
    ...[...new Set(phones)].map((value) => ({ kind: 'phone' as const, value })),
  ];
}

/**
 * The only contact of each account that has a key; null where there are several. Of the keys of a great book most are one
 * contact's alone, and a hundred thousand maps would cost more than everything else here.
 */
type Holders = ContactRecord | Map<AccountId, ContactRecord | null>;

function withHolder(known: Holders | undefined, record: ContactRecord): Holders {
  if (known === undefined) return record;
  const accounts = known instanceof Map ? known : new Map([[known.account, known as ContactRecord | null]]);
  return accounts.set(record.account, accounts.has(record.account) ? null : record);
}

/** As with holders: most persons are in one account. */
type InAccounts = AccountId | Set<AccountId>;

function withAccount(known: InAccounts | undefined, account: AccountId): InAccounts {
  if (known === undefined || known === account) return account;
  return (typeof known === 'string' ? new Set([known]) : known).add(account);
}

interface Pair {
  readonly one: ContactRecord;
  readonly other: ContactRecord;
  readonly keys: MatchKey[];
}

/**
 * All matches among contacts, the surest first. A contact is in at most one match with another account. Left out are
 * refused matches, and contacts whose person has one in the other account already. They are found bit by bit: whoever asks
 * for the next bit says when others get their turn.
 */
export function* lookForMatches(
  records: Iterable<ContactRecord>,
  refused: Iterable<string> = [],
): Generator<undefined, readonly Match[]> {
  const holders = { email: new Map<string, Holders>(), phone: new Map<string, Holders>() };
  const accountsOf = new Map<PersonId, InAccounts>();
  for (const record of records) {
    yield;
    if (record.local === null) continue;
    accountsOf.set(record.person, withAccount(accountsOf.get(record.person), record.account));
    for (const { kind, value } of keysOf(record.local))
      holders[kind].set(value, withHolder(holders[kind].get(value), record));
  }
  const isIn = (person: PersonId, account: AccountId): boolean => {
    const known = accountsOf.get(person)!;
    return typeof known === 'string' ? known === account : known.has(account);
  };
  const shareAccounts = (one: ContactRecord, other: ContactRecord) =>
    isIn(one.person, other.account) || isIn(other.person, one.account);
  const never = new Set(refused);
  const found = new Map<string, Pair>();
  for (const kind of ['email', 'phone'] as const) yield* addPairs(found, kind, holders[kind]);
  const pairs: Pair[] = [];
  for (const pair of found.values()) {
    yield;
    const { one, other, keys } = pair;
    if (shareAccounts(one, other) || never.has(matchId(one.id, other.id))) continue;
    if (keys.length >= 2 || !areTwoPeople(one.local!, other.local!, keys[0]!.kind)) pairs.push(pair);
  }
  return oneEach(pairs.sort(surestFirst)).map(({ one, other, keys }) => ({
    id: matchId(one.id, other.id),
    contacts: [one.id, other.id],
    keys,
  }));
}

function* addPairs(
  pairs: Map<string, Pair>,
  kind: MatchKey['kind'],
  shared: ReadonlyMap<string, Holders>,
): Generator<undefined, void> {
  for (const [value, holders] of shared) {
    yield;
    if (!(holders instanceof Map) || holders.size < 2) continue;
    const alone = [...holders.values()].filter((record) => record !== null);
    alone.forEach((one, index) => {
      for (const other of alone.slice(index + 1)) {
        const id = matchId(one.id, other.id);
        const pair = pairs.get(id) ?? { one, other, keys: [] };
        pair.keys.push({ kind, value });
        pairs.set(id, pair);
      }
    });
  }
}

function surestFirst(a: Pair, b: Pair): number {
  const emails = ({ keys }: Pair) => keys.filter(({ kind }) => kind === 'email').length;
  return (
    b.keys.length - a.keys.length ||
    emails(b) - emails(a) ||
    (matchId(a.one.id, a.other.id) < matchId(b.one.id, b.other.id) ? -1 : 1)
  );
}

function oneEach(pairs: readonly Pair[]): readonly Pair[] {
  const taken = new Set<string>();
  return pairs.filter(({ one, other }) => {
    const places = [`${one.id} ${other.account}`, `${other.id} ${one.account}`];
    if (places.some((place) => taken.has(place))) return false;
    for (const place of places) taken.add(place);
    return true;
  });
}
