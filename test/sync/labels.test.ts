// Owns: labels on both sides, over the real clients and the practice clouds: given, taken, made, renamed, deleted.
// Leaves to others: what only contact groups do (contact-groups.test.ts), what a list does to stored labels
// (unit/core/label-merge.test.ts), one request each (contract/google-labels.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LabelId } from '../../main/core/account.ts';
import type { PersonView, RunReport } from '../../preload/contract.ts';
import {
  SIDES,
  clouds,
  closeKith,
  give,
  kith,
  labels,
  labelsHere,
  listed,
  make,
  named,
  openKith,
  reopenKith,
  take,
} from '../support/labels.ts';
import type { Side } from '../support/labels.ts';

beforeEach(openKith);
afterEach(closeKith);

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  let side: Side;
  let sync: () => Promise<RunReport>;
  beforeEach(() => {
    side = SIDES[provider]();
    sync = () => kith.sync(side.account);
  });

  it('labels of the cloud are there after a sync, with their contacts, and cost an idle run nothing', async () => {
    side.add('Ada', ['Choir', 'Club']);
    side.add('Alan', ['Choir']);
    expect((await sync()).errors).toEqual([]);
    expect(labels().map(({ name, count, pending }) => [name, count, pending])).toEqual([
      ['Choir', 2, null],
      ['Club', 1, null],
    ]);
    expect(listed(named('Choir')).rows.map(({ name }) => name)).toEqual(['Ada', 'Alan']);
    expect(listed(named('Club')).rows.map(({ name }) => name)).toEqual(['Ada']);
    expect(await sync()).toMatchObject({ requests: 1, labelRequests: 0, writes: 0, pulled: 0, errors: [] });
  });

  it('[pain 9] a label made and given here is there after one sync, and survives the next', async () => {
    const ids = ['Ada', 'Alan'].map((given) => side.add(given));
    await sync();
    const label = make(side.account, '  Choir ');
    expect(label).toMatchObject({ name: 'Choir', kind: 'user', count: 0 });
    give(named('Choir'), ...kith.book.contactsOf(side.account));
    expect(named('Choir').count).toBe(2);
    expect(await sync()).toMatchObject({ errors: [], pushed: 2 });
    expect(ids.map(side.labelsOf)).toEqual([['Choir'], ['Choir']]);
    expect(named('Choir')).toMatchObject({ count: 2, pending: null, problem: null });
    expect(await sync()).toMatchObject({ requests: 1, labelRequests: 0, writes: 0, pulled: 0, pushed: 0 });
    expect(ids.map(side.labelsOf)).toEqual([['Choir'], ['Choir']]);
    expect(await kith.verify(side.account)).toMatchObject({ same: 2, differ: [] });
  });

  it('[pain 9] a contact made here with a label that is made here too arrives with it, in one sync', async () => {
    const label = make(side.account, 'Choir');
    const person = kith.handlers['contacts.create']({
      accounts: [side.account],
      fields: { name: { given: 'Ada' } },
    }) as PersonView;
    give(label, kith.book.contact(person.contacts[0]!.id)!);
    expect(await sync()).toMatchObject({ errors: [], counts: { pushed: { created: 1 } } });
    expect(side.remoteIds().map(side.labelsOf)).toEqual([['Choir']]);
    expect(await sync()).toMatchObject({ writes: 0, pulled: 0 });
  });

  it('[law 3] labels given on both sides join, and one taken off on either side goes', async () => {
    const id = side.add('Ada', ['Choir', 'Club', 'Work']);
    side.add('Alan', ['Team']);
    await sync();
    const ada = kith.named(side.account, 'Ada');
    give(named('Team'), ada);
    take(named('Club'), ada);
    side.label(id, ['Choir', 'Club', 'School']);
    expect(await sync()).toMatchObject({ errors: [], conflicts: 0 });
    expect(side.labelsOf(id)).toEqual(['Choir', 'School', 'Team']);
    expect(labelsHere(ada)).toEqual(['Choir', 'School', 'Team']);
    expect(await sync()).toMatchObject({ writes: 0, pulled: 0 });
  });

  it('[pain 10] an edit of anything else leaves the labels of a contact alone', async () => {
    const id = side.add('Ada', ['Choir']);
    await sync();
    const before = provider === 'google' ? clouds.google.book.groupsOf(id) : side.labelsOf(id);
    kith.handlers['contacts.save']({
      contact: kith.named(side.account, 'Ada').id,
      fields: { notes: { text: 'mezzo' } },
    });
    expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    expect(provider === 'google' ? clouds.google.book.groupsOf(id) : side.labelsOf(id)).toEqual(before);
  });

  it('[pain 8] renamed here, a label has its new name there, and its contacts', async () => {
    const ids = ['Ada', 'Alan'].map((given) => side.add(given, ['Choir', 'Work']));
    await sync();
    const { id } = named('Choir');
    expect(kith.handlers['labels.rename']({ label: id, name: 'Big choir' })).toMatchObject({
      id,
      name: 'Big choir',
      count: 2,
    });
    expect(listed(named('Big choir')).rows).toHaveLength(2);
    const report = await sync();
    expect(report.errors).toEqual([]);
    // One group is renamed once; categories are texts on each contact.
    expect(report.writes).toBe(1);
    expect(ids.map(side.labelsOf)).toEqual([
      ['Big choir', 'Work'],
      ['Big choir', 'Work'],
    ]);
    expect(await sync()).toMatchObject({ writes: 0, pulled: 0, errors: [] });
    expect(labels().map(({ name }) => name)).toEqual(['Big choir', 'Work']);
  });

  it('deleted here, a label is gone there, and its contacts stay', async () => {
    const ids = ['Ada', 'Alan'].map((given) => side.add(given, ['Choir', 'Work']));
    await sync();
    kith.handlers['labels.delete'](named('Choir').id);
    expect(labels().map(({ name }) => name)).toEqual(['Work']);
    expect((await sync()).errors).toEqual([]);
    expect(ids.map(side.labelsOf)).toEqual([['Work'], ['Work']]);
    await sync();
    expect(kith.book.contactsOf(side.account).map(labelsHere)).toEqual([['Work'], ['Work']]);
    expect(await sync()).toMatchObject({ writes: 0, pulled: 0, errors: [] });
    expect(labels().map(({ name }) => name)).toEqual(['Work']);
  });

  it('a label that is made, given and deleted here before any sync is heard of nowhere', async () => {
    const id = side.add('Ada');
    await sync();
    const label = make(side.account, 'Choir');
    give(label, kith.named(side.account, 'Ada'));
    kith.handlers['labels.delete'](label.id);
    expect(await sync()).toMatchObject({ writes: 0, errors: [] });
    expect(side.labelsOf(id)).toEqual([]);
    expect(labels()).toEqual([]);
    expect(kith.named(side.account, 'Ada').local?.labels?.length ?? 0).toBe(provider === 'google' ? 1 : 0);
  });

  it('an edit there and a label given here of one contact both survive', async () => {
    const id = side.add('Ada');
    side.add('Alan', ['Choir']);
    await sync();
    give(named('Choir'), kith.named(side.account, 'Ada'));
    side.edit(id, 'Countess');
    expect(await sync()).toMatchObject({ errors: [], merged: 1 });
    expect(side.labelsOf(id)).toEqual(['Choir']);
    expect(kith.named(side.account, 'Ada').local?.nicknames?.[0]?.value).toBe('Countess');
  });

  it('takes each name once an account, whatever its case, and no contact of another account', async () => {
    side.add('Ada', ['Choir']);
    await sync();
    expect(() => make(side.account, ' CHOIR')).toThrow(/label "Choir" in this account already/);
    const club = make(side.account, 'Club');
    expect(() => kith.handlers['labels.rename']({ label: club.id, name: 'choir' })).toThrow(/already/);
    expect(kith.handlers['labels.rename']({ label: club.id, name: 'CLUB' })).toMatchObject({ name: 'CLUB' });
    const other = provider === 'google' ? kith.microsoft : kith.google;
    const stranger = kith.handlers['contacts.create']({
      accounts: [other],
      fields: { name: { given: 'Grace' } },
    }) as PersonView;
    const before = kith.book.revision;
    expect(() => give(named('Choir'), kith.book.contact(stranger.contacts[0]!.id)!)).toThrow(
      /different accounts/,
    );
    expect(() => kith.handlers['labels.delete']('nothing' as LabelId)).toThrow(/no label/);
    expect(kith.book.revision).toBe(before);
  });

  it('keeps labels through a restart, and drops them with their account', async () => {
    side.add('Ada', ['Choir']);
    await sync();
    const label = make(side.account, 'Club');
    await reopenKith();
    expect(labels().map(({ id, name, count }) => [id === label.id, name, count])).toEqual([
      [false, 'Choir', 1],
      [true, 'Club', 0],
    ]);
    await kith.handlers['accounts.unlink'](side.account);
    expect(labels()).toEqual([]);
    expect(kith.book.labels(side.account)).toEqual([]);
  });
});
