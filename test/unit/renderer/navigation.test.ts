// Owns: the ways through the window: groups of the sidebar, recently changed, birthdays, smart lists. Leaves to others: how
// they look (pages.test.ts), what main answers (test/contract, test/unit/store).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { by } from '../../support/window-scenes.ts';
import { focusedId, gone, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests({ persons: 300 });

const lastQuery = async () =>
  ((await asked('persons.list')).at(-1)?.[0] ?? {}) as { readonly text: string; readonly filter: unknown };

type Commands = Record<string, (argument: unknown) => Promise<unknown>>;

/** As the command line or a sync does it: not by this window. */
const outside = (
  page: Page,
  command: 'labels.delete' | 'labels.assign' | 'accounts.unlink',
  argument: unknown,
): Promise<unknown> =>
  page.evaluate(
    (one) =>
      (globalThis as unknown as { kith: { commands: Commands } }).kith.commands[one.command]!(one.argument),
    { command, argument } as { readonly command: string; readonly argument: unknown },
  );

describe('the sidebar', () => {
  test('folds a group, says so, keeps it in the settings, and shows what asks for attention in it', async () => {
    const page = await start({ signInNeeded: true });
    await by(page, 'fold-upkeep').click();
    await gone(page, 'nav-conflicts');
    expect(await by(page, 'fold-upkeep').getAttribute('aria-expanded')).toBe('false');
    await page.getByRole('img', { name: '2 conflicts' }).waitFor();
    expect(await asked('settings.set')).toEqual([[{ folded: ['upkeep'] }]]);
    await by(page, 'fold-upkeep').press('Enter');
    await by(page, 'nav-conflicts').waitFor();
    expect((await asked('settings.set')).at(-1)).toEqual([{ folded: [] }]);
    expect(await focusedId(page)).toBe('fold-upkeep');
  });

  test('says where the window is, of one entry at a time', async () => {
    const page = await start();
    for (const testid of ['nav-recent', 'nav-birthdays', 'nav-list', 'nav-account', 'nav-trash']) {
      await by(page, testid).first().click();
      await expect
        .poll(() => page.locator('nav [aria-current="page"]').evaluateAll((all) => all.length))
        .toBe(1);
      expect(await by(page, testid).first().getAttribute('aria-current')).toBe('page');
    }
  });
});

describe('who changed last', () => {
  test('stands first, with when and by whom, and without letters beside the rows', async () => {
    const page = await start();
    await by(page, 'nav-recent').click();
    await expect.poll(() => by(page, 'changed').first().textContent()).toBe('1 min ago · You');
    const said = await by(page, 'changed').allTextContents();
    expect(said.slice(1, 4)).toEqual(['11 min ago · Google', '41 min ago · Kith', '1 hr ago']);
    expect((await lastQuery()).filter).toEqual({ kind: 'recent' });
    expect(await page.locator('[data-testid=person-row] .letter').allTextContents()).not.toContain('A');
  });
});

describe('birthdays', () => {
  test('come in groups, with the age where it is known, and open the person', async () => {
    const page = await start();
    await by(page, 'nav-birthdays').click();
    const groups = by(page, 'date-group');
    await groups.first().waitFor();
    expect(await groups.locator('h2').first().textContent()).toBe('Tomorrow');
    expect(await groups.locator('h2').last().textContent()).toMatch(/^[A-Z][a-z]+ 2027$/);
    const row = by(page, 'date-row').filter({ hasText: 'turns ' }).first();
    const name = (await row.locator('bdi').nth(1).textContent()) ?? '';
    await row.click();
    await expect.poll(() => by(page, 'contact-name').textContent()).toContain(name);
  });

  test('of 29 February say why they stand at the 28th', async () => {
    const page = await start();
    await by(page, 'nav-birthdays').click();
    const row = by(page, 'date-row').filter({ hasText: 'Müller-Lüdenscheidt' });
    expect(await row.textContent()).toContain('Of 29 February, a day that 2027 does not have');
    expect(await row.textContent()).toContain('28 February 2027');
  });
});

describe('a smart list', () => {
  test('is offered, shows whom its search finds, and is searched within', async () => {
    const page = await start();
    await by(page, 'nav-list').first().click();
    expect(await page.getByRole('heading', { name: 'Without e-mail' }).count()).toBe(1);
    await by(page, 'search').fill('anna');
    await expect
      .poll(lastQuery)
      .toMatchObject({ text: 'anna', filter: { kind: 'search', text: '-has:email' } });
  });

  test('is renamed, moved by the keyboard and deleted, and the others stay', async () => {
    const page = await start();
    await by(page, 'nav-list').nth(1).hover();
    await by(page, 'list-menu').nth(1).click();
    await by(page, 'list-edit').click();
    await by(page, 'list-name').fill('Nobody calls them');
    await by(page, 'confirm-list').click();
    await page.getByText('Nobody calls them').waitFor();
    await by(page, 'nav-list').nth(1).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect
      .poll(() => by(page, 'nav-list').allTextContents())
      .toEqual(
        ['Nobody calls them', 'Without e-mail', 'With photo'].map((text) => expect.stringContaining(text)),
      );
    expect(await focusedId(page)).toBe('nav-list');
    await by(page, 'list-menu').nth(1).focus();
    await page.keyboard.press('Enter');
    await by(page, 'list-delete').click();
    await by(page, 'confirm-list').click();
    await expect.poll(() => by(page, 'nav-list').count()).toBe(2);
    expect((await asked('settings.set')).at(-1)).toEqual([
      {
        smartLists: [
          { id: 'noPhone', name: 'Nobody calls them', query: '-has:phone' },
          { id: 'photo', name: '', query: 'has:photo' },
        ],
      },
    ]);
  });

  test('is made of what is typed, within the list that it narrows down', async () => {
    const page = await start();
    expect(await by(page, 'save-search').count()).toBe(0);
    await by(page, 'nav-list').first().click();
    await by(page, 'search').fill('anna');
    await by(page, 'save-search').click();
    expect(await by(page, 'list-query').inputValue()).toBe('-has:email anna');
    await by(page, 'list-name').fill('Annas');
    await by(page, 'confirm-list').click();
    await page.getByRole('heading', { name: 'Annas' }).waitFor();
    expect(await by(page, 'search').inputValue()).toBe('');
    // Favourites are more than a search, so nothing is offered there.
    await by(page, 'nav-favorites').click();
    await by(page, 'search').fill('anna');
    await expect.poll(lastQuery).toMatchObject({ text: 'anna', filter: { kind: 'favorites' } });
    expect(await by(page, 'save-search').count()).toBe(0);
  });

  test('can be begun from the help beside the search, which writes what is chosen and goes on there', async () => {
    const page = await start();
    await by(page, 'search-help').focus();
    await page.keyboard.press('Enter');
    await by(page, 'search-term').filter({ hasText: 'label:' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focusedId(page)).toBe('search');
    await page.keyboard.type('Astro');
    expect(await by(page, 'search').inputValue()).toBe('label:Astro');
    await gone(page, 'search-term');
  });

  test('is made by name and search, and opens', async () => {
    const page = await start();
    await by(page, 'new-list').click();
    expect(await focusedId(page)).toBe('list-name');
    expect(await by(page, 'confirm-list').isDisabled()).toBe(true);
    await by(page, 'list-name').fill('Sailors');
    await by(page, 'list-query').fill('note:boat');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sailors' }).waitFor();
    await expect.poll(lastQuery).toMatchObject({ text: '', filter: { kind: 'search', text: 'note:boat' } });
  });
});

describe('a list whose label or account goes from outside', () => {
  const shownId = async (kind: 'label' | 'account'): Promise<string> =>
    String(((await lastQuery()).filter as Record<string, unknown>)[kind]);
  const heading = (page: Page) => page.getByRole('heading', { level: 1 }).first().textContent();

  test('becomes that of all contacts, says so, and keeps what is typed', async () => {
    const page = await start();
    await by(page, 'nav-label').first().click();
    const name = await heading(page);
    await by(page, 'search').fill('a');
    await expect.poll(async () => (await lastQuery()).text).toBe('a');
    await outside(page, 'labels.delete', await shownId('label'));
    await expect.poll(() => heading(page)).toBe('All contacts');
    expect(await by(page, 'toast').textContent()).toBe(
      `The label ${name ?? ''} is gone. All contacts are shown.`,
    );
    expect(await by(page, 'search').inputValue()).toBe('a');
    await expect.poll(lastQuery).toMatchObject({ text: 'a', filter: { kind: 'all' } });
    expect(await by(page, 'nav-all').getAttribute('aria-current')).toBe('page');
  });

  test('is nowhere that a new contact could be written to', async () => {
    const page = await start();
    await by(page, 'nav-account').last().click();
    const name = await heading(page);
    await expect.poll(async () => (await lastQuery()).filter).toMatchObject({ kind: 'account' });
    await outside(page, 'accounts.unlink', await shownId('account'));
    await expect
      .poll(() => by(page, 'toast').textContent())
      .toBe(`${name ?? ''} is not in Kith any more. All contacts are shown.`);
    await expect.poll(lastQuery).toMatchObject({ text: '', filter: { kind: 'all' } });
    await page.keyboard.press('Control+n');
    await page.keyboard.type('Ada');
    await page.keyboard.press('Control+s');
    await expect.poll(async () => (await asked('contacts.create')).length).toBe(1);
    expect(await asked('contacts.create')).toMatchObject([[{ accounts: ['acc-google'] }]]);
  });

  test('that the window itself deletes says no more than that', async () => {
    const page = await start();
    await by(page, 'nav-label').first().click();
    await by(page, 'label-menu').first().click();
    await by(page, 'label-delete').click();
    await by(page, 'confirm-label').click();
    await expect.poll(() => heading(page)).toBe('All contacts');
    expect(await by(page, 'toast').textContent()).toBe('Label deleted. The people stay.');
  });
});

describe('the list of a label of the cloud itself', () => {
  test.each([
    ['en', 'Friends'],
    ['de', 'Freunde'],
  ] as const)(
    'is called as the sidebar calls it, and is given to no new contact (%s)',
    async (language, name) => {
      const page = await start({ language });
      await outside(page, 'labels.assign', {
        label: 'label-acc-google-contactGroups/friends',
        contacts: ['contact-amina'],
        assigned: true,
      });
      await by(page, 'more-labels').click();
      await by(page, 'nav-label').filter({ hasText: name }).click();
      await page.getByRole('heading', { name, exact: true, level: 1 }).waitFor();
      await page.keyboard.press('Control+n');
      await page.keyboard.type('Ada');
      await page.keyboard.press('Control+s');
      await expect.poll(async () => (await asked('contacts.create')).length).toBe(1);
      expect(await asked('labels.create')).toEqual([]);
    },
  );
});
