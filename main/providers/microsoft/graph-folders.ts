// Owns: finding an account's contact folders: the default one, which Graph leaves out of its list, and all below.
// Leaves to others: reading what is in them (graph-pull.ts).
import type { JsonObject } from '../../core/json.ts';
import { badResponse } from '../http.ts';
import { BATCH_SIZE, readBatch } from './graph-batch.ts';
import { errorOf, isGood, isThrottled, throttled } from './graph-errors.ts';
import type { GraphAnswer, GraphCaller } from './graph-http.ts';
import { jsonOf, pathId } from './graph-http.ts';
import { itemsOf } from './graph-read.ts';
import { isObject, listOf, textOf } from './graph-values.ts';

export interface FoundFolders {
  /** The default folder's own id; null where this server does not tell it. */
  readonly defaultId: string | null;
  readonly others: readonly string[];
}

const PAGE = '$top=100';

/** One request, and one more for each level of nesting and each further page. */
export async function findFolders(
  caller: GraphCaller,
  signal: AbortSignal | undefined,
): Promise<FoundFolders> {
  const [own, sample, listed, below] = await readBatch(
    caller,
    [
      '/me/contactFolders/contacts',
      // Where the well-known name is not understood, any contact of the default folder names its folder.
      '/me/contacts?$top=1&$select=parentFolderId',
      `/me/contactFolders?${PAGE}`,
      `/me/contactFolders/contacts/childFolders?${PAGE}`,
    ],
    signal,
  );
  for (const answer of [own, sample, listed, below]) throwIfPassing(answer, caller);
  const defaultId = idIn(own?.json ?? null) ?? folderOfFirst(sample?.json ?? null);
  const asked = new Set<string>();
  // Not asked by its well-known name, the default folder is asked by its own what is below it.
  let level: string[] = below !== undefined && !isGood(below) && defaultId !== null ? [defaultId] : [];
  for (const answer of [listed, below]) {
    if (answer !== undefined && isGood(answer)) level.push(...(await idsOf(answer, caller, signal)));
  }
  while (level.length > 0) {
    const fresh = [...new Set(level)].filter((id) => !asked.has(id));
    for (const id of fresh) asked.add(id);
    level = [];
    for (let at = 0; at < fresh.length; at += BATCH_SIZE) {
      const urls = fresh
        .slice(at, at + BATCH_SIZE)
        .map((id) => `/me/contactFolders/${pathId(id)}/childFolders?${PAGE}`);
      for (const answer of await readBatch(caller, urls, signal)) {
        throwIfPassing(answer, caller);
        if (isGood(answer)) level.push(...(await idsOf(answer, caller, signal)));
      }
    }
  }
  return { defaultId, others: [...asked].filter((id) => id !== defaultId) };
}

/** A refusal for now must not look like an account without folders. */
function throwIfPassing(answer: GraphAnswer | undefined, caller: GraphCaller): void {
  if (answer === undefined || isGood(answer) || [400, 404, 405, 410, 501].includes(answer.status)) return;
  throw isThrottled(answer) ? throttled(answer, caller.context) : errorOf(answer, caller.context);
}

async function idsOf(
  first: GraphAnswer,
  caller: GraphCaller,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const ids: string[] = [];
  const seen = new Set<string>();
  let answer = first;
  for (;;) {
    const json = jsonOf(answer, caller.context);
    ids.push(...itemsOf(json, caller).map((folder) => textOf(folder['id']) ?? ''));
    const next = textOf(json['@odata.nextLink']);
    if (next === undefined) return ids;
    if (seen.has(next)) throw badResponse('a page that leads to itself', caller.context);
    seen.add(next);
    answer = await caller.send({ method: 'GET', url: next, signal });
    if (!isGood(answer)) throw errorOf(answer, caller.context);
  }
}

/** Which of these folders Graph says are gone: not to be listed is not enough to lose what is in them. */
export async function goneFolders(
  caller: GraphCaller,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const gone: string[] = [];
  for (let at = 0; at < ids.length; at += BATCH_SIZE) {
    const some = ids.slice(at, at + BATCH_SIZE);
    const answers = await readBatch(
      caller,
      some.map((id) => `/me/contactFolders/${pathId(id)}`),
      signal,
    );
    for (const [index, answer] of answers.entries()) {
      throwIfPassing(answer, caller);
      if (answer.status === 404 || answer.status === 410) gone.push(some[index] ?? '');
    }
  }
  return gone;
}

function idIn(json: JsonObject | null): string | null {
  return textOf(json?.['id']) ?? null;
}

function folderOfFirst(json: JsonObject | null): string | null {
  const first = listOf(json?.['value'])[0];
  return isObject(first) ? (textOf(first['parentFolderId']) ?? null) : null;
}
