// Owns: which values a person is told of before saving, because a cloud cannot keep them (law 21).
// Leaves to others: what each cloud can hold (unit/providers), what becomes of such values (hold.test.ts).
import { expect, test } from 'vitest';
import { unheldOf } from '../../../main/core/unheld.ts';
import { googleProvider } from '../../../main/providers/google/google-provider.ts';
import { microsoftProvider } from '../../../main/providers/microsoft/microsoft-provider.ts';
import type { ContactFields } from '../../../main/core/contact.ts';

test('[law 21] exactly the values that are lost or kept in part are named, whatever their ids there and their order', () => {
  const wanted: ContactFields = {
    emails: [
      { id: 'kept', address: 'a@x.example' },
      { id: 'lost', address: 'b@x.example' },
      { id: 'partly', address: 'c@x.example', name: 'C' },
    ],
    phones: [{ id: 'p', number: '1' }],
    fileAs: 'Lovelace',
  };
  const held: ContactFields = {
    phones: [{ id: 'other', number: '1' }],
    emails: [
      { id: 'x', address: 'c@x.example' },
      { id: 'y', address: 'a@x.example' },
    ],
  };
  expect(unheldOf(wanted, held)).toEqual([
    { field: 'fileAs', values: [] },
    { field: 'emails', values: ['lost', 'partly'] },
  ]);
  expect(unheldOf(wanted, wanted)).toEqual([]);
});

test('[law 21] of two equal values of which a cloud keeps one, one is named', () => {
  const phone = (id: string) => ({ id, number: '1' });
  expect(unheldOf({ phones: [phone('a'), phone('b')] }, { phones: [phone('x')] })).toEqual([
    { field: 'phones', values: ['b'] },
  ]);
});

test('[law 21] Outlook has room for three e-mail addresses, and the fourth is the one that stays; Google keeps all', () => {
  const account = { id: 'a', graph: 'v1.0' } as never;
  const no = () => Promise.reject(new Error('no network in this test'));
  const outlook = microsoftProvider({ graphUrl: 'https://g', accessToken: no, fetch: no, now: () => 0 });
  const google = googleProvider({
    rootUrl: 'https://g',
    accessToken: no,
    now: () => 0,
    fetchImplementation: no,
  });
  const emails = ['a', 'b', 'c', 'd'].map((id) => ({ id, address: `${id}@x.example` }));
  expect(unheldOf({ emails }, google.hold(account, { emails }))).toEqual([]);
  const [unheld] = unheldOf({ emails }, outlook.hold(account, { emails }));
  expect(unheld).toEqual({ field: 'emails', values: ['d'] });
});
