// Owns: asking a person where a file is to be written. Leaves to others: writing it (store/), its name (core/).
import { app, dialog } from 'electron';
import { join } from 'node:path';

/** The file that a person chose; null: none. They have agreed to replace what is there: the system's dialog asks. */
export async function chooseFile(suggested: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    defaultPath: join(app.getPath('documents'), suggested),
    filters: [{ name: 'vCard', extensions: ['vcf'] }],
  });
  return canceled || filePath === '' ? null : filePath;
}
