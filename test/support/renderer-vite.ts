// Owns: building the window as it is packaged, and the fake bridge as one script, in memory for checks in a browser.
// Leaves to others: how the window is bundled (build/vite.renderer.ts).
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Rolldown } from 'vite';
import { KITH } from '../../build/paths.ts';
import { rendererConfig } from '../../build/vite.renderer.ts';

const entry = fileURLToPath(new URL('./fake-bridge.ts', import.meta.url));

const packaged = rendererConfig(KITH);
const window: InlineConfig = { ...packaged, logLevel: 'error', build: { ...packaged.build, write: false } };

const bridge: InlineConfig = {
  configFile: false,
  logLevel: 'error',
  build: {
    write: false,
    target: 'chrome140',
    minify: false,
    lib: { entry, name: 'KithFake', formats: ['iife'] },
  },
};

async function outputs(config: InlineConfig): Promise<Rolldown.RolldownOutput['output']> {
  const built = await build(config);
  const single = Array.isArray(built) ? built[0] : built;
  if (single === undefined || !('output' in single)) throw new Error('Vite gave no output');
  return single.output;
}

/** The built files of the window by their path. */
export async function buildWindow(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files = await outputs(window);
  return new Map(files.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
}

/** The fake bridge as a script that defines KithFake.makeFakeKith. */
export async function buildFakeBridge(): Promise<string> {
  const [script] = await outputs(bridge);
  return script.code;
}
