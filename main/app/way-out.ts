// Owns: what a person is asked in the window's stead while the address book does not open. Leaves to others: what can be
// done about it (store/, by main/index.ts), when this is asked (start.ts).
import { dialog } from 'electron';
import { errorInfo } from '../core/errors.ts';

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
  /** Where an export goes unless somebody chooses another place. */
  readonly file: string;
  /** Writes what can be read to a file; the file may be there already. Gives what a person should know. */
  export(file: string): Promise<string>;
  /** Puts a backup in the place of the book. Gives what a person should know. */
  replace(name: string): Promise<string>;
}

/** Backups that fit in one question. */
const OFFERED = 4;

/** Asks until the book may open now (true) or the person leaves it (false). */
export async function offerWayOut(error: unknown, way: WayOut): Promise<boolean> {
  const { message, code } = errorInfo(error);
  const useBackup = 'Use a backup…';
  const save = 'Save the contacts to a file…';
  for (;;) {
    const chosen = await ask('error', 'Kith cannot open the address book', `${message}\n\n(${code})`, [
      ...(way.backups.length > 0 ? [useBackup] : []),
      save,
      'Quit',
    ]);
    if (chosen === useBackup && (await told(() => replaced(way)))) return true;
    if (chosen === save) await told(() => saved(way));
    if (chosen === 'Quit') return false;
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
async function told(work: () => Promise<string | null>): Promise<boolean> {
  try {
    const text = await work();
    if (text !== null) await ask('info', 'Done', text, ['OK']);
    return text !== null;
  } catch (thrown) {
    await ask('error', 'That did not work', errorInfo(thrown).message, ['OK']);
    return false;
  }
}

async function replaced(way: WayOut): Promise<string | null> {
  const offered = way.backups.slice(0, OFFERED);
  const buttons = offered.map(({ at, contacts }) => `${when(at)}: ${contacts.toLocaleString('en')} contacts`);
  const chosen = await ask(
    'question',
    'Which backup takes the place of the address book?',
    'The files that do not open are set aside, not deleted. What came after the backup is what the clouds have of it: the next sync brings that.',
    [...buttons, 'Cancel'],
  );
  const backup = offered[buttons.indexOf(chosen)];
  return backup === undefined ? null : way.replace(backup.name);
}

const when = (at: string): string =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

async function saved(way: WayOut): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: 'Save the contacts',
    defaultPath: way.file,
    filters: [{ name: 'JSON', extensions: ['json'] }],
  });
  return canceled || filePath === '' ? null : way.export(filePath);
}
