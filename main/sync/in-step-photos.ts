// Owns: photos of persons who are kept in step (law 23): reading those that nobody has looked at after the pulls, and
// storing what is carried. Leaves to others: what is carried (core/in-step-photos.ts), sending it (photos.ts).
import type { ContactId } from '../core/account.ts';
import { asAppError, errorInfo } from '../core/errors.ts';
import { carryPhotos, knownPhoto, photosInStep } from '../core/in-step-photos.ts';
import type { PhotoStepContext } from '../core/in-step-photos.ts';
import { photoType, photoVersion } from '../core/photo.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Book } from '../store/book.ts';
import type { Change } from '../store/book-format.ts';
import { lookedAsMuch } from './in-step.ts';
import { photoAfterReading, readPhoto } from './photo-reading.ts';
import type { EngineDependencies, RunScope } from './run-scope.ts';

/** Photos that one run reads of an account: each is a request of its own, and the next run goes on. */
const READ_AT_ONCE = 100;

/** The versions of photos that their clouds would not give, so that they are not asked over and over. */
export type RefusedReads = Map<ContactId, string>;

/**
 * Reads the photos of the account's contacts whose persons are kept in step, where nobody knows what the cloud has. What
 * keeps photos from being read keeps nothing else, unless the cloud asks to be left alone.
 */
export async function readPhotosInStep(run: RunScope, refused: RefusedReads): Promise<void> {
  let reads = 0;
  for (const { id } of unreadInStep(run, refused)) {
    if (reads >= READ_AT_ONCE) return;
    run.signal.throwIfAborted();
    const record = run.book.contact(id);
    if (record === null || record.remoteId === null) continue;
    reads += 1;
    const version = photoVersion(record, run.provider.kind);
    try {
      const picture = await readPhoto(run, { ...record, remoteId: record.remoteId });
      const now = run.book.contact(id);
      if (picture === undefined) refused.set(id, version);
      else if (now !== null && now.photo === record.photo && now.remoteId === record.remoteId) {
        const photo = photoAfterReading(run.deps.photos, now, version, picture);
        run.commit([{ kind: 'putContact', record: { ...now, photo } }]);
      }
    } catch (thrown) {
      if (run.signal.aborted || STOPS_ALL.test(asAppError(thrown).code)) throw thrown;
      return;
    }
  }
}

const STOPS_ALL = /^(store\.|auth\.|sync\.|provider\.throttled$)/;

function unreadInStep(run: RunScope, refused: RefusedReads): readonly ContactRecord[] {
  const { kind } = run.provider;
  const accounts = kindsOf(run.book);
  return [...run.book.persons()].flatMap((state) =>
    photosInStep(state, run.book.contactsOfPerson(state.id), accounts).filter(
      (record) =>
        record.account === run.account.id &&
        knownPhoto(record, kind) === undefined &&
        refused.get(record.id) !== photoVersion(record, kind),
    ),
  );
}

/** What all clouds' photos make of persons who are kept in step: changes for one transaction. */
export function carryPhotosInStep({
  book,
  photos,
  providers,
}: Pick<EngineDependencies, 'book' | 'photos' | 'providers'>): readonly Change[] {
  const accounts = kindsOf(book);
  const ctx: PhotoStepContext = {
    accounts,
    hasPhoto: (hash) => photos.get(hash) !== null,
    refusal: ({ account }, hash) => {
      const bytes = photos.get(hash);
      const type = bytes === null ? null : photoType(bytes);
      const refusal =
        bytes === null || type === null
          ? null
          : providers[accounts.get(account)!].photos.refusal({ type, bytes });
      return refusal === null ? null : { ...errorInfo(refusal), retry: 'afterUser' };
    },
  };
  return [...book.persons()].flatMap((state): readonly Change[] => {
    const carried = carryPhotos(state, book.contactsOfPerson(state.id), ctx);
    if (carried === null) return [];
    lookedAsMuch(state, carried.state);
    return [
      ...carried.put.map((record): Change => ({ kind: 'putContact', record })),
      { kind: 'putPerson', person: carried.state },
    ];
  });
}

function kindsOf(book: Book): PhotoStepContext['accounts'] {
  return new Map(book.accounts().map(({ id, provider }) => [id, provider]));
}
