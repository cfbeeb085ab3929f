// Owns: the interface between the engine and any cloud. Leaves to others: speaking to a cloud (google/, microsoft/),
// deciding what to send and storing what came (sync/, core/). Providers neither store, retry, nor decide.
import type { AccountId, LabelId } from '../core/account.ts';
import type { ContactFields, FieldName, ReadOnlyFields } from '../core/contact.ts';
import type { AppError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { ListedLabel } from '../core/label-merge.ts';
import type { PhotoBytes } from '../core/photo.ts';
import type { OthersTurn } from '../core/ports.ts';

/** A contact as a cloud has it. `etag` is its version: equal etags mean equal content, different ones need not. */
export interface RemoteContact {
  readonly remoteId: string;
  readonly etag: string;
  /** In normal form. Value ids are the provider's choice and stable for equal content; the engine adopts Kith's own. */
  readonly fields: ContactFields;
  readonly readOnly: ReadOnlyFields;
  /** What was sent beside the fields and the model does not know, verbatim. */
  readonly unknown: JsonObject;
  /** Kith's own id if this contact was created by Kith (law 9). */
  readonly createKey: string | null;
  readonly scope: string;
}

/** One page of a pull. Storing `cursor` with the last of it is what makes an interrupted pull resume (law 7). */
export interface RemotePage {
  readonly contacts: readonly RemoteContact[];
  /** Ids among `contacts` that this page's list did not name: they were read directly, where one list missed them. */
  readonly readDirectly?: readonly string[];
  /** Ids among `contacts` of which nothing but this list tells, which does not say whether Kith created them. */
  readonly keysUnread?: readonly string[];
  /** Ids that the list named and that the cloud failed on when they were read: nothing else of the page tells of them. */
  readonly unread?: readonly string[];
  /** Ids the cloud said are deleted. */
  readonly tombstones: readonly string[];
  /** Ids that are listed and whose etag is the one Kith knows: nothing to read, but seen. */
  readonly unchanged: readonly string[];
  /** The same contact under a new id (People API: previousResourceNames). */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Where the next page, or the next run, goes on. Opaque to the engine. */
  readonly cursor: string;
  /**
   * True on the first page of a complete listing: what the listing that it begins does not name in `scope` is gone
   * once that scope's `completed` page arrives (law 8).
   */
  readonly startsListing: boolean;
  /** The scopes whose complete listing ends with this page. Empty on incremental pages. */
  readonly completed: readonly string[];
  /**
   * True where a contact that this page told of and that is deleted before the page is read again is still told of as
   * deleted, or missed by the listing: then it may be stored in parts, before its cursor. Graph, for one, says nothing at all
   * of what was created and deleted between two rounds of its list of changes.
   */
  readonly divisible: boolean;
  /** How many contacts the pull will bring, where the cloud says so. */
  readonly total: number | null;
}

export interface CreateOperation {
  readonly kind: 'create';
  /** The caller's handle; comes back in the outcome. */
  readonly key: string;
  readonly createKey: string;
  readonly fields: ContactFields;
}

export interface UpdateOperation {
  readonly kind: 'update';
  readonly key: string;
  readonly remoteId: string;
  readonly etag: string;
  /** What the cloud has, the version to reach, and the fields that differ: a write names only these (law 12). */
  readonly base: ContactFields;
  readonly fields: ContactFields;
  readonly changed: readonly FieldName[];
}

export interface DeleteOperation {
  readonly kind: 'delete';
  readonly key: string;
  readonly remoteId: string;
  readonly etag: string;
}

export type WriteOperation = CreateOperation | UpdateOperation | DeleteOperation;

/** What became of one operation of a batch. */
export type WriteOutcome =
  /** Applied. `contact` is the cloud's version after it, as far as the reply tells (what it left out is as sent). */
  | { readonly kind: 'done'; readonly key: string; readonly contact: RemoteContact | null }
  /** Not applied: the cloud's version is newer than `etag`. */
  | { readonly kind: 'stale'; readonly key: string }
  /** Not applied: the cloud has no such contact (for a delete: the wish is fulfilled). */
  | { readonly kind: 'gone'; readonly key: string }
  /** Not applied, and sending the same again will not help. */
  | { readonly kind: 'refused'; readonly key: string; readonly error: AppError }
  /** Not applied, through no fault of its own: it was in a batch that failed, or there was no room. Send it again. */
  | { readonly kind: 'notApplied'; readonly key: string; readonly error: AppError | null }
  /** Nobody knows whether it was applied: the reply was lost. */
  | { readonly kind: 'ambiguous'; readonly key: string; readonly error: AppError };

/** A handle to one account: whose token to use and how to get a new one. */
export interface ProviderAccount {
  readonly id: AccountId;
  readonly graph?: 'v1.0' | 'beta';
  /** Fields that are never sent to it (never-send.ts). */
  readonly neverSend?: readonly FieldName[];
}

/**
 * Labels that the cloud keeps as things of their own, and contacts name by `ref`. Errors beside those of ContactProvider:
 * `provider.rejected` (with context.reason `duplicateName` where another label has the name), `provider.stale` (renamed
 * there since `etag`), `provider.notFound`.
 */
export interface KeyedLabels {
  readonly kind: 'keyed';
  /** All of them, however many pages that takes. */
  list(account: ProviderAccount, signal?: AbortSignal): Promise<readonly ListedLabel[]>;
  create(account: ProviderAccount, name: string, signal?: AbortSignal): Promise<ListedLabel>;
  rename(
    account: ProviderAccount,
    label: { readonly ref: string; readonly etag: string | null; readonly name: string },
    signal?: AbortSignal,
  ): Promise<ListedLabel>;
  /** The contacts that carry it stay. */
  delete(account: ProviderAccount, ref: string, signal?: AbortSignal): Promise<void>;
  /** Whether a contact can be given this label; from some it can only be taken off. Pure. */
  canGive(ref: string): boolean;
  /** A ref such as a new label of this id would have, for looking ahead. Pure. */
  exampleRef(id: LabelId): string;
}

/** `named`: labels are no more than texts on contacts, and live and change with these. */
export type LabelSupport = KeyedLabels | { readonly kind: 'named' };

export interface PullOptions {
  readonly signal?: AbortSignal;
  /** The etag Kith stores for a remote id, to skip what it already has. */
  readonly knownEtag: (remoteId: string) => string | null;
  /** Called now and then while a page is read. */
  readonly othersTurn?: OthersTurn;
}

/** A contact whose photo is asked for: by its id, or by the address that the cloud's list gave. */
export interface PhotoPlace {
  readonly remoteId: string;
  readonly photoUrl: string | null;
}

/** What a photo's write left behind: the contact with its new version; null where the cloud did not say. */
export interface PhotoWritten {
  readonly contact: RemoteContact | null;
}

/**
 * The photos of a cloud's contacts, one request each; no pull asks for them. Errors as ContactProvider's, and
 * `provider.notFound`: there is no such contact; `provider.rejected`: the same photo will not be taken another time.
 */
export interface ProviderPhotos {
  /** Why this cloud would not take such a photo, known without asking it; null: it may. Pure. */
  refusal(photo: PhotoBytes): AppError | null;
  /** The bytes that the cloud gives, in their original size; null: there is no photo. */
  read(account: ProviderAccount, place: PhotoPlace, signal?: AbortSignal): Promise<PhotoBytes | null>;
  /** Puts the photo in place of any other. Sent twice it does no harm. */
  write(
    account: ProviderAccount,
    remoteId: string,
    photo: PhotoBytes,
    signal?: AbortSignal,
  ): Promise<PhotoWritten>;
  /** Takes the photo away, and has made sure of it where the cloud's word is not enough. */
  remove(account: ProviderAccount, remoteId: string, signal?: AbortSignal): Promise<PhotoWritten>;
}

/**
 * A cloud. Every method throws AppError: `auth.required` (sign in again), `network.*`, `provider.throttled` and
 * `provider.unavailable` (context.retryAfter in seconds where stated; nothing was applied; context.progress where a part
 * of a reading came, which the next try need not ask for), `provider.badResponse` (HTML, half a JSON),
 * `provider.cursorExpired` (pull only: start again with null), `provider.forbidden`.
 */
export interface ContactProvider {
  readonly kind: 'google' | 'microsoft' | 'computer';
  /** A delete is checked by etag in the cloud; otherwise the engine reads again before it deletes. */
  readonly conditionalDelete: boolean;
  readonly labels: LabelSupport;

  /** Pages since `cursor` (null: a complete listing). One request a page. */
  pull(account: ProviderAccount, cursor: string | null, options: PullOptions): AsyncIterable<RemotePage>;

  /** The cloud's present versions; ids it has not are absent from the result. */
  fetch(
    account: ProviderAccount,
    remoteIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, RemoteContact>>;

  /** Splits operations into batches, each within the limits of one request to the cloud. Pure. */
  batches(operations: readonly WriteOperation[]): readonly (readonly WriteOperation[])[];

  /**
   * Sends one batch, as one request unless the cloud wants some fields told apart or takes fewer at once, and says what
   * became of each operation, in any order. Throws only where nothing of the batch was applied; a cut connection or a
   * 5xx gives `ambiguous` outcomes, and so does anything that kept a part of an operation back while another was applied.
   */
  write(
    account: ProviderAccount,
    batch: readonly WriteOperation[],
    signal?: AbortSignal,
  ): Promise<readonly WriteOutcome[]>;

  /** The contacts among `createKeys` that the cloud already has, by create key (law 9). */
  findCreated(
    account: ProviderAccount,
    createKeys: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, RemoteContact>>;

  readonly photos: ProviderPhotos;

  /** What this cloud can hold of `fields`: what reading back a write of them gives (law 21). Pure. */
  hold(account: ProviderAccount, fields: ContactFields): ContactFields;
  /** Whether pulls that go on from a cursor name what changes in a scope: it may be of a folder found since. Pure. */
  lists(cursor: string, scope: string): boolean;
}

/** Gives an access token for an account. Errors: `auth.required`, `network.*`, `keychain.*`. */
export type AccessTokens = (
  account: AccountId,
  options?: { readonly forceRefresh?: boolean },
) => Promise<string>;
