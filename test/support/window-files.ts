// Owns: the window as it is packaged, and the fake bridge as one script, for checks in a browser.
// Leaves to others: building the window (build/build.ts).
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';
import { ensureBuilt, filesIn } from '../../build/build.ts';
import { KITH } from '../../build/paths.ts';

const bridge: InlineConfig = {
  configFile: false,
  logLevel: 'error',
  build: {
    write: false,
    target: 'chrome140',
    minify: false,
    lib: {
      entry: fileURLToPath(new URL('./fake-bridge.ts', import.meta.url)),
      name: 'KithFake',
      formats: ['iife'],
    },
  },
};

/** The files of the window by their path in the address: `/index.html` and what it loads. Built where they are old. */
export async function windowFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  await ensureBuilt();
  const folder = join(KITH.out, 'renderer');
  const address = (file: string): string => `/${relative(folder, file).replaceAll(sep, '/')}`;
  return new Map(
    await Promise.all(
      (await filesIn(folder)).map(async (file) => [address(file), await readFile(file)] as const),
    ),
  );
}

/** The fake bridge as a script that defines KithFake.makeFakeKith. */
export async function buildFakeBridge(): Promise<string> {
  const built = await build(bridge);
  const single = Array.isArray(built) ? built[0] : built;
  if (single === undefined || !('output' in single)) throw new Error('Vite gave no output');
  return single.output[0].code;
}
