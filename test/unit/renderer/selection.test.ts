// Owns: choosing several persons of the list and what is done with them, in a real browser over the fake bridge: by keys, by
// clicks, by finger. Leaves to others: what main does with them (sync/bulk.test.ts), every page's look (pages.test.ts).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { PersonSelection } from '../../../preload/contract.ts';
import { barriers } from '../../support/window-page.ts';
import { by } from '../../support/window-scenes.ts';
import { emit, focusedId, gone, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests({ persons: 60 });
const rows = (page: Page) => by(page, 'person-row');
const chosen = (page: Page) => page.locator('[role=option][aria-selected=true]');
const count = (page: Page) => by(page, 'selection-count').getAttribute('data-count');
const ids = async (page: Page, ...indexes: readonly number[]): Promise<readonly (string | null)[]> =>
  Promise.all(indexes.map((index) => rows(page).nth(index).getAttribute('data-id')));
const lastSelection = async (command: 'bulk.label' | 'bulk.favorite'): Promise<PersonSelection> => {
  const [call] = (await asked(command)).at(-1) as readonly { readonly persons: PersonSelection }[];
  return call!.persons;
};

describe('choosing', () => {
  test('by clicks with the command key and with Shift, and a plain click ends it', async () => {
    const page = await start();
    const [first, second, third, fifth] = await ids(page, 0, 1, 2, 4);
    await rows(page).nth(0).click();
    expect(await by(page, 'selection-bar').count()).toBe(0);
    await rows(page)
      .nth(4)
      .click({ modifiers: ['ControlOrMeta'] });
    await rows(page)
      .nth(2)
      .click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(() => count(page)).toBe('2');
    await rows(page)
      .nth(0)
      .click({ modifiers: ['Shift'] });
    await expect.poll(() => count(page)).toBe('4');
    await by(page, 'bulk-favorite').click();
    expect(await lastSelection('bulk.favorite')).toEqual({
      kind: 'these',
      persons: expect.arrayContaining([first, second, third, fifth]) as unknown,
    });
    await rows(page).nth(6).click();
    await gone(page, 'selection-bar');
    expect(await chosen(page).count()).toBe(1);
  });

  test('by keys: Shift and arrows grow and shrink it, Ctrl+Space adds one, Escape ends it', async () => {
    const page = await start();
    await rows(page).nth(2).click();
    await by(page, 'person-list').focus();
    for (let n = 0; n < 3; n++) await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(() => count(page)).toBe('4');
    await page.keyboard.press('Shift+ArrowUp');
    await expect.poll(() => count(page)).toBe('3');
    await page.keyboard.press('Control+ArrowDown');
    await page.keyboard.press('Control+ArrowDown');
    await page.keyboard.press('Control+ArrowDown');
    await page.keyboard.press('Control+ ');
    await expect.poll(() => count(page)).toBe('4');
    expect(await chosen(page).count()).toBe(4);
    await page.keyboard.press('Escape');
    await gone(page, 'selection-bar');
    expect(await focusedId(page)).toBe('person-list');
  });

  test('all of them is offered only where a search finds somebody', async () => {
    const page = await start();
    await rows(page)
      .first()
      .click({ modifiers: ['ControlOrMeta'] });
    await by(page, 'selection-all').waitFor();
    await by(page, 'search').fill('nobody is called this');
    await by(page, 'no-match').waitFor();
    expect(await count(page)).toBe('1');
    expect(await by(page, 'selection-all').count()).toBe(0);
    await by(page, 'search').fill('amina');
    await by(page, 'selection-all').click();
    await expect.poll(() => count(page)).toBe('1');
  });

  test('all of them never loads their rows, and leaves out those that are taken off again', async () => {
    const page = await start({ persons: 5_000 });
    await by(page, 'person-list').focus();
    const loaded = (await asked('persons.list')).length;
    await page.keyboard.press('Control+a');
    await expect.poll(() => count(page)).toBe('5000');
    const [third] = await ids(page, 2);
    await rows(page)
      .nth(2)
      .click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(() => count(page)).toBe('4999');
    await by(page, 'bulk-favorite').click();
    expect(await lastSelection('bulk.favorite')).toEqual({
      kind: 'found',
      text: '',
      filter: { kind: 'all' },
      except: [third],
    });
    expect((await asked('persons.ids')).length).toBe(0);
    expect((await asked('persons.list')).length - loaded).toBeLessThan(6);
  });

  test('to the end of a long list asks for names of persons, not for rows', async () => {
    const page = await start({ persons: 5_000 });
    await rows(page).nth(0).click();
    await by(page, 'person-list').focus();
    await page.keyboard.press('Shift+End');
    await expect.poll(() => count(page)).toBe('5000');
    expect((await asked('persons.ids')).length).toBe(1);
  });

  test('everybody whom a search found ends with the next search; single ones stay, until another list is shown', async () => {
    const page = await start();
    await rows(page)
      .nth(1)
      .click({ modifiers: ['ControlOrMeta'] });
    await by(page, 'search').fill('Amina');
    await expect.poll(() => rows(page).count()).toBe(1);
    await rows(page)
      .nth(0)
      .click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(() => count(page)).toBe('2');
    await by(page, 'selection-all').click();
    await expect.poll(() => count(page)).toBe('1');
    await by(page, 'search').fill('');
    await gone(page, 'selection-bar');
    await rows(page)
      .nth(1)
      .click({ modifiers: ['ControlOrMeta'] });
    await by(page, 'nav-favorites').click();
    await gone(page, 'selection-bar');
  });

  test('says how many of them a search leaves out, and deleting names them', async () => {
    const page = await start();
    const names: string[] = [];
    for (const index of [1, 2]) {
      await rows(page)
        .nth(index)
        .click({ modifiers: ['ControlOrMeta'] });
      names.push(await rows(page).nth(index).locator('.name').innerText());
    }
    expect(await by(page, 'selection-away').count()).toBe(0);
    await by(page, 'search').fill('Amina');
    await by(page, 'selection-away').getByText('2 not in this list').waitFor();
    await rows(page)
      .nth(0)
      .click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(() => count(page)).toBe('3');
    expect(await by(page, 'selection-away').textContent()).toBe('2 not in this list');
    await by(page, 'bulk-delete').click();
    const told = await by(page, 'bulk-delete-names').innerText();
    for (const name of names) expect(told).toContain(name);
    await by(page, 'cancel-bulk-delete').click();
    await by(page, 'search').fill('');
    await gone(page, 'selection-away');
  });

  test('and asks for no more names of persons than are chosen, or than a search finds', async () => {
    const page = await start({ persons: 2_000 });
    const persons = await ids(page, 1, 2);
    for (const index of [1, 2])
      await rows(page)
        .nth(index)
        .click({ modifiers: ['ControlOrMeta'] });
    await by(page, 'search').fill('e');
    await expect
      .poll(() => asked('persons.found'))
      .toEqual([[{ text: 'e', filter: { kind: 'all' }, persons }]]);
    expect(await asked('persons.ids')).toEqual([]);
    await by(page, 'search').fill('Amina');
    await by(page, 'selection-away').getByText('2 not in this list').waitFor();
    await expect
      .poll(() => asked('persons.ids'))
      .toEqual([[{ text: 'Amina', filter: { kind: 'all' }, from: 0, to: 1 }]]);
  });

  test('by finger: the button, then each tap is one more or less; a long press begins, too', async () => {
    const page = await start({}, { width: 400 });
    await by(page, 'select').click();
    await by(page, 'selection-bar').waitFor();
    await rows(page).nth(1).click();
    await rows(page).nth(3).click();
    await expect.poll(() => count(page)).toBe('2');
    await rows(page).nth(3).click();
    await expect.poll(() => count(page)).toBe('1');
    expect(await by(page, 'contact-name').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await by(page, 'selection-end').click();
    await gone(page, 'selection-bar');
    await rows(page).nth(2).dispatchEvent('contextmenu', { pointerType: 'touch', bubbles: true });
    await expect.poll(async () => (await by(page, 'selection-bar').count()) > 0 || 'no').toBeTruthy();
  });
});

describe('with those who are chosen', () => {
  const chooseThree = async (page: Page): Promise<void> => {
    for (const index of [1, 2, 3])
      await rows(page)
        .nth(index)
        .click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(() => count(page)).toBe('3');
  };

  test('a new label is named and given, a label that all have is taken off, by keys alone', async () => {
    const page = await start();
    await chooseThree(page);
    await by(page, 'person-list').focus();
    await page.keyboard.press('Control+l');
    await by(page, 'bulk-label-name').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.type('Choir');
    await page.keyboard.press('Enter');
    await by(page, 'toast')
      .getByText(/Choir.*given to 3 contacts/)
      .waitFor();
    expect((await asked('bulk.label')).at(-1)).toMatchObject([{ labels: [], name: 'Choir', assigned: true }]);
    expect(await count(page)).toBe('3');
    await page.keyboard.press('Control+l');
    await page.keyboard.type('choir');
    await expect
      .poll(() =>
        by(page, 'bulk-label-name-choice').first().locator('[data-carried]').getAttribute('data-carried'),
      )
      .toBe('all');
    await page.keyboard.press('Enter');
    await by(page, 'toast')
      .getByText(/taken off 3 contacts/)
      .waitFor();
    expect((await asked('bulk.label')).at(-1)).toMatchObject([{ name: null, assigned: false }]);
  });

  test('deleting asks first, names the accounts, ends the choice and gives the keyboard to the list', async () => {
    const page = await start();
    await chooseThree(page);
    await by(page, 'person-list').focus();
    await page.keyboard.press('Delete');
    await by(page, 'confirm-bulk-delete').waitFor();
    expect(await barriers(page)).toEqual([]);
    await by(page, 'cancel-bulk-delete').click();
    expect((await asked('bulk.delete')).length).toBe(0);
    const before = Number(await by(page, 'total').getAttribute('data-total'));
    await by(page, 'bulk-delete').click();
    await expect.poll(() => by(page, 'confirm-bulk-delete').isEnabled()).toBe(true);
    await by(page, 'confirm-bulk-delete').click();
    await expect.poll(() => by(page, 'total').getAttribute('data-total')).toBe(String(before - 3));
    await gone(page, 'selection-bar');
    await expect.poll(() => focusedId(page)).toBe('person-list');
  });

  test('what is asked for while something else is under way is done after it, and said', async () => {
    const page = await start();
    await page.evaluate(`(() => {
      const label = kith.commands['bulk.label'];
      const answers = (globalThis.answers = []);
      kith.commands['bulk.label'] = async (...args) => {
        await new Promise((answer) => answers.push(answer));
        return label(...args);
      };
    })()`);
    await chooseThree(page);
    await by(page, 'bulk-label').click();
    await by(page, 'bulk-label-name').fill('Choir');
    await page.keyboard.press('Enter');
    await by(page, 'person-list').focus();
    await page.keyboard.press('Delete');
    await by(page, 'confirm-bulk-delete').click();
    await by(page, 'toast')
      .getByText(/3 contacts deleted/)
      .waitFor();
    await page.evaluate('answers[0]()');
    await by(page, 'toast').getByText(/Choir/).waitFor();
  });

  test('those of whom nothing was deleted are chosen still', async () => {
    const page = await start();
    await page.evaluate(`(() => {
      const error = { code: 'store.full', message: 'The disk is full.', retry: 'never', context: {} };
      kith.commands['bulk.delete'] = async () => ({ ok: false, error });
    })()`);
    await chooseThree(page);
    await by(page, 'bulk-delete').click();
    await by(page, 'confirm-bulk-delete').click();
    await by(page, 'toast').locator('p').waitFor();
    expect(await count(page)).toBe('3');
  });

  test('the keys do nothing while nobody is chosen, and belong to the box while somebody writes', async () => {
    const page = await start();
    await by(page, 'person-list').focus();
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+l');
    expect(await page.locator('dialog[open]').count()).toBe(0);
    await by(page, 'search').fill('Amina');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    expect(await by(page, 'search').inputValue()).toBe('');
    expect(await by(page, 'selection-bar').count()).toBe(0);
  });

  test('progress is shown once it takes long, can be stopped later, and goes when it is over', async () => {
    const page = await start();
    const now = Date.parse('2026-11-20T10:00:00Z');
    await page.clock.pauseAt(now);
    await emit(page, 'bulk.changed', {
      command: 'bulk.label',
      done: 4200,
      total: 10_000,
      since: new Date(now).toISOString(),
    });
    expect(await by(page, 'bulk-progress').count()).toBe(0);
    await page.clock.runFor(500);
    await by(page, 'bulk-progress').waitFor();
    expect(await by(page, 'bulk-stop').count()).toBe(0);
    await page.clock.runFor(2_000);
    await by(page, 'bulk-stop').waitFor();
    await page.clock.resume();
    expect(await barriers(page)).toEqual([]);
    await by(page, 'bulk-stop').click();
    expect((await asked('bulk.stop')).length).toBe(1);
    await page.evaluate(() =>
      (globalThis as unknown as { fakeKith: { emit(name: string, payload: unknown): void } }).fakeKith.emit(
        'bulk.changed',
        null,
      ),
    );
    await gone(page, 'bulk-progress');
  });
});

describe('the rail of letters', () => {
  const rail = (page: Page) => by(page, 'rail');
  const top = (page: Page) =>
    by(page, 'person-list').evaluate((list) =>
      Math.round((list as unknown as { scrollTop: number }).scrollTop / 56),
    );

  test('is one control with a name, jumps by keys, and says which letter it is at', async () => {
    const page = await start({ persons: 2_000 });
    await rail(page).focus();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('End');
    await expect.poll(() => top(page)).toBeGreaterThan(1_900);
    const last = await rail(page).getAttribute('aria-valuetext');
    await page.keyboard.press('Home');
    await expect.poll(() => top(page)).toBe(0);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => top(page)).toBeGreaterThan(0);
    const letter = await rail(page).getAttribute('aria-valuetext');
    expect(letter).not.toBe(last);
    const index = await top(page);
    const first = page.locator(`[aria-posinset="${index + 1}"] .name`);
    expect((await first.innerText()).normalize('NFD').charAt(0).toUpperCase()).toBe(letter);
  });

  test('goes on from where a key brought it, also before the list has been drawn there', async () => {
    const page = await start({ persons: 2_000 });
    await rail(page).focus();
    await page.keyboard.press('End');
    await expect.poll(() => top(page)).toBeGreaterThan(1_900);
    await page.evaluate(`for (const key of ['Home', 'ArrowDown'])
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))`);
    expect(await top(page)).toBeLessThan(100);
    expect(await rail(page).getAttribute('aria-valuetext')).toBe('A');
  });

  test('follows the finger, in a low window with fewer letters too', async () => {
    const page = await start({ persons: 2_000 }, { width: 400, height: 380 });
    const letters = page.locator('.rail .letters');
    const box = (await letters.boundingBox())!;
    const x = box.x + box.width / 2;
    await page.mouse.move(x, box.y + 4);
    await page.mouse.down();
    await page.mouse.move(x, box.y + box.height / 2, { steps: 4 });
    const middle = await top(page);
    expect(middle).toBeGreaterThan(100);
    await page.mouse.move(x, box.y + box.height - 2, { steps: 4 });
    expect(await top(page)).toBeGreaterThan(middle);
    await page.mouse.up();
    expect(await letters.innerText()).toContain('·');
  });

  test('is not there where all fits, and not in what a search found', async () => {
    const page = await start({ persons: 6 });
    await rows(page).first().waitFor();
    expect(await rail(page).count()).toBe(0);
  });

  test('goes while somebody searches, and comes back', async () => {
    const page = await start({ persons: 500 });
    await rail(page).waitFor();
    await by(page, 'search').fill('e');
    await gone(page, 'rail');
    await by(page, 'search').fill('');
    await rail(page).waitFor();
  });
});
