// Owns: which changes of contacts put one into the trash or take it out. Leaves to others: storing it (store/book.ts),
// bringing it back (take-back.ts).
import type { AccountKind } from './account.ts';
import { formerOf, KEPT_MS } from './history.ts';
import type { Cause, Trashed } from './history.ts';
import { isLive } from './in-step-scope.ts';
import { goingElsewhere } from './moving.ts';
import type { Passage } from './moving.ts';
import type { ContactRecord } from './replica.ts';

/** Commands whose contacts go on elsewhere. */
const MOVES: ReadonlySet<string> = new Set(['contacts.move', 'bulk.move']);

/**
 * What a transaction throws away: contacts that people saw before it and do not see after it. One that moved to another
 * account goes on there, also where that is taken back, and one that turned out to be stored twice goes on as the other
 * (`goesOn`).
 */
export function thrownAway(
  passages: readonly Passage[],
  kindOf: (record: ContactRecord) => AccountKind | null,
  at: string,
  by: Cause,
): readonly Trashed[] {
  if (by.kind === 'person' && MOVES.has(by.command)) return [];
  const elsewhere = by.kind === 'undo' || by.kind === 'redo' ? goingElsewhere(passages) : null;
  const goesOn = new Set(passages.flatMap(({ after }) => (isLive(after) ? placeOf(after) : [])));
  return passages.flatMap(({ before, after }) => {
    if (!isLive(before) || isLive(after) || (after?.movedTo ?? null) !== null) return [];
    if (elsewhere?.has(before.id) === true) return [];
    const kind = kindOf(before);
    if (kind === null || placeOf(before).some((place) => goesOn.has(place))) return [];
    return [{ ...formerOf(before, kind), fields: before.local, id: before.id, at, by }];
  });
}

/** Where a contact is in its cloud. */
function placeOf({ account, remoteId }: ContactRecord): readonly string[] {
  return remoteId === null ? [] : [`${account} ${remoteId}`];
}

/** What has been in the trash for longer than it is kept. `now`: milliseconds since 1970. */
export function expired(trash: Iterable<Trashed>, now: number): readonly Trashed[] {
  return [...trash].filter(({ at }) => now - Date.parse(at) > KEPT_MS);
}
