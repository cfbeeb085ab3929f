// Owns: what the window does in a real browser over the fake bridge: linking, list, editing, deleting, conflicts, sync.
// Leaves to others: how the pages look (pages.test.ts), main's part of the work (test/e2e).
import { describe, expect, test } from 'vitest';
import type { CommandName, ListQuery, SaveContact } from '../../../preload/contract.ts';
import { beginEdit, by, openPerson } from '../../support/window-scenes.ts';
import { emit, holdSearches, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests();
/** The first argument of each time the window asked for this. */
const argumentsOf = async (name: CommandName): Promise<readonly unknown[]> =>
  (await asked(name)).map(([first]) => first);

describe('linking', () => {
  test('one click links an account, the address book opens and a sync starts', async () => {
    const page = await start({ accounts: 0, persons: 1 });
    await by(page, 'link-google').click();
    await by(page, 'person-row').waitFor();
    expect(await argumentsOf('accounts.link')).toEqual(['google']);
    await expect.poll(() => argumentsOf('sync.run')).toEqual(['acc-google']);
  });

  test('waiting for the browser can be cancelled, and that is no error', async () => {
    const page = await start({ accounts: 0, link: 'waits' });
    await by(page, 'link-microsoft').click();
    await by(page, 'cancel-link').click();
    await by(page, 'link-microsoft').waitFor();
    expect(await by(page, 'link-error').count()).toBe(0);
  });

  test('signing in again is offered where it is needed', async () => {
    const page = await start({ signInNeeded: true });
    await by(page, 'sign-in-again').click();
    await expect.poll(() => by(page, 'sign-in-again').count()).toBe(0);
    expect(await argumentsOf('accounts.signIn')).toEqual(['acc-microsoft']);
  });
});

describe('the list', () => {
  test('it never asks for more than 50 rows at once, and scrolling asks for what is seen', async () => {
    const page = await start({ persons: 1000 });
    await by(page, 'person-row').first().waitFor();
    expect(await by(page, 'total').getAttribute('data-total')).toBe('1000');
    await by(page, 'person-list').evaluate((list) => (list.scrollTop = list.scrollHeight));
    await page.locator('[aria-posinset="1000"][data-id]').waitFor();
    const queries = (await argumentsOf('persons.list')) as readonly ListQuery[];
    expect(Math.max(...queries.map((query) => query.to - query.from))).toBeLessThanOrEqual(50);
    expect(queries.some((query) => query.to === 1000)).toBe(true);
    expect(queries.some((query) => query.from === 500)).toBe(false);
  });

  test('a search is answered while the whole list is still being read anew, and shown though the book changes', async () => {
    const page = await start({ persons: 60 });
    await by(page, 'person-row').first().waitFor();
    const answer = await holdSearches(page);
    // What is read anew from here on is never answered.
    await emit(page, 'book.changed', { revision: 2 });
    await by(page, 'search').fill('amina');
    await emit(page, 'book.changed', { revision: 3 });
    await answer(0);
    await page.getByText('1 match').waitFor();
  });

  test('main hears that the window is in use, of scrolling too, now and then', async () => {
    const page = await start({ persons: 1000 });
    await by(page, 'person-row').first().waitFor();
    expect(await asked('app.inUse'), 'once it is open').toEqual([[]]);
    await page.waitForFunction(() => performance.now() > 500);
    await by(page, 'person-list').evaluate((list) => (list.scrollTop = 500));
    await expect.poll(() => asked('app.inUse')).toEqual([[], []]);
    await by(page, 'search').pressSequentially('amina');
    await page.getByText('1 match').waitFor();
    expect(await asked('persons.sections'), 'what is found has no letters').toHaveLength(1);
    const told = (await asked('app.inUse')).length;
    expect([told > 0, told < 6]).toEqual([true, true]);
  });

  test('a search from far down the list asks for the first of those it finds alone', async () => {
    const page = await start({ persons: 1000 });
    await by(page, 'person-row').first().waitFor();
    await by(page, 'person-list').evaluate((list) => (list.scrollTop = list.scrollHeight));
    await page.locator('[aria-posinset="1000"][data-id]').waitFor();
    await by(page, 'search').fill('a');
    await page.locator('[aria-posinset="1"][data-id]').waitFor();
    await page.locator('[data-testid=list-body][aria-busy=false]').waitFor();
    const queries = (await argumentsOf('persons.list')) as readonly ListQuery[];
    expect(queries.filter(({ text }) => text === 'a').map(({ from }) => from)).toEqual([0]);
  });

  test('Korean names stand under syllables, not under a consonant alone', async () => {
    const page = await start();
    await page.evaluate(`(async () => {
      for (const given of ['김 Korea', '깨 Korea', '최 Korea'])
        await kith.commands['contacts.create']({ accounts: ['acc-google'], fields: { name: { given } } });
    })()`);
    await by(page, 'search').fill('Korea');
    await page.getByText('3 matches').waitFor();
    expect(await page.locator('[role=listbox] .section').textContent()).toBe('가');
    const letters = by(page, 'person-row').locator('.letter');
    await expect.poll(async () => (await letters.allTextContents()).join('|')).toBe('||차');
  });

  test('the line over the list stays as high as it is when nobody is found', async () => {
    const page = await start();
    await by(page, 'nav-favorites').click();
    await by(page, 'select').waitFor();
    const before = await by(page, 'list-body').boundingBox();
    await by(page, 'search').fill('nobody is called this');
    await by(page, 'no-match').waitFor();
    expect(await by(page, 'list-body').boundingBox()).toEqual(before);
  });

  test('search narrows as typed, arrow down goes to the first match and opens it', async () => {
    const page = await start();
    await by(page, 'search').pressSequentially('amina');
    await page.getByText('1 match').waitFor();
    await page.keyboard.press('ArrowDown');
    await by(page, 'contact-name').waitFor();
    expect(await by(page, 'contact-name').textContent()).toBe('Dr. Amina Okonkwo-Bergström');
  });

  test('the arrow keys, Home and End move through the list and name the active option', async () => {
    const page = await start({ persons: 300 });
    await by(page, 'person-row').first().click();
    await by(page, 'person-list').focus();
    await page.keyboard.press('End');
    await page.locator('[aria-posinset="300"][aria-selected="true"]').waitFor();
    await page.keyboard.press('ArrowUp');
    const option = page.locator('[aria-posinset="299"][aria-selected="true"]');
    await option.waitFor();
    expect(await by(page, 'person-list').getAttribute('aria-activedescendant')).toBe(
      await option.getAttribute('id'),
    );
  });

  test('the arrow keys go on from a row that was clicked, however far away it is scrolled', async () => {
    const page = await start({ persons: 300 });
    await page.locator('[aria-posinset="3"][data-id]').click();
    for (let row = 4; row <= 60; row++) {
      await page.keyboard.press('ArrowDown');
      await page.locator(`[aria-posinset="${row}"][aria-selected="true"]`).waitFor();
    }
  });
});

describe('the editor', () => {
  test('an edit sends only the fields that changed, and the value keeps its id', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await beginEdit(page);
    await by(page, 'field-phones-1-number').fill('+358 9 111');
    await by(page, 'field-birthday-0-date-year').fill('');
    await page.keyboard.press('Control+s');
    await by(page, 'contact-name').waitFor();
    const [save] = (await argumentsOf('contacts.save')) as readonly SaveContact[];
    expect(save?.contact).toBe('contact-amina');
    expect(save?.fields).toEqual({
      phones: [
        { id: 'p1', kind: 'mobile', number: '+358 40 123 4567', primary: true },
        { id: 'p2', kind: 'work', number: '+358 9 111' },
      ],
      birthday: { date: { month: 4, day: 17 } },
    });
  });

  test('a field that is emptied is sent as null', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await beginEdit(page);
    await by(page, 'field-notes-0-text').fill('');
    await by(page, 'field-addresses-0-remove').click();
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    const [save] = (await argumentsOf('contacts.save')) as readonly SaveContact[];
    expect(save?.fields).toEqual({ notes: null, addresses: null });
  });

  test('a new contact is made in the chosen accounts with a custom label, a primary address and any field', async () => {
    const page = await start();
    await page.keyboard.press('Control+n');
    await by(page, 'field-name-0-given').fill('Grace');
    await by(page, 'account-acc-microsoft').check();
    await by(page, 'field-emails-0-address').fill('grace@example.org');
    await by(page, 'field-emails-0-kind').selectOption({ label: 'Custom…' });
    await by(page, 'field-emails-0-label').fill('Navy');
    await by(page, 'add-emails').click();
    await page.keyboard.type('hopper@example.org');
    await by(page, 'field-emails-1-primary').check();
    await by(page, 'add-field').click();
    await by(page, 'add-customFields').click();
    await page.keyboard.type('Callsign');
    await by(page, 'field-customFields-0-value').fill('Amazing');
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    const [create] = await argumentsOf('contacts.create');
    const id = expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown;
    expect(create).toEqual({
      person: id,
      accounts: ['acc-google', 'acc-microsoft'],
      fields: {
        name: { given: 'Grace' },
        emails: [
          { id, label: 'Navy', address: 'grace@example.org' },
          { id, kind: 'home', address: 'hopper@example.org', primary: true },
        ],
        customFields: [{ id, key: 'Callsign', value: 'Amazing' }],
      },
    });
    expect(await by(page, 'account-tab').count()).toBe(2);
  });

  test('opening and touching nothing changes nothing: Escape leaves without a question', async () => {
    const page = await start();
    await openPerson(page, 'Everything');
    await beginEdit(page);
    await by(page, 'field-name-0-given').waitFor();
    expect(await by(page, 'save').isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await by(page, 'contact-name').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("role")')).toBe('listbox');
  });

  test('a changed draft asks before it is thrown away, whichever way one leaves', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    await by(page, 'field-name-0-given').fill('Ada');
    await page.keyboard.press('Escape');
    await by(page, 'keep-editing').click();
    await by(page, 'nav-settings').click();
    await by(page, 'discard').click();
    await by(page, 'settings-page').waitFor();
    expect(await argumentsOf('contacts.create')).toEqual([]);
  });

  test('a draft survives a change of the book, and a save that fails', async () => {
    const page = await start({ saveError: 'store.full' });
    await openPerson(page, 'Amina');
    await beginEdit(page);
    await by(page, 'field-name-0-given').fill('Aminata');
    await emit(page, 'book.changed', { revision: 99 });
    await by(page, 'save').click();
    await by(page, 'save-error').waitFor();
    expect(await by(page, 'field-name-0-given').inputValue()).toBe('Aminata');
  });

  test('a doubtful address is remarked and kept as typed', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    await by(page, 'field-emails-0-address').fill('not an address');
    await by(page, 'field-phones-0-number').focus();
    await by(page, 'field-emails-0-address-doubt').waitFor();
    expect(await by(page, 'field-emails-0-address').inputValue()).toBe('not an address');
    expect(await by(page, 'save').isDisabled()).toBe(false);
  });
});

describe('contacts, conflicts and sync', () => {
  test('deleting names every account and removes the row', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'delete').click();
    const text = await page.locator('dialog').textContent();
    expect(text).toContain('ada.lovelace@gmail.example');
    expect(text).toContain('ada@analytical-engines.example');
    await by(page, 'confirm-delete').click();
    await by(page, 'no-match').waitFor();
  });

  test('after a deletion the next person is open, and the keyboard goes on from there', async () => {
    const page = await start({ persons: 300 });
    await by(page, 'person-row').nth(3).click();
    const next = await by(page, 'person-row').nth(4).getAttribute('data-id');
    await by(page, 'delete').click();
    await by(page, 'confirm-delete').click();
    await page.locator(`[data-id="${next}"][aria-selected="true"]`).waitFor();
    expect(await by(page, 'total').getAttribute('data-total')).toBe('299');
  });

  test('[law 23] a person is joined with another one who was searched for, and nothing before', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'more-actions').click();
    await by(page, 'join').click();
    expect(await by(page, 'confirm-join').isDisabled()).toBe(true);
    await by(page, 'join-search').fill('Amina');
    await expect.poll(() => by(page, 'join-status').textContent()).toContain('Nobody else');
    await by(page, 'join-search').fill('Wolfeschlegel');
    await by(page, 'join-choice').check();
    await by(page, 'join-search').fill('nobody is called this');
    await expect.poll(() => by(page, 'join-choice').count()).toBe(0);
    expect(await by(page, 'confirm-join').isDisabled()).toBe(true);
    await by(page, 'join-search').fill('Wolfeschlegel');
    await by(page, 'join-choice').check();
    await by(page, 'join-in-step').check();
    expect(await argumentsOf('persons.join')).toEqual([]);
    await by(page, 'confirm-join').click();
    await expect.poll(() => by(page, 'account-tab').count()).toBe(3);
    expect(await argumentsOf('persons.join')).toEqual([
      { persons: ['person-amina', expect.any(String)], inStep: true },
    ]);
    expect(await by(page, 'contact-name').textContent()).toContain('Amina');
  });

  test('addresses, numbers and links are opened by main', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await page.getByRole('button', { name: 'mina@okonkwo.example', exact: true }).click();
    await page.getByRole('button', { name: '+358 40 123 4567', exact: true }).click();
    expect(await argumentsOf('app.open')).toEqual([
      { kind: 'mail', value: 'mina@okonkwo.example' },
      { kind: 'call', value: '+358 40 123 4567' },
    ]);
  });

  test('a conflict is decided by the side that is taken', async () => {
    const page = await start();
    await by(page, 'nav-conflicts').click();
    await by(page, 'take-both').click();
    await expect.poll(() => by(page, 'conflict-row').count()).toBe(1);
    await by(page, 'take-theirs').click();
    await by(page, 'conflicts-empty').waitFor();
    expect(await argumentsOf('conflicts.resolve')).toEqual([
      { contact: 'contact-amina', path: 'phones.p1', take: 'both' },
      { contact: 'contact-amina', path: 'name.given', take: 'theirs' },
    ]);
    expect(await by(page, 'conflict-count').textContent()).toBe('0');
  });

  test('sync now sends what is pending and says when it was', async () => {
    const page = await start();
    expect(await by(page, 'pending-count').textContent()).toBe('3');
    await by(page, 'sync-now').click();
    await expect.poll(() => by(page, 'pending-count').textContent()).toBe('1');
    await expect.poll(() => by(page, 'sync-status').textContent()).toContain('Synced just now');
  });

  test('a language that is chosen is spoken at once, everywhere, in its own direction', async () => {
    const page = await start();
    await by(page, 'nav-settings').click();
    await by(page, 'language').selectOption('ar');
    await expect.poll(() => page.locator('h1').textContent()).toBe('الإعدادات');
    expect(await page.locator('html').evaluate(({ lang, dir }) => [lang, dir])).toEqual(['ar', 'rtl']);
    expect(await by(page, 'total').count()).toBe(0);
    await by(page, 'language').selectOption('ja');
    await by(page, 'nav-all').click();
    expect(await by(page, 'nav-all').textContent()).toContain('すべての連絡先');
    expect(await by(page, 'total').textContent()).toContain('件の連絡先');
    expect(await page.locator('html').evaluate(({ lang, dir }) => [lang, dir])).toEqual(['ja', 'ltr']);
    expect(await argumentsOf('settings.set')).toEqual([{ language: 'ar' }, { language: 'ja' }]);
  });

  test('a setting of a newer Kith is taken for the system’s language, and what is being written stays', async () => {
    const page = await start({ language: 'eo' as 'de' });
    await by(page, 'new-contact').click();
    await by(page, 'field-name-0-given').fill('Ada');
    expect(await page.locator('main h1').textContent()).toBe('New contact');
    await page.evaluate(
      "Object.defineProperty(navigator, 'languages', { value: ['de-DE'] }); dispatchEvent(new Event('languagechange'))",
    );
    await expect.poll(() => page.locator('main h1').textContent()).toBe('Neuer Kontakt');
    expect(await by(page, 'field-name-0-given').inputValue()).toBe('Ada');
    expect(await argumentsOf('settings.set')).toEqual([]);
  });

  test('the theme goes to the page and to main', async () => {
    const page = await start();
    await by(page, 'nav-settings').click();
    await page.getByText('Dark', { exact: true }).click();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await argumentsOf('settings.set')).toEqual([{ theme: 'dark' }]);
  });
});
