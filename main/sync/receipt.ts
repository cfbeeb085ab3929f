// Owns: writing down what a run does to each contact, before it is done here and after it was done in the cloud (law 19).
// Leaves to others: keeping the entries (store/receipts.ts), taking a run back (core/undo.ts).
import { hash } from 'node:crypto';
import type { AccountId, AccountKind, ContactId, RunId } from '../core/account.ts';
import type { ContactFields, FieldName } from '../core/contact.ts';
import { AppError, asAppError } from '../core/errors.ts';
import { changedFields, contentText } from '../core/fields.ts';
import { splitPath } from '../core/paths.ts';
import { displayName } from '../core/person.ts';
import { isPhotoShown, photoNow } from '../core/photo.ts';
import { photoChange } from '../core/photo-undo.ts';
import type { PictureChange, Receipts, RunEntry, RunHead, RunReceipt } from '../core/receipt.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Change } from '../store/book-format.ts';

/** SHA-256, in hexadecimal, of what a contact says: ids and the order of values do not count. */
export function contentHash(fields: ContactFields): string {
  return hash('sha256', contentText(fields), 'hex');
}

/** What a recorder needs of its run. */
export interface Recorded {
  readonly head: RunHead;
  readonly receipts: Receipts;
  /** Of the run's account. */
  readonly kind: AccountKind;
  /** The stored contact, before the change that is being written down. */
  contact(id: ContactId): ContactRecord | null;
  /** Told once if the receipt cannot be written: the run goes on without. */
  failed(error: AppError): void;
}

/**
 * The receipt of one run while it is under way. Entries are written before the transaction that they describe: one whose
 * transaction never happened does no harm, since an undo compares with what is there.
 */
export class ReceiptRecorder {
  readonly #run: Recorded;
  readonly #told: Told;
  /** What was done in the cloud, and waits for the transaction that stores it. */
  #done: RunEntry[] = [];
  #begun = false;
  #broken = false;

  constructor(run: Recorded) {
    this.#run = run;
    this.#told = { kind: run.kind, hashOf: rememberedHash() };
  }

  /** A contact that is about to be stored: what takes long to say of it is found out now. */
  expect(record: ContactRecord): void {
    hashesOf(record, this.#told);
  }

  /** The cloud applied an update: `before` is the contact that was sent, `after` what it is by the reply. */
  updated(
    before: ContactRecord,
    after: ContactRecord,
    { fields, changed }: { readonly fields: ContactFields; readonly changed: readonly FieldName[] },
  ): void {
    this.#done.push(cloudUpdate(this.#told, before, after, fields, changed));
  }

  /** The cloud took the contact's photo, or its removal: an update of no field. */
  photoSent(record: ContactRecord, picture: PictureChange): void {
    this.#done.push({
      ...headOf(record),
      side: 'cloud',
      kind: 'update',
      ...hashesOf(record, this.#told),
      picture,
    });
  }

  /** The cloud applied a deletion of the contact. */
  deleted(before: ContactRecord): void {
    const was = before.base === null ? {} : { before: before.base };
    this.#done.push({
      ...headOf(before),
      side: 'cloud',
      kind: 'delete',
      here: null,
      there: null,
      ...was,
      ...photoOf(before, this.#run.kind),
    });
  }

  /** Writes down what a transaction that is about to happen does to the contacts of the run's account. */
  committing(changes: readonly Change[]): void {
    const entries = this.#done;
    this.#done = [];
    const latest = new Map<ContactId, ContactRecord | null>();
    const goesOn = keptUnderAnotherId(changes);
    for (const change of changes) {
      if (change.kind !== 'putContact' && change.kind !== 'dropContact') continue;
      const [id, after] =
        change.kind === 'putContact' ? [change.record.id, change.record] : [change.id, null];
      const before = latest.has(id) ? latest.get(id)! : this.#run.contact(id);
      latest.set(id, after);
      if ((after ?? before)?.account !== this.#run.head.account) continue;
      if (after !== null || !goesOn(before)) describe(before, after, entries, this.#told);
    }
    if (entries.length > 0) this.#write(() => this.#append(entries));
  }

  /** The run is over. */
  end(): void {
    if (this.#begun) this.#write(() => this.#run.receipts.seal(this.#run.head.run));
  }

  #append(entries: readonly RunEntry[]): void {
    this.#begun = true;
    this.#run.receipts.append(this.#run.head, entries);
  }

  #write(work: () => void): void {
    if (this.#broken) return;
    try {
      work();
    } catch (thrown) {
      this.#broken = true;
      const { code, context } = asAppError(thrown);
      const errno = typeof context['errno'] === 'string' ? ` (${context['errno']})` : '';
      const next = code === 'store.full' ? 'Free some space' : 'Allow Kith to write in its profile folder';
      this.#run.failed(
        new AppError(
          code,
          `The receipt of this sync could not be written${errno}, so it cannot be shown or undone as a whole; the sync itself went on. ${next}.`,
          { retry: 'afterUser', context: { ...context, run: this.#run.head.run }, cause: thrown },
        ),
      );
    }
  }
}

/** Whether a contact that a transaction drops goes on as another one, which takes its place in the cloud: no deletion. */
function keptUnderAnotherId(changes: readonly Change[]): (dropped: ContactRecord | null) => boolean {
  if (!changes.some(({ kind }) => kind === 'dropContact')) return () => false;
  const put = new Set(
    changes.flatMap((change) => (change.kind === 'putContact' ? change.record.remoteId : [])),
  );
  return (dropped) => dropped !== null && dropped.remoteId !== null && put.has(dropped.remoteId);
}

const NO_FIELDS: readonly FieldName[] = [];

type Head = Pick<RunEntry, 'contact' | 'person' | 'remoteId' | 'name' | 'fields'>;

function headOf(record: ContactRecord, fields = NO_FIELDS): Head {
  const { id, person, remoteId, local, base } = record;
  return { contact: id, person, remoteId, name: displayName(local ?? base ?? {}), fields };
}

/** The photo of a contact that is deleted; one that only the cloud had is gone. */
function photoOf(record: ContactRecord, kind: AccountKind): Pick<RunEntry, 'photo' | 'picture'> {
  const here = record.photo?.here ?? null;
  if (here !== null) return { photo: here };
  return isPhotoShown(photoNow(record, kind)) ? { picture: { kind: 'shown', after: null } } : {};
}

type Hashes = Pick<RunEntry, 'here' | 'there'>;

/** What entries are made with: the kind of the run's account, and hashes of content. */
interface Told {
  readonly kind: AccountKind;
  readonly hashOf: (fields: ContactFields) => string;
}

/** `contentHash` for one run: mostly both sides of a contact share one object, which is hashed once. */
function rememberedHash(): Told['hashOf'] {
  const known = new WeakMap<ContactFields, string>();
  return (fields) => {
    const hashed = known.get(fields) ?? contentHash(fields);
    known.set(fields, hashed);
    return hashed;
  };
}

/** The contact's content as it is now on both sides. */
function hashesOf({ local, base, inCloud, remoteId }: ContactRecord, { hashOf }: Told): Hashes {
  const remote = remoteId === null ? null : (inCloud ?? base);
  return { here: local === null ? null : hashOf(local), there: remote === null ? null : hashOf(remote) };
}

function only(fields: ContactFields, names: readonly FieldName[]): ContactFields {
  return Object.fromEntries(
    names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  );
}

function cloudUpdate(
  told: Told,
  before: ContactRecord,
  after: ContactRecord,
  sent: ContactFields,
  changed: readonly FieldName[],
): RunEntry {
  return {
    ...headOf(after, changed),
    side: 'cloud',
    kind: 'update',
    ...hashesOf(after, told),
    before: only(before.base ?? {}, changed),
    after: only(sent, changed),
  };
}

/**
 * What a change of a stored contact says about the run, added to `entries`. A write whose reply was lost and that the
 * cloud turns out to have is part of it: nobody else writes it down.
 */
function describe(
  before: ContactRecord | null,
  after: ContactRecord | null,
  entries: RunEntry[],
  told: Told,
): void {
  if (before !== null && after !== null) entries.push(...arrivedAfterAll(before, after, entries, told));
  const change = changeHere(before, after, told);
  const picture = pictureHere(before, after, entries, told.kind);
  if (change !== null) entries.push({ ...change, ...picture });
  else if (picture !== null)
    entries.push({ ...headOf(after!), side: 'kith', kind: 'update', ...hashesOf(after!, told), ...picture });
  if (after === null || after.conflicts.length === 0) return;
  const known = new Set(before?.conflicts.map(({ path }) => path));
  const fresh = after.conflicts.filter(({ path }) => !known.has(path));
  if (fresh.length === 0) return;
  const fields = [...new Set(fresh.map(({ path }) => splitPath(path).field))];
  entries.push({ ...headOf(after, fields), side: 'kith', kind: 'conflict', ...hashesOf(after, told) });
}

/** Creates are told by the remote id that they bring, whether with their reply or later (law 9). */
function arrivedAfterAll(
  before: ContactRecord,
  after: ContactRecord,
  entries: readonly RunEntry[],
  told: Told,
): readonly RunEntry[] {
  if (before.remoteId === null && before.createSent && after.remoteId !== null) {
    // Only what the cloud once named has the number of a listing before it is created.
    const again = before.seen > 0 ? { again: true as const } : {};
    return [{ ...headOf(after), side: 'cloud', kind: 'create', ...hashesOf(after, told), ...again }];
  }
  const { inFlight, base } = before;
  if (inFlight === null || base === null || after.inFlight !== null || after.base !== inFlight) return [];
  // An update whose reply came is told already.
  if (
    entries.some(({ contact, side, kind }) => contact === after.id && side === 'cloud' && kind === 'update')
  )
    return [];
  return [cloudUpdate(told, before, after, inFlight, changedFields(base, inFlight))];
}

function changeHere(before: ContactRecord | null, after: ContactRecord | null, told: Told): RunEntry | null {
  const [was, is] = [before?.local ?? null, after?.local ?? null];
  if (was === is) return null;
  const record = (after ?? before)!;
  const entry = { side: 'kith' as const, ...(after === null ? NOTHING_LEFT : hashesOf(after, told)) };
  if (is === null)
    return { ...headOf(before!), ...entry, kind: 'delete', before: was!, ...photoOf(before!, told.kind) };
  if (was === null) return { ...headOf(record), ...entry, kind: 'create' };
  const fields = changedFields(was, is);
  if (fields.length === 0) return null;
  return {
    ...headOf(record, fields),
    ...entry,
    kind: 'update',
    before: only(was, fields),
    after: only(is, fields),
  };
}

/** What a change of a stored contact says about its photo; nothing where the run's own writes explain it. */
function pictureHere(
  before: ContactRecord | null,
  after: ContactRecord | null,
  entries: readonly RunEntry[],
  kind: AccountKind,
): Pick<RunEntry, 'picture'> | null {
  if (before === null || after === null || before.local === null || after.local === null) return null;
  if (entries.some(({ contact, side }) => contact === after.id && side === 'cloud')) return null;
  const picture = photoChange(before, after, kind);
  return picture === null ? null : { picture };
}

const NOTHING_LEFT: Hashes = { here: null, there: null };

/** Receipts that are kept only as long as the process: for runs that store nothing, and for tests. */
export function memoryReceipts(): Receipts {
  const kept = new Map<RunId, RunReceipt>();
  return {
    append: (head, entries) =>
      void kept.set(head.run, { ...head, entries: [...(kept.get(head.run)?.entries ?? []), ...entries] }),
    seal: () => undefined,
    read: (run) => kept.get(run) ?? null,
    photos: () =>
      new Set(
        [...kept.values()].flatMap(({ entries }) =>
          entries.flatMap(({ photo, picture }) =>
            [photo, picture?.before].filter((hash) => typeof hash === 'string'),
          ),
        ),
      ),
    forget: (account: AccountId) => {
      for (const receipt of kept.values()) if (receipt.account === account) kept.delete(receipt.run);
    },
  };
}
