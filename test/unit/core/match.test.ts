// Owns: which contacts of different accounts are proposed as one person, and which never are ([pain 22]).
// Leaves to others: joining them (test/sync/persons.test.ts).
import { describe, expect, it } from 'vitest';
import type { AccountId, ContactId, PersonId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { emailKey, lookForMatches, matchId, phoneKey } from '../../../main/core/match.ts';
import type { Match } from '../../../main/core/match.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { known } from './records.ts';
import { drained } from '../../support/drained.ts';

/** A contact named by its account and a number ("g1"). */
function of(id: string, local: ContactFields | null, person = `p-${id}`): ContactRecord {
  return known({}, local, {
    id: id as ContactId,
    account: id[0] as AccountId,
    person: person as PersonId,
  });
}

const findMatches = (...among: Parameters<typeof lookForMatches>): readonly Match[] =>
  drained(lookForMatches(...among));

const mail = (...addresses: string[]): ContactFields => ({
  emails: addresses.map((address, index) => ({ id: `e${index}`, address })),
});
const call = (...numbers: string[]): ContactFields => ({
  phones: numbers.map((number, index) => ({ id: `p${index}`, number })),
});
const named = (given: string, family: string): ContactFields => ({ name: { given, family } });
const pairs = (...records: readonly ContactRecord[]) => findMatches(records).map(({ contacts }) => contacts);

describe('[pain 22] contacts of two accounts', () => {
  it('match by an address, whatever its letters, and by a number, however it is written', () => {
    expect(findMatches([of('g1', mail('Ada@Example.org')), of('m1', mail(' ada@example.ORG'))])).toEqual([
      {
        id: matchId('m1' as ContactId, 'g1' as ContactId),
        contacts: ['g1', 'm1'],
        keys: [{ kind: 'email', value: 'ada@example.org' }],
      },
    ]);
    expect(pairs(of('g1', call('+44 20 7946-0001')), of('m1', call('0044 (20) 79460001')))).toEqual([
      ['g1', 'm1'],
    ]);
  });

  it('never match by their names alone, nor by what is in no other account', () => {
    expect(pairs(of('g1', named('Ada', 'Lovelace')), of('m1', named('Ada', 'Lovelace')))).toEqual([]);
    expect(pairs(of('g1', mail('a@b.c')), of('g2', mail('a@b.c')))).toEqual([]);
  });

  it('do not match by what several in one account have: a switchboard, a shared mailbox', () => {
    const office = { ...call('+44 20 7946 0000'), ...mail('office@example.org') };
    expect(pairs(of('g1', office), of('g2', office), of('m1', office))).toEqual([]);
    expect(
      pairs(
        of('g1', { ...office, ...mail('ada@example.org') }),
        of('g2', office),
        of('m1', mail('ada@example.org')),
      ),
    ).toEqual([['g1', 'm1']]);
  });

  it('do not match where their names contradict, unless two keys agree', () => {
    const ada = { ...named('Ada', 'Lovelace'), ...mail('family@example.org') };
    const charles = { ...named('Charles', 'Babbage'), ...mail('family@example.org') };
    expect(pairs(of('g1', ada), of('m1', charles))).toEqual([]);
    const phone = call('+44 20 7946 0001');
    expect(pairs(of('g1', { ...ada, ...phone }), of('m1', { ...charles, ...phone }))).toEqual([['g1', 'm1']]);
    // Half a name contradicts nothing; neither do accents, or a name with its parts the other way round.
    expect(pairs(of('g1', ada), of('m1', { ...charles, name: { given: 'Charles' } }))).toHaveLength(1);
    expect(
      pairs(of('g1', ada), of('m1', { ...charles, name: { given: 'LOVELACE', family: 'Áda' } })),
    ).toHaveLength(1);
  });

  it('match by a number where one has the given and the family name switched', () => {
    const phone = call('+44 20 7946 0001');
    const [ada, switched] = [named('Ada', 'Lovelace'), named('Lovelace', 'Ada')];
    expect(pairs(of('g1', { ...ada, ...phone }), of('m1', { ...switched, ...phone }))).toHaveLength(1);
    const half = named('Lovelace', 'Byron');
    expect(pairs(of('g1', { ...ada, ...phone }), of('m1', { ...half, ...phone }))).toEqual([]);
  });

  it('do not match by the number of a household', () => {
    const phone = call('+44 20 7946 0001');
    expect(
      pairs(
        of('g1', { ...named('Ada', 'King'), ...phone }),
        of('m1', { ...named('William', 'King'), ...phone }),
      ),
    ).toEqual([]);
    expect(
      pairs(
        of('g1', { ...named('Will', 'King'), ...phone }),
        of('m1', { ...named('William', 'King'), ...phone }),
      ),
    ).toHaveLength(1);
  });

  /** Whether two contacts that share this are proposed. */
  const shares = (shared: ContactFields, one: ContactFields, other: ContactFields) =>
    pairs(of('g1', { ...one, ...shared }), of('m1', { ...other, ...shared })).length === 1;
  const address = mail('king@example.org');
  const number = call('+44 20 7946 0001');

  it.each([
    ['Ada', 'William'],
    ['Karl', 'Heinz'],
    ['太郎', '花子'],
    ['지민', '서연'],
  ])('do not match by the address of a family: %s and %s', (one, other) => {
    expect(shares(address, named(one, 'King'), named(other, 'King'))).toBe(false);
  });

  it.each([
    ['Bob', 'Robert'],
    ['Robert', 'Bob'],
    ['Саша', 'Александр'],
    ['Beth', 'Elizabeth'],
    ['Mike', 'Michael'],
    ['Carl', 'Karl'],
    ['Jürgen', 'Juergen'],
    ['Hans-Peter', 'Peter'],
    ['A.', 'Ada'],
  ])('match by the address of one person, who is called %s and %s', (one, other) => {
    expect(shares(address, named(one, 'King'), named(other, 'King'))).toBe(true);
  });

  it('match by an address where a nickname or a middle name says who the other is', () => {
    const ada = { name: { given: 'Augusta', middle: 'Ada', family: 'King' } };
    expect(shares(address, ada, named('Ada', 'King'))).toBe(true);
    const peanut = { ...named('Augusta', 'King'), nicknames: [{ id: 'n1', value: 'Peanut' }] };
    expect(shares(address, peanut, named('Peanut', 'King'))).toBe(true);
  });

  it('do not match where both have a family name alone, and each another one', () => {
    const [meier, huber] = [{ name: { family: 'Meier' } }, { name: { family: 'Huber' } }];
    for (const shared of [address, number]) {
      expect(shares(shared, meier, huber)).toBe(false);
      expect(shares(shared, meier, { name: { family: 'von Meier' } })).toBe(true);
    }
  });

  it.each([
    ['Jo', 'Meier', 'Joachim', 'Huber', false],
    ['Jo', 'Meier', 'Joachim', 'Meier', true],
    ['Ada', 'Byron', 'Ada', 'Lovelace', true],
    ['A.', 'Lovelace', 'Ada', 'Lovelace', true],
    ['A.', 'Lovelace', 'Charles', 'Lovelace', false],
    ['Jürgen', 'Müller', 'Juergen', 'Mueller', true],
    ['Noel', 'King', 'Nola', 'King', false],
  ])('by one number: %s %s and %s %s: %s', (given, family, otherGiven, otherFamily, isOne) => {
    expect(shares(number, named(given, family), named(otherGiven, otherFamily))).toBe(isOne);
  });

  it('do not match by the number of an office that two companies have', () => {
    const company = (name: string): ContactFields => ({ organizations: [{ id: 'o1', name }] });
    expect(shares(number, company('Acme GmbH'), company('Widgets GmbH'))).toBe(false);
    expect(shares(number, company('Acme GmbH'), company('ACME'))).toBe(true);
    expect(shares(number, company('Acme'), { ...company('Widgets'), ...named('Ada', 'King') })).toBe(true);
    expect(shares(address, company('Acme'), company('Widgets'))).toBe(true);
  });

  it('are left out where they are refused, are one person, or are deleted', () => {
    const [one, other] = [of('g1', mail('a@b.c')), of('m1', mail('a@b.c'))];
    expect(findMatches([one, other], [matchId(one.id, other.id)])).toEqual([]);
    expect(pairs(of('g1', mail('a@b.c'), 'same'), of('m1', mail('a@b.c'), 'same'))).toEqual([]);
    expect(pairs(one, of('m1', null))).toEqual([]);
    // Nor with a person who has a contact in that account already.
    expect(
      pairs(of('g1', mail('a@b.c'), 'same'), of('m1', mail('x@b.c'), 'same'), of('m2', mail('a@b.c'))),
    ).toEqual([]);
  });

  it('match once with each other account, by what is surest', () => {
    const one = of('g1', { ...mail('a@b.c'), ...call('+44 20 7946 0001', '+44 20 7946 0002') });
    const byNumbers = of('m1', call('+44 20 7946 0001', '+44 20 7946 0002'));
    const byAddress = of('m2', mail('a@b.c'));
    const third = of('x1', mail('a@b.c'));
    expect(pairs(one, byNumbers, byAddress, third).toSorted()).toEqual([
      ['g1', 'm1'],
      ['g1', 'x1'],
      ['m2', 'x1'],
    ]);
  });

  it.each([
    ['+44 20 7946 0001', '+442079460001'],
    ['+44 (0) 20 7946 0001', '+442079460001'],
    ['0044 20 7946 0001', '+442079460001'],
    ['020 7946 0001 ext. 12', '02079460001'],
    ['+٤٤ ٢٠ ٧٩٤٦ ٠٠٠١', '+442079460001'],
    ['020 7946 0001 доб. 12', '02079460001'],
    ['79460001', null],
    ['+1', null],
    ['*100#', null],
    ['', null],
  ])('compares the number %s as %s', (number, key) => {
    expect(phoneKey(number)).toBe(key);
  });

  it('compares only what is an address', () => {
    expect(['a@b', 'a', 'a b@c', '@', ''].map(emailKey)).toEqual(['a@b', null, null, null, null]);
  });
});
