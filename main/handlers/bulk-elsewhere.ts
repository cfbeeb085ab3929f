// Owns: the commands that edit a field of many persons, and copy or move them to another account, each as one action.
// Leaves to others: labels, favourites, deleting (bulk.ts), what an edit is (core/bulk-edit.ts), what a copy is (copies.ts).
import type { Account, AccountId } from '../core/account.ts';
import { bulkPatch } from '../core/bulk-edit.ts';
import { editRecord } from '../core/edit.ts';
import type { Change } from '../store/book-format.ts';
import { createPhotoReader } from '../sync/photo-reading.ts';
import type { BulkMove, Handlers } from '../../preload/contract.ts';
import { carryOut, livingContacts } from './bulk.ts';
import type { Bulk, Living } from './bulk.ts';
import { copyChanges, copyInto, moveChanges } from './copies.ts';
import type { HandlerDependencies } from './dependencies.ts';
import type { GreatActions } from './pieces.ts';
import { notFound } from './views.ts';

type ElsewhereHandlers = Pick<Handlers, 'bulk.edit' | 'bulk.copy' | 'bulk.move'>;

export function bulkElsewhereHandlers(deps: HandlerDependencies, actions: GreatActions): ElsewhereHandlers {
  const { book } = deps;
  const photos = createPhotoReader(deps);
  const at = (): string => new Date(deps.clock.now()).toISOString();

  const taking = ({ persons, account, from }: BulkMove, command: 'bulk.copy' | 'bulk.move'): Bulk => {
    const target = book.account(account);
    if (target === null) throw notFound('account', account);
    const changesFor = command === 'bulk.move' ? moveChanges : copyChanges;
    return {
      command,
      persons,
      // A photo that nobody has looked at is in its cloud alone.
      async prepare(piece, isStopped) {
        for (const person of piece) {
          if (isStopped()) return;
          const source = sourceOf(livingContacts(deps, person), target, from);
          if (typeof source === 'object') await photos.get(source.id);
        }
      },
      plan(records) {
        const source = sourceOf(records, target, from);
        if (typeof source === 'string') return { changes: [], left: source };
        // The other version is in its cloud alone, which the contact would leave.
        if (command === 'bulk.move' && source.conflicts.length > 0)
          return { changes: [], left: 'inConflict' };
        const copy = copyInto(deps, source, target);
        return typeof copy === 'string'
          ? { changes: [], left: copy }
          : { changes: changesFor(deps, source, copy) };
      },
    };
  };

  return {
    'bulk.copy': (copy) => carryOut(deps, actions, taking(copy, 'bulk.copy')),
    'bulk.move': (move) => carryOut(deps, actions, taking(move, 'bulk.move')),
    'bulk.edit': ({ persons, edit }) =>
      carryOut(deps, actions, {
        command: 'bulk.edit',
        persons,
        plan(records) {
          const changes: Change[] = [];
          let isEmptied = false;
          for (const record of records) {
            const patch = bulkPatch(record.local, edit);
            if (patch === null) continue;
            const edited = editRecord(record, patch, at());
            if (Object.keys(edited.local ?? {}).length === 0) isEmptied = true;
            else changes.push({ kind: 'putContact', record: edited });
          }
          return isEmptied ? { changes, left: 'emptied' } : { changes };
        },
      }),
  };
}

/** The contact of a person that is taken along: that of the account one looks at, else the first. */
function sourceOf(
  records: readonly Living[],
  target: Account,
  from: AccountId | null,
): Living | 'alreadyThere' | 'otherAccount' {
  if (records.some(({ account }) => account === target.id)) return 'alreadyThere';
  return (from === null ? records[0] : records.find(({ account }) => account === from)) ?? 'otherAccount';
}
