// Owns: what people do in Kith and other devices do in the clouds in a simulated history, with the oracle's books kept.
// Leaves to others: when they do it (history.ts), random edits (edits.ts).
import type { PersonId } from '../../../main/core/account.ts';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { changedFields, FIELD_NAMES, FIELDS, sameFields, valuesOf } from '../../../main/core/fields.ts';
import {
  agreeInAll,
  groups,
  joinAgain,
  letApart,
  part,
  sidesOf,
  unsettledFields,
  withoutOwn,
} from './across.ts';
import { command, favourite, liveOf, noteUnheld, recordsOf } from './booked.ts';
import type { LiveRecord } from './booked.ts';
import { decide } from './decide.ts';
import { dice as diceOf } from './dice.ts';
import { patchOf, randomEdit, withOtherKind, writtenIn } from './edits.ts';
import type { Step } from './edits.ts';
import type { Act, ActName, InSeveral } from './history.ts';
import { allInStep, inStep, isEditedAsTwin } from './in-step.ts';
import { identity, identityOf } from './stage.ts';
import type { Side, Stage } from './stage.ts';

/** One thing that somebody does, here or on another device. Never waits. */
export function act(stage: Stage, { name, side: number, choice }: Act): void {
  const { world } = stage;
  stage.roll(choice);
  const side = world.sides[number % world.sides.length]!;
  world.trace.push(`${name} ${side.account}`);
  ACTS[name](stage, side);
}

const ACTS = {
  createHere,
  editHere,
  deleteHere,
  createThere,
  editThere,
  deleteThere,
  touch,
  move,
  expire,
  decide,
  clash,
  dropLabel: ({ world, dice }, { device, ledger }) => {
    const all = () => new Map(device.ids().map((id) => [id, device.read(id)]));
    const before = all();
    if (device.dropLabel(dice().int(4))) world.count(`a label is deleted at ${device.provider}`);
    // To lose a label over there is an edit that undoes a deletion here (law 4).
    for (const [id, after] of all())
      if (!sameFields(before.get(id) ?? null, after)) ledger.wentApart(identity(after));
  },
  holdBack: (stage, side) => pause(stage, side, true),
  letGo: (stage, side) => pause(stage, side, false),
  sweepHere,
  sweepThere,
  clashAcross,
  letApart,
  part,
  joinAgain,
} as const satisfies Record<ActName, (stage: Stage, side: Side) => void>;

/** One more than so many that deleting them at once is asked about first. */
const MANY = 13;

/** Few contacts, and mostly the same ones, so that both sides often meet. */
const crowd = (side: Side) => side.device.ids().length >= 4;

function newFields(stage: Stage, side: Side): ContactFields {
  const { make, contacts } = stage;
  stage.contacts = contacts + 1;
  const start: ContactFields = {
    name: { given: make.text(), middle: `c${contacts}` },
    emails: [{ id: '', address: `${make.text()}@example.org` }],
  };
  return randomEdit(stage.dice(), make, side.device.label)(start);
}

function createHere(stage: Stage, side: Side): void {
  if (crowd(side)) return editHere(stage, side);
  const { world } = stage;
  const sides = stage.dice().chance(0.2) ? world.sides : [side];
  const { labels, ...rest } = newFields(stage, side);
  // A label belongs to one account.
  const own = sides.length > 1 || labels === undefined ? rest : { ...rest, labels };
  const fields = stage.inStep && sides.length > 1 ? withoutOwn(own) : own;
  command(
    stage,
    () =>
      world.kith.handlers['contacts.create']({
        accounts: sides.map((one) => one.account),
        fields,
      }),
    () => {
      for (const one of sides) {
        const record = liveOf(stage, one).find(({ local }) => identity(local) === identity(fields));
        if (record === undefined) continue;
        one.ledger.edited(identity(fields), null, record.local);
        countFields(stage, 'here', {}, record.local);
      }
    },
  );
}

function editHere(stage: Stage, side: Side): void {
  const records = liveOf(stage, side);
  if (records.length === 0) return;
  editRecord(stage, side, favourite(stage, records), randomEdit(stage.dice(), stage.make, side.device.label));
}

export function editRecord(stage: Stage, side: Side, record: LiveRecord, change: Step): void {
  const { local, id } = record;
  const apart = unsettledFields(stage.world, record);
  const patch = patchOf(local, change(local));
  command(
    stage,
    () => stage.world.kith.handlers['contacts.save']({ contact: id, fields: patch }),
    () => {
      const now = stage.world.kith.book.contact(id)!.local;
      stage.world.trace.push(`  ${identity(local)} ${JSON.stringify(patchOf(local, now!))}`);
      if (changedFields(local, now).length === 0) return;
      side.ledger.edited(identity(local), local, now);
      side.ledger.release(onlyFields(apart, local), now);
      for (const twin of recordsOf(stage, side).filter((one) => identityOf(one) === identity(local)))
        // Known by two ids for a while, it keeps the later edit of a place.
        if (twin.id !== id) side.ledger.release(onlyFields(changedFields(local, now), twin.local ?? {}), now);
      if (stage.inStep) {
        side.ledger.keptBoth(withOtherKind(local, now ?? {}));
        // Back to what its cloud has is no edit that a deletion over there would meet.
        if (sameFields(side.device.hold(record.base ?? {}), side.device.hold(now ?? {})))
          side.ledger.releaseOverwritten(identity(local));
      }
      countFields(stage, 'here', local, now);
    },
  );
}

const onlyFields = (names: readonly FieldName[], fields: ContactFields): ContactFields =>
  Object.fromEntries(names.map((name) => [name, fields[name]])) as ContactFields;

/** Which fields were edited on which side: each is to be met. */
function countFields(
  stage: Stage,
  where: string,
  before: ContactFields | null,
  after: ContactFields | null,
): void {
  noteUnheld(stage, after);
  for (const field of changedFields(before, after)) stage.world.count(`edit ${where}: ${field}`);
}

function deleteHere(stage: Stage, side: Side): void {
  const records = liveOf(stage, side);
  if (records.length > 0) deletePerson(stage, stage.dice().pick(records).person);
}

function deletePerson(stage: Stage, person: PersonId): void {
  const { world } = stage;
  const doomed = world.sides.flatMap((one) =>
    liveOf(stage, one)
      .filter((record) => record.person === person)
      .map((record) => ({
        one,
        record,
        equal: inStep(one, record) && !isEditedAsTwin(world, one, record),
      })),
  );
  const alone = ({ record }: (typeof doomed)[number]) =>
    (groups(world).get(identityOf(record)) ?? []).every((other) => other.person === person);
  const equal = stage.inStep
    ? doomed.every((one) => one.equal && alone(one) && agreeInAll(world, identityOf(one.record)))
    : null;
  command(
    stage,
    () => world.kith.handlers['persons.delete'](person),
    () => {
      for (const { one, record, equal: own } of doomed) {
        if ((world.kith.book.contact(record.id)?.local ?? null) !== null) continue;
        const contact = identityOf(record);
        world.trace.push(`  deletes ${contact}`);
        one.ledger.release(record.local);
        one.ledger.release(record.base);
        one.ledger.releaseOverwritten(contact);
        if (stage.inStep) one.ledger.releaseOwn(contact);
        if (equal ?? own) one.ledger.gone(contact);
      }
    },
  );
}

/** An account with more contacts than anybody deletes without being asked. */
export function fill(stage: Stage, side: Side): void {
  for (let n = 0; n < MANY; n++) {
    const fields = { name: { given: stage.make.text(), middle: `c${stage.contacts++}` } };
    side.ledger.edited(identity(fields), null, side.device.read(side.device.create(fields)));
  }
}

/** So many that Kith asks (law 10). */
function sweepHere(stage: Stage, side: Side): void {
  const records = liveOf(stage, side);
  if (records.length < MANY) return deleteHere(stage, side);
  stage.world.count('many are deleted here');
  for (const { person } of records.slice(0, MANY - 1))
    if (!stage.world.disk.dead) deletePerson(stage, person);
}

function sweepThere(stage: Stage, side: Side): void {
  const ids = side.device.ids();
  if (ids.length < MANY) return deleteThere(stage, side);
  stage.world.count(`many are deleted at ${side.device.provider}`);
  for (const id of ids.slice(0, MANY - 1)) deleteContact(stage, side, id);
}

/** A person holds a contact back, or lets it go again. */
function pause(stage: Stage, side: Side, paused: boolean): void {
  const records = liveOf(stage, side).filter((record) => ((record.paused ?? null) !== null) !== paused);
  if (records.length === 0) return;
  const { id } = favourite(stage, records);
  stage.world.count(paused ? 'held back' : 'let go');
  command(
    stage,
    () => stage.world.kith.handlers['contacts.pause'](id, paused),
    () => undefined,
  );
}

function createThere(stage: Stage, side: Side): void {
  if (crowd(side)) return editThere(stage, side);
  const fields = newFields(stage, side);
  const id = side.device.create(fields);
  side.ledger.edited(identity(fields), null, side.device.read(id));
  countFields(stage, side.device.provider, {}, side.device.read(id));
}

function editThere(stage: Stage, side: Side): void {
  const { device } = side;
  const ids = device.ids();
  if (ids.length === 0) return;
  editContact(stage, side, favourite(stage, ids), randomEdit(stage.dice(), stage.make, device.label));
}

function editContact(stage: Stage, side: Side, id: string, change: Step): void {
  const { device } = side;
  const before = device.read(id)!;
  device.edit(id, change);
  const after = device.read(id)!;
  if (sameFields(before, after)) return;
  stage.world.trace.push(`  ${identity(before)} ${JSON.stringify(patchOf(before, after))}`);
  side.ledger.edited(identity(before), before, after);
  countFields(stage, side.device.provider, before, after);
  // A value that only Kith has at a single place is overwritten by what is put there now.
  const old = new Set(writtenIn(before).map(({ value }) => value));
  const places = new Set(
    writtenIn(after).flatMap(({ value, place, inList }) => (inList || old.has(value) ? [] : [place])),
  );
  const record = recordsOf(stage, side).find((one) => identityOf(one) === identity(before));
  if (stage.inStep) side.ledger.keptBoth(withOtherKind(before, after));
  if (record !== undefined)
    side.ledger.release(onlyFields(unsettledFields(stage.world, record), before), after);
  const held = new Set(
    writtenIn(record?.base === null || record === undefined ? null : device.hold(record.base)).map(
      ({ value }) => value,
    ),
  );
  for (const { value, place, inList } of writtenIn(record?.base ?? null)) {
    const entry = side.ledger.values.get(value);
    if (!inList && places.has(place) && !held.has(value) && entry !== undefined) entry.fate = 'free';
  }
  // Whether a write whose reply was lost ever arrived nobody can tell once what it brought was taken out again.
  const [now, agreed] = [
    writtenIn(after),
    new Set(writtenIn(record?.base ?? null).map(({ value }) => value)),
  ];
  const filled = new Set(now.map(({ place }) => place));
  for (const { value, place, inList } of writtenIn(record?.inFlight ?? null)) {
    const entry = side.ledger.values.get(value);
    if (!inList && !filled.has(place) && !agreed.has(value) && entry !== undefined) entry.fate = 'free';
  }
  // Nor once something else took its place, which Kith then asks about, and that was taken out in turn.
  for (const { value, place, inList } of writtenIn(record?.local ?? null)) {
    const entry = side.ledger.values.get(value);
    if (!inList && !filled.has(place) && !agreed.has(value) && entry?.fate === 'overwritten')
      entry.fate = 'free';
  }
  // A value of a list that is taken out over there goes with those parts of it that only Kith has.
  const shorter = LISTS.filter((name) => valuesOf(after, name).length < valuesOf(before, name).length);
  for (const version of [record?.base, record?.local])
    side.ledger.release(onlyFields(shorter, version ?? {}), device.hold(version ?? {}));
}

const LISTS = FIELD_NAMES.filter((name) => FIELDS[name].kind === 'list');

/** Both sides change the same place of the same contact, each to a value of its own. */
function clash(stage: Stage, side: Side): void {
  const both = liveOf(stage, side).filter(
    ({ remoteId }) => remoteId !== null && side.device.read(remoteId) !== null,
  );
  if (both.length === 0) return;
  const record = favourite(stage, both);
  const choices = stage.dice().int(1_000_000);
  const step = () => randomEdit(diceOf(choices), stage.make, side.device.label);
  editRecord(stage, side, record, step());
  editContact(stage, side, record.remoteId!, step());
}

function deleteThere(stage: Stage, side: Side): void {
  const { device } = side;
  const ids = device.ids();
  if (ids.length === 0) return;
  deleteContact(stage, side, stage.dice().pick(ids));
}

function deleteContact(stage: Stage, side: Side, id: string): void {
  const { device } = side;
  const there = device.read(id);
  const contact = identity(there);
  const known = recordsOf(stage, side).filter((one) => identityOf(one) === contact);
  const [record] = known;
  // Google's tombstone of a contact that was renamed just before does not say what Kith knows it by.
  if (device.provider === 'google' && known.some(({ remoteId }) => remoteId !== id)) return;
  stage.world.trace.push(`  deletes ${contact} there`);
  const equal =
    record !== undefined && inStep(side, record) && (!stage.inStep || allInStep(stage.world, contact));
  if (stage.inStep) side.ledger.releaseOwn(contact);
  side.ledger.release(there);
  side.ledger.releaseOverwritten(contact);
  if (record !== undefined) {
    side.ledger.release(record.base);
    // What the cloud cannot hold goes with the contact, if the rest of the same write arrived.
    if (record.local !== null) side.ledger.release(record.local, device.hold(record.local));
  }
  if (equal) side.ledger.gone(contact);
  stage.deletedThere.add(`${side.account} ${contact}`);
  device.remove(id);
}

function touch(stage: Stage, side: Side): void {
  const ids = side.device.ids();
  if (ids.length > 0) side.device.touch(stage.dice().pick(ids));
}

function move(stage: Stage, side: Side): void {
  const ids = side.device.ids();
  if (ids.length === 0) return;
  stage.world.count(`move ${side.device.provider}`);
  side.device.move(stage.dice().pick(ids));
}

function expire(stage: Stage, side: Side): void {
  stage.world.count('cursors expire');
  side.device.expireCursors();
}

/** Contacts of one person get different values at the same place, here or in their clouds. */
function clashAcross(stage: Stage, side: Side): void {
  const { world } = stage;
  const several = [...groups(world).values()].filter((records) => records.length > 1);
  if (several.length === 0) return clash(stage, side);
  const choices = stage.dice().int(1_000_000);
  const edited = new Set<string>();
  for (const record of favourite(stage, several)) {
    if (world.disk.dead) return;
    // One that its cloud renamed may be there twice for a while: it is one contact, and its latest edit counts.
    if (edited.has(record.account)) continue;
    edited.add(record.account);
    const one = world.sides.find(({ account }) => account === record.account)!;
    const step = randomEdit(diceOf(choices), stage.make, one.device.label);
    const isThere = record.remoteId !== null && one.device.read(record.remoteId) !== null;
    if (isThere && stage.dice().chance(0.5)) editContact(stage, one, record.remoteId, step);
    else editRecord(stage, one, record, step);
  }
}

/** Persons with a contact in several accounts, which are found, joined and kept in step. */
export async function meet(stage: Stage, persons: readonly InSeveral[]): Promise<void> {
  const { world } = stage;
  for (const person of persons) {
    stage.roll(person.choice);
    const sides = sidesOf(world, person);
    const alike = withoutOwn(newFields(stage, sides[0]!));
    for (const side of sides) {
      const own = randomEdit(stage.dice(), stage.make, side.device.label);
      const id = side.device.create(person.differs ? withoutOwn(own(alike)) : alike);
      const there = side.device.read(id);
      side.ledger.edited(identity(alike), null, there);
      noteUnheld(stage, there);
    }
  }
  void world.kith.handlers['settings.set']({ keepInStep: true });
  await world.sync(world.sides);
  joinAgain(stage);
}
