// Owns: which Chromium is started for the window, and that nothing of it is left. Programs that only say that they listen stand
// for browsers. Leaves to others: what is shown in it (window.test.ts).
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startChromium } from '../../../build/host/chromium.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kith-programs-'));
  vi.stubEnv('PATH', `${folder}${delimiter}/usr/bin${delimiter}/bin`);
  vi.stubEnv('KITH_CHROMIUM', '');
  for (const screen of ['DISPLAY', 'WAYLAND_DISPLAY']) vi.stubEnv(screen, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program that says where it listens, and then does this until its pipe is closed. */
function program(name: string, then = 'cat <&3'): string {
  const path = join(folder, name);
  const said = 'echo "DevTools listening on ws://127.0.0.1:1/devtools" >&2';
  writeFileSync(path, `#!/bin/sh\necho ${name} > ${folder}/started\n${said}\n${then}\nexit 0\n`);
  chmodSync(path, 0o755);
  return path;
}

const started = (): string => readFileSync(join(folder, 'started'), 'utf8').trim();

test.runIf(process.platform === 'linux').each([
  ['', 'chromium-headless-shell'],
  [':7', 'chromium'],
])('with the screen "%s" and both installed, %s is started', async (display, expected) => {
  vi.stubEnv('DISPLAY', display);
  program('chromium');
  program('chromium-headless-shell');
  const browser = await startChromium();
  browser.kill();
  await browser.ended;
  expect(started()).toBe(expected);
  expect(browser.headless).toBe(display === '');
});

test('a browser that a script waits for ends with the script', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const holds = `require("node:net").connect(${port}, "127.0.0.1").resume()`;
  vi.stubEnv('KITH_CHROMIUM', program('script', `${process.execPath} -e '${holds}'`));
  const browser = await startChromium();
  const [socket] = await connected;
  const gone = once(
    socket.on('error', () => undefined),
    'close',
  );
  browser.kill();
  await gone;
  await browser.ended;
  server.close();
});
