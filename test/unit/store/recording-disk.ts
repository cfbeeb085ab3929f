// Owns: a disk in memory that writes down every operation, and what a crash after any of them may leave of it.
// Leaves to others: the disk itself (test/sync/simulation/disk.ts), what must hold afterwards (every-crash.test.ts).
import { dirname } from 'node:path';
import { MemoryDisk } from '../../sync/simulation/disk.ts';

/** A change of a file's bytes, or of the names in a folder; both count only once they were synced. */
type DataOperation =
  | { readonly kind: 'write'; readonly at: number | null; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly length: number };
type NameOperation =
  | { readonly kind: 'create'; readonly path: string; readonly inode: number }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string };

export type Recorded =
  | { readonly kind: 'data'; readonly inode: number; readonly change: DataOperation }
  | { readonly kind: 'name'; readonly change: NameOperation }
  | { readonly kind: 'syncFile'; readonly inode: number }
  | { readonly kind: 'syncFolder'; readonly folder: string }
  /** What the test itself wants to remember: a transaction begins, or is known to be saved. */
  | { readonly kind: 'begun' | 'acknowledged'; readonly seq: number };

export class RecordingDisk extends MemoryDisk {
  readonly log: Recorded[] = [];
  readonly #inodes = new Map<string, number>();
  readonly #open = new Map<number, { readonly path: string; readonly inode: number | null }>();
  readonly #times = new Map<string, number>();
  readonly #now: () => number;
  #next = 1;

  constructor(now: () => number) {
    super();
    this.#now = now;
  }

  override changedAt(path: string): number {
    return this.#times.get(path) ?? Infinity;
  }

  override open(path: string, flags: string): number {
    const existed = this.exists(path);
    const fd = super.open(path, flags);
    if (!existed) {
      this.#inodes.set(path, this.#next);
      this.log.push({ kind: 'name', change: { kind: 'create', path, inode: this.#next++ } });
    } else if (flags.startsWith('w')) {
      this.#data(this.#inodes.get(path)!, { kind: 'truncate', length: 0 });
    }
    this.#open.set(fd, { path, inode: this.#inodes.get(path) ?? null });
    return fd;
  }

  override write(fd: number, bytes: Uint8Array, at?: number): number {
    const written = super.write(fd, bytes, at);
    const { path, inode } = this.#open.get(fd)!;
    this.#times.set(path, this.#now());
    this.#data(inode!, { kind: 'write', at: at ?? null, bytes: Buffer.from(bytes) });
    return written;
  }

  override truncate(target: number | string, length: number): void {
    super.truncate(target, length);
    const inode = typeof target === 'number' ? this.#open.get(target)!.inode : this.#inodes.get(target);
    this.#data(inode!, { kind: 'truncate', length });
  }

  override sync(fd: number): void {
    super.sync(fd);
    const { path, inode } = this.#open.get(fd)!;
    this.log.push(inode === null ? { kind: 'syncFolder', folder: path } : { kind: 'syncFile', inode });
  }

  override rename(from: string, to: string): void {
    super.rename(from, to);
    this.#inodes.set(to, this.#inodes.get(from)!);
    this.#inodes.delete(from);
    this.log.push({ kind: 'name', change: { kind: 'rename', from, to } });
  }

  override unlink(path: string, force: boolean): void {
    const existed = this.#inodes.delete(path);
    super.unlink(path, force);
    if (existed) this.log.push({ kind: 'name', change: { kind: 'remove', path } });
  }

  #data(inode: number, change: DataOperation): void {
    this.log.push({ kind: 'data', inode, change });
  }
}

function changed(bytes: Buffer, change: DataOperation): Buffer {
  if (change.kind === 'truncate') return bytes.subarray(0, change.length);
  const at = change.at ?? bytes.length;
  const gap = Buffer.alloc(Math.max(0, at - bytes.length));
  return Buffer.concat([bytes.subarray(0, at), gap, change.bytes, bytes.subarray(at + change.bytes.length)]);
}

function renamed(names: Map<string, number>, change: NameOperation): void {
  if (change.kind === 'create') names.set(change.path, change.inode);
  else if (change.kind === 'remove') names.delete(change.path);
  else {
    const inode = names.get(change.from);
    if (inode === undefined) return;
    names.set(change.to, inode);
    names.delete(change.from);
  }
}

const folderOf = (change: NameOperation): string =>
  dirname(change.kind === 'rename' ? change.to : change.path);

interface Inode {
  synced: Buffer;
  pending: DataOperation[];
}

/** Each draw is a number from 0 up to 1. */
export type Draw = () => number;

/** What a disk holds for sure, and what it may hold beside that, as its operations are played one by one. */
export class DiskState {
  readonly #inodes = new Map<number, Inode>();
  readonly #names = new Map<string, number>();
  #pending: NameOperation[] = [];

  play(operation: Recorded): void {
    if (operation.kind === 'data') this.#inode(operation.inode).pending.push(operation.change);
    else if (operation.kind === 'name') this.#pending.push(operation.change);
    else if (operation.kind === 'syncFile') {
      const inode = this.#inode(operation.inode);
      for (const change of inode.pending.splice(0)) inode.synced = changed(inode.synced, change);
    } else if (operation.kind === 'syncFolder') {
      const here = (change: NameOperation) => folderOf(change) === operation.folder;
      for (const change of this.#pending.filter(here)) renamed(this.#names, change);
      this.#pending = this.#pending.filter((change) => !here(change));
    }
  }

  #inode(id: number): Inode {
    const known = this.#inodes.get(id) ?? { synced: Buffer.alloc(0), pending: [] };
    this.#inodes.set(id, known);
    return known;
  }

  /** Nothing that was not synced is there. */
  dropped(): ReadonlyMap<string, Buffer> {
    return this.#files(
      () => false,
      ({ synced }) => synced,
    );
  }

  /** Everything is there, as after the death of the process alone. */
  kept(): ReadonlyMap<string, Buffer> {
    return this.#files(
      () => true,
      ({ synced, pending }) => pending.reduce(changed, synced),
    );
  }

  /** Any of what was not synced is there, and of each file's last bytes only a part, or zeros in their place. */
  torn(draw: Draw): ReadonlyMap<string, Buffer> {
    return this.#files(
      () => draw() < 0.5,
      ({ synced, pending }) => {
        const whole = Math.floor(draw() * (pending.length + 1));
        const bytes = pending.slice(0, whole).reduce(changed, synced);
        const next = pending[whole];
        if (next?.kind !== 'write') return bytes;
        const part = Math.floor(draw() * (next.bytes.length + 1));
        const filled = Buffer.alloc(draw() < 0.3 ? next.bytes.length : part);
        next.bytes.copy(filled, 0, 0, part);
        return changed(bytes, { ...next, bytes: filled });
      },
    );
  }

  #files(
    isThere: (change: NameOperation) => boolean,
    bytesOf: (inode: Inode) => Buffer,
  ): ReadonlyMap<string, Buffer> {
    const names = new Map(this.#names);
    for (const change of this.#pending) if (isThere(change)) renamed(names, change);
    return new Map([...names].map(([path, inode]) => [path, bytesOf(this.#inode(inode))]));
  }
}
