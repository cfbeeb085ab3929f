// Owns: persons who are kept in step in a simulated history (law 23): joining them, what people do across accounts, and
// counting what was carried. Leaves to others: acts on one contact (actions.ts), what must be true at the end (verdict.ts).
import type { PersonId } from '../../../main/core/account.ts';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { FIELDS, sameField } from '../../../main/core/fields.ts';
import { shared } from '../../../main/core/in-step-fields.ts';
import { apartMark, SHARED_FIELDS } from '../../../main/core/in-step-scope.ts';
import { splitPath } from '../../../main/core/paths.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import type { Change } from '../../../main/store/book-format.ts';
import { command } from './booked.ts';
import type { LiveRecord } from './booked.ts';
import type { InSeveral } from './history.ts';
import { identityOf } from './stage.ts';
import type { Side, Stage, World } from './stage.ts';

/** Without what belongs to one account alone. */
export const withoutOwn = (fields: ContactFields): ContactFields =>
  Object.fromEntries(
    Object.entries(fields).filter(([name]) => SHARED_FIELDS.includes(name as FieldName)),
  ) as ContactFields;

/** The accounts in which a person has a contact from the start. */
export function sidesOf({ sides }: World, { without }: InSeveral): readonly Side[] {
  return without === null || sides.length < 3
    ? sides
    : sides.filter((_side, n) => n !== without % sides.length);
}

/** All contacts of one identity, whether or not they are one person. */
export function groups({ kith, sides }: World): ReadonlyMap<string, readonly LiveRecord[]> {
  const all = new Map<string, LiveRecord[]>();
  for (const { account } of sides)
    for (const record of kith.book.contactsOf(account)) {
      if (record.local === null) continue;
      const contact = identityOf(record);
      all.set(contact, [...(all.get(contact) ?? []), record as LiveRecord]);
    }
  return all;
}

/** Makes one person of all contacts of each identity, and keeps it in step: what went its own way is as new then. */
export function joinAgain(stage: Stage): void {
  const { world } = stage;
  const { kith, disk } = world;
  for (const [contact, records] of groups(world)) {
    if (records.length < 2 || disk.dead) continue;
    const persons = [...new Set(records.map(({ person }) => person))];
    const isInStep = (person: PersonId) => kith.book.person(person)?.inStep === true;
    if (persons.length === 1 && isInStep(persons[0]!)) continue;
    world.count('joined');
    world.trace.push(`  joins ${contact}`);
    for (const { ledger } of world.sides) {
      ledger.releaseOverwritten(contact);
      // Values that went their own ways are two from now on, though they repeat each other in a part.
      for (const { local } of records) ledger.keptBoth(listsOf(local));
    }
    try {
      if (persons.length > 1) void kith.handlers['persons.join']({ persons, inStep: true });
      else void kith.handlers['persons.setInStep']({ person: persons[0]!, inStep: true });
    } catch (thrown) {
      if (!disk.dead) throw thrown;
    }
  }
}

const listsOf = (fields: ContactFields): ContactFields =>
  Object.fromEntries(
    Object.entries(fields).filter(([name]) => FIELDS[name as FieldName].kind === 'list'),
  ) as ContactFields;

/** Whether the contacts of this identity are one person that agrees in everything, so that deleting one deletes all. */
export function agreeInAll({ kith, sides }: World, contact: string): boolean {
  const records = sides.flatMap(({ account }) =>
    kith.book.contactsOf(account).filter((record) => identityOf(record) === contact),
  );
  if (records.length < 2) return true;
  const state = kith.book.person(records[0]!.person);
  return (
    state !== null &&
    state.inStep &&
    state.conflicts.length === 0 &&
    records.every(
      ({ id, person, local, account }) =>
        person === state.id &&
        local !== null &&
        state.agreed[id]?.account === account &&
        state.agreed[id].without.length === 0 &&
        state.agreed[id].apart === apartMark(local, []) &&
        SHARED_FIELDS.every((name) => sameField(name, shared(name, state.base), shared(name, local))),
    )
  );
}

/** Counts what a transaction carried. */
export function countCarried(stage: Stage, before: Known, changes: readonly Change[]): void {
  const { kith, count, sides } = stage.world;
  const states = changes.flatMap((change) => (change.kind === 'putPerson' ? change.person : []));
  for (const state of states) {
    const former = before.get(state.id);
    const own = changes.flatMap((change) =>
      change.kind === 'putContact' && change.record.person === state.id ? change.record : [],
    );
    if (own.length > 0) count('law carried');
    if (state.conflicts.some(({ path }) => !former?.conflicts.some((one) => one.path === path)))
      count('law carried conflict');
    if (Object.values(state.agreed).some(({ deleted }) => deleted === true) && own.some(isDeleted))
      count('law carried deletion');
    const back = own.filter(({ id, local }) => local !== null && former?.agreed[id] === undefined);
    if (back.length === 0 || former === undefined || former.base === null) continue;
    count('law carried back');
    if (sides[0]!.ledger.isDenied()) stage.recreated.add(identityOf(back[0]!));
  }
  before.clear();
  for (const state of kith.book.persons()) before.set(state.id, state);
}

const isDeleted = ({ local }: ContactRecord): boolean => local === null;
export type Known = Map<PersonId, ReturnType<World['kith']['book']['person']> & object>;

const oneOfSeveral = (stage: Stage) => {
  const several = [...groups(stage.world).values()].filter(
    (records) => records.length > 1 && records.every(({ person }) => person === records[0]!.person),
  );
  return several.length === 0 ? null : stage.dice().pick(several)[0]!;
};

/** The contacts of a person go their own ways. */
export function letApart(stage: Stage): void {
  const record = oneOfSeveral(stage);
  if (record === null) return;
  const { person } = record;
  stage.world.count('let apart');
  command(
    stage,
    () => stage.world.kith.handlers['persons.setInStep']({ person, inStep: false }),
    () => stage.world.sides[0]!.ledger.wentApart(identityOf(record)),
  );
}

export function part(stage: Stage): void {
  const record = oneOfSeveral(stage);
  if (record === null) return;
  stage.world.count('parted');
  command(
    stage,
    () => stage.world.kith.handlers['persons.split'](record.person),
    () => stage.world.sides[0]!.ledger.wentApart(identityOf(record)),
  );
}

/**
 * The fields in which a contact in step has not agreed with the others yet: an edit there overwrites what it says itself,
 * and nothing of what they say.
 */
export function unsettledFields(
  { kith }: World,
  { id, person, conflicts }: ContactRecord,
): readonly FieldName[] {
  const state = kith.book.person(person);
  if (state === null || !state.inStep) return [];
  const waiting = [...conflicts, ...state.conflicts].map(({ path }) => splitPath(path).field);
  return state.base === null ? SHARED_FIELDS : [...(state.agreed[id]?.without ?? SHARED_FIELDS), ...waiting];
}
