// Owns: that the host refuses by name what it lacks. Leaves to others: what it has (window.test.ts).
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT } from '../../../build/paths.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kith-strict-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a main module in the host and gives what it printed before it ended. */
async function runInHost(source: string): Promise<string> {
  const file = join(folder, 'main.mjs');
  await writeFile(file, source);
  const { stdout, stderr } = spawnSync(process.execPath, [join(PROJECT, 'build/host/run.ts'), file], {
    encoding: 'utf8',
  });
  return stdout + stderr;
}

test.each([
  ['app', 'app.getLocale()', 'electron.app.getLocale is not part of the Chromium host'],
  ['app', "app.getPath('music')", "electron.app.getPath('music') is not part of the Chromium host"],
  [
    'BrowserWindow',
    'BrowserWindow.getFocusedWindow()',
    'electron.BrowserWindow.getFocusedWindow is not part',
  ],
  ['session', 'session.defaultSession', 'electron.session.defaultSession is not part'],
  ['session', "session.fromPartition('persist:x')", 'keeps nothing between runs'],
  [
    'protocol',
    "protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { bypassCSP: true } }])",
    'the privilege bypassCSP',
  ],
  [
    'nativeTheme',
    'nativeTheme.shouldUseHighContrastColors',
    'electron.nativeTheme.shouldUseHighContrastColors is not part',
  ],
  ['shell', 'shell.beep()', 'electron.shell.beep is not part'],
  ['autoUpdater', 'autoUpdater', "does not provide an export named 'autoUpdater'"],
  ['Tray', 'new Tray()', 'electron.Tray is not part of the Chromium host'],
])('%s: %s is refused by name', async (name, expression, message) => {
  expect(await runInHost(`import { ${name} } from 'electron'; ${expression};`)).toContain(message);
});

test('a window without sandbox, without isolation or with Node is refused', async () => {
  const source = `
    import { app, BrowserWindow } from 'electron';
    app.whenReady().then(() => {
      const good = { sandbox: true, contextIsolation: true, nodeIntegration: false, preload: '', partition: 'x' };
      for (const bad of [{ sandbox: false }, { contextIsolation: false }, { nodeIntegration: true }]) {
        try { new BrowserWindow({ webPreferences: { ...good, ...bad } }); console.log('made'); } catch (error) { console.log(error.message); }
      }
      app.quit();
    });`;
  const printed = await runInHost(source);
  expect(printed.match(/only has sandboxed, isolated pages without Node/g)).toHaveLength(3);
  expect(printed).not.toContain('made');
});
