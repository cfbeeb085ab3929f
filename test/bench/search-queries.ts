// Owns: what the bench types into the search, and whom it expects to find. Leaves to others: measuring (search.ts).
import type { ContactFields } from '../../main/core/contact.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import { seeded } from './people.ts';

/** Words of all fields of people chosen by seed: names, places, firms, addresses, notes, the last digits of numbers. */
export function typedWords(people: readonly ContactRecord[], count: number): readonly string[] {
  const random = seeded(7);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const words: string[] = [];
  while (words.length < count) {
    const { name, emails, phones, addresses, organizations, notes } = one(people).local!;
    const text = one([
      name?.given,
      name?.family,
      name?.display,
      organizations?.[0]?.name,
      organizations?.[0]?.title,
      addresses?.[0]?.city,
      addresses?.[0]?.street,
      addresses?.[0]?.country,
      emails?.[0]?.address,
      notes?.text,
      phones?.[0]?.number?.replace(/\D/g, ''),
    ]);
    const word = one((text ?? '').split(/\s+/));
    if (word !== '') words.push(word);
  }
  return words;
}

/** Every prefix of one to six letters, in the order in which they are typed. */
export function prefixes(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    const letters = [...word].slice(0, 6);
    return letters.map((_letter, n) => letters.slice(0, n + 1).join(''));
  });
}

/** A query that has to find one certain person. */
export interface Recall {
  readonly what: string;
  readonly query: string;
  readonly person: string;
}

/** The kinds of queries that a search of contacts has to answer, each for a person who is in the book. */
export function recalls(people: readonly ContactRecord[]): readonly Recall[] {
  const find = (what: string, fits: (fields: ContactFields) => string | undefined | false): Recall => {
    for (const { local, person } of people) {
      const query = fits(local!);
      if (query !== undefined && query !== false && query !== '') return { what, query, person };
    }
    return { what, query: '', person: 'nobody' };
  };
  const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '');
  return [
    find(
      'without accents',
      ({ name }) => /^M[ü]ller/.test(name?.family ?? '') && plain(name!.family!).toLowerCase(),
    ),
    find(
      'wide digits',
      ({ phones }) =>
        phones?.some(({ number }) => number?.startsWith('０')) === true &&
        phones
          .find(({ number }) => number?.startsWith('０'))!
          .number!.normalize('NFKC')
          .replace(/\D/g, '')
          .slice(-8),
    ),
    find('CJK name', ({ name }) => /^\p{Script=Han}{3,}$/u.test(name?.display ?? '') && name?.display),
    find('CJK given name', ({ name }) => /^\p{Script=Han}{2}$/u.test(name?.given ?? '') && name?.given),
    find(
      'Cyrillic',
      ({ name }) => /^\p{Script=Cyrillic}+$/u.test(name?.family ?? '') && name?.family?.toUpperCase(),
    ),
    find('Arabic', ({ name }) => name?.given === 'أحمد' && 'احمد'),
    find(
      'middle of a word',
      ({ name }) => /^[A-Z][a-z]{7,}$/.test(name?.family ?? '') && name?.family?.slice(2),
    ),
    find('last seven digits', ({ phones }) => phones?.[0]?.number?.replace(/\D/g, '').slice(-7)),
    find(
      'two words',
      ({ name, addresses }) =>
        /^[A-Z][a-z]+$/.test(name?.family ?? '') && `${addresses?.[0]?.city ?? ''} ${name?.family ?? ''}`,
    ),
  ];
}

/** Names with one typo, such that nothing matches as typed. */
export function mistyped(people: readonly ContactRecord[], count: number): readonly Recall[] {
  const random = seeded(11);
  const typos = [
    (word: string, at: number) => word.slice(0, at) + word.slice(at + 1),
    (word: string, at: number) => `${word.slice(0, at)}x${word.slice(at + 1)}`,
    (word: string, at: number) => `${word.slice(0, at)}q${word.slice(at)}`,
    (word: string, at: number) => word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2),
  ];
  const out: Recall[] = [];
  while (out.length < count) {
    const { local, person } = people[Math.floor(random() * people.length)]!;
    const word = local?.name?.family ?? '';
    if (word.length < 6 || /\d/.test(word)) continue;
    const at = 1 + Math.floor(random() * (word.length - 3));
    out.push({ what: 'typo', query: typos[Math.floor(random() * typos.length)]!(word, at), person });
  }
  return out;
}

export const FILTERED = [
  'email:anna',
  'email:a',
  'org:software',
  'phone:030',
  'note:chess',
  'address:berlin',
  'has:birthday müller',
  'account:google ma',
  'name:mar has:email',
  'label:friends',
] as const;
