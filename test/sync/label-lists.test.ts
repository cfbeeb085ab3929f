// Owns: lists of Google's contact groups: when they are asked for, and what is believed of those that lag, lie or fail.
// Leaves to others: everything else about contact groups (contact-groups.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  clock,
  clouds,
  closeKith,
  give,
  google,
  groupRequests,
  kith,
  labels,
  make,
  named,
  openKith,
} from '../support/labels.ts';

beforeEach(openKith);
afterEach(closeKith);

describe('lists of contact groups', () => {
  const sync = () => kith.sync(kith.google);
  const groups = () => Object.values(clouds.google.book.groups()).sort();
  const refOf = (name: string) => clouds.google.book.group(name);

  it('are listed whenever a person syncs, and else at most once an hour', async () => {
    google().add('Ada', ['Choir']);
    await sync();
    clouds.google.log.clear();
    for (let n = 0; n < 3; n++) await sync();
    expect(groupRequests()).toHaveLength(0);
    await kith.engine.run([kith.google], { byPerson: true });
    expect(groupRequests()).toHaveLength(1);
    await clock.sleep(61 * 60_000);
    await sync();
    expect(groupRequests()).toHaveLength(2);
  });

  it('are listed as ever after a clock that was ahead is right again', async () => {
    google().add('Ada', ['Choir']);
    const ahead = 3 * 3_600_000;
    await clock.sleep(ahead);
    await sync();
    await clock.sleep(-ahead);
    clouds.google.book.renameGroup(refOf('Choir'), 'Band');
    await kith.engine.run([kith.google], { byPerson: true });
    expect(labels().map(({ name }) => name)).toEqual(['Band']);
  });

  it('are listed at once when a contact brings one that Kith does not know', async () => {
    const id = google().add('Ada');
    await sync();
    google().label(id, ['Choir']);
    expect(await sync()).toMatchObject({ requests: 1, labelRequests: 1, errors: [] });
    expect(labels().map(({ name, count }) => [name, count])).toEqual([['Choir', 1]]);
    clouds.google.faults.staleGroups = true;
    google().label(id, ['Club']);
    await sync();
    expect(await sync(), 'a list that does not know it is not asked for again and again').toMatchObject({
      labelRequests: 0,
    });
  });

  it('are listed in one request however many there are', async () => {
    for (let n = 0; n < 45; n++) clouds.google.book.group(`Group ${n}`);
    await sync();
    expect(labels()).toHaveLength(45);
    expect(groupRequests()).toHaveLength(1);
  });

  it('[law 9] one whose reply was lost and that was deleted here waits for a list that has it', async () => {
    google().add('Ada', ['Work']);
    await sync();
    const label = make(kith.google, 'Choir');
    clouds.google.faults.staleGroups = true;
    clouds.google.faults.dropReplyAfterApply = { times: 1, match: 'contactGroups' };
    await sync();
    kith.handlers['labels.delete'](label.id);
    expect((await sync()).errors).toEqual([]);
    delete clouds.google.faults.staleGroups;
    expect((await sync()).errors).toEqual([]);
    expect(groups()).toEqual(['Work']);
    expect(labels().map(({ name }) => name)).toEqual(['Work']);
  });

  it('made a moment ago that the service does not know yet make contacts wait, not fail', async () => {
    const id = google().add('Ada');
    await sync();
    clouds.google.faults.freshGroupMs = 3_600_000;
    give(make(kith.google, 'Choir'), kith.named(kith.google, 'Ada'));
    const report = await sync();
    expect(clock.slept, 'a moment is waited for').toContain(2000);
    expect(report.errors).toEqual([expect.objectContaining({ code: 'provider.rejected', retry: 'later' })]);
    expect(named('Choir')).toMatchObject({ count: 1, pending: null });
    delete clouds.google.faults.freshGroupMs;
    expect((await sync()).errors).toEqual([]);
    expect(google().labelsOf(id)).toEqual(['Choir']);
  });

  it('[law 14] made a moment ago that the service does not know yet keep back no contact beside theirs', async () => {
    await sync();
    clouds.google.faults.freshGroupMs = 3_600_000;
    const choir = make(kith.google, 'Choir');
    for (const given of ['Ada', 'Bob', 'Cyd'])
      kith.handlers['contacts.create']({ accounts: [kith.google], fields: { name: { given } } });
    give(choir, kith.named(kith.google, 'Bob'));
    const report = await sync();
    expect(report.counts.pushed.created).toBe(2);
    expect(report.errors).toEqual([expect.objectContaining({ code: 'provider.rejected', retry: 'later' })]);
    delete clouds.google.faults.freshGroupMs;
    expect(await sync()).toMatchObject({ errors: [], counts: { pushed: { created: 1 } } });
  });

  it('gone from a list that was doubted leave no contact with a change that waits', async () => {
    google().add('Ada', ['Choir']);
    google().add('Bob');
    await sync();
    const bob = kith.named(kith.google, 'Bob');
    give(named('Choir'), bob);
    let isGone = false;
    kith.beforeRequest((url) => {
      if (url.includes('members:modify') && !isGone) clouds.google.book.removeGroup(refOf('Choir'));
      isGone ||= url.includes('members:modify');
    });
    await sync();
    expect(kith.book.contact(bob.id)?.problem).toMatchObject({ retry: 'later' });
    expect((await sync()).errors).toEqual([]);
    expect(labels()).toEqual([]);
    expect(kith.book.contact(bob.id)?.problem).toBeNull();
  });

  it('made a moment ago that the list does not have yet are neither dropped nor made again', async () => {
    const id = google().add('Ada', ['Work']);
    await sync();
    clouds.google.faults.staleGroups = true;
    give(make(kith.google, 'Choir'), kith.named(kith.google, 'Ada'));
    await sync();
    await kith.engine.run([kith.google], { byPerson: true });
    expect(named('Choir')).toMatchObject({ count: 1, pending: null });
    delete clouds.google.faults.staleGroups;
    await kith.engine.run([kith.google], { byPerson: true });
    expect(groups()).toEqual(['Choir', 'Work']);
    expect(google().labelsOf(id)).toEqual(['Choir', 'Work']);
  });

  it('deleted a moment ago that the list still has do not come back', async () => {
    google().add('Ada', ['Choir', 'Work']);
    await sync();
    clouds.google.faults.staleGroups = true;
    kith.handlers['labels.delete'](named('Choir').id);
    await sync();
    await kith.engine.run([kith.google], { byPerson: true });
    expect(labels().map(({ name }) => name)).toEqual(['Work']);
    delete clouds.google.faults.staleGroups;
    await kith.engine.run([kith.google], { byPerson: true });
    expect(labels().map(({ name }) => name)).toEqual(['Work']);
  });

  it('[pain 2] an empty list where there were labels changes nothing until a second one agrees', async () => {
    const id = google().add('Ada', ['Choir']);
    await sync();
    clouds.google.faults.noGroups = { times: 1 };
    const [doubtful] = await kith.engine.run([kith.google], { byPerson: true });
    expect(doubtful!.errors).toEqual([expect.objectContaining({ code: 'sync.emptyListing' })]);
    expect(named('Choir').count).toBe(1);
    expect((await sync()).errors, 'the next list is complete again').toEqual([]);
    expect(named('Choir').count).toBe(1);
    expect(google().labelsOf(id)).toEqual(['Choir']);

    clouds.google.book.removeGroup(refOf('Choir'));
    const [first] = await kith.engine.run([kith.google], { byPerson: true });
    expect(first!.errors).toEqual([expect.objectContaining({ code: 'sync.emptyListing' })]);
    expect(labels()).toHaveLength(1);
    expect((await sync()).errors).toEqual([]);
    expect(labels()).toEqual([]);
  });

  it('[pain 2] nothing is told to the cloud while its empty list is doubted', async () => {
    google().add('Ada', ['Choir']);
    await sync();
    clouds.google.faults.noGroups = { times: 1 };
    make(kith.google, 'Club');
    await sync();
    expect(groups()).toEqual(['Choir']);
    expect((await sync()).errors).toEqual([]);
    expect(groups()).toEqual(['Choir', 'Club']);
  });

  it('[law 20] labels that cannot be listed stop no contact', async () => {
    const id = google().add('Ada');
    await sync();
    kith.handlers['contacts.save']({
      contact: kith.named(kith.google, 'Ada').id,
      fields: { notes: { text: 'mezzo' } },
    });
    clouds.google.faults.status = { code: 503, match: 'contactGroups', times: 100 };
    const [report] = await kith.engine.run([kith.google], { byPerson: true });
    expect(report!.errors).toEqual([expect.objectContaining({ code: 'provider.unavailable' })]);
    expect(clouds.google.book.get(id)?.['biographies']).toMatchObject([{ value: 'mezzo' }]);
  });
});
