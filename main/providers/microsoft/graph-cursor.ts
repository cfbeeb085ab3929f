// Owns: the text in which a pull remembers where it is: each folder's link, and when folders were last looked for.
// Leaves to others: following the links (graph-pull.ts), finding folders (graph-folders.ts).
import type { GraphCaller } from './graph-http.ts';
import { cursorExpired } from './graph-errors.ts';
import { isObject, textOf } from './graph-values.ts';
import type { Json } from '../../core/json.ts';

/** One contact folder and how far its changes were read. */
export interface FolderState {
  /** Graph's id of the folder; also the scope of its contacts. */
  readonly id: string;
  readonly isDefault: boolean;
  /** Where its round goes on; null: it begins. */
  readonly link: string | null;
  /** Its complete listing is not finished yet. */
  readonly listing: boolean;
  /** The server knows changes only at `/me/contacts/delta`. */
  readonly short: boolean;
}

export interface Cursor {
  readonly foldersAt: number;
  readonly folders: readonly FolderState[];
  /** Folders that are no more; their contacts go when the listing that noticed it ends. */
  readonly gone: readonly string[];
  /** See ReadMemory.plain. */
  readonly plain: boolean;
}

const VERSION = 1;

export function cursorText(cursor: Cursor): string {
  const folders = cursor.folders.map(({ id, isDefault, link, listing, short }) => ({
    id,
    link,
    ...(isDefault ? { isDefault } : {}),
    ...(listing ? { listing } : {}),
    ...(short ? { short } : {}),
  }));
  const { foldersAt, gone, plain } = cursor;
  return JSON.stringify({
    v: VERSION,
    foldersAt,
    folders,
    ...(gone.length > 0 ? { gone } : {}),
    ...(plain ? { plain } : {}),
  });
}

/** Throws `provider.cursorExpired` for a text that is not a cursor of this version. */
export function parseCursor(text: string, caller: GraphCaller): Cursor {
  const json = parsed(text);
  if (
    !isObject(json) ||
    json['v'] !== VERSION ||
    typeof json['foldersAt'] !== 'number' ||
    !Array.isArray(json['folders'])
  ) {
    throw cursorExpired(caller.context);
  }
  const gone = Array.isArray(json['gone'])
    ? (json['gone'] as readonly Json[]).filter((id) => typeof id === 'string')
    : [];
  const folders = (json['folders'] as readonly Json[]).filter(isObject).map((folder) => ({
    id: textOf(folder['id']) ?? '',
    isDefault: folder['isDefault'] === true,
    link: textOf(folder['link']) ?? null,
    listing: folder['listing'] === true,
    short: folder['short'] === true,
  }));
  return { foldersAt: json['foldersAt'], folders, gone, plain: json['plain'] === true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether a stored cursor follows a folder. */
export function listsFolder(text: string, folder: string): boolean {
  try {
    const { folders } = JSON.parse(text) as { readonly folders?: readonly { readonly id?: Json }[] };
    return folders?.some(({ id }) => id === folder) ?? false;
  } catch {
    return false;
  }
}
