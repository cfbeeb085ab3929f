// Owns: killing a process that edits, again and again, and counting what was lost.
// Leaves to others: the process (writer.ts), power failures (test/unit/store/every-crash.test.ts).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { openBook } from '../../main/store/book.ts';
import { CONTACTS, contactOfEdit } from './writer.ts';

export interface KillCounts {
  readonly runs: number;
  /** Edits that the process said were saved. */
  readonly acknowledged: number;
  /** Of these, how many are not there as they were said; an edit halved, or one nobody made, counts too. */
  readonly lost: number;
  /** Starts after a kill that failed. */
  readonly unopenable: number;
  /** What else happened meanwhile, without which the runs would prove little. */
  readonly snapshots: number;
  readonly backups: number;
}

const WRITER = join(import.meta.dirname, 'writer.ts');
/** A kill comes so long after the first edit was said, at most. */
const LONGEST_MS = 250;

/** Lets a process edit from number `first` on and kills it after a while; gives the last edit that it said. */
async function editUntilKilled(
  folder: string,
  backups: string,
  first: number,
  afterMs: number,
): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, folder, backups, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(writer, 'close');
  let last = first - 1;
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    timer ??= setTimeout(() => writer.kill('SIGKILL'), afterMs);
  }
  const [, signal] = (await ended) as [number | null, string | null];
  clearTimeout(timer);
  if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself after edit ${last}`);
  return last;
}

/** What the book holds after edit `last`. */
function expectedAfter(last: number): ReadonlyMap<string, unknown> {
  const contacts = new Map<string, unknown>();
  for (let edit = Math.max(1, last - CONTACTS + 1); edit <= last; edit++)
    for (const half of ['a', 'b'] as const) {
      const record = contactOfEdit(edit, half);
      contacts.set(record.id, record);
    }
  return contacts;
}

const sorted = (contacts: ReadonlyMap<string, unknown>): unknown =>
  [...contacts].sort(([a], [b]) => (a < b ? -1 : 1));

/** What is there of the edits up to `said`, the one under way possibly included; null if the book does not open. */
async function lookAt(folder: string, said: number): Promise<{ last: number; lost: number } | null> {
  try {
    const book = await openBook(folder);
    const last = book.revision;
    const found = new Map<string, unknown>([...book.contacts()].map((record) => [record.id, record]));
    await book.close();
    const whole = isDeepStrictEqual(sorted(found), sorted(expectedAfter(last)));
    return { last, lost: last < said ? said - last : last > said + 1 || !whole ? 1 : 0 };
  } catch (thrown) {
    console.error(thrown);
    return null;
  }
}

/** Kills `runs` times in one folder. `tell` hears of each run. */
export async function countKills(
  runs: number,
  seed: number,
  tell: (counts: KillCounts) => void = () => undefined,
): Promise<KillCounts> {
  const top = mkdtempSync(join(tmpdir(), 'kith-kills-'));
  const [folder, backups] = [join(top, 'book'), join(top, 'backups')];
  const names = { snapshots: new Set<string>(), backups: new Set<string>() };
  let random = seed;
  let last = 0;
  let counts: KillCounts = { runs: 0, acknowledged: 0, lost: 0, unopenable: 0, snapshots: 0, backups: 0 };
  try {
    for (let run = 1; run <= runs; run++) {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      const said = await editUntilKilled(folder, backups, last + 1, (random >>> 8) % LONGEST_MS);
      const seen = await lookAt(folder, said);
      for (const name of readdirSync(folder))
        if (/^snapshot-\d+\.json$/.test(name)) names.snapshots.add(name);
      for (const name of readdirSync(backups)) if (/\.gz$/.test(name)) names.backups.add(name);
      counts = {
        runs: run,
        acknowledged: counts.acknowledged + said - last,
        lost: counts.lost + (seen?.lost ?? 0),
        unopenable: counts.unopenable + (seen === null ? 1 : 0),
        snapshots: names.snapshots.size,
        backups: names.backups.size,
      };
      tell(counts);
      if (seen === null) break;
      last = seen.last;
    }
    return counts;
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}
