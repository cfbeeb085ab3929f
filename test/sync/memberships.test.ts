// Owns: who is in Google's contact groups after syncs: two devices at once, the last group, many contacts, failures halfway.
// Leaves to others: the groups themselves (contact-groups.test.ts), what holds at both clouds (labels.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  MY_CONTACTS,
  clock,
  clouds,
  closeKith,
  give,
  google,
  kith,
  labelsHere,
  named,
  openKith,
  reopenKith,
  take,
} from '../support/labels.ts';

beforeEach(openKith);
afterEach(closeKith);

describe("members of Google's contact groups", () => {
  const sync = () => kith.sync(kith.google);
  const ada = () => kith.named(kith.google, 'Ada');
  const quiet = { requests: 1, writes: 0, pulled: 0, pushed: 0, errors: [] };
  const modifies = () => clouds.google.log.requests.filter(({ path }) => path.endsWith('members:modify'));
  /** Another device acts once, right before the next request whose address has this in it. */
  const before = (part: string, act: () => void) => {
    let done = false;
    kith.beforeRequest((url) => {
      if (done || !url.includes(part)) return;
      done = true;
      act();
    });
  };
  const rename = (given: string) =>
    kith.handlers['contacts.save']({ contact: ada().id, fields: { name: { given } } });

  it('[law 3] [pain 9] [pain 10] two devices that label one contact at once keep both labels', async () => {
    const id = google().add('Ada');
    google().add('Alan', ['Choir', 'Club']);
    await sync();
    give(named('Choir'), ada());
    // After the pull, so that Kith knows nothing of it when it writes.
    before('members:modify', () => google().label(id, ['Club']));
    expect(await sync()).toMatchObject({ errors: [], conflicts: 0, pushed: 1 });
    expect(google().labelsOf(id)).toEqual(['Choir', 'Club']);
    expect(clouds.google.book.groupsOf(id)).toContain(MY_CONTACTS);
    expect(labelsHere(ada())).toEqual(['Choir', 'Club']);
    await sync();
    expect(await sync()).toMatchObject(quiet);
  });

  it('[law 3] an edit there between the pull and a label given here arrives with it', async () => {
    const id = google().add('Ada');
    google().add('Alan', ['Choir']);
    await sync();
    give(named('Choir'), ada());
    before('members:modify', () => google().edit(id, 'Countess'));
    expect((await sync()).errors).toEqual([]);
    expect(ada().local?.nicknames?.[0]?.value).toBe('Countess');
    expect(google().labelsOf(id)).toEqual(['Choir']);
    await sync();
    expect(await sync()).toMatchObject(quiet);
    expect(await kith.verify(kith.google)).toMatchObject({ same: 2, differ: [] });
  });

  it('[pain 10] who leaves the last group stays in My Contacts, also if the others went meanwhile', async () => {
    const [first, second] = ['Ada', 'Alan'].map((given) => google().add(given, ['Choir'])) as [
      string,
      string,
    ];
    const choir = clouds.google.book.group('Choir');
    const only = [{ contactGroupMembership: { contactGroupResourceName: choir } }];
    clouds.google.book.edit(first, { memberships: only });
    await sync();
    take(named('Choir'), ada(), kith.named(kith.google, 'Alan'));
    before('members:modify', () => clouds.google.book.edit(second, { memberships: only }));
    expect((await sync()).errors).toEqual([]);
    for (const id of [first, second]) expect(clouds.google.book.groupsOf(id)).toEqual([MY_CONTACTS]);
    await sync();
    expect(await sync()).toMatchObject(quiet);
    expect(kith.book.contactsOf(kith.google).map(labelsHere)).toEqual([[], []]);
  });

  it('[law 14] [pain 9] 250 of them cost a request a group and a reading for 200, and nothing in the next run', async () => {
    for (let n = 0; n < 250; n++) google().add(`Person${n}`, n === 0 ? ['Choir', 'Club'] : []);
    await sync();
    give(named('Choir'), ...kith.book.contactsOf(kith.google));
    give(named('Club'), ...kith.book.contactsOf(kith.google));
    clouds.google.log.clear();
    expect(await sync()).toMatchObject({ errors: [], pushed: 249, writes: 2 });
    // Of each half: one for Choir, one for Club, one that reads; and the pull.
    expect(clouds.google.log.requests).toHaveLength(7);
    expect(modifies()).toHaveLength(4);
    expect(await sync()).toMatchObject(quiet);
    expect(await kith.verify(kith.google)).toMatchObject({ same: 250, differ: [] });
  });

  it('[law 3] a new name and a label over a version that has changed meanwhile both arrive, after the merge', async () => {
    const id = google().add('Ada');
    google().add('Alan', ['Choir', 'Club']);
    await sync();
    rename('Augusta');
    give(named('Choir'), kith.named(kith.google, 'Augusta'));
    before(':updateContact', () => {
      google().edit(id, 'Countess');
      google().label(id, ['Club']);
    });
    clouds.google.log.clear();
    expect(await sync()).toMatchObject({ errors: [], conflicts: 0 });
    expect(clouds.google.book.get(id)).toMatchObject({
      names: [{ givenName: 'Augusta' }],
      nicknames: [{ value: 'Countess' }],
    });
    expect(google().labelsOf(id)).toEqual(['Choir', 'Club']);
    expect(modifies(), 'not before the name was taken').toHaveLength(1);
    await sync();
    expect(await sync()).toMatchObject(quiet);
  });

  it.each([
    ['a reply that is lost', { dropReplyAfterApply: { times: 1, match: 'members:modify' } }],
    ['a cut before anything was applied', { cut: { at: 'body', times: 1, match: 'members:modify' } }],
    ['a service in trouble', { status: { code: 503, times: 1, match: 'members:modify' } }],
    ['a rush', { status: { code: 429, times: 3, match: 'members:modify' } }],
    ['a reading that fails', { status: { code: 503, times: 1, match: 'people:batchGet' } }],
  ])('[law 2] [law 5] after %s halfway, an edit meanwhile is none against our own', async (_what, faults) => {
    const id = google().add('Ada');
    google().add('Alan', ['Choir']);
    await sync();
    rename('Augusta');
    give(named('Choir'), kith.named(kith.google, 'Augusta'));
    Object.assign(clouds.google.faults, faults);
    before('members:modify', () =>
      kith.handlers['contacts.save']({
        contact: kith.named(kith.google, 'Augusta').id,
        fields: { name: { given: 'Ada Augusta' } },
      }),
    );
    for (let run = 0; run < 3; run++) expect((await sync()).conflicts).toBe(0);
    expect(clouds.google.book.get(id)).toMatchObject({ names: [{ givenName: 'Ada Augusta' }] });
    expect(google().labelsOf(id)).toEqual(['Choir']);
    expect(kith.book.contactsOf(kith.google).flatMap(({ conflicts }) => conflicts)).toEqual([]);
    expect(await sync()).toMatchObject(quiet);
  });

  it('[law 5] Kith that loses its network and dies between the name and the label goes on with the label', async () => {
    const id = google().add('Ada');
    google().add('Alan', ['Choir']);
    await sync();
    rename('Augusta');
    give(named('Choir'), kith.named(kith.google, 'Augusta'));
    before('members:modify', () => {
      clouds.google.faults.offline = true;
    });
    await sync();
    expect(clouds.google.book.get(id)).toMatchObject({ names: [{ givenName: 'Augusta' }] });
    expect(google().labelsOf(id)).toEqual([]);
    delete clouds.google.faults.offline;
    await reopenKith();
    expect(await sync()).toMatchObject({ errors: [], conflicts: 0 });
    expect(google().labelsOf(id)).toEqual(['Choir']);
    await sync();
    expect(await sync()).toMatchObject(quiet);
  });

  it('[law 15] a wait that is asked for between the name and the label is kept', async () => {
    const id = google().add('Ada');
    google().add('Alan', ['Choir']);
    await sync();
    rename('Augusta');
    give(named('Choir'), kith.named(kith.google, 'Augusta'));
    clouds.google.faults.status = { code: 429, retryAfter: 20, times: 1, match: 'members:modify' };
    clock.slept.length = 0;
    expect(await sync()).toMatchObject({ errors: [], conflicts: 0 });
    expect(clock.slept).toEqual([20_000]);
    expect(google().labelsOf(id)).toEqual(['Choir']);
  });

  it('[law 15] under a quota smaller than the groups of one contact the runs go on where the last one stopped', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `Label ${n}`);
    const id = google().add('Ada');
    google().add('Alan', names);
    await sync();
    for (const name of names) give(named(name), ada());
    clouds.google.faults.writesPerMinute = 5;
    const given: number[] = [];
    for (let run = 0; run < 3; run++) {
      expect((await sync()).conflicts).toBe(0);
      given.push(google().labelsOf(id).length);
      await clock.sleep(30 * 60_000);
    }
    expect(given[0]).toBeGreaterThanOrEqual(5);
    expect(given.at(-1)).toBe(12);
    delete clouds.google.faults.writesPerMinute;
    await sync();
    expect(await sync()).toMatchObject(quiet);
  });
});
