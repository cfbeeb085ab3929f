// Owns: the bytes of photos, each in a file named by their SHA-256, whole or absent after any crash.
// Leaves to others: which contact has which (core/photo.ts), writing files safely (durable-files.ts).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { KEPT_MS } from '../core/history.ts';
import type { BookKey } from './book-key.ts';
import { fileError, makeFolder } from './durable-files.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

/** Keeps the bytes of photos. They are never changed: other bytes have another name. */
export interface PhotoStore {
  /** Durable when it returns their SHA-256, in hexadecimal. Errors: `store.full`, `store.unwritable`. */
  put(bytes: Uint8Array): string;
  /** Null where they are not here, or are not those any more that were kept. */
  get(hash: string): Uint8Array | null;
}

const DAY_MS = 24 * 60 * 60_000;

export function photoHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The photos in a folder, which is made when there is one to keep. Clears away what no contact has had (`isUsed`) for 30
 * days and nothing kept of the past names (`isNamed`, asked about such alone); a folder that cannot be cleared is no trouble.
 */
export function openPhotos(
  folder: string,
  isUsed: (hash: string) => boolean,
  nowMs: number,
  isNamed: (hash: string) => boolean = () => false,
  vault: Vault = PLAIN,
): PhotoStore {
  const hashesOf = (name: string): readonly string[] => [
    name,
    ...(vault.key === null ? [] : shown(name, vault.key)),
  ];
  sweep(
    folder,
    (name) => hashesOf(name).some(isUsed),
    (name) => hashesOf(name).some(isNamed),
    nowMs,
  );
  const get = (hash: string): Uint8Array | null => readPhoto(folder, hash, vault);
  return {
    get,
    put: (bytes) => {
      const hash = photoHash(bytes);
      try {
        if (get(hash) === null) {
          makeFolder(folder);
          vault.replace('photo', path.join(folder, namesOf(hash, vault)[0]!), bytes);
        }
      } catch (thrown) {
        throw fileError(thrown, folder);
      }
      return hash;
    },
  };
}

/** A photo's file is named by a SHA-256 in hexadecimal, or by what hides one. */
export const isPhotoName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

/**
 * The names that the file of a photo may have, the one to write first. The bytes of a photo that anybody can get have a
 * SHA-256 that anybody can get, so in an encrypted book the name does not tell it.
 */
function namesOf(hash: string, { key, seals }: Vault): readonly string[] {
  if (key === null || !isPhotoName(hash)) return [hash];
  return seals ? [key.hide(hash), hash] : [hash, key.hide(hash)];
}

/** The hash that a name hides, if it is such a name. */
const shown = (name: string, key: BookKey): readonly string[] => (isPhotoName(name) ? [key.show(name)] : []);

/** The bytes of one photo of a folder, which is only read; null where they are not there. */
export function readPhoto(folder: string, hash: string, vault: Vault = PLAIN): Uint8Array | null {
  for (const name of namesOf(hash, vault)) {
    const bytes = bytesIn(path.join(folder, name), vault);
    // Whatever file a name leads to: its bytes have that hash, or are not given out.
    if (bytes !== null && photoHash(bytes) === hash) return bytes;
  }
  return null;
}

function bytesIn(file: string, vault: Vault): Buffer | null {
  try {
    return vault.read('photo', file);
  } catch {
    return null;
  }
}

/**
 * A file's time of change says when it was last seen in use, to the day, or named: only starts look, between which weeks may
 * lie, and a copied folder may have other times. So one that is named is not asked about again for as long.
 */
function sweep(
  folder: string,
  isUsed: (hash: string) => boolean,
  isNamed: (hash: string) => boolean,
  nowMs: number,
): void {
  let names: readonly string[];
  try {
    names = fs.readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const file = path.join(folder, name);
    try {
      const age = nowMs - fs.statSync(file).mtimeMs;
      const isOld = age > KEPT_MS;
      if (/\.tmp$/.test(name) || (isOld && !isUsed(name) && !isNamed(name))) fs.rmSync(file, { force: true });
      else if (isOld || (age > DAY_MS && isUsed(name))) fs.utimesSync(file, nowMs / 1000, nowMs / 1000);
    } catch {
      // It is tried again at the next start.
    }
  }
}

/** The photos of a store, and others that last as long as this process. */
export function photosOver(kept: PhotoStore): PhotoStore {
  const fresh = photosInMemory();
  return { get: (hash) => fresh.get(hash) ?? kept.get(hash), put: (bytes) => fresh.put(bytes) };
}

/** Photos that last as long as this process. */
export function photosInMemory(): PhotoStore {
  const kept = new Map<string, Uint8Array>();
  return {
    get: (hash) => kept.get(hash) ?? null,
    put: (bytes) => {
      const hash = photoHash(bytes);
      kept.set(hash, Uint8Array.from(bytes));
      return hash;
    },
  };
}
