// Owns: whether contacts are still in the version that a write goes by, asked right before it leaves.
// Leaves to others: the write with its own condition (graph-write.ts), reading what changed (graph-read.ts).
import type { WriteOperation, WriteOutcome } from '../provider.ts';
import { readBatch } from './graph-batch.ts';
import { errorOf, isGood, isThrottled, notServed } from './graph-errors.ts';
import { contactPath } from './graph-http.ts';
import type { GraphCaller } from './graph-http.ts';
import { etagOf } from './graph-read.ts';

/**
 * What need not be sent, since the contact has another version by now or nobody may ask. Graph documents no If-Match for
 * contacts: a service that ignores it would write over an edit that its lists did not tell of yet, and delete an edited
 * contact. What cannot be read (a contact made a moment ago) is left to the write. Throws the errors of a batch of reads.
 */
export async function staleAlready(
  caller: GraphCaller,
  operations: readonly WriteOperation[],
  signal: AbortSignal | undefined,
): Promise<readonly WriteOutcome[]> {
  const asked = operations.flatMap((operation) =>
    operation.kind === 'create' || operation.etag === '' ? [] : operation,
  );
  if (asked.length === 0) return [];
  const answers = await readBatch(
    caller,
    asked.map(({ remoteId }) => `${contactPath(remoteId)}?$select=id,changeKey`),
    signal,
  );
  return asked.flatMap(({ key, etag }, index): readonly WriteOutcome[] => {
    const answer = answers[index];
    if (answer === undefined) return [];
    if (isThrottled(answer)) return [{ kind: 'notApplied', key, error: notServed(answer, caller.context) }];
    // What nobody can look at may have been changed.
    if (answer.status >= 500) return [{ kind: 'notApplied', key, error: errorOf(answer, caller.context) }];
    const present = isGood(answer) ? etagOf(answer.json ?? {}) : '';
    return present === '' || present === etag ? [] : [{ kind: 'stale', key }];
  });
}
