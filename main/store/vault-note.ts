// Owns: the note in a book's folder that says whether it is encrypted, or is becoming so, and with which key.
// Leaves to others: the key (key-place.ts), what follows from the note (open-vault.ts, encryption.ts).
import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { BookKey } from './book-key.ts';
import { readWhole, replaceFile, syncFolder } from './durable-files.ts';
import type { Sealing } from './vault.ts';

const NAME = 'encryption.json';

/** What a note may say: there is none in a book whose files are all plain. */
export type Noted = Exclude<Sealing, 'off'>;

const NOTE = v.object({
  v: v.literal(1),
  state: v.picklist(['turningOn', 'on', 'turningOff']),
  key: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  /** That who wrote it had the key. */
  check: v.string(),
});

export type Note = Pick<v.InferOutput<typeof NOTE>, 'state' | 'key' | 'check'>;

const sumOf = (state: Noted, key: BookKey): string => key.vouchFor(`encryption ${state}`);

/** Null: there is none. `damaged`: there is one, and nobody can tell what it says. Errors: those of node:fs. */
export function readNote(folder: string): Note | 'damaged' | null {
  let text: string;
  try {
    text = readWhole(path.join(folder, NAME)).toString('utf8');
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return null;
    throw thrown;
  }
  try {
    return v.parse(NOTE, JSON.parse(text));
  } catch {
    return 'damaged';
  }
}

/** Whether a note was written by somebody who had this key. */
export const isGenuine = (note: Note, key: BookKey): boolean =>
  note.key === key.id && note.check === sumOf(note.state, key);

/** Durable when it returns. Errors: those of node:fs. */
export function writeNote(folder: string, state: Noted, key: BookKey): void {
  const note = { v: 1, state, key: key.id, check: sumOf(state, key) };
  replaceFile(path.join(folder, NAME), Buffer.from(`${JSON.stringify(note)}\n`));
}

/** Durable when it returns. Errors: those of node:fs. */
export function removeNote(folder: string): void {
  fs.rmSync(path.join(folder, NAME), { force: true });
  syncFolder(folder);
}
