// Owns: disks in memory behind node:fs, fast enough for thousands of histories, that can die at any of their operations
// and tell what would be left. Leaves to others: when one dies (play.ts), what is stored on it (main/store).
import fs from 'node:fs';

/** The operations at which a disk can be told to die. */
export const DISK_OPERATIONS = ['open', 'write', 'sync', 'close', 'rename', 'remove', 'truncate'] as const;
export type DiskOperation = (typeof DISK_OPERATIONS)[number];

/** What is left: everything that was written when the process alone dies, what was synced when the power fails. */
export type Death = 'process' | 'power';

interface Inode {
  bytes: Buffer;
  synced: Buffer;
}

interface Handle {
  readonly inode: Inode | null;
  readonly folder: string;
}

const ROOT = '/kith-memory-disk/';
const FIRST_HANDLE = 1_000_000;
const disks = new Map<string, MemoryDisk>();
let made = 0;
let nextHandle = FIRST_HANDLE;

const failure = (code: string, path: string) =>
  Object.assign(new Error(`${code}: memory disk, ${path}`), { code });

export class MemoryDisk {
  readonly folder: string;
  /** Told of the death as it happens. */
  onDeath: () => void = () => undefined;
  #files = new Map<string, Inode>();
  #folders = new Set<string>();
  /** The names that would survive a power failure, by folder. */
  #names = new Map<string, ReadonlyMap<string, Inode>>();
  readonly #handles = new Map<number, Handle>();
  #due: { readonly operation: DiskOperation; left: number; readonly death: Death } | null = null;
  #dead = false;

  constructor() {
    install();
    this.folder = `${ROOT}${++made}`;
    this.#folders.add(this.folder);
    disks.set(this.folder, this);
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Dies at the nth such operation from now, counted from 1; half of a write is done by then. */
  dieAt(operation: DiskOperation, nth: number, death: Death): void {
    this.#due = { operation, left: nth, death };
  }

  /** No death is planned any more. */
  spare(): void {
    this.#due = null;
  }

  die(death: Death): void {
    this.#due = null;
    if (death === 'power') {
      this.#files = new Map([...this.#names.values()].flatMap((names) => [...names]));
      for (const inode of this.#files.values()) inode.bytes = inode.synced;
    }
    this.#dead = true;
    this.onDeath();
  }

  /** The machine starts again with what was left; no process holds anything. */
  revive(): void {
    this.#dead = false;
    this.#handles.clear();
    for (const path of [...this.#files.keys()]) if (/\/lock[^/]*$/.test(path)) this.#files.delete(path);
  }

  remove(): void {
    disks.delete(this.folder);
  }

  /** Every file with its bytes. */
  contents(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#files].map(([path, { bytes }]) => [
        path.slice(this.folder.length + 1),
        bytes.toString('latin1'),
      ]),
    );
  }

  holds(handle: number): boolean {
    return this.#handles.has(handle);
  }

  #before(operation: DiskOperation, path: string): void {
    if (!this.#dead && this.#due?.operation === operation && --this.#due.left === 0)
      this.die(this.#due.death);
    if (this.#dead) throw failure('EIO', path);
  }

  #find(path: string): Inode {
    const inode = this.#files.get(path);
    if (inode === undefined) throw failure(this.#folders.has(path) ? 'EISDIR' : 'ENOENT', path);
    return inode;
  }

  #handle(fd: number): Handle {
    const handle = this.#handles.get(fd);
    if (handle === undefined) throw failure(this.#dead ? 'EIO' : 'EBADF', String(fd));
    return handle;
  }

  #create(path: string): Inode {
    if (!this.#folders.has(folderOf(path))) throw failure('ENOENT', path);
    const inode = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
    this.#files.set(path, inode);
    return inode;
  }

  open(path: string, flags: string): number {
    this.#before('open', path);
    const known = this.#files.get(path);
    if (flags.includes('x') && known !== undefined) throw failure('EEXIST', path);
    const isFolder = this.#folders.has(path);
    if (!isFolder && known === undefined && flags.startsWith('r')) throw failure('ENOENT', path);
    const inode = isFolder ? null : (known ?? this.#create(path));
    if (flags.startsWith('w') && inode !== null) inode.bytes = Buffer.alloc(0);
    const fd = nextHandle++;
    this.#handles.set(fd, { inode, folder: path });
    return fd;
  }

  /** Without a place the bytes go to the end, where every handle here writes. */
  write(fd: number, bytes: Uint8Array, at?: number): number {
    const { inode, folder } = this.#handle(fd);
    if (inode === null) throw failure('EISDIR', folder);
    if (this.#due?.operation === 'write' && this.#due.left === 1)
      writeInto(inode, bytes.subarray(0, bytes.length >> 1), at);
    this.#before('write', folder);
    writeInto(inode, bytes, at);
    return bytes.length;
  }

  sync(fd: number): void {
    const { inode, folder } = this.#handle(fd);
    this.#before('sync', folder);
    if (inode !== null) inode.synced = inode.bytes;
    else this.#names.set(folder, new Map([...this.#files].filter(([path]) => folderOf(path) === folder)));
  }

  close(fd: number): void {
    this.#before('close', this.#handle(fd).folder);
    this.#handles.delete(fd);
  }

  truncate(target: number | string, length: number): void {
    const inode = typeof target === 'number' ? this.#handle(target).inode : this.#find(target);
    this.#before('truncate', String(target));
    if (inode !== null) inode.bytes = inode.bytes.subarray(0, length);
  }

  read(path: string): Buffer {
    if (this.#dead) throw failure('EIO', path);
    return Buffer.from(this.#find(path).bytes);
  }

  replace(path: string, bytes: Buffer): void {
    if (this.#dead) throw failure('EIO', path);
    (this.#files.get(path) ?? this.#create(path)).bytes = bytes;
  }

  readAt(fd: number, into: Uint8Array, offset: number, length: number, position: number): number {
    const { inode, folder } = this.#handle(fd);
    if (inode === null || this.#dead) throw failure('EIO', folder);
    return inode.bytes.copy(into, offset, position, position + length);
  }

  sizeOf(fd: number): number {
    return this.#handle(fd).inode?.bytes.length ?? 0;
  }

  isFolder(path: string): boolean {
    return !this.#dead && this.#folders.has(path);
  }

  /** Every file is as good as new: nothing is old enough to be cleared away. */
  changedAt(_path: string): number {
    return Infinity;
  }

  list(folder: string): string[] {
    if (this.#dead) throw failure('EIO', folder);
    if (!this.#folders.has(folder)) throw failure('ENOENT', folder);
    const paths = [...this.#files.keys(), ...this.#folders].filter((path) => folderOf(path) === folder);
    return paths.map((path) => path.slice(folder.length + 1)).sort();
  }

  exists(path: string): boolean {
    return !this.#dead && (this.#files.has(path) || this.#folders.has(path));
  }

  makeFolder(path: string): string | undefined {
    if (this.#dead) throw failure('EIO', path);
    if (this.#folders.has(path)) return undefined;
    const above = this.makeFolder(folderOf(path));
    this.#folders.add(path);
    return above ?? path;
  }

  rename(from: string, to: string): void {
    this.#before('rename', from);
    this.#files.set(to, this.#find(from));
    this.#files.delete(from);
  }

  link(from: string, to: string): void {
    if (this.#dead) throw failure('EIO', from);
    if (this.#files.has(to)) throw failure('EEXIST', to);
    this.#files.set(to, this.#find(from));
  }

  unlink(path: string, force: boolean): void {
    this.#before('remove', path);
    if (!this.#files.delete(path) && !force) throw failure('ENOENT', path);
  }
}

function writeInto(inode: Inode, bytes: Uint8Array, at = inode.bytes.length): void {
  const gap = Buffer.alloc(Math.max(0, at - inode.bytes.length));
  const after = inode.bytes.subarray(at + bytes.length);
  inode.bytes = Buffer.concat([inode.bytes.subarray(0, at), gap, bytes, after]);
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

function diskOf(target: unknown): MemoryDisk | undefined {
  if (typeof target === 'string' && target.startsWith(ROOT))
    return disks.get(ROOT + target.slice(ROOT.length).split('/')[0]!);
  if (typeof target === 'number' && target >= FIRST_HANDLE)
    return [...disks.values()].find((disk) => disk.holds(target));
  return undefined;
}

type Work = (disk: MemoryDisk, ...args: never[]) => unknown;

const encodingOf = (options: unknown): BufferEncoding | undefined =>
  typeof options === 'string'
    ? (options as BufferEncoding)
    : ((options as { encoding?: BufferEncoding } | null | undefined)?.encoding ?? undefined);

/** What node:fs does where its first argument lies on a memory disk. */
const ON_MEMORY: Readonly<Record<string, Work>> = {
  openSync: (disk, path: string, flags = 'r') => disk.open(path, flags),
  closeSync: (disk, fd: number) => disk.close(fd),
  writeSync: (disk, fd: number, bytes: Uint8Array, from = 0, length?: number, at?: number | null) =>
    disk.write(fd, bytes.subarray(from, from + (length ?? bytes.length)), at ?? undefined),
  fsyncSync: (disk, fd: number) => disk.sync(fd),
  fdatasyncSync: (disk, fd: number) => disk.sync(fd),
  ftruncateSync: (disk, fd: number, length = 0) => disk.truncate(fd, length),
  truncateSync: (disk, path: string, length = 0) => disk.truncate(path, length),
  readFileSync: (disk, path: string, options?: unknown) => {
    const encoding = encodingOf(options);
    return encoding === undefined ? disk.read(path) : disk.read(path).toString(encoding);
  },
  writeFileSync: (disk, path: string, bytes: string | Uint8Array) =>
    disk.replace(path, Buffer.from(bytes as string)),
  readSync: (disk, fd: number, into: Uint8Array, offset: number, length: number, position: number) =>
    disk.readAt(fd, into, offset, length, position),
  statSync: (disk, path: string, options?: { throwIfNoEntry?: boolean }) => {
    if (disk.exists(path)) {
      const size = disk.isFolder(path) ? 0 : disk.read(path).length;
      const isDirectory = (): boolean => disk.isFolder(path);
      return { isDirectory, isFile: () => !isDirectory(), mtimeMs: disk.changedAt(path), size };
    }
    if (options?.throwIfNoEntry === false) return undefined;
    throw failure('ENOENT', path);
  },
  /** Nothing here is a link. */
  lstatSync: (disk, path: string) => {
    if (!disk.exists(path)) throw failure('ENOENT', path);
    return { isSymbolicLink: () => false };
  },
  fstatSync: (disk, fd: number) => ({ size: disk.sizeOf(fd) }),
  utimesSync: () => undefined,
  readdirSync: (disk, path: string) => disk.list(path),
  existsSync: (disk, path: string) => disk.exists(path),
  accessSync: (disk, path: string) => {
    if (!disk.exists(path)) throw failure('ENOENT', path);
  },
  mkdirSync: (disk, path: string) => disk.makeFolder(path),
  renameSync: (disk, from: string, to: string) => disk.rename(from, to),
  linkSync: (disk, from: string, to: string) => disk.link(from, to),
  unlinkSync: (disk, path: string) => disk.unlink(path, false),
  rmSync: (disk, path: string, options?: { force?: boolean }) => disk.unlink(path, options?.force === true),
};

/** The calls that answer later: in a turn of their own, what the others do at once. */
const LATER: Readonly<Record<string, (disk: MemoryDisk, ...args: never[]) => unknown>> = {
  write: (disk, fd: number, bytes: Uint8Array, from: number, length: number, at: number) =>
    disk.write(fd, bytes.subarray(from, from + length), at),
  fsync: ON_MEMORY.fsyncSync!,
  rename: ON_MEMORY.renameSync!,
  rm: ON_MEMORY.rmSync!,
};

function answerLater(disk: MemoryDisk, work: Work, args: readonly unknown[]): void {
  const answer = args.at(-1) as (error: unknown, value?: unknown) => void;
  setImmediate(() => {
    let value: unknown;
    try {
      value = (work as (...all: unknown[]) => unknown)(disk, ...args.slice(0, -1));
    } catch (thrown) {
      return answer(thrown);
    }
    answer(null, value);
  });
}

let installed = false;

/** The store calls node:fs through its default export, where calls for memory disks are told apart by their path. */
function install(): void {
  if (installed) return;
  installed = true;
  for (const [name, work] of Object.entries(ON_MEMORY)) {
    const real = fs[name as 'openSync'] as (...args: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        const disk = diskOf(args[0]);
        return disk === undefined ? real(...args) : (work as (...all: unknown[]) => unknown)(disk, ...args);
      },
    });
  }
  for (const [name, work] of Object.entries(LATER)) {
    const real = fs[name as 'fsync'] as (...args: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        const disk = diskOf(args[0]);
        return disk === undefined ? real(...args) : answerLater(disk, work, args);
      },
    });
  }
}
