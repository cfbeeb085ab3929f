// Owns: whether a contact here and in its cloud are the same with nothing under way, so that a deletion has to leave nothing.
// Leaves to others: deleting (actions.ts), contacts of one person in several accounts (across.ts).
import { changedFields, sameFields } from '../../../main/core/fields.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { agreeInAll } from './across.ts';
import { identity, identityOf } from './stage.ts';
import type { Side, World } from './stage.ts';

/** Both sides have the same and nothing is under way: a deletion now leaves nothing. */
export function inStep(side: Side, record: ContactRecord): boolean {
  const there = record.remoteId === null ? null : side.device.read(record.remoteId);
  return (
    there !== null &&
    record.base !== null &&
    record.local !== null &&
    record.conflicts.length === 0 &&
    record.inFlight === null &&
    changedFields(record.base, record.local).length === 0 &&
    sameFields(side.device.hold(record.base), there)
  );
}

/**
 * Whether the account has the contact under a former id as well, with an edit that was not sent: who deletes one of the two
 * may mean that it is there twice, so the edit stays.
 */
export function isEditedAsTwin(world: World, one: Side, record: ContactRecord): boolean {
  return world.kith.book
    .contactsOf(one.account)
    .some(
      ({ id, base, local }) =>
        id !== record.id &&
        base !== null &&
        local !== null &&
        identity(local) === identityOf(record) &&
        changedFields(base, local).length > 0,
    );
}

/** All contacts of a person are in step with their clouds and agree with each other. */
export function allInStep(world: World, contact: string): boolean {
  const all = world.sides.flatMap((one) =>
    world.kith.book
      .contactsOf(one.account)
      .filter((record) => identityOf(record) === contact)
      .map((record) => inStep(one, record)),
  );
  return all.every(Boolean) && agreeInAll(world, contact);
}
