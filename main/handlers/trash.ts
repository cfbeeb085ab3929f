// Owns: the commands of the trash: what is in it, bringing it back as new edits, forgetting it before its time.
// Leaves to others: what gets into it (core/trash.ts), what a contact becomes (core/take-back.ts).
import type { ContactId } from '../core/account.ts';
import { byPerson, KEPT_MS } from '../core/history.ts';
import type { Trashed } from '../core/history.ts';
import { detailLine, displayName } from '../core/person.ts';
import { become } from '../core/take-back.ts';
import { expired } from '../core/trash.ts';
import type { Change } from '../store/book-format.ts';
import type { Handlers, TrashRow } from '../../preload/contract.ts';
import { restoreContext } from './actions.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { afterBackup } from './mass-deletion.ts';
import { inPieces } from './pieces.ts';
import type { GreatActions } from './pieces.ts';
import { notInTrash } from './views.ts';

type TrashHandlers = Pick<Handlers, 'trash.list' | 'trash.restore' | 'trash.forget'>;

export function trashHandlers(deps: HandlerDependencies, actions: GreatActions): TrashHandlers {
  const { book } = deps;
  /** A Kith that has been open for days empties its trash with the next start. */
  const kept = (): Trashed[] => {
    const old = new Set(expired(book.trash(), deps.clock.now()));
    return [...book.trash()].filter((trashed) => !old.has(trashed));
  };
  const found = (id: Trashed['id']): Trashed => {
    const trashed = book.trashed(id);
    if (trashed === null) throw notInTrash(id);
    return trashed;
  };
  return {
    'trash.list': () =>
      kept()
        .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
        .map(trashRow),
    'trash.restore': (contacts) => {
      const ids = [...new Set(contacts)].map((id) => found(id).id);
      return actions.run(async (begin) => {
        const extent = { command: 'trash.restore', total: ids.length };
        const writing = begin(extent, byPerson('trash.restore'));
        await inPieces(writing, ids, (piece) => broughtBack(deps, piece));
        if (writing.contacts > 0) deps.edited();
        return writing.contacts;
      });
    },
    'trash.forget': (contacts) => {
      const ids = [...new Set(contacts)].map((id) => found(id).id);
      const plan = () => ({
        changes: ids.flatMap((id): readonly Change[] =>
          book.trashed(id) === null ? [] : [{ kind: 'dropTrash', id }],
        ),
      });
      return afterBackup(deps, plan, ({ changes }) => book.transaction(changes));
    },
  };
}

/** Those that are in the trash still. */
function broughtBack(deps: HandlerDependencies, ids: readonly ContactId[]): readonly Change[] {
  const { book } = deps;
  const ctx = restoreContext(deps);
  return ids.flatMap((id): readonly Change[] => {
    const trashed = book.trashed(id);
    const change = trashed === null ? null : become(id, book.contact(id), trashed, ctx);
    return change === null ? [] : [change];
  });
}

function trashRow({ id, person, account, fields, at, by }: Trashed): TrashRow {
  return {
    contact: id,
    person,
    account,
    name: displayName(fields),
    detail: detailLine(fields),
    at,
    until: new Date(Date.parse(at) + KEPT_MS).toISOString(),
    by: by.kind === 'run' || by.kind === 'carried' ? 'cloud' : 'person',
  };
}
