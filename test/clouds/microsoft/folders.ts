// Owns: one mailbox's contact folders: nesting, names, ids, and which of them changed when.
// Leaves to others: the contacts in them (book.ts) and the routes (folder-routes.ts).
import { GraphRefusal, idMalformed, itemNotFound } from './errors.ts';
import { folderId, isReadableId } from './ids.ts';
import type { Version } from './shapes.ts';

/** The default folder, by the key that is its well-known name too. */
export const defaultFolder = 'contacts';
const root = 'msgfolderroot';

export interface StoredFolder {
  readonly key: string;
  name: string;
  readonly parent: string;
  bornAt: number;
  changedAt: number;
}

export interface GoneFolder {
  readonly key: string;
  readonly bornAt: number;
  readonly at: number;
}

export interface Folders {
  readonly gone: readonly GoneFolder[];
  sequence(): number;
  /** By id or well-known name. @throws GraphRefusal 404 or 400 */
  find(id: string): StoredFolder;
  /** Folders directly below one; the default folder is not listed below the root. */
  below(parent: string): StoredFolder[];
  all(): StoredFolder[];
  /** @throws GraphRefusal 409 when a sibling has the name. */
  create(name: unknown, parent?: string): StoredFolder;
  rename(folder: StoredFolder, name: unknown): void;
  /** Removes a folder and those below it; returns their keys. @throws GraphRefusal 403 for the default folder. */
  remove(folder: StoredFolder): string[];
  show(folder: StoredFolder, version: Version): Record<string, unknown>;
}

export function createFolders(mailbox: string): Folders {
  const folders = new Map<string, StoredFolder>();
  const byId = new Map<string, string>();
  const gone: GoneFolder[] = [];
  let sequence = 0;
  let made = 0;

  function add(key: string, name: string, parent: string): StoredFolder {
    sequence += 1;
    const folder: StoredFolder = { key, name, parent, bornAt: sequence, changedAt: sequence };
    folders.set(key, folder);
    byId.set(folderId(mailbox, key), key);
    return folder;
  }

  function checkName(name: unknown, parent: string): string {
    if (typeof name !== 'string' || name.trim() === '') {
      throw new GraphRefusal(400, 'ErrorInvalidRequest', 'The folder display name must not be empty.');
    }
    if (below(parent).some((folder) => folder.name.toLowerCase() === name.toLowerCase())) {
      throw new GraphRefusal(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
    }
    return name;
  }

  const below = (parent: string): StoredFolder[] =>
    [...folders.values()].filter((folder) => folder.parent === parent && folder.key !== defaultFolder);

  add(defaultFolder, 'Contacts', root);

  return {
    gone,
    sequence: () => sequence,
    below,
    all: () => [...folders.values()].filter((folder) => folder.key !== defaultFolder),
    find(id) {
      if (id.toLowerCase() !== defaultFolder && !isReadableId(id)) throw idMalformed();
      const folder = folders.get(id.toLowerCase() === defaultFolder ? defaultFolder : (byId.get(id) ?? ''));
      if (folder === undefined) throw itemNotFound();
      return folder;
    },
    create(name, parent = root) {
      made += 1;
      return add(`folder-${made}`, checkName(name, parent), parent);
    },
    rename(folder, name) {
      folder.name = checkName(name, folder.parent);
      sequence += 1;
      folder.changedAt = sequence;
    },
    remove(folder) {
      if (folder.key === defaultFolder) {
        const message = 'Distinguished folders cannot be deleted.';
        throw new GraphRefusal(403, 'ErrorDeleteDistinguishedFolder', message);
      }
      const keys = [folder.key];
      for (const key of keys) keys.push(...below(key).map((child) => child.key));
      for (const key of keys) {
        sequence += 1;
        gone.push({ key, bornAt: folders.get(key)?.bornAt ?? 0, at: sequence });
        folders.delete(key);
        byId.delete(folderId(mailbox, key));
      }
      return keys;
    },
    show: (folder, version) => ({
      id: folderId(mailbox, folder.key),
      parentFolderId: folderId(mailbox, folder.parent),
      displayName: folder.name,
      ...(version === 'beta' ? { wellKnownName: folder.key === defaultFolder ? defaultFolder : null } : {}),
    }),
  };
}
