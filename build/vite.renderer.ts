// Owns: how the window is bundled. Leaves to others: when (build.ts).
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { join } from 'node:path';
import type { InlineConfig } from 'vite';
import type { AppPaths } from './paths.ts';
import { staticIcons } from './static-icons.ts';

/**
 * Files only, as the content security policy wants: no inlined assets (data: is not allowed), no preload helper, no
 * inline script or style.
 */
export function rendererConfig(paths: AppPaths): InlineConfig {
  return {
    configFile: false,
    root: paths.rendererRoot,
    base: './',
    logLevel: 'warn',
    build: {
      target: 'chrome140',
      outDir: join(paths.out, 'renderer'),
      emptyOutDir: true,
      minify: true,
      sourcemap: false,
      modulePreload: false,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      // It is read from the disk, and all of it is needed at once.
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
    plugins: [staticIcons(), svelte({ configFile: false })],
  };
}
