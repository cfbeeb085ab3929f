// Owns: the commands that show, set and remove the photo of a contact; each change is durable when the command answers.
// Leaves to others: what they make of a photo (core/photo.ts), asking a cloud (sync/photo-reading.ts, sync/photos.ts).
import type { ContactId } from '../core/account.ts';
import { AppError, errorInfo } from '../core/errors.ts';
import { byPerson } from '../core/history.ts';
import { sameJson } from '../core/json.ts';
import {
  choosePhoto,
  LARGEST_PHOTO,
  NO_PHOTO,
  photoKeptHere,
  photoType,
  removePhoto,
} from '../core/photo.ts';
import type { PhotoRecord } from '../core/photo.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Change } from '../store/book-format.ts';
import { createPhotoReader } from '../sync/photo-reading.ts';
import type { Handlers, PersonView, Photo } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { notFound, personView } from './views.ts';

type PhotoHandlers = Pick<Handlers, 'photos.get' | 'photos.set' | 'photos.remove'>;

/** The window changes the photo of a contact at a time, a script may change those of a person. */
export interface PhotoCommands extends PhotoHandlers {
  /** One photo for several contacts of a person, or none (null), as one action: all of them or none. */
  'photos.setAll': (contacts: readonly ContactId[], photo: Photo | null) => PersonView;
}

export function photoHandlers(deps: HandlerDependencies): PhotoCommands {
  const { book, photos, providers, holdOf } = deps;
  const reader = createPhotoReader({ book, photos, providers });

  const live = (id: ContactId): ContactRecord => {
    const record = book.contact(id);
    if (record === null || record.local === null) throw notFound('contact', id);
    return record;
  };
  const setAll: PhotoCommands['photos.setAll'] = (contacts, chosen) => {
    const records = contacts.map(live);
    const changes = records.flatMap((record): readonly Change[] => {
      const photo = photoAfter(deps, record, chosen);
      return sameJson(photo, record.photo ?? NO_PHOTO)
        ? []
        : [{ kind: 'putContact', record: { ...record, photo } }];
    });
    if (changes.length > 0) {
      book.transaction(changes, byPerson(chosen === null ? 'photos.remove' : 'photos.set'));
      deps.edited();
    }
    return personView(book, records[0]!.person, holdOf);
  };

  return {
    'photos.get': async (contact) => {
      live(contact);
      const picture = await reader.get(contact);
      if (picture === null) return null;
      return { type: picture.type, base64: Buffer.from(picture.bytes).toString('base64') };
    },
    'photos.set': ({ contact, photo }) => setAll([contact], photo),
    'photos.remove': (contact) => setAll([contact], null),
    'photos.setAll': setAll,
  };
}

/** The photo of a contact after a person chose one, or removed it (null); its bytes are kept. Errors: `input.invalid`. */
export function photoAfter(
  { book, photos, providers }: Pick<HandlerDependencies, 'book' | 'photos' | 'providers'>,
  record: ContactRecord,
  photo: Photo | null,
): PhotoRecord {
  const kind = book.account(record.account)!.provider;
  if (photo === null) return removePhoto(record, kind);
  const bytes = checkedBytes(photo, record.id);
  const chosen = choosePhoto(record, photos.put(bytes), kind);
  const refusal = providers[kind].photos.refusal({ type: photo.type, bytes });
  if (chosen.pending === null || refusal === null) return chosen;
  // Known before a sync: it stays in Kith, and says so at once (law 21).
  return photoKeptHere(chosen, { ...errorInfo(refusal), retry: 'afterUser' });
}

/** The bytes of a photo that may be kept. Errors: `input.invalid`. */
function checkedBytes(photo: Photo, contact: ContactId): Uint8Array {
  const bytes = Buffer.from(photo.base64, 'base64');
  const found = photoType(bytes);
  if (bytes.length > LARGEST_PHOTO) {
    throw invalid('is larger than 4 MB, which is more than Outlook takes', contact);
  }
  if (found !== 'image/jpeg' && found !== 'image/png') throw invalid('is neither a JPEG nor a PNG', contact);
  if (found !== photo.type) throw invalid(`is called ${photo.type} and is ${found}`, contact);
  return bytes;
}

function invalid(what: string, contact: ContactId): AppError {
  return new AppError('input.invalid', `This picture ${what}. Nothing was changed; choose another.`, {
    context: { contact, reason: 'picture' },
  });
}
