// Owns: that the Google provider, over the real googleapis client, meets each switch of the practice Google rightly that no
// other test turns on. Leaves to others: the cases of every provider (provider-suite.ts), the engine (test/sync/switches).
import { describe, expect, it } from 'vitest';
import { sameFields } from '../../main/core/fields.ts';
import {
  account,
  contactIn,
  contactsOf,
  create,
  cursorOf,
  edit,
  kindsOf,
  linkedGoogle,
} from './support/linked-google.ts';

const { cloud, google, make, pull, readOne, restart, stored, wait, write } = linkedGoogle();

describe('quotas', () => {
  it('a complete listing has a quota of its own: it is throttled, and what changed is still told', async () => {
    await restart({ contacts: 3 });
    const cursor = cursorOf(await pull());
    cloud().faults.fullListingQuota = true;
    await expect(pull()).rejects.toMatchObject({ code: 'provider.throttled' });
    make({ names: [{ givenName: 'Ann' }] });
    expect(contactsOf(await pull(cursor))).toHaveLength(1);
  });

  it('the long quota is named as such, with no wait of its own', async () => {
    cloud().faults.quota = { which: 'account' };
    const error = await write(create('a')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'provider.throttled', context: { quota: 'long' } });
    expect((error as { context: object }).context).not.toHaveProperty('retryAfter');
  });

  it('updates use up reads too, and a minute later all is well', async () => {
    const contact = await readOne(make({ names: [{ givenName: 'Ann' }] }));
    cloud().faults.readsPerMinute = 1;
    const once = contactIn(await write(edit(contact, { gender: { value: 'x' } })));
    await expect(write(edit(once, { gender: { value: 'y' } }))).rejects.toMatchObject({
      code: 'provider.throttled',
      context: { status: 429 },
    });
    wait(60_000);
    expect(kindsOf(await write(edit(once, { gender: { value: 'y' } })))).toEqual(['done']);
  });
});

describe('versions', () => {
  it('the next write goes on from the reply, where reads still give the version before it', async () => {
    const contact = await readOne(make({ names: [{ givenName: 'Ann' }] }));
    cloud().faults.staleReads = true;
    const once = contactIn(await write(edit(contact, { gender: { value: 'x' } })));
    const seen = await readOne(contact.remoteId);
    expect([seen.etag, seen.fields.gender]).toEqual([contact.etag, undefined]);
    expect(kindsOf(await write(edit(seen, { occupations: [{ id: '1', value: 'a' }] })))).toEqual(['stale']);
    expect(kindsOf(await write(edit(once, { occupations: [{ id: '1', value: 'a' }] })))).toEqual(['done']);
  });

  it('hundreds reported as changed without an edit have the content they had', async () => {
    await restart({ contacts: 300 });
    const before = await pull();
    cloud().book.touchAll();
    const after = contactsOf(await pull(cursorOf(before), contactsOf(before)));
    expect(after).toHaveLength(300);
    const former = new Map(contactsOf(before).map((contact) => [contact.remoteId, contact]));
    for (const { remoteId, etag, fields } of after) {
      expect(sameFields(fields, former.get(remoteId)!.fields)).toBe(true);
      expect(etag).not.toBe(former.get(remoteId)!.etag);
    }
  });

  it("the service's own merge comes as an update of one and the deletion of the other, with two markers", async () => {
    const [ann, other] = [contactIn(await write(create('a'))), contactIn(await write(create('b')))];
    const cursor = cursorOf(await pull());
    cloud().book.merge(ann.remoteId, other.remoteId);
    const [page] = await pull(cursor, [ann, other]);
    expect(page?.tombstones).toEqual([other.remoteId]);
    expect(page?.contacts.map(({ remoteId }) => remoteId)).toEqual([ann.remoteId]);
    expect(stored(ann.remoteId)['clientData']).toHaveLength(2);
    const found = await google().findCreated(account, ['k-a', 'k-b']);
    expect([...found.values()].map(({ remoteId }) => remoteId)).toEqual([ann.remoteId, ann.remoteId]);
  });
});

describe('lists', () => {
  it('writes appear in them minutes later', async () => {
    const cursor = cursorOf(await pull());
    cloud().faults.propagationMs = 5 * 60_000;
    const made = contactIn(await write(create('a')));
    expect(await pull(cursor)).toMatchObject([{ contacts: [], tombstones: [] }]);
    expect((await readOne(made.remoteId)).fields.name?.given).toBe('a');
    wait(5 * 60_000);
    expect(contactsOf(await pull(cursor)).map(({ remoteId }) => remoteId)).toEqual([made.remoteId]);
  });

  it.each([
    [0.4, 4],
    [0, 0],
  ])(
    'complete ones that name %d of the book are complete all the same: who asks again learns more',
    async (share, named) => {
      await restart({ contacts: 10 });
      const all = contactsOf(await pull());
      cloud().faults.partialListing = { share, times: 1 };
      const pages = await pull();
      expect([contactsOf(pages).length, pages.at(-1)?.completed]).toEqual([named, ['']]);
      expect(
        (
          await google().fetch(
            account,
            all.map(({ remoteId }) => remoteId),
          )
        ).size,
      ).toBe(10);
      expect(contactsOf(await pull())).toHaveLength(10);
      cloud().faults.partialListing = { share, reads: 'missing' };
      await pull();
      expect(
        (
          await google().fetch(
            account,
            all.map(({ remoteId }) => remoteId),
          )
        ).size,
      ).toBe(named);
    },
  );
});

it('a refusal of calendar addresses names the contact and stops no other field', async () => {
  const contact = await readOne(make({ names: [{ givenName: 'Ann' }] }));
  cloud().faults.calendarUrlsRefused = true;
  expect(
    kindsOf(await write(edit(contact, { calendarUrls: [{ id: '1', url: 'https://c.example' }] }))),
  ).toEqual(['refused']);
  expect(kindsOf(await write(edit(contact, { gender: { value: 'x' } })))).toEqual(['done']);
});
