// Owns: what the card of a person in several accounts says. Leaves to others: how it is written (vcard.test.ts).
import { expect, it } from 'vitest';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { valuesOf } from '../../../main/core/fields.ts';
import { personCard } from '../../../main/core/person-card.ts';

const card = (...contacts: readonly ContactFields[]): ContactFields =>
  personCard(
    'p',
    contacts.map((fields) => ({ fields, labels: [], photo: null, changedAt: null })),
  ).fields;
const values = (fields: ContactFields, name: FieldName) =>
  valuesOf(fields, name)
    .map(({ id: _id, ...parts }) => parts)
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

it.each<readonly [FieldName, object, object]>([
  ['addresses', { street: 'Main 1', city: 'Berlin' }, { street: 'Main 1', city: 'Bern', country: 'CH' }],
  ['organizations', { name: 'Engines', title: 'Analyst' }, { name: 'Engines', title: 'Chair' }],
  ['customFields', { key: 'Key', value: 'attic' }, { key: 'Key', value: 'cellar' }],
  ['relations', { kind: 'friend', name: 'Mary' }, { kind: 'mother', name: 'Mary' }],
  ['ims', { handle: 'ada', protocol: 'icq' }, { handle: 'ada', protocol: 'skype' }],
])('two contacts that say different %s are both in the card', (name, one, other) => {
  const of = (value: object): ContactFields => ({ [name]: [{ id: 'v', ...value }] });
  const both = [one, other].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  expect(values(card(of(one), of(other)), name)).toEqual(both);
  expect(values(card(of(one), of(other), of(other), of(one)), name)).toEqual(both);
});

it('what two notes say stands in both paragraphs, once', () => {
  const notes = (text: string): ContactFields => ({ notes: { text } });
  expect(card(notes('from home'), notes('from work'), notes('from work'))).toEqual(
    notes('from home\n\nfrom work'),
  );
});

it('what is only written in another way, or of another kind, is there once, as the first contact has it', () => {
  const first: ContactFields = {
    name: { given: 'Ada' },
    emails: [{ id: 'e', kind: 'home', address: 'Ada@kith.example', name: 'Ada L.' }],
    phones: [{ id: 'p', kind: 'home', number: '+49 30 1' }],
    nicknames: [{ id: 'n', value: 'Countess' }],
    addresses: [{ id: 'a', kind: 'home', street: 'Main 1' }],
    birthday: { date: { month: 12, day: 10 } },
  };
  const other: ContactFields = {
    name: { given: 'Augusta' },
    emails: [{ id: 'x', kind: 'work', address: 'ada@KITH.example', name: 'A. L.' }],
    phones: [{ id: 'x', kind: 'work', number: '+49301' }],
    nicknames: [{ id: 'x', value: 'countess' }],
    addresses: [{ id: 'x', kind: 'work', street: 'main 1' }],
    birthday: { date: { month: 12, day: 11 } },
  };
  expect(card(first, other)).toMatchObject(first);
  for (const name of ['emails', 'phones', 'nicknames', 'addresses'] as const)
    expect(values(card(first, other), name)).toHaveLength(1);
});
