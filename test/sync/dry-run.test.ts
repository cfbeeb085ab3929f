// Owns: that a dry run writes and stores nothing, and that a run made at once performs exactly its plan (law 18).
// Leaves to others: how the plan is shown (cli, renderer).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId } from '../../main/core/account.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { PlannedChange, PlanView } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;

const sync = () => kith.sync(side.account(kith));
const plan = async (): Promise<PlanView> => (await kith.handlers['sync.plan'](side.account(kith)))[0]!;
const records = (): readonly ContactRecord[] => kith.book.contactsOf(side.account(kith));
const named = (given: string) => records().find(({ local }) => local?.name?.given === given)!;
const save = (given: string, notes: string) =>
  kith.handlers['contacts.save']({ contact: named(given).id, fields: { notes: { text: notes } } });
const short = (changes: readonly PlannedChange[]) =>
  changes.map(({ kind, name }) => `${kind} ${name}`).sort();

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds);
    side = SIDES[provider](clouds);
  });
  afterEach(() => endTestKith(kith, clouds));

  /** Every kind of change on both sides at once. */
  const changeEverything = async () => {
    const ids = Object.fromEntries(
      ['Ada', 'Bob', 'Cid', 'Dan', 'Eve', 'Fay'].map((given) => [given, side.add({ given, notes: 'base' })]),
    ) as Record<string, string>;
    await sync();
    await save('Ada', 'mine');
    await kith.handlers['persons.delete'](named('Bob').person);
    await save('Fay', 'mine');
    await kith.handlers['contacts.create']({
      accounts: [side.account(kith)],
      fields: { name: { given: 'Gus' } },
    });
    side.edit(ids['Cid']!, { notes: 'theirs' });
    side.remove(ids['Dan']!);
    side.edit(ids['Fay']!, { notes: 'theirs' });
    side.add({ given: 'Hal', notes: 'new' });
  };

  it('[law 18] a dry run stores nothing and writes nothing', async () => {
    await changeEverything();
    const before = { revision: kith.book.revision, records: records(), cloud: side.all() };
    await plan();
    expect({ revision: kith.book.revision, records: records(), cloud: side.all() }).toEqual(before);
  });

  it('[law 18] [pain 17] a run made at once performs exactly that plan', async () => {
    await changeEverything();
    const foreseen = await plan();
    expect(short(foreseen.operations)).toEqual(['create Gus', 'delete Bob', 'update Ada']);
    expect(short(foreseen.arrivals)).toEqual(['conflict Fay', 'create Hal', 'delete Dan', 'update Cid']);
    expect(foreseen.arrivals.find(({ kind }) => kind === 'conflict')).toMatchObject({ fields: ['notes'] });
    expect(foreseen).toMatchObject({ held: [], question: null, errors: [] });
    const before = new Map(records().map((record) => [record.id, record]));
    const report = await sync();
    expect(report).toMatchObject({
      counts: {
        pushed: { created: 1, updated: 1, deleted: 1 },
        pulled: { created: 1, updated: 2, deleted: 1 },
      },
      conflicts: 1,
      errors: [],
    });
    const touched = foreseen.operations.map(({ contact }) => contact);
    const sent = records().filter(({ id, etag }) => touched.includes(id) && before.get(id)?.etag !== etag);
    expect(sent.map(({ local }) => local?.name?.given).sort()).toEqual(['Ada', 'Gus']);
    expect(await plan()).toMatchObject({ operations: [], arrivals: [], held: [] });
  });

  it('[law 18] a create whose reply was lost is looked for: the plan sends it only if it is not there', async () => {
    await sync();
    await kith.handlers['contacts.create']({
      accounts: [side.account(kith)],
      fields: { name: { given: 'Ivy' } },
    });
    side.faults['dropReplyAfterApply'] = { times: 1 };
    await sync();
    expect(await plan()).toMatchObject({ operations: [] });
    await sync();
    expect(side.all()).toHaveLength(1);
  });

  it('[law 10] [law 18] a dry run tells of the question that a run would ask', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => side.add({ given: `Person ${index}` }));
    await sync();
    for (const id of ids.slice(0, 12)) side.remove(id);
    expect(await plan()).toMatchObject({ arrivals: [], question: { side: 'kith', count: 12, of: 30 } });
    expect((await sync()).errors).toMatchObject([{ code: 'sync.massDeletion' }]);
  });

  it('[law 18] an account that cannot be reached says so beside what it knows', async () => {
    side.add({ given: 'Ada' });
    await sync();
    await save('Ada', 'mine');
    side.faults['offline'] = true;
    expect(await plan()).toMatchObject({
      operations: [{ kind: 'update', name: 'Ada', fields: ['notes'] }],
      errors: [{ code: 'network.offline' }],
    });
  });

  it('[law 3] a third version is typed in place of both, checked like any edit', async () => {
    await changeEverything();
    await sync();
    const [conflict] = await kith.handlers['conflicts.list']();
    expect(conflict).toMatchObject({ path: 'notes.text', source: { kind: 'cloud' } });
    expect(Date.parse(conflict!.mineAt!)).not.toBeNaN();
    const decide = (value: unknown) =>
      kith.handlers['conflicts.resolve']({
        contact: conflict!.contact as ContactId,
        path: conflict!.path,
        take: 'value',
        value: value as string,
      });
    expect(() => decide(7)).toThrow(expect.objectContaining({ code: 'input.invalid' }));
    await decide('a third');
    expect(await sync()).toMatchObject({ pushed: 1, conflicts: 0, errors: [] });
    expect(side.all().find(({ given }) => given === 'Fay')).toMatchObject({ notes: 'a third' });
  });

  it('[law 18] a look that the person stops ends at once, and says so', async () => {
    side.add({ given: 'Ada' });
    let requests = 0;
    kith.beforeRequest(() => {
      requests++;
      void kith.handlers['sync.stopPlan']();
    });
    expect((await plan()).errors).toMatchObject([{ code: 'sync.cancelled' }]);
    expect(requests).toBe(1);
    kith.beforeRequest(() => undefined);
    expect((await plan()).errors).toEqual([]);
  });
});
