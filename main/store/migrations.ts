// Owns: what became of the stored book from one format to the next: pure functions that only go forward.
// Leaves to others: how each format is laid out in files (snapshot.ts), the backup before (backups.ts).
import type { Json, JsonObject } from '../core/json.ts';

/** What one format added to the one before. Both functions leave alone what already is of the later format. */
interface Migration {
  /** What the body holds beside the contacts. */
  readonly head: (head: JsonObject) => JsonObject;
  readonly contact: (contact: JsonObject) => JsonObject;
}

const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly JsonObject[]) : [];

/** Format 2 knows labels, persons of several contacts, and what a cloud holds of a contact or was sent without reply. */
const toFormat2: Migration = {
  head: (head) => ({
    labels: [],
    persons: [],
    refused: [],
    ...head,
    runs: objects(head.runs).map((run) => ({ labelRequests: 0, ...run })),
    settings: { keepInStep: null, ...(head.settings as JsonObject) },
  }),
  contact: (contact) =>
    'inCloud' in contact && 'inFlight' in contact
      ? contact
      : { ...contact, inCloud: contact.inCloud ?? null, inFlight: contact.inFlight ?? null },
};

/** Format 3 knows the trash; beside that it changed the layout of snapshots and journals, and no contact. */
const toFormat3: Migration = { head: (head) => ({ trash: [], ...head }), contact: (contact) => contact };

/** By the format that they start from. */
const MIGRATIONS: readonly (readonly [from: number, Migration])[] = [
  [1, toFormat2],
  [2, toFormat3],
];

/** A body without its contacts as the present format has it. */
export function migrateHead(head: JsonObject, from: number): JsonObject {
  return MIGRATIONS.reduce((so, [start, { head: next }]) => (start >= from ? next(so) : so), head);
}

/** One stored contact as the present format has it. */
export function migrateContact(contact: JsonObject, from: number): JsonObject {
  return MIGRATIONS.reduce((so, [start, { contact: next }]) => (start >= from ? next(so) : so), contact);
}
