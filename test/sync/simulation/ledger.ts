// Owns: what must become of every written value and every contact of a simulated history: the oracle's books.
// Leaves to others: making the history (history.ts), looking at the end (verdict.ts).
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { SHARED_FIELDS } from '../../../main/core/in-step-scope.ts';
import { writtenIn } from './edits.ts';

/**
 * `kept`: must be found at the end. `overwritten`: a later edit put something else there; at a single place it must not
 * come back. `free`: its contact was deleted, its conflict was decided, or it may be back because an edit beat a deletion.
 */
export type Fate = 'kept' | 'overwritten' | 'free';

export interface Entry {
  fate: Fate;
  readonly contact: string;
  /** Where it was written first. */
  readonly account: string;
  place: string;
  inList: boolean;
  /** Somebody decided to keep both versions of it. */
  keptTwice?: boolean;
}

export interface Ledger {
  readonly values: ReadonlyMap<string, Entry>;
  /** One side's version of a contact became another by an edit there. */
  edited(contact: string, before: ContactFields | null, after: ContactFields | null): void;
  /**
   * A conflict was decided: what came back is kept, unless its contact was deleted by then. Mine or theirs may be old by then:
   * taking it is no edit of it.
   */
  decided(
    contact: string,
    before: ContactFields | null,
    after: ContactFields | null,
    tookTheirs: boolean,
  ): void;
  /**
   * The same of a person kept in step: an older version that a decision brings back is no edit, so that another contact's
   * edit may yet replace it.
   */
  decidedInStep(before: ContactFields | null, after: ContactFields | null): void;
  /** These values need not be found any more, nor be gone. */
  release(fields: ContactFields | null, except?: ContactFields | null): void;
  /** Both versions of a conflict were kept: these values may be there twice, and one may go while the other stays. */
  keptBoth(fields: ContactFields | null): void;
  /** Every value of a contact, once it was deleted on a side: an older version may come back whole. */
  releaseOverwritten(contact: string): void;
  /** The contact was equal on both sides and then deleted on one: unless somebody edits it, it is gone on both. */
  gone(contact: string): void;
  /** A person wanted it back: if all went well it is there on both sides, until somebody deletes it again. */
  restored(contact: string, allWentWell: boolean): void;
  /** Its contacts went their own ways: the deletion of one, seen or not yet, is none of another's any more. */
  wentApart(contact: string): void;
  /** A person wants everything back that is gone: nothing has to be. */
  restores(): void;
  /** Nobody wants it to be there any more. */
  letGo(contact: string): void;
  /** The cloud denies contacts that it has: what is deleted here meanwhile counts as gone there, and may come back. */
  denies(): void;
  readonly isDenied: () => boolean;
  /** What one account keeps of a contact to itself goes with the person, whichever of its contacts was deleted. */
  releaseOwn(contact: string): void;
  readonly mustBeGone: ReadonlySet<string>;
  readonly mustBeThere: ReadonlySet<string>;
}

/** What accounts know together: of persons kept in step, an edit of one contact is an edit of all. */
export interface Known {
  readonly values: Map<string, Entry>;
  readonly mustBeGone: Set<string>;
  /** By account and contact. */
  readonly mustBeThere: Map<string, Set<string>>;
  denied: boolean;
}

export const nothingKnown = (): Known => ({
  values: new Map(),
  mustBeGone: new Set(),
  mustBeThere: new Map(),
  denied: false,
});

/** Whether a place means nothing in another account. */
export const isOwn = (place: string): boolean => !SHARED_FIELDS.includes(place.split('.')[0] as FieldName);

export function ledger(account: string, known: Known): Ledger {
  const { values, mustBeGone } = known;
  const mustBeThere = new Set<string>();
  known.mustBeThere.set(account, mustBeThere);
  const books: Ledger = {
    values,
    mustBeGone,
    mustBeThere,
    decided(contact, before, after, tookTheirs) {
      const was = new Set(writtenIn(before).map(({ value }) => value));
      const came = new Set(writtenIn(after).map(({ value }) => value));
      const freed = [...values].flatMap(([value, entry]) =>
        entry.fate === 'free' ||
        (entry.fate === 'overwritten' && came.has(value) && (tookTheirs || was.has(value)))
          ? entry
          : [],
      );
      const wasGone = mustBeGone.has(contact);
      books.edited(contact, before, after);
      for (const entry of freed) entry.fate = 'free';
      if (wasGone) mustBeGone.add(contact);
    },
    decidedInStep(before, after) {
      books.release(before, after);
      for (const { value } of writtenIn(after))
        if (values.get(value)?.fate === 'overwritten') free(values.get(value));
    },
    edited(contact, before, after) {
      const [old, now] = [writtenIn(before), writtenIn(after)];
      const left = new Set(now.map(({ value }) => value));
      for (const { value } of old) {
        const entry = values.get(value);
        if (entry !== undefined && !left.has(value)) entry.fate = 'overwritten';
      }
      const had = new Set(old.map(({ value }) => value));
      for (const { value, place, inList } of now) {
        const entry = values.get(value);
        if (entry === undefined) values.set(value, { fate: 'kept', contact, account, place, inList });
        else if (!had.has(value)) Object.assign(entry, { fate: 'kept', place, inList });
      }
      mustBeGone.delete(contact);
    },
    release(fields, except = null) {
      const spared = new Set(writtenIn(except).map(({ value }) => value));
      for (const { value } of writtenIn(fields)) if (!spared.has(value)) free(values.get(value));
    },
    keptBoth(fields) {
      for (const { value } of writtenIn(fields)) {
        const entry = values.get(value);
        if (entry !== undefined) Object.assign(entry, { inList: true, keptTwice: true });
      }
    },
    releaseOverwritten(contact) {
      for (const entry of values.values())
        if (entry.contact === contact && entry.fate === 'overwritten') entry.fate = 'free';
      books.letGo(contact);
    },
    releaseOwn(contact) {
      for (const entry of values.values()) if (entry.contact === contact && isOwn(entry.place)) free(entry);
    },
    restored(contact, allWentWell) {
      mustBeGone.delete(contact);
      if (allWentWell) mustBeThere.add(contact);
    },
    wentApart: (contact) => void mustBeGone.delete(contact),
    restores: () => mustBeGone.clear(),
    letGo: (contact) => {
      for (const there of known.mustBeThere.values()) there.delete(contact);
    },
    isDenied: () => known.denied,
    gone: (contact) => {
      if (!known.denied) mustBeGone.add(contact);
    },
    denies: () => {
      known.denied = true;
      mustBeGone.clear();
    },
  };
  return books;
}

function free(entry: Entry | undefined): void {
  if (entry !== undefined) entry.fate = 'free';
}
