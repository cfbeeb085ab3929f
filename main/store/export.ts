// Owns: the file of all contacts for other programs and for people: JSON or vCards, written whole or not at all.
// Leaves to others: what of a book can be handed on (exportable.ts), asking for it (cli/, app/).
import fs from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ContactFields } from '../core/contact.ts';
import { AppError } from '../core/errors.ts';
import { personCard } from '../core/person-card.ts';
import { photoType } from '../core/photo.ts';
import { vcard } from '../core/vcard.ts';
import type { VCardVersion } from '../core/vcard.ts';
import { replaceFileLater } from './durable-files.ts';
import { exportableBook } from './exportable.ts';
import type { Exportable, Standing } from './exportable.ts';
import { readPhoto } from './photos.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

/** What an export wrote. */
export interface Exported {
  readonly file: string;
  readonly contacts: number;
  readonly photos: number;
  readonly book: Standing;
  /** Parts of the book's files that could not be read. */
  readonly unreadable: number;
}

const PIECE = 64 * 1024;

/**
 * Writes the contacts of the book in `folder` into a file that only its owner may read: as one JSON array, or with a
 * `version` as vCards, one a person. `overwrite`: also in the place of another file. The book is only read, and what is
 * written is not encrypted. Stopped by the signal, it leaves no file, and one that was there as it was. Errors:
 * `input.invalid`, `input.notFound`, `store.*`, `sync.cancelled`.
 */
export async function exportBook(
  folder: string,
  file: string,
  overwrite: boolean,
  vault: Vault = PLAIN,
  version: VCardVersion | null = null,
  stop?: AbortSignal,
): Promise<Exported> {
  const goOn = (): void => {
    if (stop?.aborted === true) throw stopped(file);
  };
  if (!overwrite) refuseIfThere(file);
  const { contacts, standing, unreadable } = exportableBook(folder, vault);
  const entries = new Entries(contacts, path.join(folder, 'photos'), vault);
  const pieces = version === null ? entries.pieces() : entries.cards(version);
  // Reading a great book lets nobody in: who was asked to stop meanwhile is to know before there is a file to clear away.
  await nextTurn();
  try {
    goOn();
    if (overwrite && fs.existsSync(file) && !fs.statSync(file).isFile()) throw notAFile(file);
    // A link stays one: what it leads to is the file that the person named.
    const place = overwrite && fs.existsSync(file) ? fs.realpathSync(file) : file;
    await replaceFileLater(place, each(pieces, goOn), 0, undefined, () => {
      goOn();
      if (!overwrite) claim(file);
    });
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : unwritten(file, thrown);
  }
  return { file, contacts: contacts.length, photos: entries.photos, book: standing, unreadable };
}

function* each<T>(pieces: Iterable<T>, before: () => void): Generator<T> {
  for (const piece of pieces) {
    before();
    yield piece;
  }
}

function refuseIfThere(file: string): void {
  if (fs.existsSync(file)) throw thereAlready(file);
}

/** Takes the name at the last moment, in one step, so that no file that came meanwhile is replaced. */
function claim(file: string): void {
  try {
    fs.closeSync(fs.openSync(file, 'wx', 0o600));
  } catch (thrown) {
    throw (thrown as NodeJS.ErrnoException).code === 'EEXIST' ? thereAlready(file) : thrown;
  }
}

class Entries {
  readonly #contacts: readonly Exportable[];
  readonly #photoFolder: string;
  readonly #vault: Vault;
  photos = 0;

  constructor(contacts: readonly Exportable[], photoFolder: string, vault: Vault) {
    this.#contacts = contacts;
    this.#photoFolder = photoFolder;
    this.#vault = vault;
  }

  *pieces(): Generator<Buffer> {
    let text = '[';
    for (const [index, exportable] of this.#contacts.entries()) {
      text += `${index === 0 ? '\n' : ',\n'}${JSON.stringify(this.#entry(exportable))}`;
      if (text.length < PIECE) continue;
      yield Buffer.from(text);
      text = '';
    }
    yield Buffer.from(`${text}\n]\n`);
  }

  *cards(version: VCardVersion): Generator<Buffer> {
    let text = '';
    for (const [person, contacts] of Map.groupBy(this.#contacts, ({ contact }) => contact.person)) {
      const sources = contacts.map(({ contact, ownLabels }) => ({
        fields: contact.fields as ContactFields,
        labels: ownLabels,
        photo: this.#photo(contact),
        changedAt: typeof contact.changedAt === 'string' ? contact.changedAt : null,
      }));
      text += vcard(personCard(String(person), sources), version);
      if (text.length < PIECE) continue;
      yield Buffer.from(text);
      text = '';
    }
    yield Buffer.from(text);
  }

  /** README documents this shape. */
  #entry({ contact, account, labels }: Exportable) {
    const { id, person, remoteId, fields, readOnly, unknown, conflicts, changedAt } = contact;
    const { provider, email, name } = account;
    return {
      id,
      person,
      account: { id: account.id, provider, email, name },
      remoteId: remoteId ?? null,
      changedAt,
      fields,
      labels,
      photo: this.#photo(contact),
      readOnly: readOnly ?? {},
      unknown: unknown ?? {},
      conflicts: conflicts ?? [],
    };
  }

  #photo({ photo }: Exportable['contact']): { readonly type: string; readonly base64: string } | null {
    const hash = (photo as { readonly here?: unknown } | null | undefined)?.here;
    const bytes = typeof hash === 'string' ? readPhoto(this.#photoFolder, hash, this.#vault) : null;
    if (bytes === null) return null;
    this.photos += 1;
    return {
      type: photoType(bytes) ?? 'application/octet-stream',
      base64: Buffer.from(bytes).toString('base64'),
    };
  }
}

const invalid = (file: string, message: string, cause?: unknown): AppError =>
  new AppError('input.invalid', message, { retry: 'afterUser', context: { file }, cause });

const thereAlready = (file: string): AppError =>
  invalid(file, `${file} is there already. Nothing was written. Choose another name, or say --force.`);

const stopped = (file: string): AppError =>
  new AppError(
    'sync.cancelled',
    `Kith was stopped. Nothing was written to ${file}, and the address book is as it was.`,
    { retry: 'later', context: { file } },
  );

const notAFile = (file: string): AppError =>
  invalid(file, `${file} is no ordinary file. Nothing was written. Choose another name.`);

function unwritten(file: string, thrown: unknown): AppError {
  const { code = String(thrown) } = thrown as NodeJS.ErrnoException;
  return invalid(
    file,
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `The disk is full (${code}), so ${file} was not written. The address book is as it was. Free some space, or choose another place.`
      : `${file} could not be written (${code}). The address book is as it was. Choose another place.`,
    thrown,
  );
}
