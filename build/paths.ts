// Owns: where sources and outputs lie. Leaves to others: reading and writing them.
import { join } from 'node:path';

/** The project's folder. */
export const PROJECT = join(import.meta.dirname, '..');

/** The folders of `out`, each made by one build. */
export const BUNDLES = ['main', 'preload', 'renderer'] as const;

/** One app to build: the sources of main and window, and the folder for the bundles. Absolute paths. */
export interface AppPaths {
  readonly mainEntry: string;
  /** Programs of processes that main starts, each a file NAME.js beside index.js. */
  readonly workers: Readonly<Record<string, string>>;
  readonly preloadEntry: string;
  /** Folder with index.html. */
  readonly rendererRoot: string;
  /** Gets main/, preload/ and renderer/. */
  readonly out: string;
}

/** Kith itself. */
export const KITH: AppPaths = {
  mainEntry: join(PROJECT, 'main/index.ts'),
  workers: { 'keytar-worker': join(PROJECT, 'main/accounts/keytar-worker.ts') },
  preloadEntry: join(PROJECT, 'preload/index.ts'),
  rendererRoot: join(PROJECT, 'renderer'),
  out: join(PROJECT, 'dist'),
};
