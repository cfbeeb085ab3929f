// Owns: which texts main itself shows to people: its menus, the pages a browser ends a sign-in with, notifications, what is
// asked where the window does not open. Leaves to others: the texts in each language (texts/), those of the window
// (renderer/i18n); the command line is English.
import type { ErrorCode, ErrorInfo } from './errors.ts';
import type { SpokenLanguage } from './language.ts';
import { ar } from './texts/ar.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { ja } from './texts/ja.ts';

interface PageText {
  readonly title: string;
  readonly text: string;
}

/** What is asked while the address book does not open. */
export interface WayOutTexts extends Readonly<
  Record<
    | 'cannotOpen'
    | 'useBackup'
    | 'save'
    | 'quit'
    | 'ok'
    | 'cancel'
    | 'done'
    | 'failed'
    | 'which'
    | 'whichText'
    | 'saveTitle'
    | 'savedNewer'
    | 'savedDamaged',
    string
  >
> {
  /** Numbers come as they are written in the language. */
  readonly backup: (when: string, contacts: string) => string;
  readonly saved: (file: string, contacts: string, photos: string) => string;
  readonly unreadable: (parts: string) => string;
  readonly replaced: (contacts: string) => string;
  readonly setAside: (file: string) => string;
  /** The folder of the backups cannot be read. */
  readonly noBackups: (folder: string) => string;
}

/** A quiet word about today's birthdays. `age`: null where no year is known, and for several persons. */
export interface BirthdayTexts {
  readonly one: (name: string) => string;
  readonly turns: (age: string) => string;
  readonly several: (count: string) => string;
  readonly andMore: (names: string, more: string) => string;
}

/** A text that a language lacks does not compile. */
export interface MainTexts {
  readonly arrived: PageText;
  readonly refused: PageText;
  readonly cannotStart: string;
  readonly wayOut: WayOutTexts;
  readonly menu: Readonly<Record<MenuText, string>>;
  readonly birthdays: BirthdayTexts;
  /** What an error says that is shown before there is a window; without a text, and in English, its own message. */
  readonly errors: Readonly<Partial<Record<ErrorCode, string>>>;
}

/** Entries of menus, by Electron's roles where it has one. */
export type MenuText =
  | 'about'
  | 'services'
  | 'hide'
  | 'hideOthers'
  | 'unhide'
  | 'quit'
  | 'file'
  | 'close'
  | 'edit'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'delete'
  | 'selectAll'
  | 'view'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'window'
  | 'minimize'
  | 'zoom'
  | 'front'
  | 'new'
  | 'sync'
  | 'settings'
  | 'search'
  | 'all'
  | 'favorites'
  | 'pending'
  | 'conflicts'
  | 'matches'
  | 'syncPage'
  | 'trash'
  | 'help'
  | 'palette'
  | 'keys'
  | 'open'
  | 'noSuggestions';

export const MAIN_TEXTS: Readonly<Record<SpokenLanguage, MainTexts>> = { en, de, ja, ar };

/** What an error says where there is no window to say it. */
export function mainErrorText({ code, message }: ErrorInfo, language: SpokenLanguage): string {
  return MAIN_TEXTS[language].errors[code] ?? message;
}
