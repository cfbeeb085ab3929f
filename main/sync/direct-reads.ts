// Owns: reading contacts by their ids, whatever lists say of them, so that one which its cloud fails on keeps no other back
// (law 20). Leaves to others: which contacts are read so and what becomes of them (pull.ts, gone.ts, push.ts).
import type { ContactId } from '../core/account.ts';
import { asAppError } from '../core/errors.ts';
import type { AppError } from '../core/errors.ts';
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
  const found = new Map<string, RemoteContact>();
  let failures = 0;
  const read = async (ids: readonly string[], ask: () => Promise<ReadonlyMap<string, RemoteContact>>) => {
    try {
      for (const [id, remote] of await ask()) found.set(id, remote);
      failures = 0;
    } catch (thrown) {
      const error: AppError = asAppError(thrown);
      failures += 1;
      if (run.signal.aborted || !mayBeOfOne(error) || failures > MOST_IN_ROW) throw thrown;
      if (ids.length === 1) {
        run.unread.add(ids[0]!);
        tellUnread(run, ids[0]!, error);
        return;
      }
      const middle = Math.ceil(ids.length / 2);
      for (const half of [ids.slice(0, middle), ids.slice(middle)]) await read(half, () => fetch(half));
    }
  };
  const fetch = (ids: readonly string[]) => run.provider.fetch(run.account, ids, run.signal);
  const asked = remoteIds.filter((remoteId) => !isUnread(run, remoteId));
  if (asked.length > 0) await read(asked, () => withRetries(() => fetch(asked), run.deps, run.signal));
  return found;
}
