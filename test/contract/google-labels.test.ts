// Owns: Kith's methods for labels at Google, over the real googleapis client and a practice Google.
// Leaves to others: merging what they bring (unit/core/label-merge.test.ts), whole syncs (sync/labels.test.ts).
import { describe, expect, it } from 'vitest';
import { AppError } from '../../main/core/errors.ts';
import type { KeyedLabels } from '../../main/providers/provider.ts';
import { account, linkedGoogle } from './support/linked-google.ts';

const linked = linkedGoogle();
const labels = (): KeyedLabels => linked.google().labels as KeyedLabels;
const book = () => linked.cloud().book;
const requests = () => linked.cloud().log.requests.map(({ method, path }) => `${method} ${path}`);
const refused = async (work: Promise<unknown>): Promise<AppError> => {
  const thrown: unknown = await work.then(
    () => new Error('it was not refused'),
    (error: unknown) => error,
  );
  if (thrown instanceof AppError) return thrown;
  throw thrown;
};

describe("Google's contact groups", () => {
  it('are all listed: those of people with an etag, those of the service by the name that people see', async () => {
    const choir = book().group('Choir');
    const list = await labels().list(account);
    expect(list.filter(({ kind }) => kind === 'user')).toEqual([
      { ref: choir, etag: expect.any(String), name: 'Choir', kind: 'user' },
    ]);
    expect(list).toContainEqual({
      ref: 'contactGroups/myContacts',
      etag: null,
      name: 'My Contacts',
      kind: 'system',
    });
    expect(
      list.map(({ ref }) => ref),
      'starred is a field of contacts',
    ).not.toContain('contactGroups/starred');
  });

  it('come in one request up to a thousand, and page by page where the service gives fewer', async () => {
    for (let n = 0; n < 60; n++) book().group(`Group ${n}`);
    expect((await labels().list(account)).filter(({ kind }) => kind === 'user')).toHaveLength(60);
    expect(requests()).toEqual(['GET /v1/contactGroups']);
    await linked.restart({ pageSizeCap: 25 });
    for (let n = 0; n < 60; n++) book().group(`Group ${n}`);
    const list = await labels().list(account);
    expect(new Set(list.map(({ name }) => name)).size).toBe(60 + 7);
    expect(requests()).toHaveLength(3);
  });

  it('are made, renamed by etag and deleted, and their contacts stay', async () => {
    const made = await labels().create(account, 'Choir');
    expect(book().groups()).toEqual({ [made.ref]: 'Choir' });
    const ann = linked.make({
      names: [{ givenName: 'Ann' }],
      memberships: [{ contactGroupMembership: { contactGroupResourceName: made.ref } }],
    });
    const renamed = await labels().rename(account, { ...made, name: 'Big choir' });
    expect(renamed).toEqual({ ref: made.ref, etag: expect.any(String), name: 'Big choir', kind: 'user' });
    expect(renamed.etag).not.toBe(made.etag);
    await labels().delete(account, made.ref);
    expect(book().groups()).toEqual({});
    expect(book().get(ann)).toBeDefined();
  });

  it('tell a name in use, a stale etag and a lost group apart', async () => {
    const choir = await labels().create(account, 'Choir');
    const club = await labels().create(account, 'Club');
    for (const name of ['Choir', 'choir'])
      expect(await refused(labels().create(account, name))).toMatchObject({
        code: 'provider.rejected',
        retry: 'afterUser',
        context: { reason: 'duplicateName' },
      });
    expect(await refused(labels().rename(account, { ...club, name: 'Choir' }))).toMatchObject({
      code: 'provider.rejected',
      context: { reason: 'duplicateName' },
    });
    book().renameGroup(choir.ref, 'Theirs');
    expect(await refused(labels().rename(account, { ...choir, name: 'Mine' }))).toMatchObject({
      code: 'provider.stale',
    });
    expect(book().groups()[choir.ref]).toBe('Theirs');
    book().removeGroup(choir.ref);
    for (const work of [
      labels().rename(account, { ...choir, name: 'Mine' }),
      labels().delete(account, choir.ref),
    ])
      expect(await refused(work)).toMatchObject({ code: 'provider.notFound' });
    expect(await refused(labels().rename(account, { ...club, ref: 'contactGroups/friends' }))).toMatchObject({
      code: 'provider.rejected',
    });
  });

  it('are asked for once where the service is in trouble: trying again is decided elsewhere', async () => {
    const { ref } = await labels().create(account, 'Choir');
    for (const work of [
      () => labels().list(account),
      () => labels().create(account, 'Club'),
      () => labels().rename(account, { ref, etag: null, name: 'x' }),
      () => labels().delete(account, ref),
    ]) {
      linked.cloud().log.clear();
      linked.cloud().faults.status = { code: 503 };
      expect(await refused(work())).toMatchObject({ code: 'provider.unavailable', retry: 'later' });
      expect(requests()).toHaveLength(1);
      delete linked.cloud().faults.status;
    }
    linked.cloud().faults.halfJson = { times: 1 };
    expect(await refused(labels().list(account))).toMatchObject({ code: 'provider.badResponse' });
  });

  it('a missing one is told from a missing contact, also where the contact is new', async () => {
    const fields = { name: { given: 'Ann' }, labels: [{ id: '1', ref: 'contactGroups/nowhere' }] };
    const [alone] = await linked.write({ kind: 'create', key: 'a', createKey: 'k-a', fields });
    expect(alone).toMatchObject({
      kind: 'refused',
      error: { retry: 'later', context: { reason: 'labelMissing' } },
    });
    const other = { kind: 'create', key: 'b', createKey: 'k-b', fields: { name: { given: 'Bo' } } } as const;
    const both = await linked.write({ kind: 'create', key: 'a', createKey: 'k-a', fields }, other);
    expect(both).toMatchObject([
      { kind: 'refused', error: { context: { reason: 'labelMissing' } } },
      { kind: 'notApplied' },
    ]);
  });

  it('law 21: a label that has no group yet is not sent, and is not what Google holds', async () => {
    const fields = { name: { given: 'Ann', display: 'Ann' }, labels: [{ id: '1', ref: 'kith:l1' }] };
    expect(linked.google().hold(account, fields)).toEqual({ name: fields.name });
    const [outcome] = await linked.write({ kind: 'create', key: 'a', createKey: 'k-a', fields });
    expect(outcome).toMatchObject({
      kind: 'done',
      contact: { fields: { labels: [{ ref: 'contactGroups/myContacts' }] } },
    });
  });
});
