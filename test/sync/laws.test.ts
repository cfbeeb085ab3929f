// Owns: the laws of sync that hold at both services, over the real clients and the practice clouds.
// Leaves to others: the pure part of each law (unit/core), what only one service does (contract/).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId } from '../../main/core/account.ts';
import { displayName } from '../../main/core/person.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { PersonView } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith, removeFolder } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES, fieldsOf } from '../support/sides.ts';
import type { Plain, Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;

const ada: Plain = {
  given: 'Ada',
  family: 'Lovelace',
  nickname: 'Countess',
  notes: 'first programmer',
  emails: ['ada@example.org', 'a.lovelace@work.example'],
};

const sync = () => kith.sync(side.account(kith));
const records = (): readonly ContactRecord[] => kith.book.contactsOf(side.account(kith));
const byGiven = (given: string): ContactRecord => {
  const found = records().find((record) => (record.local ?? record.base)?.name?.given === given);
  if (found === undefined)
    throw new Error(
      `no ${given} among ${records()
        .map((record) => displayName(record.local ?? {}))
        .join(', ')}`,
    );
  return found;
};
const edit = (record: ContactRecord, plain: Plain) => {
  const name =
    plain.given !== undefined || plain.family !== undefined
      ? { name: { ...record.local?.name, ...fieldsOf(plain).name } }
      : {};
  kith.handlers['contacts.save']({ contact: record.id, fields: { ...fieldsOf(plain), ...name } });
};
const create = (plain: Plain) =>
  kith.handlers['contacts.create']({ accounts: [side.account(kith)], fields: fieldsOf(plain) }) as PersonView;

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds);
    side = SIDES[provider](clouds);
  });
  afterEach(() => endTestKith(kith, clouds));

  it('[law 1] [pain 18] a second run with nothing changed sends one request and no write', async () => {
    side.add(ada);
    expect((await sync()).errors).toEqual([]);
    const second = await sync();
    expect(second).toMatchObject({ requests: 1, writes: 0, pulled: 0, pushed: 0, errors: [] });
  });

  it('[law 1] a new version with equal content is no change', async () => {
    const id = side.add(ada);
    await sync();
    const before = byGiven('Ada').local;
    side.touch(id);
    const report = await sync();
    expect(report).toMatchObject({ writes: 0, pulled: 0 });
    expect(byGiven('Ada').local).toEqual(before);
  });

  it('[law 2] a write is not heard again: the run after it pulls nothing and writes nothing', async () => {
    side.add(ada);
    await sync();
    edit(byGiven('Ada'), { nickname: 'Enchantress' });
    create({ given: 'Grace', family: 'Hopper', emails: ['grace@example.org'] });
    expect(await sync()).toMatchObject({ pushed: 2, errors: [] });
    expect(await sync()).toMatchObject({ requests: 1, writes: 0, pulled: 0, pushed: 0 });
  });

  it('[law 3] [pain 15] changes that do not overlap both survive, on both sides', async () => {
    const id = side.add(ada);
    await sync();
    edit(byGiven('Ada'), { nickname: 'Enchantress' });
    side.edit(id, { notes: 'analyst' });
    expect(await sync()).toMatchObject({ conflicts: 0, merged: 1, pushed: 1, errors: [] });
    expect(side.read(id)).toMatchObject({ nickname: 'Enchantress', notes: 'analyst' });
    expect(byGiven('Ada').local).toMatchObject({
      nicknames: [{ value: 'Enchantress' }],
      notes: { text: 'analyst' },
    });
  });

  it('[law 3] repeated values merge value by value', async () => {
    const id = side.add(ada);
    await sync();
    edit(byGiven('Ada'), { emails: ['ada@example.org', 'a.lovelace@work.example', 'third@example.org'] });
    side.edit(id, { emails: ['a.lovelace@work.example'] });
    expect(await sync()).toMatchObject({ conflicts: 0, errors: [] });
    expect(side.read(id)?.emails?.toSorted()).toEqual(['a.lovelace@work.example', 'third@example.org']);
  });

  it.each(['mine', 'theirs', 'base'] as const)(
    '[law 3] [pain 15] an overlap is kept with base, mine and theirs, overwrites neither side, and is decided as %s',
    async (take) => {
      const id = side.add(ada);
      await sync();
      edit(byGiven('Ada'), { notes: 'mine' });
      side.edit(id, { notes: 'theirs' });
      expect(await sync()).toMatchObject({ conflicts: 1 });
      expect(side.read(id)?.notes).toBe('theirs');
      const [conflict] = byGiven('Ada').conflicts;
      expect(conflict).toMatchObject({
        path: 'notes.text',
        base: 'first programmer',
        mine: 'mine',
        theirs: 'theirs',
      });
      expect(await sync()).toMatchObject({ conflicts: 1, writes: 0 });
      kith.handlers['conflicts.resolve']({ contact: byGiven('Ada').id, path: 'notes.text', take });
      const expected = { mine: 'mine', theirs: 'theirs', base: 'first programmer' }[take];
      expect(await sync()).toMatchObject({ conflicts: 0, errors: [] });
      expect(side.read(id)?.notes).toBe(expected);
      expect(byGiven('Ada').local?.notes?.text).toBe(expected);
    },
  );

  it('[law 3] other fields of a contact in conflict go on syncing', async () => {
    const id = side.add(ada);
    await sync();
    edit(byGiven('Ada'), { notes: 'mine', nickname: 'Enchantress' });
    side.edit(id, { notes: 'theirs' });
    await sync();
    expect(side.read(id)).toMatchObject({ notes: 'theirs', nickname: 'Enchantress' });
  });

  it('[law 4] an edit here beats a deletion there', async () => {
    const id = side.add(ada);
    await sync();
    edit(byGiven('Ada'), { notes: 'still needed' });
    side.remove(id);
    const report = await sync();
    expect(report.notes).toEqual([{ contact: byGiven('Ada').id, kind: 'editBeatDeletion' }]);
    expect(side.all()).toEqual([
      expect.objectContaining({ given: 'Ada', notes: 'still needed', nickname: 'Countess' }),
    ]);
    expect(await sync()).toMatchObject({ writes: 0, pulled: 0 });
  });

  it('[law 4] an edit there beats a deletion here', async () => {
    const id = side.add(ada);
    await sync();
    kith.handlers['persons.delete'](byGiven('Ada').person);
    side.edit(id, { notes: 'changed meanwhile' });
    const report = await sync();
    expect(report.notes).toEqual([{ contact: byGiven('Ada').id, kind: 'deletionUndone' }]);
    expect(side.read(id)).toMatchObject({ notes: 'changed meanwhile' });
    expect(byGiven('Ada').local?.notes?.text).toBe('changed meanwhile');
  });

  it('[law 4] a deletion without an edit on the other side deletes there', async () => {
    side.add(ada);
    const grace = side.add({ given: 'Grace', family: 'Hopper' });
    await sync();
    kith.handlers['persons.delete'](byGiven('Ada').person);
    side.remove(grace);
    expect(await sync()).toMatchObject({
      counts: { pushed: { deleted: 1 }, pulled: { deleted: 1 } },
      errors: [],
    });
    expect(side.all()).toEqual([]);
    expect(records()).toEqual([]);
  });

  it('[law 5] an edit made while its contact is being sent stays pending and is sent by the next run', async () => {
    const id = side.add(ada);
    await sync();
    edit(byGiven('Ada'), { notes: 'one' });
    kith.onNextWrite(() => edit(byGiven('Ada'), { notes: 'two' }));
    await sync();
    expect(byGiven('Ada').local?.notes?.text).toBe('two');
    await sync();
    expect(side.read(id)?.notes).toBe('two');
    expect(await sync()).toMatchObject({ writes: 0, conflicts: 0 });
  });

  it('[law 6] edits of one contact leave as one write, and a create with a delete as none', async () => {
    side.add(ada);
    await sync();
    for (const notes of ['a', 'b', 'c']) edit(byGiven('Ada'), { notes });
    const gone = create({ given: 'Nobody' });
    kith.handlers['persons.delete'](gone.id);
    expect(await sync()).toMatchObject({
      writes: 1,
      pushed: 1,
      counts: { pushed: { created: 0, deleted: 0 } },
    });
    expect(side.all()).toEqual([expect.objectContaining({ given: 'Ada', notes: 'c' })]);
  });

  it('[law 6] an edit that is taken back leaves nothing to send', async () => {
    side.add(ada);
    await sync();
    edit(byGiven('Ada'), { notes: 'other' });
    edit(byGiven('Ada'), { notes: 'first programmer' });
    expect(await sync()).toMatchObject({ writes: 0, requests: 1 });
  });

  it('[law 8] an expired cursor means a complete listing: what it leaves out is deleted, what is in it stays', async () => {
    side.add(ada);
    const grace = side.add({ given: 'Grace', family: 'Hopper' });
    await sync();
    const before = byGiven('Ada').id;
    side.remove(grace);
    side.add({ given: 'Alan', family: 'Turing' });
    side.expireCursors();
    expect(await sync()).toMatchObject({
      errors: [],
      writes: 0,
      counts: { pulled: { deleted: 1, created: 1 } },
    });
    expect(
      records()
        .map((record) => record.local?.name?.given)
        .sort(),
    ).toEqual(['Ada', 'Alan']);
    expect(byGiven('Ada').id).toBe(before);
  });

  it('[law 8] [pain 3] what an incremental answer leaves out stays', async () => {
    side.add(ada);
    await sync();
    side.faults['hideWrites'] = true;
    create({ given: 'Grace', family: 'Hopper' });
    await sync();
    expect(await sync()).toMatchObject({ counts: { pulled: { deleted: 0 } } });
    expect(records()).toHaveLength(2);
    side.expireCursors();
    await sync();
    expect(records(), 'a listing that lags behind deletes nothing either').toHaveLength(2);
  });

  it('[law 9] a create whose reply was lost is found again instead of repeated, also after a restart', async () => {
    create({ given: 'Grace', family: 'Hopper', emails: ['grace@example.org'] });
    side.faults['dropReplyAfterApply'] = { times: 1 };
    side.faults['status'] = {
      code: 503,
      times: 1000,
      match: provider === 'google' ? 'connections' : 'contacts',
    };
    await sync();
    delete side.faults['status'];
    kith = await kith.reopen();
    side = SIDES[provider](clouds);
    expect((await sync()).errors).toEqual([]);
    expect(side.all()).toHaveLength(1);
    expect(records()).toHaveLength(1);
    expect(await sync()).toMatchObject({ writes: 0, pulled: 0 });
  });

  it('[law 9] within one run too', async () => {
    create({ given: 'Grace', family: 'Hopper' });
    side.faults['dropReplyAfterApply'] = { times: 1 };
    await sync();
    await sync();
    expect(side.all()).toHaveLength(1);
    expect(records()).toHaveLength(1);
  });

  it('[law 14] 1,000 edits of one field leave in few batches', async () => {
    for (let n = 0; n < 1000; n++) side.add({ given: `Person${n}`, family: 'Many', notes: 'old' });
    await sync();
    for (const record of records()) edit(record, { notes: 'new' });
    const report = await sync();
    expect(report).toMatchObject({ pushed: 1000, errors: [] });
    expect(report.writes).toBeLessThanOrEqual(provider === 'google' ? 5 : 50);
    expect(report.requests, 'the pull, and nothing beside the writes').toBe(report.writes + 1);
    expect(side.all().every(({ notes }) => notes === 'new')).toBe(true);
  }, 60_000);

  it('[law 14] [law 20] a contact that is refused stops no other: it is named and waits for an edit', async () => {
    for (let n = 0; n < 12; n++) create({ given: `Person${n}`, family: 'Fine' });
    const bad = create({ given: 'Bad', family: 'One' });
    kith.refuse(bad.contacts[0]!.id as ContactId);
    const report = await sync();
    expect(report.errors).toHaveLength(1);
    expect(report.pushed).toBe(12);
    expect(side.all()).toHaveLength(12);
    expect(byGiven('Bad').problem).not.toBeNull();
    expect(await sync(), 'it is not tried again in vain').toMatchObject({ writes: 0 });
  });

  it('[law 16] [pain 19] losing the sign-in drops nothing and blocks no edit', async () => {
    const id = side.add(ada);
    await sync();
    edit(byGiven('Ada'), { notes: 'before' });
    side.faults['unauthorized'] = true;
    const report = await sync();
    expect(report.errors).toEqual([expect.objectContaining({ code: 'auth.required', retry: 'afterUser' })]);
    expect(kith.book.account(side.account(kith))?.state).toBe('signInNeeded');
    edit(byGiven('Ada'), { notes: 'after' });
    delete side.faults['unauthorized'];
    expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    expect(side.read(id)?.notes).toBe('after');
    expect(kith.book.account(side.account(kith))?.state).toBe('active');
  });

  it.each(['html', 'halfJson', 'offline'] as const)(
    '[law 20] a cloud that answers %s gives a clear error and loses nothing',
    async (fault) => {
      side.add(ada);
      await sync();
      edit(byGiven('Ada'), { notes: 'kept' });
      side.faults[fault] = true;
      const report = await sync();
      expect(report.errors[0]?.code).toBe(fault === 'offline' ? 'network.offline' : 'provider.badResponse');
      expect(records()).toHaveLength(1);
      expect(byGiven('Ada').local?.notes?.text).toBe('kept');
      delete side.faults[fault];
      expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    },
  );
});

describe('what Outlook cannot hold', () => {
  it('[law 21] [pain 13] stays in Kith, stops no write, and is never read as a deletion', async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds);
    side = SIDES.microsoft(clouds);
    const id = side.add({ given: 'Ada', family: 'Lovelace', emails: ['a@example.org'] });
    await sync();
    const emails = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ id: '', address: `${name}@example.org` }));
    const phones = ['home', 'home', 'home', 'home', 'work', 'work', 'work', 'work'].map((kind, index) => ({
      id: '',
      number: `+1 555 010${index}`,
      kind,
    }));
    kith.handlers['contacts.save']({
      contact: byGiven('Ada').id,
      fields: { emails, phones, interests: [{ id: '', value: 'tides' }] },
    });
    expect(await sync()).toMatchObject({ errors: [], pushed: 1 });
    expect(await sync()).toMatchObject({ errors: [], writes: 0, requests: 1 });
    const [first, ...rest] = byGiven('Ada').local!.phones!;
    kith.handlers['contacts.save']({
      contact: byGiven('Ada').id,
      fields: { phones: [{ ...first!, number: '+1 555 0199' }, ...rest] },
    });
    expect(await sync()).toMatchObject({ errors: [], pushed: 1 });
    side.edit(id, { notes: 'changed there', emails: ['a@example.org', 'b2@example.org', 'c@example.org'] });
    expect(await sync()).toMatchObject({ errors: [], conflicts: 0 });
    const ada = byGiven('Ada').local!;
    expect(ada.phones!.map(({ number }) => number).sort()).toEqual([
      '+1 555 0101',
      '+1 555 0102',
      '+1 555 0103',
      '+1 555 0104',
      '+1 555 0105',
      '+1 555 0106',
      '+1 555 0107',
      '+1 555 0199',
    ]);
    expect(ada.emails!.map(({ address }) => address).sort()).toEqual([
      'a@example.org',
      'b2@example.org',
      'c@example.org',
      'd@example.org',
      'e@example.org',
    ]);
    expect(ada.interests).toEqual([expect.objectContaining({ value: 'tides' })]);
    expect(await sync()).toMatchObject({ errors: [], writes: 0 });
    await kith.close();
    await clouds.close();
    removeFolder(kith.folder);
  });
});
