// Owns: reading contacts by their ids, whatever lists say of them, so that one which its cloud fails on keeps no other back
// (law 20). Leaves to others: which contacts are read so and what becomes of them (pull.ts, gone.ts, push.ts, verify.ts).
import type { ContactId } from '../core/account.ts';
import { asAppError } from '../core/errors.ts';
import type { AppError } from '../core/errors.ts';
import type { CancelSignal } from '../core/ports.ts';
import type { ContactRecord } from '../core/replica.ts';
import { mayBeOfOne } from '../providers/http.ts';
import type { RemoteContact } from '../providers/provider.ts';
import { withRetries } from './retry.ts';
import type { RunScope } from './run-scope.ts';
import { tellUnread } from './trouble.ts';

/** So many failures in a row are the cloud's trouble and no contact's: to find one bad contact of 1,000 takes eleven. */
const MOST_IN_ROW = 20;

/** A contact that was read directly: the version that came; undefined: its cloud has none. */
export interface DirectRead {
  readonly id: ContactId;
  readonly remote: RemoteContact | undefined;
}

/** Reads contacts by their ids. Those that cannot be read are told of and left out. */
export async function readDirectly(
  run: RunScope,
  records: readonly ContactRecord[],
): Promise<readonly DirectRead[]> {
  const present = await readByIds(
    run,
    records.map((record) => record.remoteId!),
  );
  return records
    .filter(({ remoteId }) => !isUnread(run, remoteId))
    .map(({ id, remoteId }) => ({ id, remote: present.get(remoteId!) }));
}

/** Whether this run tried in vain to read a contact: nothing is known of it, least of all that it is gone. */
export function isUnread(run: RunScope, remoteId: string | null): boolean {
  return remoteId !== null && run.unread.has(remoteId);
}

/** The cloud's versions of those that it has. Which could not be read, `isUnread` says; they are told of once in a run. */
export async function readByIds(
  run: RunScope,
  remoteIds: readonly string[],
): Promise<ReadonlyMap<string, RemoteContact>> {
  const asked = remoteIds.filter((remoteId) => !isUnread(run, remoteId));
  const fetch = (ids: readonly string[]) => run.provider.fetch(run.account, ids, run.signal);
  return readEach(asked, {
    fetch,
    first: () => withRetries(() => fetch(asked), run.deps, run.signal),
    unread: (remoteId, error) => {
      run.unread.add(remoteId);
      tellUnread(run, remoteId, error);
    },
    signal: run.signal,
  });
}

type Versions = ReadonlyMap<string, RemoteContact>;

export interface EachRead {
  readonly fetch: (remoteIds: readonly string[]) => Promise<Versions>;
  /** Asks for all of them at first, where that is not just `fetch`. */
  readonly first?: () => Promise<Versions>;
  /** Told of each that its cloud fails on also where it is read alone. */
  readonly unread: (remoteId: string, error: AppError) => void;
  readonly signal?: CancelSignal;
}

/** Reads contacts by their ids, half of them at a time where their cloud fails, until those are found that it fails on. */
export async function readEach(
  remoteIds: readonly string[],
  { fetch, first = () => fetch(remoteIds), unread, signal }: EachRead,
): Promise<Versions> {
  const found = new Map<string, RemoteContact>();
  let failures = 0;
  const read = async (ids: readonly string[], ask: () => Promise<Versions>) => {
    try {
      for (const [id, remote] of await ask()) found.set(id, remote);
      failures = 0;
    } catch (thrown) {
      const error: AppError = asAppError(thrown);
      failures += 1;
      if (signal?.aborted === true || !mayBeOfOne(error) || failures > MOST_IN_ROW) throw thrown;
      if (ids.length === 1) return unread(ids[0]!, error);
      const middle = Math.ceil(ids.length / 2);
      for (const half of [ids.slice(0, middle), ids.slice(middle)]) await read(half, () => fetch(half));
    }
  };
  if (remoteIds.length > 0) await read(remoteIds, first);
  return found;
}
