// Owns: pulling an account: rounds of changes folder by folder, page by page, each page with its cursor.
// Leaves to others: reading whole contacts (graph-read.ts), finding folders (graph-folders.ts), storing pages (sync/).
import { AppError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { badResponse } from '../http.ts';
import type { PullOptions, RemoteContact, RemotePage } from '../provider.ts';
import type { Cursor, FolderState } from './graph-cursor.ts';
import { cursorText, parseCursor } from './graph-cursor.ts';
import { cursorExpired, errorOf, isGood, isReset } from './graph-errors.ts';
import { findFolders, goneFolders } from './graph-folders.ts';
import type { GraphAnswer, GraphCaller } from './graph-http.ts';
import { jsonOf, pathId } from './graph-http.ts';
import type { ContactReader } from './graph-read.ts';
import { BATCH_SIZE } from './graph-batch.ts';
import {
  DEFAULT_SCOPE,
  etagOf,
  isListBroken,
  isOfNow,
  isRecent,
  itemsOf,
  remoteContact,
} from './graph-read.ts';
import { textOf } from './graph-values.ts';

/** Of a complete listing: small enough that reading a page whole keeps nobody waiting. */
const LISTED_AT_ONCE = 200;
/** Of changes, most of which are echoes of Kith's own writes and need no reading: one request even after a thousand. */
const CHANGED_AT_ONCE = 1000;
/** Graph documents `$select` for changes of a folder. Changed contacts are read whole anyway. */
const IDS_ONLY = '?$select=id,changeKey';
const FOLDERS_FOR_MS = 24 * 3_600_000;

/** All pages of a pull. See ContactProvider.pull. */
export async function* pullPages(
  caller: GraphCaller,
  reader: ContactReader,
  text: string | null,
  options: PullOptions,
): AsyncGenerator<RemotePage> {
  let starts = text === null;
  let cursor = text === null ? await freshCursor(caller, options.signal) : parseCursor(text, caller);
  reader.mayBePlain = text === null;
  reader.memory.plain ||= cursor.plain;
  if (text !== null && Math.abs(caller.now() - cursor.foldersAt) > FOLDERS_FOR_MS) {
    ({ cursor, starts } = await withFoldersOfToday(caller, cursor, options.signal));
  }
  for (let index = 0; index < cursor.folders.length; index++) {
    const pull = new FolderPull(caller, reader, options, cursor, index);
    try {
      for await (const page of pull.pages()) {
        cursor = page.state;
        yield { ...page.page, startsListing: starts };
        starts = false;
      }
    } catch (error) {
      const lost = cursor.folders[index];
      if (!isLost(error) || lost === undefined || lost.isDefault) throw error;
      // A folder that is gone answers like an expired link, and only then is there something better than starting over.
      const today = await withFoldersOfToday(caller, cursor, options.signal);
      if (!today.cursor.gone.includes(lost.id)) throw error;
      ({ cursor, starts } = today);
      index = -1;
    }
  }
}

function isLost(error: unknown): boolean {
  return (
    error instanceof AppError && (error.code === 'provider.cursorExpired' || error.context['status'] === 404)
  );
}

async function freshCursor(caller: GraphCaller, signal: AbortSignal | undefined): Promise<Cursor> {
  const found = await findFolders(caller, signal);
  const folders = [
    newFolder(found.defaultId ?? DEFAULT_SCOPE, true, true),
    ...found.others.map((id) => newFolder(id, false, true)),
  ];
  return { foldersAt: caller.now(), folders, gone: [], plain: false };
}

function newFolder(id: string, isDefault: boolean, listing: boolean): FolderState {
  return { id, isDefault, link: null, listing, short: false };
}

/**
 * The cursor with the folders there are now. A new folder joins in; where one is gone, only a complete listing can
 * tell which of its contacts went elsewhere, so one begins.
 */
async function withFoldersOfToday(
  caller: GraphCaller,
  cursor: Cursor,
  signal: AbortSignal | undefined,
): Promise<{ readonly cursor: Cursor; readonly starts: boolean }> {
  const { others } = await findFolders(caller, signal);
  const foldersAt = caller.now();
  const known = cursor.folders.map((folder) => folder.id);
  const added = others.filter((id) => !known.includes(id)).map((id) => newFolder(id, false, false));
  const unlisted = cursor.folders.filter((folder) => !folder.isDefault && !others.includes(folder.id));
  const missing = await goneFolders(
    caller,
    unlisted.map((folder) => folder.id),
    signal,
  );
  if (missing.length === 0) {
    return { cursor: { ...cursor, foldersAt, folders: [...cursor.folders, ...added] }, starts: false };
  }
  const kept = [...cursor.folders.filter((folder) => !missing.includes(folder.id)), ...added];
  const folders = kept.map((folder) => ({ ...folder, link: null, listing: true }));
  return { cursor: { ...cursor, foldersAt, gone: [...cursor.gone, ...missing], folders }, starts: true };
}

interface PulledPage {
  readonly state: Cursor;
  readonly page: Omit<RemotePage, 'startsListing'>;
}

/** One folder's round: a class because it keeps what a list of the folder brought ahead of its pages. */
class FolderPull {
  readonly #caller: GraphCaller;
  readonly #reader: ContactReader;
  readonly #options: PullOptions;
  readonly #index: number;
  #cursor: Cursor;
  #list: AsyncGenerator<readonly JsonObject[]> | null = null;
  readonly #ahead = new Map<string, JsonObject>();

  constructor(
    caller: GraphCaller,
    reader: ContactReader,
    options: PullOptions,
    cursor: Cursor,
    index: number,
  ) {
    this.#caller = caller;
    this.#reader = reader;
    this.#options = options;
    this.#cursor = cursor;
    this.#index = index;
  }

  get #folder(): FolderState {
    const folder = this.#cursor.folders[this.#index];
    if (folder === undefined) throw new Error('a folder beyond the last one');
    return folder;
  }

  async *pages(): AsyncGenerator<PulledPage> {
    const seen = new Set<string>();
    for (let done = false; !done;) {
      const json = jsonOf(await this.#ask(), this.#caller.context);
      this.#reader.memory.pages += 1;
      const next = textOf(json['@odata.nextLink']);
      const link = next ?? textOf(json['@odata.deltaLink']);
      if (link === undefined) throw badResponse('a page that leads nowhere', this.#caller.context);
      if (next !== undefined && seen.has(next))
        throw badResponse('a page that leads to itself', this.#caller.context);
      seen.add(link);
      done = next === undefined;
      yield await this.#page(itemsOf(json, this.#caller), link, done);
    }
  }

  get #path(): string {
    return this.#folder.short ? '/me/contacts' : `/me/contactFolders/${pathId(this.#folder.id)}/contacts`;
  }

  async #ask(): Promise<GraphAnswer> {
    const { link, isDefault, short, listing } = this.#folder;
    const { idsOnly } = this.#reader.memory;
    const asksIds = link === null && !short && idsOnly.has(this.#folder.id);
    const url = link ?? `${this.#path}/delta${asksIds ? IDS_ONLY : ''}`;
    const answer = await this.#caller.send({
      method: 'GET',
      url,
      preferences: [`odata.maxpagesize=${listing ? LISTED_AT_ONCE : CHANGED_AT_ONCE}`],
      signal: this.#options.signal,
    });
    const isBroken = isListBroken(this.#reader.memory, url, answer);
    if (isGood(answer)) return answer;
    if (asksIds) {
      idsOnly.delete(this.#folder.id);
    } else if (isBroken && !short) {
      // One contact that Graph cannot show makes it fail on the whole list; who is in it, it can say without showing anybody.
      idsOnly.add(this.#folder.id);
      if (link !== null) throw cursorExpired(this.#caller.context, errorOf(answer, this.#caller.context));
      return this.#ask();
    }
    if (link !== null && isReset(answer)) throw cursorExpired(this.#caller.context);
    if (link === null && isDefault && !short && !asksIds && [400, 404, 405, 501].includes(answer.status)) {
      this.#remember({ short: true });
      return this.#ask();
    }
    if (answer.status === 410) throw cursorExpired(this.#caller.context);
    throw errorOf(answer, this.#caller.context);
  }

  #remember(change: Partial<FolderState>): void {
    const folders = this.#cursor.folders.map((folder, index) =>
      index === this.#index ? { ...folder, ...change } : folder,
    );
    this.#cursor = { ...this.#cursor, folders };
  }

  async #page(items: readonly JsonObject[], link: string, done: boolean): Promise<PulledPage> {
    const latest = new Map(items.map((one) => [textOf(one['id']) ?? '', one]));
    const removed = [...latest].filter(([, one]) => '@removed' in one).map(([id]) => id);
    const present = [...latest].filter(([, one]) => !('@removed' in one));
    const isKnown = ([id, one]: [string, JsonObject]): boolean =>
      etagOf(one) !== '' && etagOf(one) === this.#options.knownEtag(id);
    const failed = new Set<string>();
    const changed = new Map(present.filter((entry) => !isKnown(entry)));
    const { contacts, keysUnread } = await this.#whole(changed, failed);
    const { moved, tombstones } = await this.#whereTo(removed, failed);
    const completed = done && this.#folder.listing ? this.#completed() : [];
    this.#cursor = { ...this.#cursor, plain: this.#reader.memory.plain };
    this.#remember({ link, ...(done ? { listing: false } : {}) });
    if (completed.some((scope) => this.#cursor.gone.includes(scope)))
      this.#cursor = { ...this.#cursor, gone: [] };
    return {
      state: this.#cursor,
      page: {
        contacts: [...contacts, ...moved],
        readDirectly: moved.map(({ remoteId }) => remoteId),
        keysUnread,
        unread: [...failed],
        tombstones,
        unchanged: present.filter(isKnown).map(([id]) => id),
        renamed: [],
        cursor: cursorText(this.#cursor),
        completed,
        divisible: false,
        total: null,
      },
    };
  }

  /** The scopes that end here; the last listing also ends the folders that are no more. */
  #completed(): readonly string[] {
    const { id, isDefault } = this.#folder;
    const others = this.#cursor.folders.filter((folder, index) => folder.listing && index !== this.#index);
    const own = isDefault && id !== DEFAULT_SCOPE ? [id, DEFAULT_SCOPE] : [id];
    return others.length === 0 ? [...own, ...this.#cursor.gone] : own;
  }

  /** Changes may name only what changed and never extended properties, so changed contacts are read whole. */
  async #whole(
    changed: ReadonlyMap<string, JsonObject>,
    failed: Set<string>,
  ): Promise<Required<Pick<RemotePage, 'contacts' | 'keysUnread'>>> {
    if (changed.size === 0) return { contacts: [], keysUnread: [] };
    if (this.#folder.listing && changed.size > BATCH_SIZE) await this.#listUntil([...changed.keys()]);
    const found = new Map<string, JsonObject>();
    for (const id of changed.keys()) {
      const listed = this.#ahead.get(id);
      if (listed !== undefined) found.set(id, listed);
      this.#ahead.delete(id);
    }
    const missing = [...changed.keys()].filter((id) => !found.has(id));
    const read = await this.#reader.byId(
      missing,
      (id, { raw, at }) =>
        raw === null
          ? isRecent(this.#caller, at)
          : etagOf(raw) !== '' && etagOf(raw) === etagOf(changed.get(id) ?? {}),
      failed,
    );
    // A contact made a moment ago may be listed and yet not be found by its id: the list has its extended properties.
    const unread = missing.filter((id) => read.get(id) === null);
    if (unread.length > 0) await this.#listUntil(unread);
    for (const [id, raw] of read) {
      const whole = raw ?? this.#ahead.get(id) ?? changed.get(id);
      if (whole !== undefined && (raw !== null || this.#saysAll(id, whole))) found.set(id, whole);
      // No later round names it before it changes again.
      else if (this.#options.knownEtag(id) === null) failed.add(id);
    }
    return {
      contacts: [...found.values()].map((raw) => this.#contact(raw)),
      keysUnread: unread.filter((id) => found.has(id) && !this.#ahead.has(id)),
    };
  }

  /**
   * Whether a change that nothing but the list of changes tells of is all there is. Of a contact that Kith has, what is not
   * named would pass for emptied: such a change waits, and if the contact is gone by now, the next round says so.
   */
  #saysAll(id: string, raw: JsonObject): boolean {
    return this.#options.knownEtag(id) === null ? isWhole(raw) : this.#reader.mapping.namesAll(raw);
  }

  async #listUntil(ids: readonly string[]): Promise<void> {
    this.#list ??= this.#reader.list(this.#path, false);
    while (ids.some((id) => !this.#ahead.has(id))) {
      const page = await this.#list.next().catch(refusedList);
      if (page.done === true) return;
      for (const raw of page.value) this.#ahead.set(textOf(raw['id']) ?? '', raw);
    }
  }

  #contact(raw: JsonObject): RemoteContact {
    const folder = textOf(raw['parentFolderId']);
    const scope = this.#knows(folder) ? folder : this.#folder.id;
    return remoteContact(raw, this.#reader.mapping.read(raw), scope);
  }

  /** What a folder misses may have moved to another one, also to one that Kith has not seen yet: only the rest is gone. */
  async #whereTo(
    removed: readonly string[],
    failed: Set<string>,
  ): Promise<{ moved: readonly RemoteContact[]; tombstones: readonly string[] }> {
    if (removed.length === 0) return { moved: [], tombstones: removed };
    const found = await this.#reader.byId(
      removed,
      (_id, known) =>
        known.raw === null
          ? isRecent(this.#caller, known.at)
          : isOfNow(this.#caller, this.#reader.memory, known),
      failed,
    );
    const folders = [...found.values()].flatMap((raw) => textOf(raw?.['parentFolderId']) ?? []);
    if (folders.some((id) => !this.#knows(id))) await this.#addFolders();
    const elsewhere = (raw: JsonObject | null): raw is JsonObject => {
      const folder = textOf(raw?.['parentFolderId']);
      return folder !== undefined && folder !== this.#folder.id && this.#knows(folder);
    };
    const moved = [...found.values()].filter(elsewhere);
    return {
      moved: moved.map((raw) => this.#contact(raw)),
      tombstones: removed.filter((id) => !failed.has(id) && !elsewhere(found.get(id) ?? null)),
    };
  }

  #knows(folder: string | undefined): boolean {
    return this.#cursor.folders.some(({ id }) => id === folder);
  }

  /** Folders that were made since folders were last looked for; their rounds follow in this same pull. */
  async #addFolders(): Promise<void> {
    const { others } = await findFolders(this.#caller, this.#options.signal);
    const added = others.filter((id) => !this.#knows(id)).map((id) => newFolder(id, false, false));
    this.#cursor = { ...this.#cursor, folders: [...this.#cursor.folders, ...added] };
  }
}

/** A server that does not list as it is asked to still gives the contacts by their ids; a list that failed has ended. */
function refusedList(thrown: unknown): { readonly done: true } {
  if (thrown instanceof AppError && [400, 404, 405, 501].includes(Number(thrown.context['status'])))
    return { done: true };
  throw thrown;
}

/** A change that names the contact's name and addresses names everything. */
function isWhole(raw: JsonObject): boolean {
  return 'displayName' in raw && 'emailAddresses' in raw;
}
