// Owns: which photos the kept past names, so that undo, an earlier version and the undo of a run find their bytes.
// Leaves to others: which photos contacts have now (index.ts), clearing away the others (photos.ts).
import type { Receipts } from '../core/receipt.ts';
import { readHistory } from './history-files.ts';
import type { Vault } from './vault.ts';

/** A photo is named where it is shown, agreed on, in the trash, or found by an action. */
const PHOTO_HASHES = /"(?:here|base|photo)":"([0-9a-f]{64})"/g;

/**
 * Whether a kept receipt or journal of a book names a photo. Each is read once, when it is first asked, and journals only
 * for what no receipt names: most starts ask about nothing. Errors: those of reading them.
 */
export function namedInPast(
  folder: string,
  receipts: Pick<Receipts, 'photos'>,
  vault: Vault,
): (hash: string) => boolean {
  let inReceipts: ReadonlySet<string> | null = null;
  let inJournals: ReadonlySet<string> | null = null;
  return (hash) =>
    (inReceipts ??= receipts.photos()).has(hash) ||
    (inJournals ??= photosInJournals(folder, vault)).has(hash);
}

function photosInJournals(folder: string, vault: Vault): ReadonlySet<string> {
  const hashes = new Set<string>();
  for (const { json } of readHistory(folder, { order: 'oldest' }, vault))
    for (const [, hash] of json.matchAll(PHOTO_HASHES)) hashes.add(hash!);
  return hashes;
}
