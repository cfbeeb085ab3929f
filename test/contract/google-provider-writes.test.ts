// Owns: the writes of the Google provider against the practice Google, over HTTP and the real googleapis client.
// Leaves to others: reading and faults (google-provider.test.ts), the practice cloud's own rules (google-cloud*.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import type { WriteOutcome } from '../../main/providers/provider.ts';
import {
  bare,
  contactIn,
  contactsOf,
  create,
  edit,
  everything,
  kindsOf,
  linkedGoogle,
  remove,
} from './support/linked-google.ts';
import type { Raw } from './support/linked-google.ts';

const { cloud, google, make, pull, readOne, restart, stored, write } = linkedGoogle();

describe('updates', () => {
  it('[law 12] names only what changed', async () => {
    const contact = await readOne(make(everything(cloud().book.group('Climbing'))));
    await write(edit(contact, { gender: undefined, name: { ...contact.fields.name, given: 'Augusta' } }));
    const { query, body } = cloud().log.requests.at(-1)!;
    expect(query['updatePersonFields']).toBe('genders,names');
    expect(Object.keys(body as Raw).sort()).toEqual(['etag', 'metadata', 'names']);
  });

  it('over a reply that named no version wait until the contact is read, since Google refuses them', async () => {
    const contact = await readOne(make({ names: [{ givenName: 'Ann' }] }));
    const [, id, , ...rest] = JSON.parse(contact.etag) as unknown[];
    const etag = JSON.stringify([null, id, null, ...rest]);
    cloud().log.clear();
    const outcomes = await write(edit({ ...contact, etag }, { gender: { value: 'x' } }));
    expect(kindsOf(outcomes)).toEqual(['stale']);
    expect(cloud().log.requests).toEqual([]);
  });

  it('carries an edit of a part of a name', async () => {
    const contact = await readOne(make({ names: [{ givenName: 'Ann', familyName: 'Lee' }] }));
    const after = contactIn(await write(edit(contact, { name: { ...contact.fields.name, given: 'Anna' } })));
    expect(after.fields.name).toEqual({ given: 'Anna', family: 'Lee', display: 'Anna Lee' });
  });

  it('[law 14] goes in one request, and fails one by one', async () => {
    const contacts = await Promise.all(
      Array.from({ length: 5 }, (_, index) => readOne(make({ names: [{ givenName: `${index}` }] }))),
    );
    const operations = contacts.map((contact) => edit(contact, { gender: { value: 'x' } }));
    cloud().book.edit(contacts[1]!.remoteId, { names: [{ givenName: 'other' }] });
    cloud().book.remove(contacts[2]!.remoteId);
    cloud().log.clear();
    const [batch] = google().batches(operations);
    expect(kindsOf(await write(...batch!))).toEqual([
      'notApplied',
      'stale',
      'gone',
      'notApplied',
      'notApplied',
    ]);
    const rest = operations.filter((_, index) => index !== 1 && index !== 2);
    expect(kindsOf(await write(...rest))).toEqual(['done', 'done', 'done']);
    expect(cloud().log.requests.map(({ path }) => path)).toEqual([
      '/v1/people:batchUpdateContacts',
      '/v1/people:batchUpdateContacts',
    ]);
  });

  it('works where the service looks at one etag only', async () => {
    cloud().faults.sourcesOptional = true;
    const contact = await readOne(make({ names: [{ givenName: 'Ann' }] }));
    expect(kindsOf(await write(edit(contact, { gender: { value: 'x' } })))).toEqual(['done']);
  });

  it("[law 9] keeps Kith's marker when clientData is rewritten", async () => {
    const made = contactIn(await write(create('a', { clientData: [{ id: '1', key: 'app', value: '1' }] })));
    const after = contactIn(await write(edit(made, { clientData: [{ id: '1', key: 'app', value: '2' }] })));
    expect(after.createKey).toBe('k-a');
    expect(bare('clientData', stored(made.remoteId)['clientData'])).toEqual([
      '{"key":"app","value":"2"}',
      '{"key":"kith-id","value":"k-a"}',
    ]);
  });
});

describe('creates', () => {
  it('[law 14] go up by 200, each with its own outcome', async () => {
    const operations = Array.from({ length: 401 }, (_, index) => create(`n${index}`));
    const outcomes: WriteOutcome[] = [];
    for (const batch of google().batches(operations)) outcomes.push(...(await write(...batch)));
    expect(cloud().log.requests.map(({ path }) => path)).toEqual([
      '/v1/people:batchCreateContacts',
      '/v1/people:batchCreateContacts',
      '/v1/people:createContact',
    ]);
    expect(cloud().book.size).toBe(401);
    for (const one of outcomes) {
      if (one.kind !== 'done') throw new Error(one.kind);
      expect([one.contact?.fields.name?.given, one.contact?.createKey]).toEqual([one.key, `k-${one.key}`]);
    }
  });

  it('[law 20] are refused alone', async () => {
    const bad: ContactFields = { birthday: { date: { year: 2001, month: 2, day: 31 } } };
    expect(kindsOf(await write(create('a'), create('b', bad), create('c')))).toEqual([
      'notApplied',
      'refused',
      'notApplied',
    ]);
    expect(cloud().book.size).toBe(0);
  });

  it('are refused by a full account, with the reason', async () => {
    cloud().faults.full = true;
    const [outcome] = await write(create('a'));
    expect(outcome).toMatchObject({
      kind: 'refused',
      error: { code: 'provider.rejected', retry: 'afterUser' },
    });
  });
});

describe('deletes', () => {
  it('go one by one and by 500', async () => {
    await restart({ contacts: 502 });
    const contacts = contactsOf(await pull());
    cloud().log.clear();
    const batches = google().batches(contacts.map(remove));
    for (const batch of batches) expect(new Set(kindsOf(await write(...batch)))).toEqual(new Set(['done']));
    expect(cloud().log.requests).toHaveLength(2);
    expect(cloud().book.size).toBe(0);
    expect(kindsOf(await write(remove(contacts[0]!)))).toEqual(['gone']);
    expect(kindsOf(await write(...contacts.slice(0, 2).map(remove)))).toEqual(['notApplied', 'notApplied']);
  });
});
