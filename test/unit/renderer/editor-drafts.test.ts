// Owns: that what is being written outlives a change from elsewhere and the window itself, in a real browser over the fake
// bridge. Leaves to others: keeping it on disk (unit/store/drafts.test.ts), the real window (e2e/window/editor.test.ts).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { KeptDraft } from '../../../preload/contract.ts';
import { beginEdit, by, openPerson } from '../../support/window-scenes.ts';
import { focusedId, gone, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests();

async function edit(page: Page, name = 'Amina'): Promise<void> {
  await openPerson(page, name);
  await beginEdit(page);
}
/** Somebody else changes the contact, as a sync does. */
const elsewhere = (page: Page, fields: object): Promise<unknown> =>
  page.evaluate((changed) => {
    const { kith } = globalThis as unknown as {
      kith: { commands: { 'contacts.save': (save: object) => Promise<unknown> } };
    };
    return kith.commands['contacts.save']({ contact: 'contact-amina', fields: changed });
  }, fields);
const kept = async (): Promise<readonly KeptDraft[]> =>
  ((await asked('draft.keep')) as readonly (readonly [KeptDraft])[]).map(([draft]) => draft);

describe('keeping', () => {
  test('what is typed is kept when the typing pauses, and forgotten once it is saved', async () => {
    const page = await start();
    await edit(page);
    await page.clock.runFor(2_000);
    expect(await kept()).toEqual([]);
    await by(page, 'field-name-0-given').pressSequentially('ta');
    await page.clock.runFor(1_000);
    await expect.poll(async () => (await kept()).at(-1)?.fields.name?.given).toBe('Aminata');
    expect((await kept()).at(-1)).toMatchObject({ contact: 'contact-amina', accounts: ['acc-google'] });
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    await expect.poll(() => asked('draft.drop')).toEqual([[]]);
    await page.clock.runFor(2_000);
    expect(await asked('draft.drop')).toHaveLength(1);
  });

  test('leaving a box keeps it at once; typing it back, or throwing it away, forgets it', async () => {
    const page = await start();
    await edit(page);
    // No pause of the typing ever comes.
    await page.clock.pauseAt('2026-11-20T12:00:00Z');
    await by(page, 'field-notes-0-text').fill('x');
    await by(page, 'field-name-0-given').focus();
    await expect.poll(async () => (await kept()).length).toBeGreaterThan(0);
    await by(page, 'field-name-0-given').fill('Y');
    await page.keyboard.press('Escape');
    await by(page, 'discard').click();
    await expect.poll(() => asked('draft.drop')).toEqual([[]]);
    await by(page, 'contact-name').waitFor();
  });
});

describe('what was kept', () => {
  test('is open again where it was, and is saved as if nothing had happened', async () => {
    const page = await start({ draft: 'edit' });
    await by(page, 'draft-kept').waitFor();
    expect(await by(page, 'draft-kept').textContent()).toContain('You were editing');
    expect(await by(page, 'field-name-0-given').inputValue()).toBe('Aminata');
    expect(await by(page, 'field-phones-0-number').inputValue()).toBe('+358 9 555');
    await by(page, 'go-on').click();
    expect(await focusedId(page)).toBe('field-name-0-given');
    await gone(page, 'draft-kept');
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    expect(await asked('contacts.save')).toMatchObject([
      [{ contact: 'contact-amina', fields: { name: { given: 'Aminata' } } }],
    ]);
  });

  test('of a new contact is a new contact again; thrown away it is gone', async () => {
    const page = await start({ draft: 'new' });
    await by(page, 'throw-away').click();
    await gone(page, 'editor');
    await expect.poll(() => asked('draft.drop')).toEqual([[]]);
    expect(await asked('contacts.create')).toEqual([]);
  });

  test('of a contact that is gone becomes a new one', async () => {
    const page = await start({ draft: 'gone' });
    // Somebody may have deleted it, or unlinked its account.
    expect(await by(page, 'draft-orphan').textContent()).not.toContain('deleted');
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    expect(await asked('contacts.create')).toMatchObject([
      [{ accounts: ['acc-google'], fields: { name: { given: 'Aminata' } } }],
    ]);
    expect(await asked('contacts.save')).toEqual([]);
  });
});

describe('a change from elsewhere', () => {
  test('is taken over where nobody wrote, joined where nothing clashes, and asked about where it does', async () => {
    const page = await start();
    await edit(page);
    await by(page, 'field-notes-0-text').fill('mine');
    await by(page, 'field-phones-1-number').fill('+358 9 111');
    await elsewhere(page, {
      notes: { text: 'theirs' },
      nicknames: [{ id: 'n1', kind: 'default', value: 'Ami' }],
      phones: [
        { id: 'p1', kind: 'mobile', number: '+358 40 999', primary: true },
        { id: 'p2', kind: 'work', number: '+358 9 4780 0999 ext. 12' },
      ],
    });
    await by(page, 'meanwhile-notes').waitFor();
    expect(await by(page, 'meanwhile-notes').textContent()).toContain('theirs');
    // It may have come from its cloud as well as from another action of Kith.
    expect(await by(page, 'meanwhile-notes').textContent()).not.toContain('Google');
    expect(await by(page, 'meanwhile-phones').count()).toBe(0);
    expect(await by(page, 'field-nicknames-0-value').inputValue()).toBe('Ami');
    expect(await by(page, 'field-phones-0-number').inputValue()).toBe('+358 40 999');
    expect(await by(page, 'field-phones-1-number').inputValue()).toBe('+358 9 111');
    expect(await by(page, 'field-notes-0-text').inputValue()).toBe('mine');
  });

  test.each([
    ['keep-mine', 'mine', { text: 'theirs' }],
    ['take-theirs', 'theirs', undefined],
  ] as const)('%s decides, so that saving makes no conflict of it', async (choice, text, opened) => {
    const page = await start();
    await edit(page);
    await by(page, 'field-notes-0-text').fill('mine');
    await by(page, 'field-name-0-given').fill('Aminata');
    await elsewhere(page, { notes: { text: 'theirs' } });
    await by(page, `${choice}-notes`).click();
    expect(await by(page, 'field-notes-0-text').inputValue()).toBe(text);
    await gone(page, 'meanwhile-notes');
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    const [, save] = (await asked('contacts.save')) as readonly (readonly [
      { opened?: { notes?: object } },
    ])[];
    expect(save?.[0].opened?.notes).toEqual(opened);
  });

  test('that deletes the contact leaves what was typed, and saving makes a new contact of it', async () => {
    const page = await start();
    await edit(page);
    await by(page, 'field-name-0-given').fill('Aminata');
    await page.evaluate(() => {
      const { kith } = globalThis as unknown as {
        kith: { commands: { 'persons.delete': (person: string) => Promise<unknown> } };
      };
      return kith.commands['persons.delete']('person-amina');
    });
    await by(page, 'draft-orphan').waitFor();
    expect(await by(page, 'field-name-0-given').inputValue()).toBe('Aminata');
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    expect(await asked('contacts.create')).toMatchObject([[{ fields: { name: { given: 'Aminata' } } }]]);
  });
});

/** The account goes, with all its contacts; main tells of the account. */
const unlink = (page: Page, account: string): Promise<unknown> =>
  page.evaluate((id) => {
    const { kith } = globalThis as unknown as {
      kith: { commands: { 'accounts.unlink': (account: string) => Promise<unknown> } };
    };
    return kith.commands['accounts.unlink'](id);
  }, account);

describe('an account that is unlinked while a contact is written for it', () => {
  test('leaves the only other one to save it in', async () => {
    const page = await start();
    await page.keyboard.press('Control+n');
    await by(page, 'field-name-0-given').fill('Grace');
    await unlink(page, 'acc-google');
    await gone(page, 'account-acc-google');
    await by(page, 'save').click();
    await gone(page, 'editor');
    expect(await asked('contacts.create')).toMatchObject([[{ accounts: ['acc-microsoft'] }]]);
  });

  test('of several others, it is asked which', async () => {
    const page = await start();
    await page.evaluate(() => {
      const { kith } = globalThis as unknown as {
        kith: { commands: { 'accounts.addComputer': () => Promise<unknown> } };
      };
      return kith.commands['accounts.addComputer']();
    });
    await page.keyboard.press('Control+n');
    await by(page, 'field-name-0-given').fill('Grace');
    await unlink(page, 'acc-google');
    await gone(page, 'account-acc-google');
    expect(await by(page, 'save').isDisabled()).toBe(true);
    await by(page, 'account-acc-microsoft').check();
    await by(page, 'save').click();
    await gone(page, 'editor');
    expect(await asked('contacts.create')).toMatchObject([[{ accounts: ['acc-microsoft'] }]]);
  });
});
