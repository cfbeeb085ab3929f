// Owns: the application menu of each platform, in the language that is spoken: standard entries, and the window's own
// commands with the keys that the window itself listens to. Leaves to others: carrying these out (renderer/keyboard), the
// texts (core/texts).
import { app, Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { SpokenLanguage } from '../core/language.ts';
import { MAIN_TEXTS, type MenuText } from '../core/texts.ts';
import type { MenuCommand } from '../../preload/contract.ts';

/** Sets the menu; `run` gets the window's own commands. */
export function setApplicationMenu(language: SpokenLanguage, run: (command: MenuCommand) => void): void {
  const mac = process.platform === 'darwin';
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate({ language, mac, packaged: app.isPackaged, run })),
  );
}

export interface MenuOptions {
  readonly language: SpokenLanguage;
  readonly mac: boolean;
  readonly packaged: boolean;
  run(command: MenuCommand): void;
}

const LINE: MenuItemConstructorOptions = { type: 'separator' };

/** The keys of the window's commands (renderer/keyboard/commands.ts), as menus write them. */
const KEYS: Readonly<Partial<Record<MenuCommand, string>>> = {
  new: 'CmdOrCtrl+N',
  undo: 'CmdOrCtrl+Z',
  redo: 'CmdOrCtrl+Shift+Z',
  search: 'CmdOrCtrl+F',
  sync: 'F5',
  all: 'CmdOrCtrl+1',
  favorites: 'CmdOrCtrl+2',
  pending: 'CmdOrCtrl+3',
  conflicts: 'CmdOrCtrl+4',
  matches: 'CmdOrCtrl+5',
  syncPage: 'CmdOrCtrl+6',
  trash: 'CmdOrCtrl+7',
  settings: 'CmdOrCtrl+,',
  palette: 'CmdOrCtrl+K',
};

type Role = Extract<MenuText, MenuItemConstructorOptions['role']>;

/** Electron names the entries of a role in English, so each is spelled out with its own name. */
export function menuTemplate({ language, mac, packaged, run }: MenuOptions): MenuItemConstructorOptions[] {
  const texts = MAIN_TEXTS[language].menu;
  const entry = (role: Role): MenuItemConstructorOptions => ({ role, label: texts[role] });
  /** A press of its keys reaches the page first, and the menu only where the page leaves them alone. */
  const own = (command: MenuCommand): MenuItemConstructorOptions => {
    const accelerator = KEYS[command];
    return {
      label: texts[command],
      click: () => run(command),
      ...(accelerator === undefined ? {} : { accelerator }),
    };
  };
  const inspect: MenuItemConstructorOptions[] = packaged
    ? []
    : [LINE, { role: 'reload' }, { role: 'toggleDevTools' }];
  const kith: MenuItemConstructorOptions = {
    label: 'Kith',
    submenu: [
      entry('about'),
      LINE,
      own('settings'),
      LINE,
      entry('services'),
      LINE,
      ...(['hide', 'hideOthers', 'unhide'] as const).map(entry),
      LINE,
      entry('quit'),
    ],
  };
  return [
    ...(mac ? [kith] : []),
    {
      label: texts.file,
      submenu: [
        own('new'),
        LINE,
        own('sync'),
        LINE,
        ...(mac ? [entry('close')] : [own('settings'), LINE, entry('close'), entry('quit')]),
      ],
    },
    {
      label: texts.edit,
      submenu: [
        own('undo'),
        own('redo'),
        LINE,
        ...(['cut', 'copy', 'paste', 'delete', 'selectAll'] as const).map(entry),
        LINE,
        own('search'),
      ],
    },
    {
      label: texts.view,
      submenu: [
        ...(['all', 'favorites', 'pending', 'conflicts', 'matches', 'syncPage', 'trash'] as const).map(own),
        LINE,
        ...(['resetZoom', 'zoomIn', 'zoomOut'] as const).map(entry),
        LINE,
        entry('togglefullscreen'),
        ...inspect,
      ],
    },
    ...(mac
      ? [{ label: texts.window, submenu: [entry('minimize'), entry('zoom'), LINE, entry('front')] }]
      : []),
    {
      label: texts.help,
      ...(mac ? { role: 'help' as const } : {}),
      submenu: [own('palette'), own('keys'), ...(mac ? [] : [LINE, entry('about')])],
    },
  ];
}
