// Owns: how the preload is bundled. Leaves to others: when (build.ts).
import { join } from 'node:path';
import type { InlineConfig } from 'vite';
import { PROJECT, type AppPaths } from './paths.ts';

/** One CommonJS file that requires nothing but `electron`: a sandboxed preload can load no other file. */
export function preloadConfig(paths: AppPaths): InlineConfig {
  return {
    configFile: false,
    root: PROJECT,
    logLevel: 'warn',
    publicDir: false,
    build: {
      target: 'chrome140',
      outDir: join(paths.out, 'preload'),
      emptyOutDir: true,
      minify: true,
      sourcemap: false,
      lib: { entry: paths.preloadEntry, formats: ['cjs'], fileName: () => 'index.cjs' },
      rolldownOptions: { external: ['electron'], output: { codeSplitting: false } },
    },
  };
}
