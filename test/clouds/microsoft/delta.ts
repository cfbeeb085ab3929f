// Owns: delta rounds: their tokens, pages, tombstones, and the ways a stored link can be refused.
// Leaves to others: the order of changes (book.ts, folders.ts) and how a contact is shown (show.ts).
import { applies } from '../kit/faults.ts';
import type { Book, StoredContact } from './book.ts';
import { GraphRefusal, idMalformed, itemNotFound, syncStateNotFound } from './errors.ts';
import type { Folders } from './folders.ts';
import { folderId } from './ids.ts';
import { showContact } from './show.ts';
import type { View } from './show.ts';
import type { MicrosoftFaults } from './switches.ts';

type Shown = Record<string, unknown>;

/** One line of a round, shown only when its page is asked for; undefined when there is nothing left to show. */
export type Entry = (view: View) => Shown | undefined;

/** What changed after a point in the order of changes; everything when `since` is undefined. */
export interface Changed {
  readonly entries: readonly Entry[];
  readonly upto: number;
}

export interface DeltaCall {
  readonly query: URLSearchParams;
  /** Of the collection, without query: where links lead and what a token belongs to. */
  readonly address: string;
  readonly path: string;
  readonly pageSize: number;
  readonly view: View;
  readonly select: readonly string[] | undefined;
}

interface Page {
  readonly kind: 'page';
  readonly address: string;
  readonly entries: readonly Entry[];
  readonly at: number;
  readonly upto: number;
  readonly select: readonly string[] | undefined;
  readonly repeated: readonly Entry[];
}

interface Mark {
  readonly kind: 'mark';
  readonly address: string;
  readonly since: number;
  readonly select: readonly string[] | undefined;
}

export interface Rounds {
  /** Answers one request of a round. @throws GraphRefusal */
  answer(call: DeltaCall, changedSince: (since: number | undefined) => Changed): Shown;
  /** The service forgot every token: the next use of a link is answered 410. */
  forget(): void;
}

const tokenShape = /^[a-z]{4}_[0-9a-z]+_0{32}$/;

export function createRounds(faults: MicrosoftFaults): Rounds {
  const tokens = new Map<string, Page | Mark>();
  let made = 0;

  function keep(state: Page | Mark): string {
    made += 1;
    const token = `${state.kind}_${made.toString(36)}_${'0'.repeat(32)}`;
    tokens.set(token, state);
    return token;
  }

  function stateOf(call: DeltaCall): Page | Mark | undefined {
    const token = call.query.get('$skiptoken') ?? call.query.get('$deltatoken');
    if (token === null) return undefined;
    refuseByFault(call);
    const state = tokens.get(token);
    if (state === undefined) throw tokenShape.test(token) ? syncStateNotFound() : idMalformed();
    if (state.address !== call.address) throw idMalformed();
    return state;
  }

  function refuseByFault(call: DeltaCall): void {
    const code = typeof faults.deltaReset === 'object' ? faults.deltaReset.code : undefined;
    if (!applies(faults, 'deltaReset', call.path)) return;
    switch (code) {
      case undefined:
      case 'SyncStateNotFound':
        throw syncStateNotFound();
      case 'resyncRequired':
      case 'ResyncRequired':
        throw new GraphRefusal(
          410,
          code,
          "Resync required. Replace any local items with the server's version.",
          {
            location: call.address,
          },
        );
      case 'SyncStateInvalid':
        throw new GraphRefusal(410, code, 'The sync state is invalid.');
      case 'InvalidDeltaToken':
        throw new GraphRefusal(400, code, 'The delta token is invalid.');
      case 'ErrorInvalidIdMalformed':
        throw idMalformed();
      case 'ErrorItemNotFound':
        throw itemNotFound();
    }
  }

  function show(page: Page, call: DeltaCall): Shown {
    const { address, entries, at, upto, select } = page;
    const until = at + call.pageSize;
    const here = entries.slice(at, until);
    const view = { ...call.view, select };
    const value = [...page.repeated, ...here]
      .map((entry) => entry(view))
      .filter((shown) => shown !== undefined);
    const more = until < entries.length || (faults.emptyLastPage === true && here.length > 0);
    if (!more) {
      const mark = keep({ kind: 'mark', address, since: upto, select });
      return { value, '@odata.deltaLink': `${address}?$deltatoken=${mark}` };
    }
    const repeated = faults.repeatInDelta === true ? here.slice(0, 1) : [];
    const next = keep({ kind: 'page', address, entries, at: until, upto, select, repeated });
    return { '@odata.nextLink': `${address}?$skiptoken=${next}`, value };
  }

  return {
    answer(call, changedSince) {
      const state = stateOf(call);
      if (state?.kind === 'page') return show(state, call);
      const { entries, upto } = changedSince(state?.since);
      const select = state === undefined ? call.select : state.select;
      return show({ kind: 'page', address: call.address, entries, at: 0, upto, select, repeated: [] }, call);
    },
    forget: () => tokens.clear(),
  };
}

/** Changes of one folder's contacts: what was made and deleted in between yields nothing. */
export function contactChanges(book: Book, folder: string, faults: MicrosoftFaults) {
  return (since: number | undefined): Changed => {
    const contacts = since === undefined ? book.listedPart(folder) : book.listed(folder);
    const upto = book.sequence();
    const ordered: { at: number; entry: Entry }[] = contacts
      .filter(
        (contact) => since === undefined || (contact.trackedAt > since && !book.isHidden(contact.serial)),
      )
      .map((contact) => ({
        at: contact.trackedAt,
        entry: (view) => {
          // Gone since the round began: the next round says so.
          if (contact.removed || contact.folder !== folder) return undefined;
          const shown = showContact(book, contact, view);
          return faults.sparseDelta === true && since !== undefined ? sparse(contact, shown, since) : shown;
        },
      }));
    const after = since ?? (faults.removedInFirstRound === true ? 0 : Infinity);
    const lost = since !== undefined && contacts.length === 0 && faults.lastDeletionMissing === true;
    if (!lost) {
      for (const gone of book.departures) {
        const unseen = since !== undefined && gone.bornAt > since;
        if (gone.folder !== folder || gone.at <= after || unseen || book.isHidden(gone.serial, gone.at))
          continue;
        const entry: Entry = (view) => tombstone(view.immutable ? gone.immutableId : gone.id, gone.reason);
        ordered.push({ at: gone.at, entry });
      }
    }
    return { upto, entries: ordered.sort((a, b) => a.at - b.at).map(({ entry }) => entry) };
  };
}

const tombstone = (id: string, reason: string): Shown => ({ '@removed': { reason }, id });

/** The least an update may carry: the id, the versions, and what changed. */
function sparse(contact: StoredContact, shown: Shown, since: number): Shown {
  if (contact.bornAt > since) return shown;
  const names = new Set(['@odata.etag', 'id', 'changeKey', 'lastModifiedDateTime']);
  for (const change of contact.changes)
    if (change.at > since) for (const name of change.names) names.add(name);
  return Object.fromEntries(Object.entries(shown).filter(([name]) => names.has(name)));
}

export function folderChanges(folders: Folders, mailbox: string) {
  return (since: number | undefined): Changed => ({
    upto: folders.sequence(),
    entries: [
      ...folders
        .all()
        .filter((folder) => since === undefined || folder.changedAt > since)
        .map(
          (folder): Entry =>
            (view) =>
              folders.show(folder, view.version),
        ),
      ...folders.gone
        .filter((gone) => since !== undefined && gone.at > since && gone.bornAt <= since)
        .map(
          (gone): Entry =>
            () =>
              tombstone(folderId(mailbox, gone.key), 'deleted'),
        ),
    ],
  });
}

const refusedOnDelta = ['$orderby', '$filter', '$expand', '$search', '$top'];

/** @throws GraphRefusal 400; `$select` is allowed only where the folder is named. */
export function checkDeltaOptions(query: URLSearchParams, selectAllowed: boolean): void {
  const refused = selectAllowed ? refusedOnDelta : [...refusedOnDelta, '$select'];
  if (!refused.some((name) => query.has(name))) return;
  throw new GraphRefusal(
    400,
    'ErrorInvalidUrlQuery',
    "The following parameters are not supported with change tracking over the 'Contacts' resource: '$orderby, $filter, $select, $expand, $search, $top'.",
  );
}
