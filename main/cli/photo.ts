// Owns: the command `photo`: a picture's file to a contact, or a contact's photo to a file.
// Leaves to others: what may be a photo (handlers/photos.ts), the other commands (commands.ts).
import { chmodSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import type { ContactId, PersonId } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import { LARGEST_PHOTO, photoType } from '../core/photo.ts';
import { notFound } from '../handlers/views.ts';
import { replaceFile } from '../store/durable-files.ts';
import type { PersonView, Photo } from '../../preload/contract.ts';
import { goOnUnlessStopped } from './answer.ts';
import type { CommandLine } from './arguments.ts';
import type { CliDependencies } from './commands.ts';
import { fileError, firstBytes, pathOf, writeToPipe } from './files.ts';

/** A photo that was written to a file. */
export interface SavedPhoto {
  readonly saved: string;
  readonly contact: ContactId;
  readonly type: Photo['type'];
  /** Bytes. */
  readonly size: number;
}

export function savedPhotoText({ saved, type, size }: SavedPhoto): string {
  return `saved ${type}, ${size} bytes, to ${saved}`;
}

/** Does what exactly one of `--set FILE`, `--remove` and `--save FILE` says, to every contact that the id names. */
export async function photo(deps: CliDependencies, line: CommandLine): Promise<PersonView | SavedPhoto> {
  const { set, save } = line.options as { readonly set?: string; readonly save?: string };
  const isRemoval = line.options['remove'] === true;
  if ([set !== undefined, save !== undefined, isRemoval].filter(Boolean).length !== 1) {
    throw new AppError(
      'input.invalid',
      'photo takes one of --set FILE, --remove and --save FILE. Nothing was changed.',
      { context: { usage: true } },
    );
  }
  const contacts = contactsOf(deps, line.operands[0] ?? '');
  if (save !== undefined) return saveTo(deps, contacts, save);
  return deps.handlers['photos.setAll'](
    contacts,
    set === undefined ? null : await readPhoto(set, deps.interrupted),
  );
}

function contactsOf({ book }: CliDependencies, id: string): readonly ContactId[] {
  const one = book.contact(id as ContactId);
  const records = (one === null ? book.contactsOfPerson(id as PersonId) : [one]).filter(
    ({ local }) => local !== null,
  );
  if (records.length === 0) throw notFound('person', id);
  return records.map((record) => record.id);
}

async function readPhoto(file: string, interrupted: AbortSignal): Promise<Photo> {
  const bytes = await firstBytes(pathOf(file), LARGEST_PHOTO, interrupted).catch((thrown: unknown) => {
    goOnUnlessStopped(interrupted);
    throw fileError(file, 'read', thrown);
  });
  const type = photoType(bytes);
  if (type === null) {
    throw new AppError(
      'input.invalid',
      `${file} is no picture that Kith knows. Nothing was changed; choose a JPEG or a PNG.`,
      { context: { file } },
    );
  }
  return { type, base64: bytes.toString('base64') };
}

async function saveTo(
  { handlers, interrupted }: CliDependencies,
  contacts: readonly ContactId[],
  file: string,
): Promise<SavedPhoto> {
  for (const contact of contacts) {
    const found = await handlers['photos.get'](contact);
    if (found === null) continue;
    const bytes = Buffer.from(found.base64, 'base64');
    try {
      await writeWhole(pathOf(file), bytes, interrupted);
    } catch (thrown) {
      throw interrupted.aborted ? stopped(file) : fileError(file, 'written', thrown);
    }
    return { saved: file, contact, type: found.type, size: bytes.length };
  }
  throw new AppError(
    'input.notFound',
    'There is no photo to save, or its cloud cannot be reached and Kith has not read it before. Nothing was written.',
    { context: { contact: contacts[0] ?? '' } },
  );
}

const stopped = (file: string): AppError =>
  new AppError('sync.cancelled', `Kith was stopped before the photo was written to ${file}.`, {
    retry: 'later',
    context: { file },
  });

/** Writes a file so that one that was there stays whole where the disk does not take it; it keeps who may read it. */
async function writeWhole(path: string, bytes: Uint8Array, interrupted: AbortSignal): Promise<void> {
  const former = statSync(path, { throwIfNoEntry: false });
  // What is no file, such as /dev/stdout, is written to and not replaced.
  if (former?.isFIFO() === true) return writeToPipe(path, bytes, interrupted);
  if (former !== undefined && !former.isFile()) return writeFileSync(path, bytes);
  const mode = former === undefined ? 0o666 & ~process.umask() : former.mode;
  replaceFile(former === undefined ? path : realpathSync(path), bytes, (temporary) => {
    chmodSync(temporary, mode);
  });
}
