// Owns: whole runs of one account, over any replica and any overlapping changes on both sides, with batches shuffled, cut
// short, refused as stale and their replies lost: they end, agree, lose nothing and double nothing.
// Leaves to others: one contact's merges (loop.test.ts), real pages and batches (test/sync/).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, ContactId, PersonId } from '../../../main/core/account.ts';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { createRecord, deleteRecord, editRecord } from '../../../main/core/edit.ts';
import type { FieldsPatch } from '../../../main/core/edit.ts';
import { contentText, FIELD_NAMES, normalise, sameFields } from '../../../main/core/fields.ts';
import { sameJson } from '../../../main/core/json.ts';
import { planRun } from '../../../main/core/plan.ts';
import type { PlannedOperation } from '../../../main/core/plan.ts';
import { acknowledge, receive, receiveDeletion, receiveNew } from '../../../main/core/reconcile.ts';
import type { RemoteVersion } from '../../../main/core/reconcile.ts';
import { sendable } from '../../../main/core/replica.ts';
import type { ContactRecord, Hold } from '../../../main/core/replica.ts';
import { contact, losses, threeVersions } from './arbitraries.ts';
import { AT, context, holdAll, holdWith, remoteOf, withSlotIds } from './records.ts';
import { newlySaid, remembered, saidIn, sayings } from './sayings.ts';

/** What becomes of one operation of a batch. */
const FATES = ['done', 'lost', 'stale', 'notApplied'] as const;
type Fate = (typeof FATES)[number];

/** One contact that both sides had, and what each made of it; null: deleted. */
interface Shared {
  readonly base: ContactFields;
  readonly mine: ContactFields | null;
  readonly theirs: ContactFields | null;
}

interface Case {
  readonly shared: readonly Shared[];
  readonly here: readonly ContactFields[];
  readonly there: readonly ContactFields[];
  /** The runs in which things go wrong: the fates of the operations, in the order in which they leave. */
  readonly runs: readonly { readonly fates: readonly Fate[]; readonly order: readonly number[] }[];
}

const maybeDeleted = (fields: ContactFields): fc.Arbitrary<ContactFields | null> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(fields) }, { weight: 1, arbitrary: fc.constant(null) });

const shared: fc.Arbitrary<Shared> = threeVersions.chain(([base, mine, theirs]) =>
  fc.record({
    base: fc.constant(base),
    // Often one side leaves the contact alone.
    mine: fc.oneof(maybeDeleted(mine), maybeDeleted(mine), maybeDeleted(base)),
    theirs: fc.oneof(maybeDeleted(theirs), maybeDeleted(theirs), maybeDeleted(base)),
  }),
);

const cases: fc.Arbitrary<Case> = fc.record({
  shared: fc.array(shared, { maxLength: 5 }),
  here: fc.array(contact, { maxLength: 2 }),
  there: fc.array(contact, { maxLength: 2 }),
  runs: fc.array(
    fc.record({
      fates: fc.array(fc.constantFrom(...FATES), { maxLength: 8 }),
      order: fc.array(fc.nat(7), { maxLength: 8 }),
    }),
    { maxLength: 3 },
  ),
});

/** A cloud with many contacts. It keeps what it can hold, under ids of its own. */
function cloudWith(hold: Hold) {
  const contacts = new Map<string, { fields: ContactFields; version: number; createKey: string | null }>();
  let made = 0;
  const find = (remoteId: string): RemoteVersion | null => {
    const there = contacts.get(remoteId);
    return there === undefined ? null : remoteOf(there.fields, `e${there.version}`, { remoteId });
  };
  return {
    contacts,
    find,
    create(fields: ContactFields, createKey: string | null): string {
      const remoteId = `r${++made}`;
      contacts.set(remoteId, { fields: withSlotIds(hold(fields)), version: 1, createKey });
      return remoteId;
    },
    change(remoteId: string, fields: ContactFields): void {
      const there = contacts.get(remoteId)!;
      contacts.set(remoteId, { ...there, fields: withSlotIds(hold(fields)), version: there.version + 1 });
    },
    write(remoteId: string, sent: ContactFields, changed: readonly FieldName[]): void {
      const [there, held] = [contacts.get(remoteId)!, hold(sent)];
      const named = Object.fromEntries(changed.map((name) => [name, held[name]]));
      this.change(remoteId, normalise({ ...there.fields, ...named }));
    },
    byKey: (createKey: string | null): string | null =>
      [...contacts].find(([, there]) => createKey !== null && there.createKey === createKey)?.[0] ?? null,
  };
}

type Cloud = ReturnType<typeof cloudWith>;

/** One account's records and their cloud, and everything that a run does to them. */
class Replica {
  readonly records = new Map<ContactId, ContactRecord>();
  readonly #hold: Hold;
  readonly #cloud: Cloud;
  readonly #ctx: ReturnType<typeof context>;
  writes = 0;

  constructor(hold: Hold) {
    this.#hold = hold;
    this.#cloud = cloudWith(hold);
    this.#ctx = context(hold);
  }

  get cloud(): Cloud {
    return this.#cloud;
  }

  put(record: ContactRecord | null, id: ContactId): void {
    if (record === null) this.records.delete(id);
    else this.records.set(id, record);
  }

  edit(id: ContactId, to: ContactFields | null): void {
    const record = this.records.get(id)!;
    if (to === null) return this.put(deleteRecord(record, AT), id);
    const [from, after] = [record.local ?? {}, normalise(to)];
    if (Object.keys(after).length === 0) return;
    const patch = FIELD_NAMES.filter((name) => !sameJson(from[name], after[name]));
    const values = Object.fromEntries(patch.map((name) => [name, after[name] ?? null]));
    this.put(editRecord(record, values as FieldsPatch, AT), id);
  }

  pull(): void {
    const known = new Map([...this.records.values()].map((record) => [record.remoteId, record]));
    for (const [remoteId, { createKey }] of this.#cloud.contacts) {
      const sent = [...this.records.values()].find(
        (one) => one.remoteId === null && one.createSent && one.createKey === createKey,
      );
      const record = known.get(remoteId) ?? sent;
      const remote = this.#cloud.find(remoteId)!;
      const { record: after } =
        record === undefined ? receiveNew(remote, this.#ctx) : receive(record, remote, this.#ctx);
      if (record?.etag !== remote.etag) this.put(after, after.id);
    }
    for (const record of [...this.records.values()])
      if (record.remoteId !== null && this.#cloud.find(record.remoteId) === null)
        this.put(receiveDeletion(record, this.#ctx), record.id);
    // What was looked for and is not there did not arrive (law 9).
    for (const record of [...this.records.values()])
      if (record.createSent)
        this.put(record.local === null ? null : { ...record, createSent: false, base: null }, record.id);
  }

  plan(): readonly PlannedOperation[] {
    return planRun(this.records.values(), this.#hold).operations;
  }

  perform(operation: PlannedOperation, fate: Fate): void {
    this.writes += 1;
    const { record } = operation;
    const remoteId = record.remoteId ?? '';
    // Another version without another content, as services make at will.
    if (fate === 'stale' && record.remoteId !== null)
      this.#cloud.change(remoteId, this.#cloud.contacts.get(remoteId)!.fields);
    const fresh = record.remoteId === null || this.#cloud.find(remoteId)?.etag === record.etag;
    if (fate === 'notApplied' || !fresh) return;
    if (operation.kind === 'delete') {
      this.#cloud.contacts.delete(remoteId);
      if (fate !== 'lost') this.put(null, record.id);
      return;
    }
    const { fields } = operation;
    const at =
      operation.kind === 'create' ? this.#cloud.create(fields, record.createKey) : (record.remoteId ?? '');
    if (operation.kind === 'update') this.#cloud.write(at, fields, operation.changed);
    if (fate === 'lost')
      this.put(
        operation.kind === 'create'
          ? { ...record, createSent: true, base: fields }
          : { ...record, inFlight: fields },
        record.id,
      );
    else this.put(acknowledge(record, { fields }, this.#cloud.find(at), this.#ctx).record, record.id);
  }

  /** A pull and one shuffled batch; a batch that has more operations than fates was cut short. */
  run({ fates, order }: Case['runs'][number]): void {
    this.pull();
    const batch = this.plan()
      .map((operation, n) => ({ operation, at: order[n] ?? 0 }))
      .toSorted((a, b) => a.at - b.at);
    batch.slice(0, fates.length).forEach(({ operation }, n) => this.perform(operation, fates[n]!));
  }

  /** A run in which all goes well. */
  runWell(): void {
    this.pull();
    for (const operation of this.plan()) this.perform(operation, 'done');
  }
}

/** The replica when both sides had the same, and then each was changed. */
function perturbed(hold: Hold, { shared: all, here, there }: Case) {
  const replica = new Replica(hold);
  const remoteIds = all.map(({ base }) => replica.cloud.create(base, null));
  replica.pull();
  const ids = remoteIds.map(
    (remoteId) => [...replica.records.values()].find((record) => record.remoteId === remoteId)!.id,
  );
  const expected = all.map((one, n) => {
    const [id, remoteId] = [ids[n]!, remoteIds[n]!];
    const base = replica.records.get(id)!.local!;
    replica.edit(id, one.mine);
    if (one.theirs === null) replica.cloud.contacts.delete(remoteId);
    else replica.cloud.change(remoteId, one.theirs);
    const mine = replica.records.get(id)?.local ?? null;
    const theirs = replica.cloud.contacts.get(remoteId)?.fields ?? null;
    return { id, base, mine, theirs };
  });
  here.forEach((fields, n) => {
    if (Object.keys(fields).length === 0) return;
    const [id, person, account] = [`new${n}` as ContactId, 'p' as PersonId, 'account' as AccountId];
    replica.put(createRecord({ id, person, account, fields, createKey: `k${n}`, at: AT }), id);
  });
  for (const fields of there) replica.cloud.create(fields, null);
  return { replica, expected };
}

type Expected = ReturnType<typeof perturbed>['expected'][number];

/** A new order of values alone is no edit that would beat a deletion. */
const changedHere = ({ base, mine }: Expected) => mine !== null && !sameFields(base, mine);
const changedThere = ({ base, theirs }: Expected, hold: Hold) =>
  theirs !== null && contentText(hold(base)) !== contentText(theirs);

/** An edit beats a deletion (law 4). */
function isThere(one: Expected, hold: Hold): boolean {
  if (one.mine !== null && one.theirs !== null) return true;
  return one.mine === null ? changedThere(one, hold) : changedHere(one);
}

describe.each([
  ['everything', fc.constant<Hold>(holdAll)],
  ['little', losses.map(holdWith)],
])('[laws 1–6, 9, 21] runs over any changes on both sides of a cloud that holds %s', (_what, holds) => {
  const over = (claim: (hold: Hold, made: Case) => void) =>
    fc.assert(fc.property(holds, cases, claim), { seed: 20261121, numRuns: 1500 });

  /** The longest there can be to do after the last run in which something went wrong. */
  const ENOUGH = 4;

  function settledReplica(hold: Hold, made: Case) {
    const all = perturbed(hold, made);
    for (const run of made.runs) all.replica.run(run);
    for (let n = 0; n < ENOUGH; n++) all.replica.runWell();
    return all;
  }

  it('come to an end, and then nothing is written', () =>
    over((hold, made) => {
      const { replica } = settledReplica(hold, made);
      const { writes } = replica;
      replica.runWell();
      expect([replica.writes - writes, replica.plan()]).toEqual([0, []]);
    }));

  it('leave both sides the same, contact by contact, and none of them twice', () =>
    over((hold, made) => {
      const { replica, expected } = settledReplica(hold, made);
      const { records, cloud } = replica;
      const here = [...records.values()].map(({ remoteId }) => remoteId).sort();
      expect(here).toEqual([...cloud.contacts.keys()].sort());
      for (const record of records.values()) {
        const sent = hold(sendable({ ...record, local: record.local! }));
        expect(contentText(sent)).toBe(contentText(cloud.contacts.get(record.remoteId!)!.fields));
      }
      const created = made.here.filter((fields) => Object.keys(fields).length > 0).length + made.there.length;
      expect(records.size).toBe(created + expected.filter((one) => isThere(one, hold)).length);
    }));

  it('lose no edit of either side, and bring no contact back that both want gone', () =>
    over((hold, made) => {
      const { replica, expected } = settledReplica(hold, made);
      for (const one of expected) {
        const record = replica.records.get(one.id);
        expect(record !== undefined).toBe(isThere(one, hold));
        if (record === undefined) continue;
        const agreed = sayings(hold(one.base));
        const left = remembered(record);
        const bases = saidIn(record.conflicts, 'base');
        const lost = (said: readonly string[]) =>
          said.filter((saying) => !left.has(saying) && !agreed.has(saying) && !bases.has(saying));
        expect(lost(newlySaid(one.base, one.mine ?? one.base))).toEqual([]);
        expect(lost(newlySaid(one.base, one.theirs ?? one.base))).toEqual([]);
      }
    }));
});
