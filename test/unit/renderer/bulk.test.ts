// Owns: what is done with several persons beside labels and deleting: editing, copying, moving, exporting, and dragging them,
// in a real browser over the fake bridge. Leaves to others: choosing (selection.test.ts), what main does (sync/).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { barriers } from '../../support/window-page.ts';
import { beginEdit, by, openPerson } from '../../support/window-scenes.ts';
import { gone, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests({ persons: 60, accounts: 3 });
const rows = (page: Page) => by(page, 'person-row');

async function chooseTwo(page: Page): Promise<readonly (string | null)[]> {
  for (const index of [1, 2])
    await rows(page)
      .nth(index)
      .click({ modifiers: ['ControlOrMeta'] });
  await expect.poll(() => by(page, 'selection-count').getAttribute('data-count')).toBe('2');
  return Promise.all([1, 2].map((index) => rows(page).nth(index).getAttribute('data-id')));
}
const more = async (page: Page, testid: string): Promise<void> => {
  await by(page, 'bulk-more').click();
  await by(page, testid).first().click();
};

describe('the choice', () => {
  test('is edited in one field: set, added or cleared, and nothing is asked of main before there is a value', async () => {
    const page = await start();
    const persons = await chooseTwo(page);
    await more(page, 'bulk-edit');
    await by(page, 'bulk-edit-field').waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await by(page, 'confirm-bulk-edit').isDisabled()).toBe(true);
    await by(page, 'bulk-edit-value').fill('Observatory');
    await by(page, 'confirm-bulk-edit').click();
    await by(page, 'toast').getByText('2 contacts edited').waitFor();
    expect((await asked('bulk.edit')).at(-1)).toEqual([
      { persons: { kind: 'these', persons }, edit: { kind: 'setWork', part: 'name', value: 'Observatory' } },
    ]);
    await more(page, 'bulk-edit');
    await by(page, 'bulk-edit-field').selectOption('urls');
    await by(page, 'bulk-edit-value').fill(' https://kith.example ');
    await by(page, 'confirm-bulk-edit').click();
    await expect
      .poll(async () => (await asked('bulk.edit')).at(-1))
      .toMatchObject([{ edit: { kind: 'add', field: 'urls', value: 'https://kith.example' } }]);
    await gone(page, 'confirm-bulk-edit');
    await more(page, 'bulk-edit');
    await by(page, 'bulk-edit-field').selectOption('title');
    await by(page, 'bulk-edit-do').selectOption('clear');
    await by(page, 'confirm-bulk-edit').click();
    await expect
      .poll(async () => (await asked('bulk.edit')).at(-1))
      .toMatchObject([{ edit: { kind: 'clearWork', part: 'title' } }]);
  });

  test('is copied at once, moved after a question, and exported in either version', async () => {
    const page = await start();
    await chooseTwo(page);
    await more(page, 'bulk-copy');
    await by(page, 'toast')
      .getByText(/copied to/)
      .waitFor();
    await more(page, 'bulk-move');
    await by(page, 'confirm-bulk-move').waitFor();
    expect(await barriers(page)).toEqual([]);
    await by(page, 'cancel-bulk-move').click();
    expect((await asked('bulk.move')).length).toBe(0);
    await more(page, 'bulk-move');
    await by(page, 'confirm-bulk-move').click();
    await by(page, 'toast')
      .getByText(/moved to/)
      .waitFor();
    await more(page, 'bulk-export-4');
    await by(page, 'toast')
      .getByText(/written to/)
      .waitFor();
    await page.keyboard.press('Control+Shift+E');
    await expect
      .poll(async () => (await asked('persons.export')).map(([ask]) => (ask as { version: string }).version))
      .toEqual(['4.0', '3.0']);
  });
});

/** What a drag of the row at an index carries, by type. */
const carriedBy = (page: Page, index: number): Promise<Readonly<Record<string, string>>> =>
  page.evaluate(`(() => {
    const row = document.querySelectorAll('[data-testid=person-row]')[${index}];
    const dataTransfer = new DataTransfer();
    row.dispatchEvent(new DragEvent('dragstart', { bubbles: true, dataTransfer }));
    const carried = Object.fromEntries([...dataTransfer.types].map((type) => [type, dataTransfer.getData(type)]));
    row.dispatchEvent(new DragEvent('dragend', { bubbles: true, dataTransfer }));
    return carried;
  })()`);

describe('dragging', () => {
  test('a row that is not chosen onto a label gives it that person, who sees where it would fall', async () => {
    const page = await start();
    await chooseTwo(page);
    const label = by(page, 'nav-label').first();
    const person = await rows(page).nth(4).getAttribute('data-id');
    const id = await label.getAttribute('data-id');
    await rows(page).nth(4).hover();
    await page.mouse.down();
    await label.hover();
    await label.hover();
    expect(await page.locator('.place.over').count()).toBe(1);
    await page.mouse.up();
    await expect
      .poll(() => asked('bulk.label'))
      .toEqual([
        [{ persons: { kind: 'these', persons: [person] }, labels: [id], name: null, assigned: true }],
      ]);
    expect(await page.locator('.place.over').count()).toBe(0);
    expect(await by(page, 'selection-count').getAttribute('data-count')).toBe('2');
  });

  test('onto a label of an account that has none of them says in sentences that they stay as they are', async () => {
    const page = await start();
    await by(page, 'search').fill('Zoë');
    await expect.poll(() => rows(page).count()).toBe(1);
    await rows(page).first().dragTo(by(page, 'nav-label').first());
    await by(page, 'toast')
      .getByText(/^“.+” given to 0 contacts\. 1 has no contact in that account and stays as it is\.$/)
      .waitFor();
  });

  test('a row of the choice onto an account asks to move all of the choice there', async () => {
    const page = await start();
    const persons = await chooseTwo(page);
    const account = by(page, 'nav-account').nth(1);
    await rows(page).nth(1).dragTo(account);
    await by(page, 'confirm-bulk-move').click();
    await expect
      .poll(() => asked('bulk.move'))
      .toEqual([
        [{ persons: { kind: 'these', persons }, account: await account.getAttribute('data-id'), from: null }],
      ]);
  });

  test('carries the vCards of a few out of the window as one file', async () => {
    const page = await start();
    const persons = await chooseTwo(page);
    await rows(page).nth(1).hover();
    await page.mouse.down();
    await expect
      .poll(async () => (await asked('persons.cards')).at(-1))
      .toEqual([{ persons, version: '3.0' }]);
    const { 'text/vcard': text, downloadurl: url } = await carriedBy(page, 1);
    await page.mouse.up();
    expect(text).toMatch(/^BEGIN:VCARD[^]*END:VCARD\r\nBEGIN:VCARD[^]*END:VCARD\r\n$/);
    expect(url).toMatch(/^text\/vcard:Kith\.vcf:data:text\/vcard;base64,/);
    expect(Buffer.from(url!.split('base64,')[1]!, 'base64').toString()).toBe(text);
  });

  test('carries the few whom a search found out of the window, too, but those that were taken off', async () => {
    const page = await start();
    await by(page, 'search').fill('Anna');
    await expect.poll(() => rows(page).count()).toBeLessThan(10);
    const names = await rows(page).locator('.name').allInnerTexts();
    await by(page, 'person-list').focus();
    await page.keyboard.press('Control+a');
    await rows(page)
      .nth(1)
      .click({ modifiers: ['ControlOrMeta'] });
    await expect
      .poll(() => by(page, 'selection-count').getAttribute('data-count'))
      .toBe(String(names.length - 1));
    await rows(page).first().hover();
    await page.mouse.down();
    const text = (await carriedBy(page, 0))['text/vcard'] ?? '';
    await page.mouse.up();
    expect(text.match(/^FN:.*$/gm)?.sort()).toEqual(
      names.flatMap((name, at) => (at === 1 ? [] : `FN:${name}`)).sort(),
    );
  });

  test('carries the contact as it is now, not as it was when its row was clicked', async () => {
    const page = await start();
    await openPerson(page, 'Zoë');
    await expect.poll(async () => (await asked('persons.cards')).length).toBe(1);
    await beginEdit(page);
    await by(page, 'field-name-0-given').fill('Zoëlle');
    await by(page, 'save').click();
    await by(page, 'contact-name').getByText('Zoëlle').waitFor();
    await rows(page).first().hover();
    await page.mouse.down();
    expect((await carriedBy(page, 0))['text/vcard']).toMatch(/^FN:Zoëlle/m);
    await page.mouse.up();
  });
});
