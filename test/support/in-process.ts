// Owns: both practice clouds reached without sockets, so that one test can make thousands of syncs, and leaving behind
// what a killed Kith leaves. Leaves to others: the clouds (test/clouds), Kith over them (kith.ts).
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clouds } from '../clouds/clouds.ts';

type BothClouds = Pick<Clouds, 'google' | 'microsoft'>;

/** A fetch that answers from the clouds in this process. `watch` is told of each request before it leaves. */
export function fetchFrom(
  { google, microsoft }: BothClouds,
  watch: (url: string, init: RequestInit | undefined) => void = () => undefined,
): (input: string, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    watch(input, init);
    const cloud = input.startsWith(google.url) ? google : microsoft;
    return cloud.fetch(input, init);
  };
}

/** A copy of a profile as it is on the disk at this moment: what a process that is killed now leaves behind. */
export function profileLeftBehind(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'kith-killed-'));
  for (const name of readdirSync(folder))
    if (name !== 'lock') cpSync(join(folder, name), join(copy, name), { recursive: true });
  return copy;
}
