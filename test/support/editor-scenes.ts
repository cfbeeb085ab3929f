// Owns: how to get to the editor in every state worth seeing. Leaves to others: the other pages (window-scenes.ts), what is checked
// at each (test/unit/renderer/pages.test.ts).
import type { Page } from 'playwright-core';
import { PORTRAIT } from './fake-places.ts';
import { beginEdit, by, openPerson, type Scene } from './window-scenes.ts';

/** The editor with a person of the list. */
export async function openEditor(page: Page, search: string): Promise<void> {
  await openPerson(page, search);
  await beginEdit(page);
}

const writeNew = async (page: Page): Promise<void> => {
  await by(page, 'new-contact').click();
  await by(page, 'field-name-0-given').waitFor();
};
const addField = async (page: Page, name: string): Promise<void> => {
  await by(page, 'add-field').click();
  await by(page, `add-${name}`).click();
};
/** Somebody else changes the contact, as a sync does. */
export const changeElsewhere = (page: Page, contact: string, fields: object): Promise<unknown> =>
  page.evaluate(
    (save) => {
      const { kith } = globalThis as unknown as {
        kith: { commands: { 'contacts.save': (save: object) => Promise<unknown> } };
      };
      return kith.commands['contacts.save'](save);
    },
    { contact, fields },
  );

const MEANWHILE = async (page: Page): Promise<void> => {
  await openEditor(page, 'Amina');
  await by(page, 'field-notes-0-text').fill('Calls after noon, now that she teaches.');
  await changeElsewhere(page, 'contact-amina', {
    notes: { text: 'Met at the 2023 calibration workshop.\nMoved to Tampere in May.' },
  });
  await by(page, 'meanwhile-notes').scrollIntoViewIfNeeded();
};

const NARROW = { width: 360, height: 740 };

export const EDITOR_SCENES: readonly Scene[] = [
  { name: 'editor-new', page: true, go: writeNew },
  { name: 'editor', page: true, go: (page) => openEditor(page, 'Amina') },
  {
    name: 'editor-add-field',
    go: async (page) => {
      await writeNew(page);
      await by(page, 'add-field').click();
      await by(page, 'add-flag').waitFor();
    },
  },
  { name: 'editor-everything', go: (page) => openEditor(page, 'Everything') },
  {
    name: 'editor-everything-end',
    go: async (page) => {
      await openEditor(page, 'Everything');
      await by(page, 'field-flag-0-due-clock').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'editor-discard',
    go: async (page) => {
      await writeNew(page);
      await by(page, 'field-name-0-given').fill('Ada');
      await page.keyboard.press('Escape');
      await by(page, 'discard').waitFor();
    },
  },
  {
    name: 'editor-unheld',
    go: async (page) => {
      await writeNew(page);
      await by(page, 'field-name-0-given').fill('Ada');
      await by(page, 'account-acc-microsoft').check();
      await addField(page, 'fileAs');
      await by(page, 'field-fileAs-0-value').fill('Lovelace, Ada');
      await addField(page, 'customFields');
      await by(page, 'field-customFields-0-key').fill('Callsign');
      await by(page, 'field-customFields-0-value').fill('Countess');
      await page.clock.runFor(1_000);
      await by(page, 'editor-only-in-kith').first().waitFor();
    },
  },
  {
    name: 'editor-hints',
    go: async (page) => {
      await writeNew(page);
      await by(page, 'field-phones-0-number').fill('+49 30');
      await by(page, 'field-emails-0-address').fill('ada@');
      await by(page, 'field-birthday-0-date-day').fill('31');
      await by(page, 'field-birthday-0-date-month').selectOption('2');
      await by(page, 'field-labels-new-ref').fill('cl');
      await by(page, 'label-offered').last().waitFor();
    },
  },
  {
    name: 'editor-crop',
    page: true,
    go: async (page) => {
      await writeNew(page);
      const buffer = Buffer.from(PORTRAIT.base64, 'base64');
      await by(page, 'photo-file').setInputFiles({ name: 'ada.png', mimeType: 'image/png', buffer });
      await by(page, 'crop').waitFor();
    },
  },
  { name: 'editor-meanwhile', go: MEANWHILE },
  { name: 'editor-kept', fake: { draft: 'edit' }, go: (page) => by(page, 'draft-kept').waitFor() },
  { name: 'editor-orphan', fake: { draft: 'gone' }, go: (page) => by(page, 'draft-orphan').waitFor() },
  { name: 'editor-long', go: (page) => openEditor(page, 'Wolfeschlegel') },
  { name: 'editor-in-arabic', fake: { language: 'ar' }, go: (page) => openEditor(page, 'Amina') },
  { name: 'editor-of-an-arabic-name', fake: { language: 'ar' }, go: (page) => openEditor(page, 'المنصوري') },
  { name: 'editor-in-japanese', fake: { language: 'ja' }, go: (page) => openEditor(page, '山田') },
  { name: 'editor-in-german', fake: { language: 'de' }, go: (page) => openEditor(page, 'Everything') },
  { name: 'narrow-editor', open: NARROW, go: (page) => openEditor(page, 'Amina') },
  { name: 'narrow-editor-new', open: NARROW, go: writeNewNarrow },
  { name: 'narrow-editor-meanwhile', open: NARROW, fake: { language: 'ar' }, go: MEANWHILE },
];

async function writeNewNarrow(page: Page): Promise<void> {
  await page.keyboard.press('Control+n');
  await by(page, 'field-name-0-given').waitFor();
}
