// Owns: what makes a contact of "This computer" one that nobody has to be told of. Leaves to others: everything else.
import type { ContactRecord } from './replica.ts';

/** The contact as agreed on with nobody: never pending, never in conflict. Null: deleted, and nothing of it waits. */
export function settledOnComputer(record: ContactRecord): ContactRecord | null {
  const { local } = record;
  if (local === null) return null;
  return {
    ...record,
    remoteId: record.id,
    etag: '',
    base: local,
    inCloud: null,
    conflicts: [],
    createSent: false,
    inFlight: null,
    problem: null,
  };
}
