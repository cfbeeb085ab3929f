// Owns: whether `verify` tells the truth in the middle of any history: it names each difference between Kith and a cloud,
// nothing else, and each for a reason that holds. Leaves to others: what must be true at the end (verdict.ts).
import type { ContactFields } from '../../../main/core/contact.ts';
import { changedFields, sameFields } from '../../../main/core/fields.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { asAppError } from '../../../main/core/errors.ts';
import type { DifferenceReason } from '../../../main/sync/verify.ts';
import { identity, identityOf } from './stage.ts';
import type { Side, World } from './stage.ts';

/** What `verify` says wrongly, or leaves out. */
export async function explained(world: World, side: Side): Promise<readonly string[]> {
  const { device, account } = side;
  // A list that lags behind shows an older cloud than the other device sees.
  const { hideWrites, notFoundAfterCreate, partialListing } = device.faults;
  if ([hideWrites, notFoundAfterCreate, partialListing].some((fault) => fault !== undefined)) return [];
  world.net.expect([]);
  const verdict = await world.kith.verify(account).catch((thrown: unknown) => asAppError(thrown));
  if (!('differ' in verdict)) {
    world.count('verify refused');
    return [];
  }
  const wrong: string[] = [];
  const say = (text: string) => void wrong.push(`${account}: verify ${text}`);
  const records = world.kith.book.contactsOf(account);
  const said = new Map(verdict.differ.map((entry) => [entry.contact ?? entry.remoteId, entry.reason]));
  if (said.size !== verdict.differ.length) say('names a contact twice');
  const ids = new Set(device.ids());
  for (const record of records) {
    // A contact that got another id is missing under its old one, though that still leads to it.
    const there = record.remoteId !== null && ids.has(record.remoteId) ? device.read(record.remoteId) : null;
    const holding = reasonsFor(side, record, there);
    const reason = said.get(record.id) ?? null;
    said.delete(record.id);
    world.count(`verify ${reason ?? 'same'}`);
    if (!holding.has(reason))
      say(
        `says ${reason ?? 'equal'} of ${identityOf(record)}, and not ${[...holding].join(' or ')} (${changedFields(device.hold(record.local ?? {}), there).join()})`,
      );
  }
  const known = new Set(records.map(({ remoteId }) => remoteId));
  for (const id of [...ids].filter((one) => !known.has(one))) {
    const reason = said.get(id);
    said.delete(id);
    world.count(`verify ${reason ?? 'same'}`);
    if (reason !== 'newInCloud') say(`says ${reason} of ${identity(device.read(id))}, which is new there`);
  }
  for (const [id, reason] of said) say(`says ${reason} of ${String(id)}, which nobody knows`);
  const news = verdict.differ.filter(({ contact }) => contact === null).length;
  if (verdict.same + verdict.differ.length !== records.length + news)
    say(`counts ${verdict.same} equal and ${verdict.differ.length} different`);
  return wrong;
}

/** The reasons that hold; null: there is no difference. */
function reasonsFor(
  { device }: Side,
  { remoteId, base, local, conflicts, problem, paused, gone }: ContactRecord,
  there: ContactFields | null,
): ReadonlySet<DifferenceReason | null> {
  const waits = problem !== null ? 'refused' : (paused ?? null) !== null ? 'heldBack' : null;
  if (remoteId === null) return new Set([waits ?? 'pendingCreate']);
  if (there === null) return new Set([(gone ?? null) === null ? 'missingInCloud' : 'gone']);
  if (local === null) return new Set(['pendingDelete']);
  const held = device.hold(local);
  if (sameFields(held, there)) return new Set([null]);
  if (conflicts.length > 0) return new Set(['conflict']);
  const agreed = base === null ? null : device.hold(base);
  const reasons = new Set<DifferenceReason>();
  if (!sameFields(held, agreed)) reasons.add(waits ?? 'pendingUpdate');
  if (!sameFields(agreed, there)) reasons.add('changedInCloud');
  return reasons;
}
