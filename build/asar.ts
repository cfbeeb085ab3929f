// Owns: listing what an asar archive holds, and reading the fuse wire of an Electron binary. Leaves to others: judging
// either (check-package.ts).
import { open, readFile } from 'node:fs/promises';

export interface AsarFile {
  /** Relative, with slashes. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** It lies beside the archive, in app.asar.unpacked. */
  readonly unpacked: boolean;
}

interface Node {
  readonly files?: Readonly<Record<string, Node>>;
  readonly size?: number;
  readonly unpacked?: boolean;
}

/** The files of an archive, from its header: two size fields, each pickled, then JSON. */
export async function listAsar(file: string): Promise<readonly AsarFile[]> {
  const handle = await open(file);
  try {
    const sizes = Buffer.alloc(16);
    await handle.read(sizes, 0, 16, 0);
    const header = Buffer.alloc(sizes.readUInt32LE(12));
    await handle.read(header, 0, header.length, 16);
    return filesOf(JSON.parse(header.toString('utf8')) as Node, '');
  } finally {
    await handle.close();
  }
}

function filesOf(node: Node, path: string): AsarFile[] {
  if (!node.files) return [{ path, size: node.size ?? 0, unpacked: node.unpacked === true }];
  return Object.entries(node.files).flatMap(([name, child]) =>
    filesOf(child, path === '' ? name : `${path}/${name}`),
  );
}

/** Marks the wire in the binary; Electron: docs/tutorial/fuses.md. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** One letter per fuse in Electron's order: `1` on, `0` off, `r` removed. Undefined where the file carries no wire. */
export async function readFuses(file: string): Promise<string | undefined> {
  const binary = await readFile(file);
  const at = binary.indexOf(SENTINEL);
  if (at < 0) return undefined;
  const length = binary[at + SENTINEL.length + 1] ?? 0;
  const start = at + SENTINEL.length + 2;
  return binary.toString('latin1', start, start + length);
}
