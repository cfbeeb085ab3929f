// Owns: the application menu, of standard entries only. Leaves to others: Kith's own commands, which are in the window.
import { app, Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';

/** Sets the menu; it carries the keyboard shortcuts for editing that the operating system expects. */
export function setApplicationMenu(): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(process.platform === 'darwin', app.isPackaged)),
  );
}

function menuTemplate(mac: boolean, packaged: boolean): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  const inspect: MenuItemConstructorOptions[] = packaged
    ? []
    : [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { label: 'View', submenu: [...view, ...inspect] },
    { role: 'windowMenu' },
  ];
}
