// Owns: running a built main bundle, unchanged, in Node over Chromium: `node build/host/run.ts dist/main/index.js …`.
// Leaves to others: what `electron` then is (electron.ts), choosing between this and Electron (../launch.ts).
import { rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import electron from 'electron/package.json' with { type: 'json' };
import { app, becomeReady, browser, isQuitting } from './app.ts';
import { prepareStage } from './window.ts';

const stand = pathToFileURL(join(import.meta.dirname, 'electron.ts')).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: stand, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});

// By this main knows that it runs as an app, as in Electron.
Object.defineProperty(process.versions, 'electron', { value: electron.version, enumerable: true });

const [, , mainFile = 'dist/main/index.js', ...args] = process.argv;
process.argv = [process.execPath, '.', ...args];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
// Driven by a test or the demo (see ../drive.ts): ends when that does, however it does, and leaves nothing behind.
const driven = process.env['KITH_HOST_DRIVEN'];
if (driven) {
  process.stdin.on('close', () => app.quit()).resume();
  process.on('exit', () => rmSync(driven, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
}

await import(pathToFileURL(resolve(mainFile)).href);

if (!isQuitting()) {
  try {
    const chromium = await browser();
    await prepareStage(chromium);
    // For whoever wants to drive or see what has no window.
    if (driven || chromium.headless) process.stderr.write(`KITH_HOST_CDP=${chromium.endpoint}\n`);
    becomeReady();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
