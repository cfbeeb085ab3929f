// Owns: killing a process that edits, or cutting the power of its disk, again and again, and counting what was lost.
// Leaves to others: the process (writer.ts), the disk (power-disk.ts), every single moment (test/unit/store/every-crash.test.ts).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { openBook } from '../../main/store/book.ts';
import type { Sealing } from '../../main/store/vault.ts';
import { powerDisk } from './power-disk.ts';
import type { FileSystem, PowerDisk } from './power-disk.ts';
import { CONTACTS, contactOfEdit, keychainIn } from './writer.ts';

export interface KillCounts {
  readonly runs: number;
  /** Edits that the process said were saved. */
  readonly acknowledged: number;
  /** Of these, how many are not there as they were said; an edit halved, or one nobody made, counts too. */
  readonly lost: number;
  /**
   * Edits that the process said were saved while the power went, and that are not there: where an fsync is under way then,
   * ext4 may end it as if nothing were. Nobody hears of such an edit where the power is really cut.
   */
  readonly caught: number;
  /** Starts after a kill that failed. */
  readonly unopenable: number;
  /** What else happened meanwhile, without which the runs would prove little. */
  readonly snapshots: number;
  readonly backups: number;
  /** How often the book was found encrypted, and half way there or back, by the start after a kill. */
  readonly encrypted: number;
  readonly between: number;
}

const WRITER = join(import.meta.dirname, 'writer.ts');
/** A kill comes so long after the first edit was said, at most. */
const LONGEST_MS = 250;

/** The last edit that a process said, and the last one that it said before anything happened to it. */
interface Said {
  readonly last: number;
  readonly surely: number;
}

/**
 * Lets a process edit from number `first` on and kills it after a while, the power of its disk cut right before if there is
 * one.
 */
async function editUntilKilled(
  places: readonly string[],
  first: number,
  afterMs: number,
  disk: PowerDisk | null,
): Promise<Said> {
  const [folder, backups, ...keychain] = places as [string, string];
  const writer = spawn(process.execPath, [WRITER, folder, backups, String(first), ...keychain], {
    // Without power it fails before it is killed, and says so at length.
    stdio: ['ignore', 'pipe', disk === null ? 'inherit' : 'ignore'],
  });
  const ended = once(writer, 'close');
  let last = first - 1;
  let surely: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isCut = false;
  const stop = (): void => {
    if (disk !== null) surely = last;
    disk?.cut();
    isCut = disk !== null;
    writer.kill('SIGKILL');
  };
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    timer ??= setTimeout(stop, afterMs);
  }
  const [, signal] = (await ended) as [number | null, string | null];
  clearTimeout(timer);
  if (signal !== 'SIGKILL' && !isCut) throw new Error(`the writer ended by itself after edit ${last}`);
  disk?.restore();
  return { last, surely: surely ?? last };
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

/** What is there of the edits that were said, the one under way possibly included; null if the book does not open. */
async function lookAt(
  [folder, backups, keychain]: readonly string[],
  said: Said,
): Promise<{ last: number; lost: number; caught: number; sealing: Sealing } | null> {
  const keys = keychain === undefined ? {} : { backups: backups!, keys: { secrets: keychainIn(keychain) } };
  try {
    const book = await openBook(folder!, keys);
    const { sealing } = book.encryption.status;
    // Else no switch would ever come to its end between two kills.
    if (said.last % 2 === 0) await book.encryption.settled;
    const last = book.revision;
    const found = new Map<string, unknown>([...book.contacts()].map((record) => [record.id, record]));
    await book.close();
    const whole = isDeepStrictEqual(sorted(found), sorted(expectedAfter(last)));
    const isOther = last > said.last + 1 || !whole;
    return {
      last,
      lost: last < said.surely ? said.surely - last : isOther ? 1 : 0,
      caught: Math.max(0, said.last - Math.max(last, said.surely)),
      sealing,
    };
  } catch (thrown) {
    console.error(thrown);
    return null;
  }
}

export interface KillOptions {
  /** Hears of each run. */
  readonly tell?: (counts: KillCounts) => void;
  /** Encrypts the book and makes it plain again all the while. */
  readonly encrypt?: boolean;
  /** Cuts the power of a disk with this file system, each time right before the kill. The keychain is on another one. */
  readonly power?: FileSystem | undefined;
}

/** Kills `runs` times in one folder. */
export async function countKills(
  runs: number,
  seed: number,
  { tell = () => undefined, encrypt = false, power }: KillOptions = {},
): Promise<KillCounts> {
  const top = mkdtempSync(join(tmpdir(), 'kith-kills-'));
  const disk = power === undefined ? null : powerDisk(power, top);
  const [folder, backups] = [join(disk?.folder ?? top, 'book'), join(disk?.folder ?? top, 'backups')];
  const places = [folder, backups, ...(encrypt ? [join(top, 'keychain.json')] : [])];
  const names = { snapshots: new Set<string>(), backups: new Set<string>() };
  let random = seed;
  let last = 0;
  let counts: KillCounts = {
    runs: 0,
    acknowledged: 0,
    lost: 0,
    caught: 0,
    unopenable: 0,
    snapshots: 0,
    backups: 0,
    encrypted: 0,
    between: 0,
  };
  try {
    for (let run = 1; run <= runs; run++) {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      const said = await editUntilKilled(places, last + 1, (random >>> 8) % LONGEST_MS, disk);
      const seen = await lookAt(places, said);
      for (const name of readdirSync(folder))
        if (/^snapshot-\d+\.json$/.test(name)) names.snapshots.add(name);
      for (const name of readdirSync(backups)) if (/\.gz$/.test(name)) names.backups.add(name);
      counts = {
        runs: run,
        acknowledged: counts.acknowledged + said.last - last,
        lost: counts.lost + (seen?.lost ?? 0),
        caught: counts.caught + (seen?.caught ?? 0),
        unopenable: counts.unopenable + (seen === null ? 1 : 0),
        snapshots: names.snapshots.size,
        backups: names.backups.size,
        encrypted: counts.encrypted + (seen?.sealing === 'on' ? 1 : 0),
        between: counts.between + (/^turning/.test(seen?.sealing ?? '') ? 1 : 0),
      };
      tell(counts);
      if (seen === null) break;
      last = seen.last;
    }
    return counts;
  } finally {
    disk?.remove();
    rmSync(top, { recursive: true, force: true });
  }
}
