// Owns: the menu and the tray: every entry has a name in every language, and reaches the window's own table of commands.
// Leaves to others: what the commands do (unit/renderer).
import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, expect, test, vi } from 'vitest';
import { makeDesk } from '../../../main/app/desk.ts';
import { menuTemplate } from '../../../main/app/menu.ts';
import { LANGUAGES } from '../../../main/core/language.ts';
import type { MenuCommand } from '../../../preload/contract.ts';
import { askedOf, resetElectron, session, system } from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

type Entry = MenuItemConstructorOptions;

const leaves = (entries: readonly Entry[]): readonly Entry[] =>
  entries.flatMap((entry) => (Array.isArray(entry.submenu) ? leaves(entry.submenu) : [entry]));
const labels = (entries: readonly Entry[]): readonly (string | undefined)[] =>
  leaves(entries)
    .filter(({ type, role }) => type !== 'separator' && role !== 'reload' && role !== 'toggleDevTools')
    .map(({ label }) => label);
const press = (entries: readonly Entry[], label: string): void => {
  const entry = leaves(entries).find((one) => one.label === label);
  (entry?.click as (() => void) | undefined)?.();
};
const onPlatform = (platform: NodeJS.Platform) =>
  vi.spyOn(process, 'platform', 'get').mockReturnValue(platform);

interface WindowCommand {
  readonly id: string;
  readonly keys: readonly { readonly key: string; readonly mod?: boolean; readonly shift?: boolean }[];
}
/** The window's own table: it needs a page only when a command runs. Its types want one at once, so it goes by its address. */
async function windowCommands(): Promise<readonly WindowCommand[]> {
  const address = new URL('../../../renderer/keyboard/commands.ts', import.meta.url).href;
  return ((await import(address)) as { readonly COMMANDS: readonly WindowCommand[] }).COMMANDS;
}

beforeEach(() => resetElectron());

const PLATFORMS = [true, false].flatMap((mac) => LANGUAGES.map((language) => ({ mac, language })));

test.each(PLATFORMS)('mac $mac, $language: every entry has a name of its own', ({ mac, language }) => {
  const menu = menuTemplate({ language, mac, packaged: true, run: () => undefined });
  expect(labels(menu).filter((label) => label === undefined || label === '')).toEqual([]);
  expect(new Set(labels(menu)).size).toBe(labels(menu).length);
  const keys = leaves(menu).flatMap(({ accelerator }) => accelerator ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

test('every entry of Kith’s own names a command of the window', async () => {
  const COMMANDS = await windowCommands();
  const known = [...COMMANDS.map(({ id }): string => id), 'palette', 'keys'];
  const run = vi.fn<(command: MenuCommand) => void>();
  for (const mac of [true, false])
    for (const entry of leaves(menuTemplate({ language: 'en', mac, packaged: true, run })))
      (entry.click as (() => void) | undefined)?.();
  const asked = run.mock.calls.map(([command]) => command);
  expect(asked.length).toBeGreaterThan(25);
  expect(asked.filter((command) => !known.includes(command))).toEqual([]);
});

test('the keys of the menu are those that the window listens to', async () => {
  const COMMANDS = await windowCommands();
  const run = vi.fn<(command: MenuCommand) => void>();
  for (const { accelerator, click } of leaves(
    menuTemplate({ language: 'en', mac: false, packaged: true, run }),
  )) {
    if (accelerator === undefined) continue;
    (click as () => void)();
    const command = COMMANDS.find(({ id }) => id === run.mock.calls.at(-1)?.[0]);
    if (command === undefined) continue;
    const [first] = command.keys;
    const written = [
      ...(first?.mod === true ? ['CmdOrCtrl'] : []),
      ...(first?.shift === true ? ['Shift'] : []),
      first?.key.length === 1 ? first.key.toUpperCase() : first?.key,
    ].join('+');
    expect(accelerator, command.id).toBe(written);
  }
});

test('as people of each platform expect: settings under the app’s name on a Mac, under File elsewhere', () => {
  const under = (mac: boolean) =>
    menuTemplate({ language: 'en', mac, packaged: true, run: () => undefined }).map(({ label, submenu }) => [
      label,
      (submenu as readonly Entry[]).some((entry) => entry.label === 'Settings…'),
    ]);
  expect(under(true).find(([, has]) => has)?.[0]).toBe('Kith');
  expect(under(false).find(([, has]) => has)?.[0]).toBe('File');
});

test('the tray comes and goes with the setting, speaks the language, and is not there on a Mac', () => {
  const answers = { show: vi.fn(), run: vi.fn() };
  const fromPartition = () => session.fromPartition() as never;
  onPlatform('linux');
  const desk = makeDesk('en', fromPartition, answers);
  expect(desk.staysOpen()).toBe(false);
  desk.wear({ language: 'en', keepRunning: true, spelling: false });
  expect(desk.staysOpen()).toBe(true);
  const [tray] = system.trays;
  expect(labels(tray!.menu)).toEqual(['Open Kith', 'New Contact', 'Sync Now', 'Quit']);
  tray!.emit('click');
  expect(answers.show).toHaveBeenCalledOnce();
  press(tray!.menu, 'Sync Now');
  expect(answers.run).toHaveBeenCalledExactlyOnceWith('sync');
  press(tray!.menu, 'Quit');
  expect(askedOf('app.quit')).toHaveLength(1);
  desk.wear({ language: 'de', keepRunning: true, spelling: false });
  expect(system.trays).toHaveLength(1);
  expect(labels(tray!.menu)[0]).toBe('Kith öffnen');
  desk.wear({ language: 'de', keepRunning: false, spelling: false });
  expect([tray!.destroyed, desk.staysOpen()]).toEqual([true, false]);
  onPlatform('darwin');
  const mac = makeDesk('en', fromPartition, answers);
  mac.wear({ language: 'en', keepRunning: true, spelling: false });
  expect([system.trays.length, mac.staysOpen()]).toEqual([1, true]);
});
