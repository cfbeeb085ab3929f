// Owns: whole syncs of one contact with a cloud that holds little, over random edits on both sides: they end, lose
// nothing and double nothing. Leaves to others: pages, batches and stored books (test/sync/).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { canTakeBoth, editRecord, resolveConflict, settled } from '../../../main/core/edit.ts';
import type { FieldsPatch } from '../../../main/core/edit.ts';
import {
  contentText,
  FIELD_NAMES,
  FIELDS,
  normalise,
  valuesOf,
  valueText,
} from '../../../main/core/fields.ts';
import type { AnyListValue } from '../../../main/core/fields.ts';
import { sameJson } from '../../../main/core/json.ts';
import { planRun } from '../../../main/core/plan.ts';
import { acknowledge, receive, receiveNew } from '../../../main/core/reconcile.ts';
import { sendable } from '../../../main/core/replica.ts';
import type { ContactRecord, Hold } from '../../../main/core/replica.ts';
import { history, losses, RUNS } from './arbitraries.ts';
import type { Round } from './arbitraries.ts';
import { AT, context, holdWith, remoteOf, withSlotIds } from './records.ts';
import { newlySaid, remembered, saidIn, sayings } from './sayings.ts';

const LISTS = FIELD_NAMES.filter((name) => FIELDS[name].kind === 'list');
/** More writes than this in one sync would be a quarrel. */
const ENOUGH = 4;

/** A cloud with one contact. It keeps what it can hold, under ids of its own, and counts the writes. */
function cloudWith(hold: Hold, start: ContactFields) {
  let [fields, version, writes] = [withSlotIds(hold(start)), 1, 0];
  return {
    get writes() {
      return writes;
    },
    get fields() {
      return fields;
    },
    read: () => remoteOf(fields, `e${version}`),
    change(edit: (fields: ContactFields) => ContactFields) {
      const after = withSlotIds(hold(edit(fields)));
      if (contentText(after) !== contentText(fields)) version += 1;
      fields = after;
    },
    write(sent: ContactFields, changed: readonly FieldName[]) {
      const held = hold(sent);
      fields = withSlotIds(
        normalise({ ...fields, ...Object.fromEntries(changed.map((name) => [name, held[name]])) }),
      );
      version += 1;
      writes += 1;
      return remoteOf(fields, `e${version}`);
    },
  };
}

type Cloud = ReturnType<typeof cloudWith>;

/** What a person's edit sends: the fields that are different. */
function edited(record: ContactRecord, change: (fields: ContactFields) => ContactFields): ContactRecord {
  const before = record.local ?? {};
  const after = change(before);
  const patch = Object.fromEntries(
    FIELD_NAMES.filter((name) => !sameJson(before[name], after[name])).map((name) => [
      name,
      after[name] ?? null,
    ]),
  );
  return Object.keys(after).length === 0 ? record : editRecord(record, patch as FieldsPatch, AT);
}

function pull(record: ContactRecord, cloud: Cloud, hold: Hold): ContactRecord {
  return cloud.read().etag === record.etag ? record : receive(record, cloud.read(), context(hold)).record;
}

/** One run: pull, then push until nothing is pending. */
function sync(start: ContactRecord, cloud: Cloud, hold: Hold, round?: Round): ContactRecord {
  let record = pull(start, cloud, hold);
  for (let n = 0; n < ENOUGH; n++) {
    const [operation] = planRun([record], hold).operations;
    if (operation?.kind !== 'update') return record;
    const reply = cloud.write(operation.fields, operation.changed);
    if (n === 0 && round !== undefined) record = edited(record, round.meanwhile);
    record =
      n === 0 && round?.lost === true
        ? pull({ ...record, inFlight: operation.fields }, cloud, hold)
        : acknowledge(record, { fields: operation.fields }, reply, context(hold)).record;
  }
  throw new Error(
    `still pending after ${ENOUGH} writes: ${JSON.stringify(planRun([record], hold).operations)}`,
  );
}

const unflagged = ({ primary: _primary, id: _id, ...value }: AnyListValue) => value;

function unheldValues(fields: ContactFields, hold: Hold): readonly (readonly [FieldName, AnyListValue])[] {
  const held = hold(fields);
  return LISTS.flatMap((name) =>
    valuesOf(fields, name)
      .filter((value) => !valuesOf(held, name).some(({ id }) => id === value.id))
      .map((value) => [name, value] as const),
  );
}

function says(fields: ContactFields, name: FieldName, wanted: AnyListValue): boolean {
  return valuesOf(fields, name).some((value) =>
    Object.entries(unflagged(wanted)).every(
      ([part, said]) =>
        part === 'extra' || said === undefined || sameJson(said, (value as Record<string, unknown>)[part]),
    ),
  );
}

function mostCopies(fields: ContactFields): ReadonlyMap<string, number> {
  const copies = new Map<string, number>();
  for (const name of LISTS) {
    for (const value of valuesOf(fields, name)) {
      const text = `${name} ${valueText(value)}`;
      copies.set(text, (copies.get(text) ?? 0) + 1);
    }
  }
  return copies;
}

function expectAgreement(record: ContactRecord, cloud: Cloud, hold: Hold): void {
  const there = sendable({ ...record, local: record.local! });
  expect(contentText(hold(there))).toBe(contentText(cloud.fields));
}

describe('[laws 1–3, 5, 21] any history of edits on both sides', () => {
  it('ends with both sides saying the same, and then nothing is written', () => {
    fc.assert(
      fc.property(history, losses, ({ start, rounds }, loss) => {
        const hold = holdWith(loss);
        const cloud = cloudWith(hold, start);
        let record = receiveNew(cloud.read(), context(hold)).record;
        for (const round of rounds) {
          record = edited(record, round.mine);
          cloud.change(round.theirs);
          record = sync(record, cloud, hold, round);
          expectAgreement(record, cloud, hold);
          for (
            let conflict = record.conflicts[0];
            round.take !== null && conflict !== undefined;
            conflict = record.conflicts[0]
          ) {
            const take = round.take === 'both' && !canTakeBoth(conflict.path) ? 'mine' : round.take;
            record = resolveConflict({ ...record, local: record.local! }, conflict, take, AT);
          }
          record = sync(record, cloud, hold);
          expectAgreement(record, cloud, hold);
          const writes = cloud.writes;
          record = settled(sync(record, cloud, hold));
          record = receive(record, { ...cloud.read(), etag: 'other' }, context(hold)).record;
          record = sync(record, cloud, hold);
          expect(cloud.writes).toBe(writes);
        }
      }),
      RUNS,
    );
  });

  it('loses nothing that either side newly said, and no value that the cloud cannot hold', () => {
    fc.assert(
      fc.property(history, losses, ({ start, rounds }, loss) => {
        const hold = holdWith(loss);
        const cloud = cloudWith(hold, start);
        let record = receiveNew(cloud.read(), context(hold)).record;
        for (const round of rounds) {
          const [here, there] = [record.local!, cloud.fields];
          record = edited(record, round.mine);
          cloud.change(round.theirs);
          const mine = record.local!;
          const bases = saidIn(record.conflicts, 'base');
          const [iSaid, theySaid] = [newlySaid(here, mine), newlySaid(there, cloud.fields)];
          const inCloud = hold(record.base!);
          const unheld = unheldValues(mine, hold).filter(
            ([name, { id }]) => !valuesOf(inCloud, name).some((value) => value.id === id),
          );
          record = pull(record, cloud, hold);
          // What the cloud said already is agreed, and may be changed by it.
          expect(
            iSaid.filter((saying) => !sayings(record.local!).has(saying) && !sayings(there).has(saying)),
          ).toEqual([]);
          expect(theySaid.filter((saying) => !remembered(record).has(saying) && !bases.has(saying))).toEqual(
            [],
          );
          for (const [name, value] of unheld) expect(says(record.local!, name, value)).toBe(true);
          const before = record.local!;
          record = sync(record, cloud, hold);
          expect(newlySaid(record.local!, before)).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('doubles no value', () => {
    fc.assert(
      fc.property(history, losses, ({ start, rounds }, loss) => {
        const hold = holdWith(loss);
        const cloud = cloudWith(hold, start);
        let record = receiveNew(cloud.read(), context(hold)).record;
        for (const round of rounds) {
          record = edited(record, round.mine);
          cloud.change(round.theirs);
          const [mine, theirs] = [mostCopies(record.local!), mostCopies(cloud.fields)];
          record = sync(record, cloud, hold);
          if (record.conflicts.length > 0) return;
          for (const [text, count] of mostCopies(record.local!)) {
            expect(count).toBeLessThanOrEqual(Math.max(1, mine.get(text) ?? 0, theirs.get(text) ?? 0));
          }
        }
      }),
      RUNS,
    );
  });
});
