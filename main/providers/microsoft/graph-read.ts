// Owns: reading whole contacts with their extended properties: some by id, in batches, or a folder, as a list.
// Leaves to others: which contacts changed (graph-pull.ts), what they say (graph-lens.ts).
import type { JsonObject } from '../../core/json.ts';
import { badResponse, mayBeOfOne } from '../http.ts';
import type { RemoteContact } from '../provider.ts';
import { BATCH_SIZE, readBatch } from './graph-batch.ts';
import { codeOf, errorOf, isGood, isPartInTrouble, isThrottled, notServed } from './graph-errors.ts';
import type { GraphAnswer, GraphCaller } from './graph-http.ts';
import { contactPath, jsonOf, queryValue } from './graph-http.ts';
import type { GraphMapping, ReadContact } from './graph-lens.ts';
import { isObject, textOf } from './graph-values.ts';

/** The scope of contacts whose folder is not known: the default folder. */
export const DEFAULT_SCOPE = 'contacts';

/** Graph lists at most 1,000; half of it keeps one reply's JSON from blocking the program for long. */
const LIST_SIZE = 500;

/** How long what a throttled batch said may stand for what is so now; writes are checked by etag anyway. */
const FRESH_MS = 60_000;

export function isRecent(caller: GraphCaller, at: number): boolean {
  return caller.now() - at <= FRESH_MS;
}

/** A contact as it was read (null: there is none), when, and after how many pages of changes. */
interface Remembered {
  readonly raw: JsonObject | null;
  readonly at: number;
  readonly page: number;
}

/** Whether a contact was read a moment ago, and no page came since that may say that it is gone. */
export function isOfNow(caller: GraphCaller, memory: ReadMemory, { at, page }: Remembered): boolean {
  return page === memory.pages && isRecent(caller, at);
}

/** What one account's reads leave behind for the next ones. */
export interface ReadMemory {
  /** Contacts that a throttled batch did bring, so that the next try asks only for the rest. */
  readonly contacts: Map<string, Remembered>;
  /** Pages of changes that were read so far. */
  pages: number;
  /** The same of lookups of creates: the ids of the contacts that a server named for a key. They are read before they count. */
  readonly lookups: Map<string, readonly string[]>;
  /**
   * This server shows no extended properties, and contacts were read without them. Only where that is so from the
   * first listing on may a refusal be taken for it: later, what is not shown would look deleted.
   */
  plain: boolean;
  /** How often each list failed in a row, by its address. */
  readonly failures: Map<string, number>;
  /** Folders whose next complete listing asks for no more than ids. */
  readonly idsOnly: Set<string>;
}

/** Failures in a row after which a list is given up: waiting in between did not help. */
const GIVE_UP_AFTER = 3;

/**
 * Whether a list fails again and again for a reason that may be one contact in it, so that it is to be read otherwise.
 * Counts the answers that it is asked about.
 */
export function isListBroken({ failures }: ReadMemory, url: string, answer: GraphAnswer): boolean {
  const isInTrouble = answer.status >= 500 && answer.status !== 501 && !isThrottled(answer);
  const times = isInTrouble ? (failures.get(url) ?? 0) + 1 : 0;
  if (times === 0) failures.delete(url);
  else failures.set(url, times);
  return times >= GIVE_UP_AFTER;
}

export interface ContactReader {
  readonly mapping: GraphMapping;
  readonly memory: ReadMemory;
  /** Set at the first listing, which may find out that this server has no extended properties. */
  mayBePlain: boolean;
  /**
   * Whole contacts by id; null where Graph has none. `isFresh` says whether a remembered version will do. Where `failed` is
   * given, it takes the ids that Graph fails on one by one, which are an error otherwise.
   */
  readonly byId: (
    ids: readonly string[],
    isFresh: (id: string, remembered: Remembered) => boolean,
    failed?: Set<string>,
  ) => Promise<Map<string, JsonObject | null>>;
  /**
   * All contacts of a collection (`/me/contacts`), page by page. Throws where the server does not list like that. One that
   * need not be complete ends where a page fails again and again.
   */
  readonly list: (path: string, isComplete?: boolean) => AsyncGenerator<readonly JsonObject[]>;
}

/** Reads for one run, in which a server that refuses `$expand` is asked for extended properties once. */
export function contactReader(
  caller: GraphCaller,
  mapping: GraphMapping,
  memory: ReadMemory,
  signal: AbortSignal | undefined,
): ContactReader {
  let expands = true;
  const goPlain = (refusal: GraphAnswer): void => {
    if (!reader.mayBePlain && !memory.plain) throw errorOf(refusal, caller.context);
    expands = false;
    memory.plain = true;
  };
  const expand = expandOption(mapping.extended);

  const readSome = async (
    ids: readonly string[],
    into: Map<string, JsonObject | null>,
    remembered: ReadonlySet<string>,
    failed: Set<string> | undefined,
  ): Promise<void> => {
    const asked = expands;
    const answers = await readBatch(
      caller,
      ids.map((id) => `${contactPath(id)}${asked ? `?${expand}` : ''}`),
      signal,
    );
    const refused: string[] = [];
    let refusal: GraphAnswer | null = null;
    let failure: GraphAnswer | null = null;
    const others = answers.some(isGood);
    for (const [index, answer] of answers.entries()) {
      const id = ids[index] ?? '';
      if (isGood(answer)) into.set(id, jsonOf(answer, caller.context));
      else if (answer.status === 404 || answer.status === 410 || codeOf(answer) === 'errorinvalididmalformed')
        into.set(id, null);
      else if (asked && refusesExpand(answer)) {
        refused.push(id);
        refusal = answer;
      } else if (failed !== undefined && isOfOne(answer, others, caller)) failed.add(id);
      else failure ??= answer;
    }
    if (failure !== null) {
      const brought = [...into].filter(([id]) => !remembered.has(id));
      const read = { at: caller.now(), page: memory.pages };
      for (const [id, raw] of brought) memory.contacts.set(id, { raw, ...read });
      throw isThrottled(failure)
        ? notServed(failure, caller.context, brought.length > 0)
        : errorOf(failure, caller.context);
    }
    if (refusal !== null) {
      goPlain(refusal);
      await readSome(refused, into, remembered, failed);
    }
  };

  const reader: ContactReader = {
    mapping,
    memory,
    mayBePlain: false,
    byId: async (ids, isFresh, failed) => {
      const found = new Map<string, JsonObject | null>();
      for (const id of ids) {
        const known = memory.contacts.get(id);
        if (known !== undefined && isFresh(id, known)) found.set(id, known.raw);
      }
      const remembered = new Set(found.keys());
      const missing = ids.filter((id) => !found.has(id));
      for (let at = 0; at < missing.length; at += BATCH_SIZE)
        await readSome(missing.slice(at, at + BATCH_SIZE), found, remembered, failed);
      for (const id of ids) memory.contacts.delete(id);
      return found;
    },
    list: async function* (path, isComplete = true) {
      let url: string | undefined =
        `${path}?$top=${LIST_SIZE}${expands && !memory.plain ? `&${expand}` : ''}`;
      const seen = new Set<string>();
      while (url !== undefined) {
        seen.add(url);
        const answer: GraphAnswer = await caller.send({ method: 'GET', url, signal });
        // What a list does not show is read by its id, and then only the contact that is the reason fails.
        if (isListBroken(memory, url, answer) && !isComplete) return;
        if (!isGood(answer)) throw errorOf(answer, caller.context);
        const page = pageOf(answer, caller);
        yield page.contacts;
        if (page.next !== undefined && seen.has(page.next))
          throw badResponse('a page that leads to itself', caller.context);
        url = page.next;
      }
    },
  };
  return reader;
}

/**
 * Whether a part of a batch failed for a reason that may be the contact's own. A wait that the service asks for, while it
 * serves `others`, is kept first.
 */
function isOfOne(answer: GraphAnswer, others: boolean, caller: GraphCaller): boolean {
  if (isPartInTrouble(answer)) return answer.retryAfter === null || !others;
  return !isThrottled(answer) && mayBeOfOne(errorOf(answer, caller.context));
}

function refusesExpand(answer: GraphAnswer): boolean {
  return answer.status === 400 || answer.status === 501;
}

function pageOf(
  answer: GraphAnswer,
  caller: GraphCaller,
): { contacts: readonly JsonObject[]; next: string | undefined } {
  const json = jsonOf(answer, caller.context);
  return { contacts: itemsOf(json, caller), next: textOf(json['@odata.nextLink']) };
}

/** The items of a page of contacts or folders, each with its id. */
export function itemsOf(json: JsonObject, caller: GraphCaller): readonly JsonObject[] {
  const value = json['value'];
  if (!Array.isArray(value)) throw badResponse('a page without a list', caller.context);
  return value.map((entry: unknown) => {
    if (!isObject(entry) || textOf(entry['id']) === undefined)
      throw badResponse('an entry without an id', caller.context);
    return entry;
  });
}

/** `$expand` of the named extended properties; Graph has no way to ask for all of them. */
export function expandOption(ids: readonly string[]): string {
  const filter = ids.map((id) => `id eq '${id}'`).join(' or ');
  return `$expand=${queryValue(`singleValueExtendedProperties($filter=${filter})`)}`;
}

/** The version of a contact: `@odata.etag`, which is the change key in quotes. '' where neither was sent. */
export function etagOf(raw: JsonObject): string {
  const changeKey = textOf(raw['changeKey']);
  return textOf(raw['@odata.etag']) ?? (changeKey === undefined ? '' : `W/"${changeKey}"`);
}

/** A contact as the engine takes it. */
export function remoteContact(raw: JsonObject, read: ReadContact, scope?: string): RemoteContact {
  return {
    remoteId: textOf(raw['id']) ?? '',
    etag: etagOf(raw),
    ...read,
    scope: scope ?? textOf(raw['parentFolderId']) ?? DEFAULT_SCOPE,
  };
}
