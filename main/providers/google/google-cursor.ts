// Owns: where a pull of a Google account goes on, as the engine's opaque cursor. Leaves to others: pulling (google-reading.ts).
import { shortHash } from '../../core/json.ts';
import { READ_MASK } from './google-fields.ts';
import { isObject } from './google-values.ts';

/** The parameters that must be equal on every page and every run of a listing (People API: connections.list). */
export const LISTING = {
  personFields: READ_MASK,
  sources: ['READ_SOURCE_TYPE_CONTACT'],
  pageSize: 1000,
  requestSyncToken: true,
} as const;

/**
 * `syncToken`: changes since then, else a complete listing. `pageToken`: in the middle of it. Both may be there, since
 * a later page of changes repeats the sync token.
 */
export interface GooglePosition {
  readonly syncToken?: string;
  readonly pageToken?: string;
}

const VERSION = 1;
const MASK = shortHash(JSON.stringify(LISTING));

export function writeCursor(position: GooglePosition): string {
  return JSON.stringify({ v: VERSION, mask: MASK, ...position });
}

/** Null where the cursor is of another version of Kith, whose tokens Google would not take with today's parameters. */
export function readCursor(cursor: string | null): GooglePosition | null {
  if (cursor === null) return {};
  let stored: unknown;
  try {
    stored = JSON.parse(cursor);
  } catch {
    return null;
  }
  if (!isObject(stored) || stored['v'] !== VERSION || stored['mask'] !== MASK) return null;
  const { syncToken, pageToken } = stored;
  return {
    ...(typeof syncToken === 'string' ? { syncToken } : {}),
    ...(typeof pageToken === 'string' ? { pageToken } : {}),
  };
}
