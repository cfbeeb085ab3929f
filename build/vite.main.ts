// Owns: how the main process is bundled. Leaves to others: when (build.ts).
import { join } from 'node:path';
import type { InlineConfig, Plugin, Rolldown } from 'vite';
import { PROJECT, type AppPaths } from './paths.ts';

/** Resolved at run time: Electron is built in, keytar is a native module beside the bundle. */
const EXTERNAL = ['electron', 'keytar'];

/**
 * ESM for Node 24, everything in it but EXTERNAL. What main/index.ts imports dynamically becomes a file of its own, so
 * that the command line neither meets `electron` nor loads what it does not use.
 */
export function mainConfig(paths: AppPaths): InlineConfig {
  return nodeConfig(paths, paths.mainEntry, true, {
    entryFileNames: 'index.js',
    chunkFileNames: '[name].js',
    // Everything index.js imports statically stays out of it, see noImportOfEntry.
    codeSplitting: { groups: [{ name: 'kith', tags: ['$initial'], test: (id) => id !== paths.mainEntry }] },
  });
}

/** One self-contained file for each worker, beside main's; built after main, which empties the folder. */
export function workerConfigs(paths: AppPaths): readonly InlineConfig[] {
  return Object.entries(paths.workers).map(([name, entry]) =>
    nodeConfig(paths, entry, false, { entryFileNames: `${name}.js`, codeSplitting: false }),
  );
}

function nodeConfig(
  paths: AppPaths,
  entry: string,
  emptyOutDir: boolean,
  output: Rolldown.OutputOptions,
): InlineConfig {
  return {
    configFile: false,
    root: PROJECT,
    logLevel: 'warn',
    publicDir: false,
    ssr: { target: 'node', noExternal: true, external: EXTERNAL },
    build: {
      ssr: entry,
      target: 'node24',
      outDir: join(paths.out, 'main'),
      emptyOutDir,
      minify: true,
      sourcemap: false,
      rolldownOptions: { external: EXTERNAL, output: { format: 'es', ...output } },
    },
    plugins: [noImportOfEntry()],
  };
}

/**
 * Fails the build when another file of main imports index.js. index.js awaits its dynamic imports before Electron may
 * become ready; a file that in turn waits for index.js would wait for ever, without a word.
 */
function noImportOfEntry(): Plugin {
  return {
    name: 'kith-no-import-of-entry',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && file.imports.includes('index.js')) {
          this.error(`${file.fileName} imports index.js, which waits for it: the app would never start.`);
        }
      }
    },
  };
}
