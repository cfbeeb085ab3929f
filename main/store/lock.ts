// Owns: that only one Kith at a time writes in a profile folder. Leaves to others: what is written there.
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import { fileError, isNoFile, makeFolder, readError, readWhole } from './durable-files.ts';

interface Holder {
  readonly pid: number;
  /** Tells a running process from a later one with the same number: boot id and start time where the system has them. */
  readonly born: string;
}

function bornOf(pid: number): string {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return '';
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return bornOf(holder.pid) === holder.born;
}

/**
 * Takes the folder's lock; the result gives it back. A lock left by a process that died is taken over.
 * Errors: `store.locked` while another Kith holds it, `store.unwritable`.
 */
export function lockFolder(folder: string): () => void {
  const file = path.join(folder, 'lock');
  const mine: Holder = { pid: process.pid, born: bornOf(process.pid) };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (tryCreate(file, folder, mine)) return giveBackOnce(file);
    const holder = readHolder(file, folder);
    if (isHeld(holder)) break;
    removeStale(file, folder, holder);
  }
  throw new AppError(
    'store.locked',
    `Another Kith is using the address book in ${folder}. Nothing was changed. Close it or wait for its end, or give another profile folder with --profile.`,
    { retry: 'afterUser', context: { folder } },
  );
}

/**
 * Why a folder that could not be locked can still be read: there is a book in it, and the disk does not let anybody write,
 * or has no room for a lock. Null where that is not the reason.
 */
export function whyReadOnly(folder: string, refusal: AppError): AppError | null {
  const errno = String(refusal.context.errno ?? '');
  const details = { retry: 'afterUser' as const, context: { folder, errno }, cause: refusal };
  if (!hasBook(folder)) return null;
  if (refusal.code === 'store.full')
    return new AppError(
      'store.full',
      `The disk is full (${errno}), so the address book in ${folder} can only be read and no change can be saved. Everything saved before is kept. Free some space and start Kith again.`,
      details,
    );
  if (!['EACCES', 'EPERM', 'EROFS'].includes(errno)) return null;
  return new AppError(
    'store.readOnly',
    `The address book in ${folder} can only be read, because Kith may not write there (${errno}), so no change can be saved. Everything saved before is kept. Allow writing there, or copy the profile folder, and start Kith again.`,
    details,
  );
}

function hasBook(folder: string): boolean {
  try {
    return fs.readdirSync(folder).some((name) => /^(snapshot|journal)-\d+\./.test(name));
  } catch {
    return false;
  }
}

/** Giving back twice must not take the lock from whoever holds it by then. */
function giveBackOnce(file: string): () => void {
  let held = true;
  return () => {
    if (held) fs.rmSync(file, { force: true });
    held = false;
  };
}

/**
 * Removes a stale lock, unless another process was faster and the lock is a living one's by now: what is moved away is
 * looked at once more, and put back if it is in force.
 */
function removeStale(file: string, folder: string, stale: string): void {
  const moved = `${file}.${process.pid}.stale`;
  try {
    fs.renameSync(file, moved);
    const found = fs.readFileSync(moved, 'utf8');
    if (found !== stale && isHeld(found)) fs.linkSync(moved, file);
    fs.rmSync(moved, { force: true });
  } catch (thrown) {
    if (!['ENOENT', 'EEXIST'].includes((thrown as NodeJS.ErrnoException).code ?? ''))
      throw fileError(thrown, folder);
  }
}

/** The lock appears with its content in one step (a link to a finished file), so that nobody reads half of it. */
function tryCreate(file: string, folder: string, holder: Holder): boolean {
  const finished = `${file}.${holder.pid}`;
  try {
    makeFolder(folder);
    try {
      fs.writeFileSync(finished, JSON.stringify(holder), { mode: 0o600 });
      return linked(finished, file);
    } finally {
      removeIfThere(finished);
    }
  } catch (thrown) {
    throw fileError(thrown, folder);
  }
}

/** False where something has that name, be it a link that leads nowhere. */
function linked(finished: string, file: string): boolean {
  try {
    fs.linkSync(finished, file);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

/** A disk that may only be read has nothing to remove, and its own error is the one to tell. */
function removeIfThere(file: string): void {
  if (fs.existsSync(file)) fs.rmSync(file, { force: true });
}

/** What the lock says; '' if it is gone by now. A lock that may not be read is nobody's to remove. */
function readHolder(file: string, folder: string): string {
  try {
    return readWhole(file).toString('utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw isNoFile(thrown) ? readError(thrown, folder) : fileError(thrown, folder);
  }
}

/** Whether a lock's text names a living process. A text cut short by a power failure names none. */
function isHeld(text: string): boolean {
  try {
    const { pid, born } = JSON.parse(text) as Partial<Holder>;
    return Number.isInteger(pid) && pid! > 0 && isAlive({ pid: pid!, born: born ?? '' });
  } catch {
    return false;
  }
}
