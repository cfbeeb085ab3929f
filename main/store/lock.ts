// Owns: that only one Kith at a time writes in a profile folder. Leaves to others: what is written there.
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import { fileError } from './durable-files.ts';

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
    if (tryCreate(file, folder, mine)) return () => fs.rmSync(file, { force: true });
    const holder = readHolder(file);
    if (holder !== null && isAlive(holder)) break;
    fs.rmSync(file, { force: true });
  }
  throw new AppError('store.locked', `Another Kith is using the profile ${folder}. Nothing was changed. Close it, or give another profile folder with --profile.`,
    { retry: 'afterUser', context: { folder } });
}

/** The lock appears with its content in one step (a link to a finished file), so that nobody reads half of it. */
function tryCreate(file: string, folder: string, holder: Holder): boolean {
  const finished = `${file}.${holder.pid}`;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.writeFileSync(finished, JSON.stringify(holder), { mode: 0o600 });
    try {
      fs.linkSync(finished, file);
      return true;
    } finally {
      fs.rmSync(finished, { force: true });
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST' && fs.existsSync(file)) return false;
    throw fileError(thrown, folder);
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}
