// Owns: a file system of its own in a file, whose power can be cut: what was not made durable is gone then.
// Leaves to others: what is written to it, and looking at what is left (kills.ts).
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export const FILE_SYSTEMS = ['ext4', 'xfs'] as const;
export type FileSystem = (typeof FILE_SYSTEMS)[number];

/** Enough for the smallest file system that mkfs.xfs makes. */
const SIZE = '400M';

export interface PowerDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** From now on nothing reaches the disk, and every write to it fails. */
  cut(): void;
  /** Mounts what had reached the disk. Nobody may have a file of it open. */
  restore(): void;
  remove(): void;
}

/** Needs root, loop devices, and xfsprogs (for ext4 as well: xfs_io cuts the power). Errors: what a program of these said. */
export function powerDisk(kind: FileSystem, top: string): PowerDisk {
  const [image, folder] = [join(top, 'disk.img'), join(top, 'disk')];
  const run = (program: string, ...args: readonly string[]): void =>
    void execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const mount = (): void => run('mount', '-o', 'loop', image, folder);
  mkdirSync(folder);
  run('truncate', '-s', SIZE, image);
  run(`mkfs.${kind}`, '-q', image);
  mount();
  return {
    folder,
    // Without `-f` the log is not written either.
    cut: () => run('xfs_io', '-x', '-c', 'shutdown', folder),
    restore() {
      run('umount', folder);
      mount();
    },
    remove: () => run('umount', folder),
  };
}
