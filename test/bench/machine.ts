// Owns: what the figures of a bench were measured on, and clock, heap and ranks of samples for those who measure.
// Leaves to others: what is measured.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  /** By name: node, v8, and each peer that is installed. */
  readonly versions: Readonly<Record<string, string>>;
  /** Runnable processes per core when the bench began: above 1, other programs take their share of the figures. */
  readonly load: number;
}

/** Peers live apart from Kith's own packages, so that nobody who builds Kith has to install them. */
const PEERS = createRequire(path.join(import.meta.dirname, 'peers', 'package.json'));

/** The module of a peer from test/bench/peers/node_modules; null: not installed. */
export async function peer<T>(name: string): Promise<T | null> {
  try {
    return (await import(PEERS.resolve(name))) as T;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
    throw thrown;
  }
}

function peerVersion(name: string): string | null {
  try {
    const file = path.join(import.meta.dirname, 'peers', 'node_modules', name, 'package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}

/** This machine, and the versions of the peers that are installed. */
export function machine(peers: readonly string[]): Machine {
  const versions = Object.fromEntries(
    peers.flatMap((name) => {
      const version = peerVersion(name);
      return version === null ? [] : [[name, version]];
    }),
  );
  const cores = os.availableParallelism();
  return {
    cpu: os.cpus()[0]?.model ?? 'unknown processor',
    cores,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    versions: { node: process.versions.node, v8: process.versions.v8, ...versions },
    load: Number((os.loadavg()[0]! / cores).toFixed(2)),
  };
}

/** How long `run` takes, in ms, and what it gave. */
export function timed<T>(run: () => T): { readonly ms: number; readonly result: T } {
  const start = performance.now();
  const result = run();
  return { ms: performance.now() - start, result };
}

/** Collects what is left of what was measured so far, so that what is measured next does not pay for it. Needs --expose-gc. */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('Run with --expose-gc: npm run bench does.');
  globalThis.gc();
  globalThis.gc();
}

/** The memory that was made last for WebAssembly: shared memory is counted nowhere else. */
let lastShared: WebAssembly.Memory | null = null;
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(size: ConstructorParameters<typeof WebAssembly.Memory>[0]) {
    super(size);
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    lastShared = this;
  }
};

/** Size of the shared memory of the search index that was made last, in MB; 0: there is none. */
export function sharedMb(): number {
  return (lastShared?.buffer.byteLength ?? 0) / 1e6;
}

/** Heap, buffers and shared memory in use after a full collection, in MB. Needs --expose-gc. */
export function memoryMb(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  // `external` counts the array buffers already, but for shared ones.
  return (heapUsed + external) / 1e6 + sharedMb();
}

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = Float64Array.from(samples).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? NaN };
}

export function medianOf(samples: readonly number[]): number {
  return spreadOf(samples).p50;
}
