// Owns: a person's decision about a conflict in a simulated history: with a cloud, or between contacts of a person (law 23).
// Leaves to others: how conflicts come about (actions.ts).
import { writePath } from '../../../main/core/paths.ts';
import type { ConflictView } from '../../../preload/contract.ts';
import { command, liveOf } from './booked.ts';
import { writtenIn } from './edits.ts';
import { identity } from './stage.ts';
import type { Side, Stage } from './stage.ts';

/** Decides one conflict of an account; false where there is none. */
export function decide(stage: Stage, side: Side): boolean {
  const { world } = stage;
  const all = world.kith.handlers['conflicts.list']() as readonly ConflictView[];
  const record = liveOf(stage, side).find(({ conflicts }) => conflicts.length > 0);
  const path = record?.conflicts[0]?.path;
  const between = all.find(({ account, source }) => account === side.account && source.kind === 'contact');
  const view =
    record === undefined ? between : all.find((one) => one.contact === record.id && one.path === path);
  if (view === undefined) return false;
  const take = stage.dice().pick(['mine', 'theirs', 'base', 'both'] as const);
  const taken = take === 'both' && !view.canTakeBoth ? 'mine' : take;
  const { person } = world.kith.book.contact(view.contact)!;
  const before = world.sides.flatMap((one) =>
    liveOf(stage, one)
      .filter((other) => other.id === view.contact || other.person === person)
      .map((other) => ({ one, other })),
  );
  const { contact } = view;
  command(
    stage,
    () => world.kith.handlers['conflicts.resolve']({ contact, path: view.path, take: taken }),
    () => {
      const { book } = world.kith;
      const open = world.kith.handlers['conflicts.list']() as readonly ConflictView[];
      // A third contact may differ at the same place still.
      const asked = ({ path, mine, theirs }: ConflictView) => JSON.stringify([path, mine, theirs]);
      if (open.some((one) => one.contact === contact && asked(one) === asked(view))) return;
      world.count(`decided ${taken}`);
      if (changedTheTaken(stage, view, taken))
        stage.wrong.push(`${view.path}: ${taken} was taken, and another version is there`);
      if (view.source.kind === 'contact') world.count(`law carried decided ${taken}`);
      for (const { one, other } of before) {
        const after = book.contact(other.id)?.local ?? null;
        if (other.id !== contact && after === other.local) continue;
        world.trace.push(`  ${identity(other.local)} ${view.path} ${taken} ${one.account}`);
        if (stage.inStep) one.ledger.decidedInStep(other.local, after);
        else one.ledger.decided(identity(other.local), other.local, after, taken === 'theirs');
        if (taken === 'both') one.ledger.keptBoth(after);
      }
      for (const { one, other } of before) {
        const after = book.contact(other.id)?.local ?? null;
        if (other.id !== contact && after === other.local) continue;
        one.ledger.release(other.local, after);
        if (other.id === contact) one.ledger.release(other.base, after);
      }
    },
  );
  return true;
}

/** Whether a contact whose version was taken says something else there now: a decision is about that place, and no other. */
function changedTheTaken({ world }: Stage, view: ConflictView, taken: string): boolean {
  const { contact, source, path, mine, theirs } = view;
  if (source.kind !== 'contact' || (taken !== 'mine' && taken !== 'theirs')) return false;
  const chosen = taken === 'mine' ? contact : source.contact;
  const now = writtenIn(world.kith.book.contact(chosen)?.local ?? null).map(({ value }) => value);
  const was = writtenIn(writePath({}, path, taken === 'mine' ? mine : theirs));
  return was.some(({ value }) => !now.includes(value));
}
