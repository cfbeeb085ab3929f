// Owns: photos of a person who is kept in step (law 23): whose photo reaches which of the person's other contacts. Pure.
// Leaves to others: the fields (in-step.ts), reading photos and storing what is carried (sync/in-step-photos.ts).
import type { AccountId, AccountKind, ContactId } from './account.ts';
import type { ErrorInfo } from './errors.ts';
import type { PersonPhotos, PersonState } from './person-state.ts';
import { choosePhoto, isPhotoPending, photoKeptHere, photoNow, removePhoto } from './photo.ts';
import type { PhotoRecord } from './photo.ts';
import type { ContactRecord } from './replica.ts';

export interface PhotoStepContext {
  /** The linked accounts. */
  readonly accounts: ReadonlyMap<AccountId, AccountKind>;
  /** Whether Kith has the bytes of a photo. */
  readonly hasPhoto: (hash: string) => boolean;
  /** Why the cloud of a contact would not take a photo, as far as that is known without asking; null: it may. */
  readonly refusal: (record: ContactRecord, hash: string) => ErrorInfo | null;
}

export interface CarriedPhotos {
  readonly put: readonly ContactRecord[];
  readonly state: PersonState;
}

/** Clouds that give photos back in ever new renditions are left alone after so many runs in a row, until one is quiet. */
const LONGEST_STREAK = 2;

const NOTHING: PersonPhotos = { agreed: {}, given: {}, streak: 0 };

interface Side {
  readonly record: ContactRecord;
  readonly kind: AccountKind;
  /** SHA-256 of its photo; null: it has none. */
  readonly now: string | null;
  /** What it had when the contacts agreed last; undefined: it never did. */
  readonly agreed: string | null | undefined;
}

/** The photo of a contact by its SHA-256, null: it has none, undefined: its cloud would have to be asked. */
export function knownPhoto(record: ContactRecord, kind: AccountKind): string | null | undefined {
  const now = photoNow(record, kind);
  if (now.kind === 'unread') return undefined;
  return now.kind === 'none' ? null : now.hash;
}

/** The contacts of a person between which photos travel now; none while one of them has to wait. */
export function photosInStep(
  state: PersonState,
  records: readonly ContactRecord[],
  accounts: PhotoStepContext['accounts'],
): readonly ContactRecord[] {
  if (!state.inStep) return [];
  const live = records.filter(({ account, local }) => local !== null && accounts.has(account));
  const isHeld = live.some(({ paused, gone }) => (paused ?? null) !== null || (gone ?? null) !== null);
  return isHeld || new Set(live.map(({ account }) => account)).size < 2 ? [] : live;
}

/**
 * Carries the photo that one contact got or lost to the person's others; null: nothing happened, or not all photos are
 * known. What changed is seen against what each contact had when they agreed last, as its cloud gave or took it, so that
 * renditions of one photo are no changes. Photos that were changed differently stay, until one of them changes again.
 */
export function carryPhotos(
  state: PersonState,
  records: readonly ContactRecord[],
  ctx: PhotoStepContext,
): CarriedPhotos | null {
  const before = state.photos ?? NOTHING;
  const live = photosInStep(state, records, ctx.accounts);
  const sides = live.flatMap((record): readonly Side[] => {
    const kind = ctx.accounts.get(record.account)!;
    const now = knownPhoto(record, kind);
    return now === undefined ? [] : [{ record, kind, now, agreed: before.agreed[record.id] }];
  });
  if (sides.length < 2 || sides.length < live.length) return null;
  const wanted = joined(sides);
  const moved = sides.filter(({ now }, index) => now !== wanted[index]);
  const isByPerson = sides.some((side) => side.now !== side.agreed && isPhotoPending(side.record));
  const isSwinging = moved.length > 0 && !isByPerson && before.streak >= LONGEST_STREAK;
  const after = isSwinging ? sides.map(({ now }) => now) : wanted;
  if (after.some((hash, index) => hash !== null && hash !== sides[index]!.now && !ctx.hasPhoto(hash)))
    return null;
  const put = sides.flatMap((side, index) => {
    const hash = after[index]!;
    return hash === side.now ? [] : [{ ...side.record, photo: photoWith(side, hash, ctx) }];
  });
  const photos: PersonPhotos = {
    agreed: Object.fromEntries(sides.map(({ record }, index) => [record.id, after[index]!])),
    given: givenAfter(before, sides, after),
    streak: isSwinging ? before.streak : put.length === 0 || isByPerson ? 0 : before.streak + 1,
  };
  return put.length === 0 && isSame(photos, before) ? null : { put, state: { ...state, photos } };
}

/** What each contact is to have: first what those that had agreed make of it, then what the others bring along. */
function joined(sides: readonly Side[]): readonly (string | null)[] {
  const changed = sides.filter(({ now, agreed }) => agreed !== undefined && now !== agreed);
  const chosen = hashesOf(changed.map(({ now }) => now));
  const removed = new Set(changed.filter(({ now }) => now === null).map(({ agreed }) => agreed));
  const settled = sides.map(({ now, agreed }) => {
    if (agreed === undefined || chosen.length > 1) return now;
    if (chosen.length === 1) return chosen[0]!;
    // A photo of its own is not what was removed elsewhere.
    return now === agreed && removed.has(agreed) ? null : now;
  });
  if (sides.every(({ agreed }) => agreed !== undefined)) return settled;
  const all = hashesOf(settled);
  return all.length === 1 ? settled.map(() => all[0]!) : settled;
}

function hashesOf(photos: readonly (string | null)[]): readonly string[] {
  return [...new Set(photos.filter((hash) => hash !== null))];
}

/** A photo that is carried gives way to one that the cloud got meanwhile: that one is carried in turn. */
function photoWith({ record, kind }: Side, hash: string | null, ctx: PhotoStepContext): PhotoRecord {
  if (hash === null) return removePhoto(record, kind);
  const photo = choosePhoto(record, hash, kind);
  if (photo.pending === null) return photo;
  const problem = ctx.refusal(record, hash);
  return problem === null ? { ...photo, yields: true } : photoKeptHere(photo, problem);
}

/** The contacts that have their photo only because they were joined with others. */
function givenAfter(
  { given, agreed }: PersonPhotos,
  sides: readonly Side[],
  after: readonly (string | null)[],
): PersonPhotos['given'] {
  return Object.fromEntries(
    sides.flatMap(({ record: { id }, now }, index) => {
      const hash = after[index];
      if (typeof hash !== 'string') return [];
      const isGiven = given[id] === hash || (agreed[id] === undefined && now === null);
      return isGiven ? [[id, hash]] : [];
    }),
  ) as PersonPhotos['given'];
}

function isSame(one: PersonPhotos, other: PersonPhotos): boolean {
  const [agreed, given] = [Object.entries(one.agreed), Object.entries(one.given)];
  return (
    one.streak === other.streak &&
    agreed.length === Object.keys(other.agreed).length &&
    given.length === Object.keys(other.given).length &&
    agreed.every(([id, hash]) => other.agreed[id as ContactId] === hash) &&
    given.every(([id, hash]) => other.given[id as ContactId] === hash)
  );
}

/** A contact that parts from its person: a photo that it got by being joined, and that nobody changed since, goes. */
export function partedPhoto(
  state: PersonState | null,
  record: ContactRecord,
  kind: AccountKind,
): ContactRecord {
  const given = state?.photos?.given[record.id];
  const isKept = given === undefined || record.photo?.here !== given;
  return isKept ? record : { ...record, photo: removePhoto(record, kind) };
}
