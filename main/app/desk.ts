// Owns: what of the app around the window follows the settings: menu and tray in the language that is spoken, whether Kith
// stays open without a window, whether spelling is checked. Leaves to others: the settings themselves (main/index.ts).
import { app } from 'electron';
import type { Session } from 'electron';
import type { SpokenLanguage } from '../core/language.ts';
import type { MenuCommand } from '../../preload/contract.ts';
import { setApplicationMenu } from './menu.ts';
import { checkSpelling } from './spelling.ts';
import { showTray, type ShownTray } from './tray.ts';

/** Settings that reach beyond the window. */
export interface DeskSettings {
  readonly language: SpokenLanguage;
  /** Kith stays open when its window is closed; a Mac's apps always do. */
  readonly keepRunning: boolean;
  readonly spelling: boolean;
}

export interface Desk {
  readonly language: () => SpokenLanguage;
  /** Whether Kith goes on when its last window is closed. */
  readonly staysOpen: () => boolean;
  /** Puts settings into effect. Call it once the app is ready. */
  wear(settings: DeskSettings): void;
}

export interface DeskAnswers {
  show(): void;
  run(command: MenuCommand): void;
}

export function makeDesk(language: SpokenLanguage, session: () => Session, answers: DeskAnswers): Desk {
  const mac = process.platform === 'darwin';
  let worn: DeskSettings = { language, keepRunning: false, spelling: false };
  let tray: ShownTray | null = null;
  return {
    language: () => worn.language,
    staysOpen: () => mac || tray !== null,
    wear(settings) {
      worn = settings;
      setApplicationMenu(settings.language, answers.run);
      checkSpelling(
        session(),
        settings.spelling ? settings.language : null,
        settings.spelling ? app.getPreferredSystemLanguages() : [],
      );
      if (tray !== null && !settings.keepRunning) {
        tray.remove();
        tray = null;
      }
      if (mac || !settings.keepRunning) return;
      if (tray === null) tray = showTray(settings.language, { ...answers, quit: () => app.quit() });
      else tray.speak(settings.language);
    },
  };
}
