// Owns: that what a person does while a run waits for the cloud is neither lost nor undone by the run (law 5).
// Leaves to others: edits while their own contact is being sent (laws.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { PersonView } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { openTestKith, removeFolder } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES, fieldsOf } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;

const sync = () => kith.sync(side.account(kith));
const named = (given: string): ContactRecord | undefined =>
  kith.book.contactsOf(side.account(kith)).find((record) => record.local?.name?.given === given);
const edit = (given: string, notes: string) =>
  kith.handlers['contacts.save']({ contact: named(given)!.id, fields: { notes: { text: notes } } });
const create = (given: string) =>
  kith.handlers['contacts.create']({
    accounts: [side.account(kith)],
    fields: fieldsOf({ given, family: 'New' }),
  }) as PersonView;

/** Does `work` once, when the first request leaves whose address matches. */
function during(address: RegExp, work: () => void): void {
  let done = false;
  kith.beforeRequest((url) => {
    if (done || !address.test(url)) return;
    done = true;
    work();
  });
}

async function start(provider: 'google' | 'microsoft'): Promise<void> {
  clouds = await startClouds({ google: 0, microsoft: 0 });
  kith = await openTestKith(clouds);
  side = SIDES[provider](clouds);
}

async function stop(): Promise<void> {
  await kith.close();
  await clouds.close();
  removeFolder(kith.folder);
}

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  /** Reads of single contacts, and the search for creates whose reply was lost. */
  const READ = provider === 'google' ? /batchGet|people\/c/ : /\$batch|contacts\/[^?/]+(\?|$)/;
  const SEARCH = provider === 'google' ? /sortOrder=/ : /\$batch/;

  beforeEach(() => start(provider));
  afterEach(stop);

  it('[law 5] an update that arrived before Kith died is known again: a later edit meets no conflict', async () => {
    const id = side.add({ given: 'Ada', family: 'Old', notes: 'first' });
    await sync();
    edit('Ada', 'second');
    const { book } = kith;
    const store = book.transaction.bind(book);
    // Dead from the moment at which the reply of the write is to be stored.
    book.transaction = (changes) => {
      if (side.read(id)?.notes === 'second') throw new Error('the process died');
      store(changes);
    };
    await sync();
    kith = await kith.reopen();
    expect(side.read(id)).toMatchObject({ notes: 'second' });
    edit('Ada', 'third');
    side.edit(id, { nickname: 'Countess' });
    expect(await sync()).toMatchObject({ conflicts: 0, pushed: 1, errors: [] });
    expect(side.read(id)).toMatchObject({ notes: 'third', nickname: 'Countess' });
  });

  it('[law 3] a field that the account may have again while a run is under way is read by the next run', async () => {
    const id = side.add({ given: 'Ada', family: 'Byron' });
    await sync();
    const never = (fields: readonly 'notes'[]) =>
      kith.handlers['accounts.setNeverSend']({ account: side.account(kith), fields });
    never(['notes']);
    side.edit(id, { notes: 'theirs' });
    during(/connections|delta/, () => void never([]));
    await sync();
    expect(named('Ada')?.local?.notes).toBeUndefined();
    expect(await sync()).toMatchObject({ conflicts: 0, writes: 0, errors: [] });
    expect(named('Ada')?.local?.notes).toEqual({ text: 'theirs' });
  });

  it('[law 12] a change that names a part of a contact, which is gone when it is read, empties nothing', async () => {
    const id = side.add({ given: 'Ada', family: 'Byron', emails: ['ada@example.org'] });
    await sync();
    edit('Ada', 'mine');
    if (provider === 'microsoft') side.faults['sparseDelta'] = true;
    side.edit(id, { family: 'Lovelace', emails: ['countess@example.org'] });
    during(provider === 'google' ? /updateContact/ : /\$batch/, () => side.remove(id));
    await sync();
    await sync();
    expect(named('Ada')?.local).toMatchObject({ notes: { text: 'mine' } });
    expect(side.all()).toEqual([expect.objectContaining({ given: 'Ada', notes: 'mine' })]);
  });

  it('[law 5] [law 8] an edit made while a listing’s gaps are read survives the sweep', async () => {
    for (const given of ['Ada', 'Grace', 'Alan']) side.add({ given, family: 'Old' });
    await sync();
    const alan = named('Alan')!.remoteId!;
    side.remove(alan);
    side.expireCursors();
    during(READ, () => {
      edit('Ada', 'meanwhile');
      edit('Alan', 'meanwhile too');
    });
    await sync();
    await sync();
    expect(named('Ada')?.local?.notes?.text).toBe('meanwhile');
    expect(named('Alan')?.local?.notes?.text, 'an edit beats the deletion').toBe('meanwhile too');
    expect(
      side
        .all()
        .map(({ given, notes }) => [given, notes])
        .sort(),
    ).toEqual([
      ['Ada', 'meanwhile'],
      ['Alan', 'meanwhile too'],
      ['Grace', undefined],
    ]);
  });

  it('[law 5] [law 9] an edit made while a lost create is looked for survives', async () => {
    await sync();
    create('Hedy');
    kith.onNextWrite(() => (side.faults['offline'] = true));
    await sync();
    delete side.faults['offline'];
    expect(named('Hedy')?.createSent).toBe(true);
    let searched = false;
    during(SEARCH, () => {
      searched = true;
      edit('Hedy', 'meanwhile');
    });
    await sync();
    await sync();
    expect(searched).toBe(true);
    expect(named('Hedy')?.local?.notes?.text).toBe('meanwhile');
    expect(side.all()).toEqual([expect.objectContaining({ given: 'Hedy', notes: 'meanwhile' })]);
  });

  it('[law 5] edits made between the turns in which a long page is received are all kept', async () => {
    const ids = Array.from({ length: 60 }, (_, n) => side.add({ given: `P${n}`, family: 'Old' }));
    await sync();
    for (const id of ids) side.edit(id, { nickname: 'theirs' });
    const { book } = kith;
    const [find, looked] = [book.byRemoteId.bind(book), named('P5')!.remoteId];
    let edits = 0;
    book.byRemoteId = (account, remoteId) => {
      if (remoteId === looked)
        setImmediate(() => edit('P0', `${named('P0')!.local!.notes?.text ?? ''} ${++edits}`));
      return find(account, remoteId);
    };
    await sync();
    book.byRemoteId = find;
    await sync();
    expect(edits).toBeGreaterThan(2);
    const notes = Array.from({ length: edits }, (_, n) => ` ${n + 1}`).join('');
    expect(named('P0')?.local).toMatchObject({ notes: { text: notes }, nicknames: [{ value: 'theirs' }] });
    expect(side.read(ids[0]!)).toMatchObject({ notes, nickname: 'theirs' });
  });

  it('[law 6] a contact that was deleted after the run was planned is not created any more', async () => {
    side.add({ given: 'Ada', family: 'Old' });
    await sync();
    for (let n = 0; n < 250; n++) create(`New${n}`);
    const last = named('New249')!;
    kith.onNextWrite(() => kith.handlers['persons.delete'](last.person));
    expect((await sync()).errors).toEqual([]);
    await sync();
    expect(side.all().some(({ given }) => given === 'New249')).toBe(false);
    expect(kith.book.contactsOf(side.account(kith))).toHaveLength(250);
    expect(await sync()).toMatchObject({ writes: 0, pulled: 0 });
  });

  it('[law 3] [pain 16] an edit that was begun before a sync changed the contact joins with that change', async () => {
    const id = side.add({ given: 'Ada', family: 'Old', notes: 'before', emails: ['a@example.org'] });
    await sync();
    const { emails, notes } = named('Ada')!.local!;
    side.edit(id, { notes: 'theirs', emails: ['a@example.org', 'theirs@example.org'] });
    await sync();
    const fields = {
      emails: [...emails!, { id: '', address: 'mine@example.org' }],
      notes: { ...notes, text: 'mine' },
    };
    kith.handlers['contacts.save']({ contact: named('Ada')!.id, fields, opened: { emails, notes } });
    expect(
      named('Ada')!
        .local!.emails!.map(({ address }) => address)
        .sort(),
    ).toEqual(['a@example.org', 'mine@example.org', 'theirs@example.org']);
    expect(named('Ada')!.conflicts).toEqual([
      expect.objectContaining({ path: 'notes.text', base: 'before', mine: 'mine', theirs: 'theirs' }),
    ]);
    await sync();
    expect(side.read(id)).toMatchObject({
      notes: 'theirs',
      emails: expect.arrayContaining(['mine@example.org', 'theirs@example.org']),
    });
  });
});

describe('microsoft, whose list of changes does not say what Kith created', () => {
  beforeEach(() => start('microsoft'));
  afterEach(stop);

  it('[law 9] a create whose reply was lost and that is deleted there between list and read is not sent again', async () => {
    await sync();
    create('Ada');
    side.faults['dropReplyAfterApply'] = { times: 1 };
    let batches = 0;
    kith.beforeRequest((url) => {
      if (/\$batch/.test(url) && ++batches === 2) side.faults['offline'] = true;
    });
    await sync();
    delete side.faults['offline'];
    expect([named('Ada')?.createSent, side.all().length]).toEqual([true, 1]);
    during(/\$batch/, () => clouds.microsoft.book.remove(String(clouds.microsoft.book.all()[0]!['id'])));
    await sync();
    expect(kith.book.contactsOf(kith.microsoft)).toHaveLength(1);
    edit('Ada', 'an edit beats the deletion');
    await sync();
    await sync();
    expect(side.all()).toEqual([expect.objectContaining({ notes: 'an edit beats the deletion' })]);
    expect(kith.book.contactsOf(kith.microsoft)).toHaveLength(1);
  });
});
