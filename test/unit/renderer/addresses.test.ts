// Owns: that signs in addresses which turn them round or cannot be seen are shown wherever somebody decides by an address, in a
// real browser over the fake bridge. Leaves to others: a contact's own page and the list (contact-page.test.ts).
import type { Page } from 'playwright-core';
import { describe, test } from 'vitest';
import type { CommandName } from '../../../preload/contract.ts';
import { by, openPerson } from '../../support/window-scenes.ts';
import { windowTests } from '../../support/window-tests.ts';

const { start } = windowTests({ persons: 60 });

describe('signs in an address that turn it round or cannot be seen are shown', () => {
  const written = 'ada\u202Emoc.elpmaxe@\u202Cevil.exam\u200Bple';
  const shown = 'ada‹U+202E›moc.elpmaxe@‹U+202C›evil.exam‹U+200B›ple';

  /** From here on main answers this command with that address. */
  const answered = (page: Page, command: CommandName): Promise<void> =>
    page.evaluate(
      ([name, address]) => {
        type Fields = { fields: object };
        const { kith } = globalThis as unknown as {
          kith: { commands: Record<string, (...args: unknown[]) => Promise<{ value: unknown }>> };
        };
        const emails = [{ id: 'e', kind: 'home', address }];
        const conflict = { field: 'emails', path: 'emails.e', theirs: emails[0] };
        const written = <T extends Fields>(of: T): T => ({ ...of, fields: { ...of.fields, emails } });
        const changes: Record<string, (value: never) => unknown> = {
          'conflicts.list': ([one]: readonly object[]) => [{ ...one, ...conflict }],
          'persons.get': (value: { contacts: readonly Fields[] }) => ({
            ...value,
            contacts: value.contacts.map(written),
          }),
          'persons.list': (value: { rows: readonly object[] }) => ({
            ...value,
            rows: value.rows.map((row) => ({ ...row, detail: address })),
          }),
          'history.versions': (value: readonly Fields[]) => value.map(written),
        };
        const before = kith.commands[name]!;
        kith.commands[name] = async (...args) => {
          const answer = await before(...args);
          return { ...answer, value: changes[name]!(answer.value as never) };
        };
      },
      [command, written] as const,
    );

  test('in a conflict', async () => {
    const page = await start();
    await answered(page, 'conflicts.list');
    await by(page, 'nav-conflicts').click();
    await by(page, 'version-theirs').first().getByText(shown, { exact: true }).waitFor();
  });

  test('in a comparison of matches', async () => {
    const page = await start({ matches: true });
    await answered(page, 'persons.get');
    await by(page, 'nav-matches').click();
    await by(page, 'match-compare').nth(1).click();
    await by(page, 'match-differences').getByText(shown).first().waitFor();
  });

  test('in a version', async () => {
    const page = await start();
    await answered(page, 'history.versions');
    await openPerson(page, 'Amina');
    await by(page, 'history').click();
    await by(page, 'version-fields').first().click();
    await by(page, 'version-field').getByText(shown).first().waitFor();
  });

  test('of somebody who is to be joined, and of whom the palette finds', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await answered(page, 'persons.list');
    await page.keyboard.press('Control+k');
    await by(page, 'palette').fill('a');
    await page.getByRole('dialog').getByText(shown, { exact: true }).first().waitFor();
    await page.keyboard.press('Escape');
    await by(page, 'more-actions').click();
    await by(page, 'join').click();
    await by(page, 'join-search').fill('a');
    await page.getByRole('dialog').getByText(shown, { exact: true }).first().waitFor();
  });
});
