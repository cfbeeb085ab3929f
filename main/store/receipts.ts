// Owns: the receipts of runs on disk, one append-only file of JSON lines a run, and for how long they are kept.
// Leaves to others: what an entry says (core/receipt.ts), who writes it (sync/receipt.ts).
import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { AccountId, RunId } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import { isContent } from '../core/content-shape.ts';
import { FIELD_NAMES } from '../core/fields.ts';
import { KEPT_MS, sureTime } from '../core/history.ts';
import type { Clock } from '../core/ports.ts';
import type { Receipts, RunEntry, RunHead, RunReceipt } from '../core/receipt.ts';
import { fileError, makeFolder, syncFolder, writeAll } from './durable-files.ts';
import { PLAIN } from './vault.ts';
import type { LineWriter, Vault } from './vault.ts';

/** A receipt is kept while its run is one of so many latest ones, or not older than what people can bring back. */
const RUNS_KEPT = 50;
/** Milliseconds between two looks for receipts that have had their time. */
const CLEAR_EVERY_MS = 24 * 60 * 60_000;
/** A receipt's first line is far shorter (bytes). */
const HEAD_BYTES = 1000;
const SUFFIX = '.jsonl';

const id = v.pipe(v.string(), v.minLength(1));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const hash = v.nullable(sha256);
const HEAD = v.object({ run: id, account: id, at: v.pipe(v.string(), v.isoTimestamp()) });
/** An undo puts contents back into the address book. */
const CONTENT = v.custom((value) => isContent(value), 'is not the content of a contact');
const PICTURE = v.variant('kind', [
  v.object({ kind: v.literal('shown'), before: v.optional(hash), after: hash }),
  v.object({
    kind: v.literal('listed'),
    before: v.optional(hash),
    from: v.string(),
    to: v.string(),
    told: v.boolean(),
  }),
]);
const ENTRY = v.object({
  contact: id,
  person: id,
  remoteId: v.nullable(v.string()),
  name: v.string(),
  side: v.picklist(['kith', 'cloud']),
  kind: v.picklist(['create', 'update', 'delete', 'conflict']),
  fields: v.array(v.picklist(FIELD_NAMES)),
  here: hash,
  there: hash,
  before: v.optional(CONTENT),
  after: v.optional(CONTENT),
  again: v.optional(v.literal(true)),
  photo: v.optional(sha256),
  picture: v.optional(PICTURE),
});

/** A photo's SHA-256 in the text of an entry; contents of contacts are hashed under other names. */
const PHOTO_HASHES = /"(?:photo|before|after)":"([0-9a-f]{64})"/g;

/** A run under way: how many lines its file has, and who writes them. */
interface Writing {
  lines: number;
  readonly write: LineWriter;
}

/** The receipts in a folder, which is made with the first of them. */
export function receiptFiles(folder: string, clock: Pick<Clock, 'now'>, vault: Vault = PLAIN): Receipts {
  const writing = new Map<RunId, Writing>();
  let clearAgainAt = -Infinity;
  const fileOf = (run: RunId): string => path.join(folder, `${run}${SUFFIX}`);

  /** Opens the file each time: meanwhile it may have been encrypted, or stopped being so, or be forgotten. */
  const add = (run: RunId, to: Writing, flag: 'a' | 'wx', lines: readonly object[]): void => {
    if (flag === 'a' && !fs.existsSync(fileOf(run))) return;
    const texts = lines.map((line) => `${to.write(receiptPlace(run, to.lines++), JSON.stringify(line))}\n`);
    const fd = fs.openSync(fileOf(run), flag, 0o600);
    try {
      writeAll(fd, Buffer.from(texts.join('')));
    } finally {
      fs.closeSync(fd);
    }
  };

  const begin = ({ run, account, at }: RunHead): Writing => {
    makeFolder(folder);
    if (clock.now() >= clearAgainAt) {
      clearAgainAt = clock.now() + CLEAR_EVERY_MS;
      clear(folder, clock.now(), vault);
    }
    const begun = { lines: 0, write: vault.lineWriter('receipt') };
    add(run, begun, 'wx', [{ run, account, at }]);
    writing.set(run, begun);
    return begun;
  };

  /** Does one thing with a run's file, and leaves the file where that fails; a torn end is read over. */
  const attempt = (run: RunId, work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      writing.delete(run);
      throw fileError(thrown, folder);
    }
  };

  return {
    append: (head, entries) =>
      attempt(head.run, () => add(head.run, writing.get(head.run) ?? begin(head), 'a', entries)),
    seal: (run) =>
      attempt(run, () => {
        if (!writing.delete(run) || !fs.existsSync(fileOf(run))) return;
        const fd = fs.openSync(fileOf(run), 'r+');
        try {
          fs.fsyncSync(fd);
        } finally {
          fs.closeSync(fd);
        }
        syncFolder(folder);
      }),
    read: (run) => (isFileName(run) ? readReceipt(fileOf(run), vault) : null),
    photos: () => {
      try {
        const texts = headsIn(folder, vault).flatMap(({ file }) => linesOf(file, vault) ?? []);
        return new Set(texts.flatMap((text) => [...text.matchAll(PHOTO_HASHES)].map(([, named]) => named!)));
      } catch (thrown) {
        throw asFileError(thrown, folder);
      }
    },
    forget: (account) => {
      try {
        for (const { file, head } of headsIn(folder, vault))
          if (head === null || head.account === account) fs.rmSync(file, { force: true });
      } catch (thrown) {
        throw asFileError(thrown, folder);
      }
    },
  };
}

const asFileError = (thrown: unknown, folder: string): AppError =>
  thrown instanceof AppError ? thrown : fileError(thrown, folder);

/** Which line of which receipt a line is. */
export const receiptPlace = (run: string, line: number): string => `${run} ${line}`;

/** Ids come from scripts too: one that leads elsewhere names no receipt. */
function isFileName(run: RunId): boolean {
  return /^[\w-]{1,200}$/.test(run);
}

/** Errors: `store.corrupt` where more than the end of the file is damaged. */
function readReceipt(file: string, vault: Vault): RunReceipt | null {
  const lines = linesOf(file, vault);
  if (lines === null) return null;
  const [head, ...rest] = lines.map(parsed);
  // What a crash cut off stands at the end, and described a transaction that never happened.
  if (head === undefined) return null;
  const entries = rest.map((value) => v.safeParse(ENTRY, value));
  const damaged = entries.findIndex(({ success }) => !success);
  const known = v.safeParse(HEAD, head);
  if (!known.success || (damaged >= 0 && damaged < entries.length - 1))
    throw new AppError(
      'store.corrupt',
      `The receipt ${file} is damaged, so its run cannot be shown or undone. Nothing was changed; the address book itself is not affected.`,
      { context: { file } },
    );
  return {
    ...(known.output as RunHead),
    entries: (damaged < 0 ? entries : entries.slice(0, damaged)).map(({ output }) => output as RunEntry),
  };
}

/**
 * The lines of a file, the last of them perhaps torn, and '' in the place of any that cannot be opened; null: there is no
 * file. Errors: `store.unwritable`, `store.keyMissing`.
 */
function linesOf(file: string, vault: Vault): readonly string[] | null {
  const run = path.basename(file, SUFFIX);
  const open = vault.lineOpener('receipt');
  try {
    return fs
      .readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line, index) => open(receiptPlace(run, index), line) ?? '');
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return null;
    throw asFileError(thrown, file);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

interface Kept {
  readonly file: string;
  /** Null: nobody can tell whose it is. */
  readonly head: { readonly account: AccountId; readonly at: string } | null;
}

function headsIn(folder: string, vault: Vault): readonly Kept[] {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => ({ file: path.join(folder, name), head: headOf(path.join(folder, name), vault) }));
}

function headOf(file: string, vault: Vault): Kept['head'] {
  const bytes = Buffer.alloc(HEAD_BYTES);
  const fd = fs.openSync(file, 'r');
  try {
    const text = bytes.toString('utf8', 0, fs.readSync(fd, bytes, 0, HEAD_BYTES, 0));
    const line = vault.lineOpener('receipt')(
      receiptPlace(path.basename(file, SUFFIX), 0),
      text.split('\n', 1)[0]!,
    );
    const head = v.safeParse(HEAD, parsed(line ?? ''));
    return head.success ? { account: head.output.account as AccountId, at: head.output.at } : null;
  } finally {
    fs.closeSync(fd);
  }
}

/** Removes the receipts that have had their time when a run began that is a day old: a clock may be ahead since. */
function clear(folder: string, now: number, vault: Vault): void {
  const latestFirst = headsIn(folder, vault).toSorted((a, b) =>
    (a.head?.at ?? '') < (b.head?.at ?? '') ? 1 : -1,
  );
  const times = latestFirst.map(({ head }) => Date.parse(head?.at ?? ''));
  const sure = sureTime(times, now);
  for (const { file, head } of latestFirst.slice(RUNS_KEPT))
    if (head === null || sure - Date.parse(head.at) > KEPT_MS) fs.rmSync(file, { force: true });
}
