// Owns: how a secret is written as keychain entries: one record, or numbered chunks with a manifest as commit point.
// Leaves to others: calling the keychain (keytar-port), and judging its silence (keychain).
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { KeytarPort } from './keytar-port.ts';

/** Characters one entry may have. Windows takes 2,560 bytes and answers more with “The stub received bad data”. */
export const windowsLimit = 2400;

const generation = v.object({
  gen: v.pipe(v.number(), v.integer(), v.minValue(1)),
  n: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(256)),
  sha256: v.string(),
});
const manifest = v.object({
  v: v.literal(1),
  ...generation.entries,
  /** The value itself, when it fits; then there are no chunks. */
  d: v.optional(v.string()),
  /** The generation before, whose chunks may still be there. */
  prev: v.optional(generation),
});
type Generation = v.InferOutput<typeof generation>;
type Manifest = v.InferOutput<typeof manifest>;

type Entries = Pick<KeytarPort, 'get' | 'set' | 'delete'>;

/** What the entries of a key hold. `broken`: a manifest is there, but neither of its generations is whole. */
export type RecordRead =
  | { readonly kind: 'found'; readonly value: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'broken' };

/** Reads a secret. Entries are ASCII throughout: NUL or other bytes do not survive every keychain. */
export async function readRecord(entries: Entries, key: string): Promise<RecordRead> {
  const text = await entries.get(key);
  if (text === null) return { kind: 'nothing' };
  const found = decode(text);
  if (!found) return { kind: 'broken' };
  if (found.d !== undefined) return whole(fromBase64(found.d), found);
  const current = whole(await readChunks(entries, key, found), found);
  if (current.kind === 'found' || !found.prev) return current;
  return whole(await readChunks(entries, key, found.prev), found.prev);
}

/** Writes a secret so that a crash at any point leaves the old one or the new one. `limit`: characters of one entry. */
export async function writeRecord(
  entries: Entries,
  key: string,
  value: string,
  limit: number,
): Promise<void> {
  const old = decode((await entries.get(key)) ?? '');
  // Named no more by the manifest that follows, so it has to go first.
  if (old?.prev) await deleteChunks(entries, key, old.prev);
  const next = { v: 1, gen: (old?.gen ?? 0) + 1, n: 0, sha256: hashOf(value), ...previousOf(old) } as const;
  const inline = encode({ ...next, d: toBase64(value) });
  const chunks = inline.length <= limit ? [] : split(toBase64(value), limit);
  for (const [i, chunk] of chunks.entries()) await entries.set(chunkKey(key, next.gen, i), chunk);
  await entries.set(key, chunks.length === 0 ? inline : encode({ ...next, n: chunks.length }));
  await deleteChunks(entries, key, { gen: next.gen, n: chunks.length }, chunks.length);
  if (old) await deleteChunks(entries, key, old);
}

/** Deletes a secret with all its chunks. False when there was nothing, as far as the keychain says. */
export async function deleteRecord(entries: Entries, key: string): Promise<boolean> {
  const old = decode((await entries.get(key)) ?? '');
  if (old?.prev) await deleteChunks(entries, key, old.prev);
  // Those that a crash left behind before their manifest was written.
  await deleteChunks(entries, key, { gen: (old?.gen ?? 0) + 1, n: 0 });
  if (old) await deleteChunks(entries, key, old);
  // Last, because it alone tells where the chunks are.
  return entries.delete(key);
}

function previousOf(old: Manifest | undefined): { readonly prev?: Generation } {
  return old && old.n > 0 ? { prev: { gen: old.gen, n: old.n, sha256: old.sha256 } } : {};
}

async function readChunks(entries: Entries, key: string, generation: Generation): Promise<string> {
  let text = '';
  for (let i = 0; i < generation.n; i += 1)
    text += (await entries.get(chunkKey(key, generation.gen, i))) ?? '';
  return fromBase64(text);
}

/**
 * Deletes a generation's chunks from `first` on: the `n` it has, and those of a longer value whose writing ended in a
 * crash. From the last to the first, so that a crash in here leaves no gap that hides the rest.
 */
async function deleteChunks(
  entries: Entries,
  key: string,
  { gen, n }: Pick<Generation, 'gen' | 'n'>,
  first = 0,
): Promise<void> {
  let end = n;
  while ((await entries.get(chunkKey(key, gen, end))) !== null) end += 1;
  for (let i = end - 1; i >= first; i -= 1) await entries.delete(chunkKey(key, gen, i));
}

function whole(value: string, expected: { readonly sha256: string }): RecordRead {
  return hashOf(value) === expected.sha256 ? { kind: 'found', value } : { kind: 'broken' };
}

function chunkKey(key: string, gen: number, i: number): string {
  return `${key}#${gen}.${i}`;
}

function split(text: string, size: number): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
    text.slice(i * size, (i + 1) * size),
  );
}

function encode(record: Manifest): string {
  return toBase64(JSON.stringify(record));
}

function decode(text: string): Manifest | undefined {
  try {
    return v.parse(manifest, JSON.parse(fromBase64(text)));
  } catch {
    return undefined;
  }
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}
