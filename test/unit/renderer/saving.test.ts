// Owns: what becomes of a draft, and of what is done in the window, while main takes its time to save it.
// Leaves to others: what is saved (flows.test.ts), drafts that outlive the window (editor-drafts.test.ts).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { SaveContact } from '../../../preload/contract.ts';
import { beginEdit, by, openPerson } from '../../support/window-scenes.ts';
import { focusedId, gone, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests();

/** From here on main does what it is asked by this name only when the result is called. */
async function hold(page: Page, name: 'contacts.save' | 'contacts.create'): Promise<() => Promise<void>> {
  await page.evaluate((held) => {
    type Command = (argument: unknown) => Promise<unknown>;
    const { kith } = globalThis as unknown as { kith: { readonly commands: Record<string, Command> } };
    const command = kith.commands[held]!;
    const released = new Promise((release) => Object.assign(globalThis, { release }));
    kith.commands[held] = async (argument) => {
      await released;
      return command(argument);
    };
  }, name);
  return () => page.evaluate(() => (globalThis as unknown as { release: () => void }).release());
}

const saving = (page: Page) => page.getByText('Saving…').waitFor();
const saves = async () => (await asked('contacts.save')).map(([save]) => save as SaveContact);

/** A save that is under way until it is released. */
async function savingAmina(): Promise<{ readonly page: Page; readonly release: () => Promise<void> }> {
  const page = await start();
  await openPerson(page, 'Amina');
  await beginEdit(page);
  const release = await hold(page, 'contacts.save');
  await by(page, 'field-name-0-given').fill('Amina-Maria');
  await by(page, 'save').click();
  await saving(page);
  return { page, release };
}

describe('while a draft is being saved', () => {
  test('what is typed further is not lost: it stays in the editor, and is saved next', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await beginEdit(page);
    const release = await hold(page, 'contacts.save');
    await by(page, 'field-name-0-given').fill('Amina-Maria');
    await page.keyboard.press('Control+s');
    await saving(page);
    await by(page, 'field-notes-0-text').fill('Written while it was saved');
    await release();
    await by(page, 'toast').getByText('Saved').waitFor();
    expect(await by(page, 'field-notes-0-text').inputValue()).toBe('Written while it was saved');
    expect(await focusedId(page)).toBe('field-notes-0-text');
    await page.keyboard.press('Control+s');
    await gone(page, 'editor');
    expect((await saves()).map(({ fields }) => Object.keys(fields))).toEqual([['name'], ['notes']]);
  });

  test('what is typed further of a new contact belongs to the one that was made: there is one', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    const release = await hold(page, 'contacts.create');
    await by(page, 'field-name-0-given').fill('Grace');
    await page.keyboard.press('Control+s');
    await saving(page);
    await by(page, 'field-phones-0-number').fill('+1 555 0100');
    await release();
    await by(page, 'toast').getByText('Saved').waitFor();
    await page.keyboard.press('Control+s');
    await gone(page, 'editor');
    expect(await asked('contacts.create')).toHaveLength(1);
    const [save] = await saves();
    expect(save?.fields.phones).toMatchObject([{ number: '+1 555 0100' }]);
    expect(Object.keys(save?.fields ?? {})).toEqual(['phones']);
  });

  test('leaving asks no more once it is saved, and leads where it was to lead', async () => {
    const { page, release } = await savingAmina();
    await by(page, 'nav-trash').click();
    await by(page, 'keep-editing').waitFor();
    await release();
    await by(page, 'trash-row').first().waitFor();
    await gone(page, 'keep-editing');
  });

  test('another one that is begun after it was left stays open', async () => {
    const { page, release } = await savingAmina();
    await page.keyboard.press('Escape');
    await by(page, 'discard').click();
    await by(page, 'new-contact').click();
    await by(page, 'field-name-0-given').fill('Grace');
    await release();
    await by(page, 'toast').getByText('Saved').waitFor();
    expect(await by(page, 'field-name-0-given').inputValue()).toBe('Grace');
    await page.clock.runFor(1_000);
    expect((await asked('draft.keep')).at(-1)).toMatchObject([{ fields: { name: { given: 'Grace' } } }]);
    expect(await asked('draft.drop').then((dropped) => dropped.length)).toBeLessThanOrEqual(1);
  });
});

test('a contact that is deleted while its draft is being saved can be made anew from what was typed', async () => {
  const page = await start();
  await openPerson(page, 'Amina');
  await beginEdit(page);
  const release = await hold(page, 'contacts.save');
  await by(page, 'field-notes-0-text').fill('Written while it was deleted');
  await by(page, 'save').click();
  await saving(page);
  await page.evaluate(() => {
    const { kith } = globalThis as unknown as {
      kith: { commands: { 'persons.delete': (person: string) => Promise<unknown> } };
    };
    return kith.commands['persons.delete']('person-amina');
  });
  await page.locator('[data-testid=person-row]', { hasText: 'Amina' }).waitFor({ state: 'detached' });
  await release();
  await by(page, 'save-error').waitFor();
  await by(page, 'draft-orphan').waitFor();
  await by(page, 'save').click();
  await gone(page, 'editor');
  expect(await asked('contacts.create')).toMatchObject([
    [{ fields: { notes: { text: 'Written while it was deleted' } } }],
  ]);
});

test('saving by the keys leaves the keyboard in the box where nothing is to be saved, and where saving fails', async () => {
  const page = await start({ saveError: 'store.full' });
  await openPerson(page, 'Amina');
  await beginEdit(page);
  await by(page, 'field-notes-0-text').focus();
  await page.keyboard.press('Control+s');
  expect(await focusedId(page)).toBe('field-notes-0-text');
  await page.keyboard.type('More');
  await page.keyboard.press('Control+s');
  await by(page, 'save-error').waitFor();
  expect(await focusedId(page)).toBe('field-notes-0-text');
});

test('a save that fails leaves the keyboard at its button', async () => {
  const page = await start({ saveError: 'store.full' });
  await openPerson(page, 'Amina');
  await beginEdit(page);
  const release = await hold(page, 'contacts.save');
  await by(page, 'field-name-0-given').fill('Amina-Maria');
  await by(page, 'save').focus();
  await page.keyboard.press('Enter');
  await saving(page);
  // A browser takes the keyboard from what is disabled only once it has drawn it.
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(drawn))');
  await release();
  await by(page, 'save-error').waitFor();
  expect(await focusedId(page)).toBe('save');
});
