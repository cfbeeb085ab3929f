// Owns: what became of the stored book from one format to the next: pure functions that only go forward.
// Leaves to others: how each format is laid out in files (snapshot.ts), the backup before (backups.ts).
import type { Json, JsonObject } from '../core/json.ts';

/** What one format added to the one before. All leave alone what already is of the later format. */
interface Migration {
  /** What the body holds beside the contacts. */
  readonly head: (head: JsonObject) => JsonObject;
  readonly contact: (contact: JsonObject) => JsonObject;
  readonly run: (report: JsonObject) => JsonObject;
}

const same = (value: JsonObject): JsonObject => value;
const withLabelRequests = (report: JsonObject): JsonObject => ({ labelRequests: 0, ...report });

const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly JsonObject[]) : [];

/** Format 2 knows labels, persons of several contacts, and what a cloud holds of a contact or was sent without reply. */
const toFormat2: Migration = {
  head: (head) => ({
    labels: [],
    persons: [],
    refused: [],
    ...head,
    runs: objects(head.runs).map(withLabelRequests),
    settings: { keepInStep: null, ...(head.settings as JsonObject) },
  }),
  contact: (contact) =>
    'inCloud' in contact && 'inFlight' in contact
      ? contact
      : { ...contact, inCloud: contact.inCloud ?? null, inFlight: contact.inFlight ?? null },
  run: withLabelRequests,
};

/** Format 3 knows the trash. */
const toFormat3: Migration = {
  head: (head) => ({ trash: [], ...head }),
  contact: same,
  run: same,
};

/** By the format that they start from. */
const MIGRATIONS: readonly (readonly [from: number, Migration])[] = [
  [1, toFormat2],
  [2, toFormat3],
];

const migrate = (part: keyof Migration, value: JsonObject, from: number): JsonObject =>
  MIGRATIONS.reduce((so, [start, migration]) => (start >= from ? migration[part](so) : so), value);

/** A body without its contacts as the present format has it. */
export const migrateHead = (head: JsonObject, from: number): JsonObject => migrate('head', head, from);

/** One stored contact as the present format has it. */
export const migrateContact = (contact: JsonObject, from: number): JsonObject =>
  migrate('contact', contact, from);

/** The report of a run as the present format has it. */
export const migrateRun = (report: JsonObject, from: number): JsonObject => migrate('run', report, from);
