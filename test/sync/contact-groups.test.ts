// Owns: Google's contact groups as labels: names in use, lost replies, groups that go.
// Leaves to others: lists that lag or lie (label-lists.test.ts), what holds at both clouds (labels.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import type { LabelView, PersonView } from '../../preload/contract.ts';
import {
  MY_CONTACTS,
  clouds,
  closeKith,
  give,
  google,
  kith,
  labels,
  labelsHere,
  make,
  named,
  openKith,
  reopenKith,
} from '../support/labels.ts';

beforeEach(openKith);
afterEach(closeKith);

describe("Google's contact groups", () => {
  const sync = () => kith.sync(kith.google);
  const groups = () => Object.values(clouds.google.book.groups()).sort();
  const refOf = (name: string) => clouds.google.book.group(name);
  /** Another device acts once, right before the next request whose address has this in it. */
  const before = (part: string, act: () => void) => {
    let done = false;
    kith.beforeRequest((url) => {
      if (done || !url.includes(part)) return;
      done = true;
      act();
    });
  };

  it('[pain 8] renamed there, a label has its new name here, and no contact is written', async () => {
    google().add('Ada', ['Choir']);
    await sync();
    clouds.google.book.renameGroup(refOf('Choir'), 'Big choir');
    const [report] = await kith.engine.run([kith.google], { byPerson: true });
    expect(report).toMatchObject({ errors: [], writes: 0, requests: 1, labelRequests: 1 });
    expect(labels().map(({ name, count }) => [name, count])).toEqual([['Big choir', 1]]);
  });

  it('of the service cannot be renamed or deleted, and some not be given', async () => {
    google().add('Ada');
    await sync();
    const system = (kith.handlers['labels.list']() as readonly LabelView[]).filter(
      ({ kind }) => kind === 'system',
    );
    const mine = system.find(({ name }) => name === 'My Contacts')!;
    expect(mine.count).toBe(1);
    expect(() => kith.handlers['labels.rename']({ label: mine.id, name: 'x' })).toThrow(/cloud's own/);
    expect(() => kith.handlers['labels.delete'](mine.id)).toThrow(/cloud's own/);
    const friends = system.find(({ name }) => name === 'Friends')!;
    expect(() => give(friends, kith.named(kith.google, 'Ada'))).toThrow(/only be taken off/);
    expect(system.map(({ name }) => name)).not.toContain('Starred');
  });

  it('[pain 10] every contact made here is in My Contacts', async () => {
    const label = make(kith.google, 'Choir');
    const person = kith.handlers['contacts.create']({
      accounts: [kith.google],
      fields: { name: { given: 'Ada' } },
    }) as PersonView;
    give(label, kith.book.contact(person.contacts[0]!.id)!);
    await sync();
    const [id] = google().remoteIds();
    expect(clouds.google.book.groupsOf(id!).sort()).toEqual([refOf('Choir'), MY_CONTACTS].sort());
  });

  it('[law 9] one whose reply was lost is not made twice', async () => {
    const id = google().add('Ada');
    await sync();
    give(make(kith.google, 'Choir'), kith.named(kith.google, 'Ada'));
    clouds.google.faults.dropReplyAfterApply = { times: 1, match: 'contactGroups' };
    expect((await sync()).errors).toEqual([expect.objectContaining({ code: 'network.offline' })]);
    await reopenKith();
    expect((await sync()).errors).toEqual([]);
    expect(groups()).toEqual(['Choir']);
    expect(google().labelsOf(id)).toEqual(['Choir']);
    expect(labels().map(({ name, pending }) => [name, pending])).toEqual([['Choir', null]]);
  });

  it('[law 9] one whose reply was lost and that was deleted here meanwhile is deleted there', async () => {
    google().add('Ada');
    await sync();
    const label = make(kith.google, 'Choir');
    clouds.google.faults.dropReplyAfterApply = { times: 1, match: 'contactGroups' };
    await sync();
    kith.handlers['labels.delete'](label.id);
    expect(groups()).toEqual(['Choir']);
    await sync();
    expect(groups()).toEqual([]);
    expect(labels()).toEqual([]);
  });

  it('of the same name made on both sides are one', async () => {
    const id = google().add('Ada');
    await sync();
    give(make(kith.google, 'choir'), kith.named(kith.google, 'Ada'));
    // After the list was read, so that only the refusal tells.
    let requests = 0;
    kith.beforeRequest((url) => {
      if (url.includes('contactGroups') && ++requests === 2) clouds.google.book.group('Choir');
    });
    expect((await sync()).errors).toEqual([]);
    expect(groups()).toEqual(['Choir']);
    expect(labels().map(({ name, count, pending }) => [name, count, pending])).toEqual([['Choir', 1, null]]);
    expect(google().labelsOf(id)).toEqual(['Choir']);
  });

  it('made here under the name that another one got there are that one, with their contacts', async () => {
    google().add('Ada', ['Choir']);
    const bob = google().add('Bob');
    await sync();
    give(make(kith.google, 'singers'), kith.named(kith.google, 'Bob'));
    clouds.google.book.renameGroup(refOf('Choir'), 'Singers');
    expect((await sync()).errors).toEqual([]);
    expect(groups()).toEqual(['Singers']);
    expect(google().labelsOf(bob)).toEqual(['Singers']);
    expect(labels().map(({ name, count, pending }) => [name, count, pending])).toEqual([
      ['Singers', 2, null],
    ]);
  });

  it('renamed on both sides have the name from there, and the report says so', async () => {
    google().add('Ada', ['Choir']);
    await sync();
    kith.handlers['labels.rename']({ label: named('Choir').id, name: 'Mine' });
    clouds.google.book.renameGroup(refOf('Choir'), 'Theirs');
    const report = await sync();
    expect(report.errors).toEqual([expect.objectContaining({ code: 'provider.stale' })]);
    expect(groups()).toEqual(['Theirs']);
    expect(named('Theirs')).toMatchObject({ count: 1, pending: null, problem: { code: 'provider.stale' } });
  });

  it('renamed there after the list was read are not overwritten by a rename here', async () => {
    google().add('Ada', ['Choir']);
    await sync();
    const ref = refOf('Choir');
    kith.handlers['labels.rename']({ label: named('Choir').id, name: 'Mine' });
    before(ref, () => clouds.google.book.renameGroup(ref, 'Theirs'));
    await sync();
    expect(groups()).toEqual(['Theirs']);
    expect(named('Theirs').count).toBe(1);
  });

  it('deleted there are gone here, and their contacts stay', async () => {
    const id = google().add('Ada', ['Choir', 'Work']);
    await sync();
    clouds.google.book.removeGroup(refOf('Choir'));
    await kith.engine.run([kith.google], { byPerson: true });
    expect(labels().map(({ name }) => name)).toEqual(['Work']);
    expect(labelsHere(kith.named(kith.google, 'Ada'))).toEqual(['Work']);
    expect(await sync()).toMatchObject({ writes: 0, errors: [] });
    expect(google().labelsOf(id)).toEqual(['Work']);
    expect(kith.book.labels(kith.google).filter(({ name }) => name === null)).toEqual([]);
  });

  it('deleted there while contacts were given it here stop none of these contacts', async () => {
    const ids = ['Ada', 'Alan'].map((given) => google().add(given));
    google().add('Grace', ['Choir', 'Work']);
    await sync();
    for (const given of ['Ada', 'Alan']) give(named('Choir'), kith.named(kith.google, given));
    kith.handlers['contacts.save']({
      contact: kith.named(kith.google, 'Ada').id,
      fields: { notes: { text: 'mezzo' } },
    });
    clouds.google.book.removeGroup(refOf('Choir'));
    const report = await sync();
    expect(report.errors).toEqual([]);
    expect(clouds.google.book.get(ids[0]!)?.['biographies']).toMatchObject([{ value: 'mezzo' }]);
    expect(kith.book.contactsOf(kith.google).map(({ problem }) => problem)).toEqual([null, null, null]);
    expect(labels().map(({ name }) => name)).toEqual(['Work']);
    expect(await sync()).toMatchObject({ writes: 0, errors: [] });
    expect(kith.book.contactsOf(kith.google).map(labelsHere)).toEqual([[], [], ['Work']]);
  });

  it('deleted there are not sent with contacts that were given them here, and cost no write', async () => {
    google().add('Ada');
    google().add('Grace', ['Choir', 'Work']);
    await sync();
    give(named('Choir'), kith.named(kith.google, 'Ada'));
    clouds.google.book.removeGroup(refOf('Choir'));
    const [report] = await kith.engine.run([kith.google], { byPerson: true });
    expect(report).toMatchObject({ errors: [], writes: 0 });
    expect(labelsHere(kith.named(kith.google, 'Ada'))).toEqual([]);
  });

  it('that are gone are not sent either where another contact still seems to carry them', async () => {
    const id = google().add('Ada');
    google().add('Grace', ['Choir', 'Work']);
    await sync();
    const [choir, work] = [refOf('Choir'), refOf('Work')];
    clouds.google.faults.hideWrites = true;
    clouds.google.book.removeGroup(choir);
    await kith.engine.run([kith.google], { byPerson: true });
    expect(labels().map(({ name }) => name)).toEqual(['Work']);
    // An editor that was opened before still has it.
    kith.handlers['contacts.save']({
      contact: kith.named(kith.google, 'Ada').id,
      fields: { labels: [MY_CONTACTS, choir, work].map((ref) => ({ id: ref, ref })) },
    });
    expect(await sync()).toMatchObject({ errors: [], pushed: 1 });
    expect(google().labelsOf(id)).toEqual(['Work']);
    delete clouds.google.faults.hideWrites;
    await sync();
    expect(await sync()).toMatchObject({ writes: 0, errors: [] });
    expect(kith.book.contactsOf(kith.google).map(labelsHere)).toEqual([['Work'], ['Work']]);
  });

  it('that nobody knows stop no contact that a script gave them to', async () => {
    const id = google().add('Ada');
    await sync();
    const ada = kith.named(kith.google, 'Ada');
    const labelled = [...(ada.local?.labels ?? []), { id: '', ref: 'contactGroups/nowhere' }];
    kith.handlers['contacts.save']({
      contact: ada.id,
      fields: { labels: labelled, notes: { text: 'mezzo' } },
    });
    expect((await sync()).errors).toEqual([]);
    expect(clouds.google.book.get(id)?.['biographies']).toMatchObject([{ value: 'mezzo' }]);
    expect(await sync()).toMatchObject({ writes: 0, errors: [] });
  });

  it('[law 20] one that is refused stops neither the others nor a contact, and waits for an edit', async () => {
    const id = google().add('Ada');
    await sync();
    const bad = make(kith.google, 'starred');
    const good = make(kith.google, 'Choir');
    give(bad, kith.named(kith.google, 'Ada'));
    give(good, kith.named(kith.google, 'Ada'));
    const report = await sync();
    expect(report.errors).toHaveLength(1);
    expect(named('starred')).toMatchObject({ pending: 'create', problem: { code: 'provider.rejected' } });
    expect(google().labelsOf(id), '[law 21] it is not sent with the contact').toEqual(['Choir']);
    expect(labelsHere(kith.named(kith.google, 'Ada'))).toEqual(['Choir', 'starred']);
    kith.handlers['labels.rename']({ label: bad.id, name: 'Stars' });
    expect((await sync()).errors).toEqual([]);
    expect(google().labelsOf(id)).toEqual(['Choir', 'Stars']);
  });

  it('can change names with each other when one of them goes first', async () => {
    google().add('Ada', ['A', 'B']);
    await sync();
    const [a, b] = [named('A').id, named('B').id];
    kith.handlers['labels.rename']({ label: b, name: 'C' });
    kith.handlers['labels.rename']({ label: a, name: 'B' });
    expect((await sync()).errors).toEqual([]);
    expect(groups()).toEqual(['B', 'C']);
  });

  it('whose new names are each other’s wait for a person, since the cloud has each name once', async () => {
    google().add('Ada', ['A', 'B']);
    await sync();
    const [a, b] = [named('A').id, named('B').id];
    for (const [label, name] of [
      [a, 'C'],
      [b, 'A'],
      [a, 'B'],
    ] as const)
      kith.handlers['labels.rename']({ label, name });
    const report = await sync();
    expect(report.errors.map(({ code }) => code)).toEqual(['provider.rejected', 'provider.rejected']);
    expect(groups()).toEqual(['A', 'B']);
    expect(await sync(), 'they are not tried again in vain').toMatchObject({
      requests: 1,
      labelRequests: 0,
      writes: 0,
    });
    kith.handlers['labels.rename']({ label: a, name: 'C' });
    kith.handlers['labels.rename']({ label: b, name: 'D' });
    expect((await sync()).errors).toEqual([]);
    expect(groups()).toEqual(['C', 'D']);
  });

  it('[law 18] are in a dry run, which changes nothing on either side, with what their contacts would be sent', async () => {
    const id = google().add('Ada', ['Work']);
    await sync();
    give(make(kith.google, 'Choir'), kith.named(kith.google, 'Ada'));
    const work = refOf('Work');
    clouds.google.book.renameGroup(work, 'Office');
    const [plan] = await kith.handlers['sync.plan'](kith.google);
    expect(plan!.labels).toEqual([
      { name: 'Office', kind: 'update', side: 'kith' },
      { name: 'Choir', kind: 'create', side: 'cloud' },
    ]);
    expect(plan!.operations).toEqual([expect.objectContaining({ kind: 'update', fields: ['labels'] })]);
    expect(groups()).toEqual(['Office']);
    expect(labels().map(({ name }) => name)).toEqual(['Choir', 'Work']);
    expect(await sync()).toMatchObject({ errors: [], pushed: 1 });
    expect(google().labelsOf(id)).toEqual(['Choir', 'Office']);
  });

  it('of Google’s own that nobody can give is no label of a contact that is made: nothing is', async () => {
    await sync();
    const all = kith.handlers['labels.list']() as readonly LabelView[];
    expect(all.filter(({ canGive }) => !canGive).map(({ name }) => name)).toContain('Family');
    const family = all.find(({ name }) => name === 'Family')!;
    const of = (...made: readonly LabelView[]) => ({
      accounts: [kith.google],
      fields: { name: { given: 'Ada' } },
      labels: made.map(({ id }) => id),
    });
    const refused = expect.objectContaining({ code: 'input.invalid' });
    const choir = make(kith.google, 'Choir');
    expect(() => kith.handlers['contacts.create'](of(choir, family))).toThrow(refused);
    expect(() => make(kith.google, 'family')).toThrow(refused);
    expect(kith.book.contactsOf(kith.google)).toEqual([]);
    kith.handlers['contacts.create'](of(choir));
    expect(labelsHere(kith.named(kith.google, 'Ada'))).toEqual(['Choir']);
    expect((await sync()).errors).toEqual([]);
    expect(google().remoteIds().map(google().labelsOf)).toEqual([['Choir']]);
    await kith.handlers['history.undo']();
    expect(kith.book.contactsOf(kith.google).filter(({ local }) => local !== null)).toEqual([]);
  });

  it('of Google’s own that nobody can give is added by no edit and in no new contact, and stays where it is', async () => {
    const ref = 'contactGroups/family';
    const ada = google().add('Ada', ['Choir']);
    const alan = clouds.google.book.create({
      names: [{ givenName: 'Alan' }],
      memberships: [MY_CONTACTS, ref].map((group) => ({
        contactGroupMembership: { contactGroupResourceName: group },
      })),
    });
    await sync();
    const save = (given: string, fields: ContactFields) =>
      kith.handlers['contacts.save']({ contact: kith.named(kith.google, given).id, fields });
    const refused = expect.objectContaining({
      code: 'input.invalid',
      message: expect.stringContaining('"Family"') as string,
      context: expect.objectContaining({ reason: 'labelOnlyTaken' }) as object,
    });
    expect(() => save('Ada', { labels: [{ id: 'x', ref }] })).toThrow(refused);
    const made = { accounts: [kith.google], fields: { fileAs: 'x', labels: [{ id: 'x', ref }] } };
    expect(() => kith.handlers['contacts.create'](made)).toThrow(refused);
    expect(kith.book.contactsOf(kith.google)).toHaveLength(2);
    const labelled = kith.named(kith.google, 'Alan').local?.labels ?? [];
    save('Alan', { labels: [...labelled, { id: 'y', ref: refOf('Choir') }] });
    expect(await sync()).toMatchObject({ errors: [], pushed: 1 });
    expect(google().labelsOf(ada)).toEqual(['Choir']);
    expect(google().labelsOf(String(alan['resourceName']))).toEqual(['Choir', ref]);
  });
});
