// Owns: what a person is asked in the window's stead while the address book does not open. Leaves to others: what can be
// done about it (store/, by main/index.ts), its texts (core/texts.ts).
import { app, dialog } from 'electron';
import { errorInfo } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import type { SpokenLanguage } from '../core/language.ts';
import { MAIN_TEXTS, mainErrorText, type WayOutTexts } from '../core/texts.ts';

/** A backup as the question names it. */
export interface OfferedBackup {
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  readonly contacts: number;
}

/** What can be done about an address book that does not open. */
export interface WayOut {
  /** The newest first; none where a backup would be no way out. */
  readonly backups: readonly OfferedBackup[];
  /** Why nobody can tell whether there are backups; null if somebody can. */
  readonly problem: ErrorInfo | null;
  /** Where an export goes unless somebody chooses another place. */
  readonly file: string;
  /** Writes what can be read to a file; the file may be there already. */
  export(file: string): Promise<SavedContacts>;
  /** Puts a backup in the place of the book. */
  replace(name: string): Promise<PlacedBackup>;
}

/** What came into a file. `unreadable`: parts of the book's files that could not be read. */
export interface SavedContacts {
  readonly file: string;
  readonly contacts: number;
  readonly photos: number;
  readonly book: 'whole' | 'newer' | 'damaged';
  readonly unreadable: number;
}

/** A backup that is the book now; `setAside`: the files that were. */
export interface PlacedBackup {
  readonly contacts: number;
  readonly setAside: readonly string[];
}

/** Backups that fit in one question. */
const OFFERED = 4;

/** What `Shell` offers under this name. */
export async function openOrLeave<T>(
  open: () => Promise<T>,
  wayOf: (error: unknown) => Promise<WayOut | null>,
  language: SpokenLanguage,
): Promise<T> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const way = await wayOf(error);
      if (way === null) throw error;
      await app.whenReady();
      if (await offerWayOut(error, way, language)) continue;
      app.exit(1);
      return await new Promise<never>(() => undefined);
    }
  }
}

/** Asks until the book may open now (true) or the person leaves it (false). */
async function offerWayOut(error: unknown, way: WayOut, language: SpokenLanguage): Promise<boolean> {
  const info = errorInfo(error);
  const texts = MAIN_TEXTS[language].wayOut;
  const { useBackup, save, quit } = texts;
  const noBackups =
    way.problem === null ? '' : `\n\n${texts.noBackups(String(way.problem.context.file ?? ''))}`;
  for (;;) {
    const chosen = await ask(
      'error',
      texts.cannotOpen,
      `${mainErrorText(info, language)}${noBackups}\n\n(${info.code})`,
      [...(way.backups.length > 0 ? [useBackup] : []), save, quit],
    );
    if (chosen === useBackup && (await told(language, () => replaced(way, language)))) return true;
    if (chosen === save) await told(language, () => saved(way, language));
    if (chosen === quit) return false;
  }
}

/** The button that was pressed; the last one stands for closing the question. */
async function ask(
  type: 'error' | 'info' | 'question',
  message: string,
  detail: string,
  buttons: readonly string[],
): Promise<string> {
  const last = buttons.length - 1;
  const options = {
    type,
    title: 'Kith',
    message,
    detail,
    buttons: [...buttons],
    defaultId: 0,
    cancelId: last,
  };
  const { response } = await dialog.showMessageBox({ ...options, noLink: true });
  return buttons[response] ?? buttons[last]!;
}

/** Does something and tells what came of it; false where nothing did. */
async function told(language: SpokenLanguage, work: () => Promise<string | null>): Promise<boolean> {
  const texts = MAIN_TEXTS[language].wayOut;
  try {
    const text = await work();
    if (text !== null) await ask('info', texts.done, text, [texts.ok]);
    return text !== null;
  } catch (thrown) {
    await ask('error', texts.failed, mainErrorText(errorInfo(thrown), language), [texts.ok]);
    return false;
  }
}

async function replaced(way: WayOut, language: SpokenLanguage): Promise<string | null> {
  const texts = MAIN_TEXTS[language].wayOut;
  const offered = way.backups.slice(0, OFFERED);
  const buttons = offered.map(({ at, contacts }) =>
    texts.backup(when(at, language), contacts.toLocaleString(language)),
  );
  const chosen = await ask('question', texts.which, texts.whichText, [...buttons, texts.cancel]);
  const backup = offered[buttons.indexOf(chosen)];
  return backup === undefined ? null : replacedText(await way.replace(backup.name), texts, language);
}

/** Europe's order of day and month in English, which no other takes for another day. */
const when = (at: string, language: SpokenLanguage): string =>
  new Date(at).toLocaleString(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });

function replacedText(
  { contacts, setAside }: PlacedBackup,
  texts: WayOutTexts,
  language: SpokenLanguage,
): string {
  return [texts.replaced(contacts.toLocaleString(language)), ...setAside.map(texts.setAside)].join('\n');
}

async function saved(way: WayOut, language: SpokenLanguage): Promise<string | null> {
  const texts = MAIN_TEXTS[language].wayOut;
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: texts.saveTitle,
    defaultPath: way.file,
    filters: [{ name: 'JSON', extensions: ['json'] }],
  });
  return canceled || filePath === '' ? null : savedText(await way.export(filePath), texts, language);
}

function savedText(
  { file, contacts, photos, book, unreadable }: SavedContacts,
  texts: WayOutTexts,
  language: SpokenLanguage,
): string {
  const number = (count: number): string => count.toLocaleString(language);
  const notes = { whole: [], newer: [texts.savedNewer], damaged: [texts.savedDamaged] }[book];
  const lost = unreadable > 0 ? [texts.unreadable(number(unreadable))] : [];
  return [texts.saved(file, number(contacts), number(photos)), ...notes, ...lost].join('\n');
}
