// Owns: the contact that somebody is still writing, on disk: one file beside the book, whole or absent after any crash.
// Leaves to others: what is being written (renderer/state), the bytes (vault.ts). It is no part of the book or its history.
import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { isContent } from '../core/content-shape.ts';
import type { KeptDraft } from '../../preload/contract.ts';
import { fileError, makeFolder, syncFolder } from './durable-files.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

export interface DraftStore {
  /** Null: nothing is being written, or what was can no longer be read. */
  get(): KeptDraft | null;
  /** Durable when it returns. Errors: `store.full`, `store.unwritable`. */
  keep(draft: KeptDraft): void;
  drop(): void;
}

const NAME = 'draft.json';
/** Grows when a draft is kept in another way; one of a newer Kith is left alone. */
const FORMAT = 1;

export const draftFile = (folder: string): string => path.join(folder, NAME);

const content = v.custom((value) => isContent(value));
const id = v.pipe(v.string(), v.minLength(1));
const DRAFT = v.object({
  format: v.literal(FORMAT),
  contact: v.nullable(id),
  person: v.optional(id),
  accounts: v.array(id),
  opened: content,
  fields: content,
  named: v.array(id),
  photo: v.optional(
    v.nullable(v.object({ type: v.picklist(['image/jpeg', 'image/png']), base64: v.string() })),
  ),
});

/** The draft of a book, in the book's folder, which is there already. */
export function openDrafts(folder: string, vault: Vault = PLAIN): DraftStore {
  const file = draftFile(folder);
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      throw fileError(thrown, file);
    }
  };
  return {
    get: () => {
      const read = v.safeParse(DRAFT, contentOf(file, vault));
      if (!read.success) return null;
      const { format: _format, ...draft } = read.output;
      return draft as unknown as KeptDraft;
    },
    keep: (draft) =>
      attempt(() => {
        makeFolder(folder);
        vault.replace('draft', file, Buffer.from(JSON.stringify({ format: FORMAT, ...draft })));
      }),
    drop: () =>
      attempt(() => {
        if (!fs.existsSync(file)) return;
        fs.rmSync(file, { force: true });
        syncFolder(folder);
      }),
  };
}

function contentOf(file: string, vault: Vault): unknown {
  try {
    return JSON.parse(vault.read('draft', file)?.toString('utf8') ?? 'null');
  } catch {
    // A draft that cannot be read must not keep anybody from their contacts.
    return null;
  }
}
