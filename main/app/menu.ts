// Owns: the application menu, of standard entries only, in the language that is spoken. Leaves to others: Kith's own
// commands, which are in the window, and the texts (core/texts.ts).
import { app, Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { SpokenLanguage } from '../core/language.ts';
import { MAIN_TEXTS, type MenuText } from '../core/texts.ts';

/** Sets the menu; it carries the keyboard shortcuts for editing that the operating system expects. */
export function setApplicationMenu(language: SpokenLanguage): void {
  const mac = process.platform === 'darwin';
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(language, mac, app.isPackaged)));
}

const LINE: MenuItemConstructorOptions = { type: 'separator' };

/** Electron names the entries of a role in English, so each is spelled out with its own name. */
function menuTemplate(
  language: SpokenLanguage,
  mac: boolean,
  packaged: boolean,
): MenuItemConstructorOptions[] {
  const texts = MAIN_TEXTS[language].menu;
  type Role = Extract<MenuText, MenuItemConstructorOptions['role']>;
  const entry = (role: Role): MenuItemConstructorOptions => ({ role, label: texts[role] });
  const inspect: MenuItemConstructorOptions[] = packaged
    ? []
    : [LINE, { role: 'reload' }, { role: 'toggleDevTools' }];
  const own: MenuItemConstructorOptions = {
    label: 'Kith',
    submenu: [
      entry('about'),
      LINE,
      entry('services'),
      LINE,
      ...(['hide', 'hideOthers', 'unhide'] as const).map(entry),
      LINE,
      entry('quit'),
    ],
  };
  return [
    ...(mac ? [own] : []),
    { label: texts.file, submenu: [entry(mac ? 'close' : 'quit')] },
    {
      label: texts.edit,
      submenu: [
        ...(['undo', 'redo'] as const).map(entry),
        LINE,
        ...(['cut', 'copy', 'paste', 'delete'] as const).map(entry),
        LINE,
        entry('selectAll'),
      ],
    },
    {
      label: texts.view,
      submenu: [
        ...(['resetZoom', 'zoomIn', 'zoomOut'] as const).map(entry),
        LINE,
        entry('togglefullscreen'),
        ...inspect,
      ],
    },
    {
      label: texts.window,
      submenu: mac
        ? [entry('minimize'), entry('zoom'), LINE, entry('front')]
        : [entry('minimize'), entry('close')],
    },
  ];
}
