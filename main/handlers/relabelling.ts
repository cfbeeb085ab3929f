// Owns: writing what becomes of a label along with the contacts that carry it: at once, or in pieces where they are many.
// Leaves to others: what becomes of it (labels.ts), the pieces (pieces.ts).
import type { ContactId } from '../core/account.ts';
import { editRecord } from '../core/edit.ts';
import { byPerson } from '../core/history.ts';
import { carries, refOf, replaceLabel, withLabel } from '../core/label.ts';
import type { LiveLabel } from '../core/label.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Change } from '../store/book-format.ts';
import type { Stoppable } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { AT_ONCE, inPieces } from './pieces.ts';
import type { GreatActions } from './pieces.ts';

/** What becomes of a label as it is at this moment. */
export interface Relabelling {
  readonly label: LiveLabel;
  /** Its own, which comes last: until then a label of the other ref is one of its own. */
  readonly own: readonly Change[];
  /** What they carry in its place, nothing (null), or what they carry already (undefined). */
  readonly to?: string | null;
}

/** Writes it as one action of a person; planned anew where it had to wait for another great one. */
export function writeRelabelling(
  deps: HandlerDependencies,
  actions: GreatActions,
  command: string,
  plan: () => Relabelling,
): Stoppable | Promise<Stoppable> {
  const planned = plan();
  const ids = carriers(deps, planned);
  if (ids.length > AT_ONCE) return writeInPieces(deps, actions, command, plan);
  deps.book.transaction([...relabelled(deps, planned, ids), ...planned.own], byPerson(command));
  deps.edited();
  return {};
}

function writeInPieces(
  deps: HandlerDependencies,
  actions: GreatActions,
  command: string,
  plan: () => Relabelling,
): Promise<Stoppable> {
  return actions.run(async (begin) => {
    const planned = plan();
    const ids = carriers(deps, planned);
    const writing = begin({ command, total: ids.length }, byPerson(command));
    const isWhole = await inPieces(writing, ids, (piece) => relabelled(deps, planned, piece));
    // A sync may have brought more of them meanwhile.
    if (isWhole) writing.write([...relabelled(deps, planned, carriers(deps, planned)), ...planned.own]);
    deps.edited();
    return isWhole ? {} : { stopped: true };
  });
}

function carriers({ index }: HandlerDependencies, { label, to }: Relabelling): readonly ContactId[] {
  return to === undefined ? [] : index.labels.carriers({ account: label.account, ref: refOf(label) });
}

/** Those that carry it still. */
function relabelled(
  { book, clock }: HandlerDependencies,
  { label, to = null }: Relabelling,
  ids: readonly ContactId[],
): readonly Change[] {
  const [ref, at] = [refOf(label), new Date(clock.now()).toISOString()];
  return ids.flatMap((id) => {
    const record = book.contact(id);
    return record !== null && carries(record.local, ref) ? relabel(record, ref, to, at) : [];
  });
}

/** A contact in place of whose label `from` (null: none) it has `to` (null: none). */
export function relabel(record: ContactRecord, from: string | null, to: string | null, at: string): Change {
  const local = record.local ?? {};
  const labels =
    from === null ? withLabel(local.labels ?? [], to ?? '') : (replaceLabel(local, from, to).labels ?? null);
  return { kind: 'putContact', record: editRecord(record, { labels }, at) };
}
