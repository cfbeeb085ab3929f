// Owns: finding contacts in Kith, and running a command so that the oracle's books say what became of it.
// Leaves to others: which commands (actions.ts, decide.ts, across.ts).
import type { ContactFields } from '../../../main/core/contact.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { writtenIn } from './edits.ts';
import type { Side, Stage } from './stage.ts';

export type LiveRecord = ContactRecord & { readonly local: ContactFields };

/**
 * Runs a command and books what it did. If the process dies in it, nobody knows whether that was stored: it is booked
 * once Kith is open again.
 */
export function command(stage: Stage, work: () => unknown, book: () => void): void {
  try {
    work();
  } catch (thrown) {
    if (!stage.world.disk.dead) throw thrown;
    stage.unsettled.push(book);
    return;
  }
  book();
}

export const favourite = <T>(stage: Stage, all: readonly T[]): T =>
  stage.dice().chance(0.5) ? all[0]! : stage.dice().pick(all);

export const recordsOf = (stage: Stage, side: Side) => stage.world.kith.book.contactsOf(side.account);
export const liveOf = (stage: Stage, side: Side) =>
  recordsOf(stage, side).filter((record): record is LiveRecord => record.local !== null);

/** Remembers which written values an account's cloud cannot hold. */
export function noteUnheld({ world, unheld }: Stage, fields: ContactFields | null): void {
  for (const { account, device } of world.sides) {
    const held = new Set(writtenIn(device.hold(fields ?? {})).map(({ value }) => value));
    for (const { value } of writtenIn(fields)) if (!held.has(value)) unheld.add(`${account} ${value}`);
  }
}
