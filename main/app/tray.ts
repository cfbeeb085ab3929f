// Owns: Kith in the tray while it stays open without a window, on Windows and Linux; on a Mac the Dock does that.
// Leaves to others: whether it stays open (start.ts), what its entries do (the window).
import { Menu, nativeImage, Tray } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { SpokenLanguage } from '../core/language.ts';
import { MAIN_TEXTS } from '../core/texts.ts';
import type { MenuCommand } from '../../preload/contract.ts';
import { TRAY_PICTURES } from './tray-picture.ts';

/** What the tray's entries ask for. */
export interface TrayAnswers {
  show(): void;
  run(command: MenuCommand): void;
  quit(): void;
}

export interface ShownTray {
  speak(language: SpokenLanguage): void;
  remove(): void;
}

/** Puts Kith into the tray. Where the desktop has none, nothing is seen, and a second start brings the window back. */
export function showTray(language: SpokenLanguage, answers: TrayAnswers): ShownTray {
  const picture = nativeImage.createEmpty();
  for (const { scaleFactor, base64 } of TRAY_PICTURES)
    picture.addRepresentation({ scaleFactor, dataURL: `data:image/png;base64,${base64}` });
  const tray = new Tray(picture);
  tray.setToolTip('Kith');
  // On Linux most desktops open the menu with any click.
  tray.on('click', () => answers.show());
  const speak = (spoken: SpokenLanguage): void =>
    tray.setContextMenu(Menu.buildFromTemplate(entries(spoken, answers)));
  speak(language);
  return { speak, remove: () => tray.destroy() };
}

function entries(language: SpokenLanguage, { show, run, quit }: TrayAnswers): MenuItemConstructorOptions[] {
  const { menu } = MAIN_TEXTS[language];
  return [
    { label: menu.open, click: () => show() },
    { type: 'separator' },
    { label: menu.new, click: () => run('new') },
    { label: menu.sync, click: () => run('sync') },
    { type: 'separator' },
    { label: menu.quit, click: () => quit() },
  ];
}
