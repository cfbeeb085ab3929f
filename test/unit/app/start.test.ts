// Owns: how Kith comes up as an app, over an Electron that only writes down: its window and its place, links, a second
// start. Leaves to others: what links may say (deep-link.test.ts), the same in a browser (test/e2e).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Composition, Shell } from '../../../main/app/start.ts';
import { startApp } from '../../../main/app/start.ts';
import { profileArguments } from '../../../main/profile.ts';
import type { FakeSystem } from '../../support/fake-electron.ts';
import { app, askedOf, becomeReady, resetElectron, system } from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));
// The bundle stands beside the window's files; the sources do not.
vi.mock('../../../main/app/protocol.ts', () => ({ registerAppScheme: () => 0, serveAppScheme: () => 0 }));

const LINK = 'kith://contact/c1';
const CALL = { kind: 'contact', contact: 'c1' };
let profile: string;
let argv: string[];

beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'kith-start-'));
  argv = process.argv;
});
afterEach(() => {
  process.argv = argv;
  rmSync(profile, { recursive: true });
});

/** Starts the app and gives what it hands to its composition. */
async function start(change: Partial<FakeSystem> = {}, args: readonly string[] = []): Promise<Shell> {
  resetElectron({ userData: profile, ...change });
  process.argv = ['electron', '.', ...args];
  const composed = Promise.withResolvers<Shell>();
  startApp({
    compose: (shell) => {
      composed.resolve(shell);
      return Promise.resolve({
        dispatch: {},
        subscribe: () => undefined,
        onQuit: () => Promise.resolve(),
      } as unknown as Composition);
    },
  });
  const shell = await composed.promise;
  await becomeReady();
  return shell;
}

test('the window opens where it was closed, and maximized if it was', async () => {
  const place = { x: 40, y: 50, width: 700, height: 600, maximized: true };
  writeFileSync(join(profile, 'window.json'), JSON.stringify(place));
  await start();
  const [window] = system.windows;
  expect(window?.options).toMatchObject({ x: 40, y: 50, width: 700, height: 600, minWidth: 376 });
  expect(window?.maximized).toBe(true);
  expect(window?.visible).toBe(false);
  window?.emit('ready-to-show');
  expect(window?.visible).toBe(true);
});

test('a place on a screen that is gone is not gone back to; the main screen is known by its id', async () => {
  writeFileSync(
    join(profile, 'window.json'),
    JSON.stringify({ x: 3000, y: 50, width: 700, height: 600, maximized: false }),
  );
  await start();
  expect(system.windows[0]?.options).toMatchObject({ width: 700, height: 600 });
  expect(system.windows[0]?.options).not.toHaveProperty('x');
});

test('closing the window remembers its normal place, whatever its state', async () => {
  await start();
  const [window] = system.windows;
  Object.assign(window!, { bounds: { x: 1, y: 2, width: 800, height: 900 }, maximized: true });
  window?.close();
  await start();
  expect(system.windows[0]?.options).toMatchObject({ x: 1, y: 2, width: 800, height: 900 });
  expect(system.windows[0]?.maximized).toBe(true);
});

test('a link of the first start waits for the window and is given out once', async () => {
  const shell = await start({}, ['--profile', profile, LINK]);
  expect(shell.takeCalls()).toEqual([CALL]);
  expect(shell.takeCalls()).toEqual([]);
});

test('a second start brings the window to the front and hands its link over', async () => {
  const shell = await start();
  const [window] = system.windows;
  window!.minimized = true;
  app.emit('second-instance', {}, ['kith', '--flag', LINK], '/', null);
  expect(window).toMatchObject({ minimized: false, visible: true });
  expect(askedOf('window.focus')).toHaveLength(1);
  expect(window?.sent).toEqual([['app.called', {}]]);
  expect(shell.takeCalls()).toEqual([CALL]);
  app.emit('second-instance', {}, ['kith', 'kith://delete/c1'], '/', null);
  expect(askedOf('window.focus')).toHaveLength(2);
  expect(shell.takeCalls()).toEqual([]);
});

test('on a Mac a link comes by an event, also before the app is ready and after its window was closed', async () => {
  resetElectron({ userData: profile });
  const event = { preventDefault: vi.fn() };
  let shell: Shell | undefined;
  startApp({
    compose: (given) => {
      shell = given;
      return new Promise<never>(() => undefined);
    },
  });
  app.emit('open-url', event, LINK);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(system.windows).toHaveLength(0);
  await becomeReady();
  expect(system.windows).toHaveLength(1);
  expect(shell?.takeCalls()).toEqual([CALL]);
  system.windows[0]!.destroyed = true;
  app.emit('open-url', event, 'kith://search?q=ada');
  expect(system.windows).toHaveLength(2);
  expect(shell?.takeCalls()).toEqual([{ kind: 'search', text: 'ada' }]);
});

test('of a flood of links the latest twenty wait', async () => {
  const shell = await start();
  for (let at = 0; at < 500; at++) app.emit('second-instance', {}, [`kith://contact/c${at}`], '/', null);
  const waiting = shell.takeCalls();
  expect(waiting).toHaveLength(20);
  expect(waiting.at(-1)).toEqual({ kind: 'contact', contact: 'c499' });
});

test('a packaged Kith is the reader of kith:// links; one that runs from its sources is nobody’s', async () => {
  await start({ packaged: true });
  expect(askedOf('app.setAsDefaultProtocolClient')).toEqual([['kith', process.execPath, ['--']]]);
  await start();
  expect(askedOf('app.setAsDefaultProtocolClient')).toEqual([]);
});

test('a second instance opens nothing and ends', () => {
  resetElectron({ userData: profile, isFirst: false });
  const compose = vi.fn();
  startApp({ compose });
  expect(compose).not.toHaveBeenCalled();
  expect(askedOf('app.quit')).toHaveLength(1);
});

test('the profile that was asked for is made and used', async () => {
  resetElectron({ userData: profile });
  mkdirSync(join(profile, 'a'));
  startApp({ profile: join(profile, 'a/b'), compose: () => new Promise<never>(() => undefined) });
  expect(askedOf('app.setPath')).toEqual([['userData', join(profile, 'a/b')]]);
});

test('what follows “--” is no option of Kith’s, whatever a link looks like', () => {
  const args = ['--profile', '/home/ada/kith', '--', 'kith://contact/a', '--no-keychain'];
  expect(profileArguments(args)).toEqual({ profile: '/home/ada/kith', noKeychain: false });
  expect(profileArguments(['--', '--profile', '/evil'])).toEqual({ profile: undefined, noKeychain: false });
});

test('an entry of the menu brings the window back and is handed to it', async () => {
  const shell = await start();
  system.windows[0]!.destroyed = true;
  const entries = system.menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  (entries.find(({ label }) => label === 'New Contact')?.click as () => void)();
  expect(system.windows).toHaveLength(2);
  expect(shell.takeCalls()).toEqual([{ kind: 'command', command: 'new' }]);
});

test('closing the window ends Kith, unless it is to go on without one', async () => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
  const shell = await start();
  system.windows[0]!.close();
  expect(askedOf('app.quit')).toHaveLength(1);
  const other = await start();
  other.wear({ language: 'en', keepRunning: true, spelling: false });
  await becomeReady();
  system.windows[0]!.close();
  expect(askedOf('app.quit')).toHaveLength(0);
  app.emit('second-instance', {}, [], '/', null);
  expect(system.windows).toHaveLength(2);
  expect(shell).not.toBe(other);
});

test('spelling is off before any setting is read, so that no dictionary is fetched unasked', async () => {
  const shell = await start();
  expect(askedOf('session.setSpellCheckerEnabled')).toEqual([[false]]);
  expect(askedOf('session.setSpellCheckerLanguages')).toEqual([[[]]]);
  shell.wear({ language: 'en', keepRunning: false, spelling: true });
  await becomeReady();
  expect(askedOf('session.setSpellCheckerLanguages').at(-1)).toEqual([['en-GB']]);
});

test('following a notification brings the window to the front with what it was about', async () => {
  const shell = await start();
  expect(shell.notify({ title: 'Ada', body: '' }, { kind: 'birthdays' })).toBe(true);
  system.notifications[0]?.emit('click');
  expect(askedOf('window.focus')).toHaveLength(1);
  expect(shell.takeCalls()).toEqual([{ kind: 'birthdays' }]);
});
