// Owns: what the editor does in a real browser over the fake bridge: order of values, dates, labels, hints, what clouds cannot keep.
// Leaves to others: photos (editor-photo.test.ts), drafts that outlive the window (editor-drafts.test.ts), how it looks
// (pages.test.ts), saving (flows.test.ts).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { SaveContact } from '../../../preload/contract.ts';
import { beginEdit, by, openPerson } from '../../support/window-scenes.ts';
import { focusedId, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests();

async function edit(page: Page, name = 'Amina'): Promise<void> {
  await openPerson(page, name);
  await beginEdit(page);
}

async function saved(page: Page): Promise<SaveContact['fields']> {
  await by(page, 'save').click();
  await by(page, 'contact-name').waitFor();
  const [[save] = []] = (await asked('contacts.save')) as readonly (readonly [SaveContact])[];
  return save?.fields ?? {};
}

const addresses = (page: Page): Promise<readonly string[]> =>
  page
    .locator('[data-testid^=field-emails-][data-testid$=-address]')
    .evaluateAll((boxes) =>
      boxes.map((box) => (box as unknown as { value: string }).value.split('@')[0] ?? ''),
    );

describe('the order of values', () => {
  test('Alt with an arrow moves a value, keeps the keyboard in its box, says where it went, and is saved', async () => {
    const page = await start();
    await edit(page);
    await by(page, 'field-emails-0-address').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Alt+ArrowDown');
    expect(await focusedId(page)).toBe('field-emails-2-address');
    expect(await by(page, 'editor-said').textContent()).toContain('now 3 of 3');
    expect(await addresses(page)).toEqual(['mina', 'crew-coordination', 'amina.okonkwo']);
    await by(page, 'field-emails-2-kind').focus();
    await page.keyboard.press('Alt+ArrowUp');
    expect(await focusedId(page)).toBe('field-emails-1-kind');
    const fields = await saved(page);
    expect(Object.keys(fields)).toEqual(['emails']);
    // What is first is the primary one, as it was before: that is all that Google keeps of an order.
    expect(fields.emails?.map(({ id, primary }) => [id, primary])).toEqual([
      ['e2', true],
      ['e1', undefined],
      ['e3', undefined],
    ]);
  });

  test('the handle drags a value to another place', async () => {
    const page = await start();
    await edit(page);
    const [from, to] = [by(page, 'field-emails-2-handle'), by(page, 'field-emails-0')];
    await from.hover();
    await page.mouse.down();
    const box = (await to.boundingBox())!;
    await page.mouse.move(box.x + 10, box.y + 30, { steps: 3 });
    await page.mouse.move(box.x + 10, box.y + 2, { steps: 3 });
    await page.mouse.up();
    await page.mouse.move(box.x + 10, box.y + 300);
    expect(await addresses(page)).toEqual(['crew-coordination', 'amina.okonkwo', 'mina']);
  });

  test('another value is made the primary one, and one of its own has no place to go', async () => {
    const page = await start();
    await edit(page);
    await by(page, 'field-emails-1-primary').check();
    await by(page, 'field-addresses-0-street').focus();
    await page.keyboard.press('Alt+ArrowDown');
    expect((await saved(page)).emails?.map(({ primary }) => primary)).toEqual([undefined, true, undefined]);
  });
});

describe('hints', () => {
  test('an address, a number and a link are looked at when they are left, kept as typed, and saved', async () => {
    const page = await start();
    await edit(page);
    for (const [box, text] of [
      ['field-emails-0-address', 'ada@'],
      ['field-phones-0-number', '+49 30'],
      ['field-urls-0-url', 'kith'],
    ] as const) {
      await by(page, box).fill(text);
      expect(await by(page, `${box}-doubt`).count()).toBe(0);
      await page.keyboard.press('Tab');
      expect(await by(page, `${box}-doubt`).textContent()).toContain('incomplete');
      expect(await by(page, box).inputValue()).toBe(text);
    }
    await by(page, 'field-phones-0-number').fill('+49 30 901820');
    expect(await by(page, 'field-phones-0-number-doubt').count()).toBe(0);
    const { emails, urls } = await saved(page);
    expect([emails?.[0]?.address, urls?.[0]?.url]).toEqual(['ada@', 'kith']);
  });

  test('a whole vCard that is put into a box of one value is no name, and is told; a note takes it', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    const card = 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n';
    const box = by(page, 'field-name-0-given');
    await box.focus();
    await page.keyboard.insertText(card);
    await by(page, 'toast')
      .getByText(/whole vCard.*Nothing was put in/)
      .waitFor();
    expect(await box.inputValue()).toBe('');
    await page.keyboard.insertText('Ada');
    expect(await box.inputValue()).toBe('Ada');
    await by(page, 'field-notes-0-text').focus();
    await page.keyboard.insertText(card);
    expect(await by(page, 'field-notes-0-text').inputValue()).toContain('FN:Ada');
  });

  test('[law 21] the very value that a cloud cannot keep says so, and the field is not told twice', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    await by(page, 'account-acc-microsoft').check();
    await by(page, 'add-field').click();
    await by(page, 'add-urls').click();
    await page.keyboard.type('kith.example');
    await page.clock.runFor(1_000);
    const note = by(page, 'field-urls-0').getByTestId('editor-only-in-kith');
    await note.waitFor();
    expect(await note.getAttribute('data-provider')).toBe('microsoft');
    expect(await by(page, 'editor-only-in-kith').count()).toBe(1);
  });
});

describe('dates', () => {
  test('a day and a month are a birthday, and a whole date may be pasted or typed into one box', async () => {
    const page = await start();
    await edit(page);
    await by(page, 'field-birthday-0-date-year').fill('');
    await by(page, 'field-birthday-0-date-day').fill('2/1');
    await by(page, 'field-notes-0-text').focus();
    expect(await by(page, 'field-birthday-0-date-month').inputValue()).toBe('1');
    await by(page, 'field-birthday-0-date-day').fill('29. February');
    await page.keyboard.press('Tab');
    await by(page, 'field-birthday-0-date-day').evaluate((box) => {
      const { DataTransfer, ClipboardEvent } = globalThis as never as Record<
        string,
        new (...args: unknown[]) => never
      >;
      const clipboardData = new DataTransfer!() as { setData(type: string, text: string): void };
      clipboardData.setData('text', '17 April 1986');
      (box as unknown as { dispatchEvent(event: unknown): void }).dispatchEvent(
        new ClipboardEvent!('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    });
    expect(await by(page, 'field-birthday-0-date-year').inputValue()).toBe('1986');
    await by(page, 'field-birthday-0-date-year').fill('');
    await by(page, 'field-birthday-0-date-day').fill('18');
    expect((await saved(page)).birthday).toEqual({ date: { month: 4, day: 18 } });
  });

  test('a day that does not exist is remarked at once, and saving leads back to it', async () => {
    const page = await start();
    await edit(page);
    await by(page, 'field-birthday-0-date-day').fill('31');
    await by(page, 'field-birthday-0-date-doubt').waitFor();
    await by(page, 'save').click();
    await expect.poll(() => focusedId(page)).toBe('field-birthday-0-date-day');
    expect(await asked('contacts.save')).toEqual([]);
    await by(page, 'field-birthday-0-date-day').fill('30');
    expect(await by(page, 'field-birthday-0-date-doubt').count()).toBe(0);
    expect((await saved(page)).birthday).toEqual({ date: { year: 1986, month: 4, day: 30 } });
  });

  test('a birthday to come and a year of two digits are remarked once they are left', async () => {
    const page = await start();
    await edit(page);
    await by(page, 'field-birthday-0-date-year').fill('86');
    expect(await by(page, 'field-birthday-0-date-doubt').count()).toBe(0);
    await by(page, 'field-notes-0-text').focus();
    expect(await by(page, 'field-birthday-0-date-doubt').textContent()).toContain('four digits');
    await by(page, 'field-birthday-0-date-year').fill('2027');
    expect(await by(page, 'field-birthday-0-date-doubt').textContent()).toContain('not come yet');
  });

  test.each([
    ['en', ['day', 'month', 'year']],
    ['de', ['day', 'month', 'year']],
    ['ja', ['year', 'month', 'day']],
    ['ar', ['day', 'month', 'year']],
  ] as const)('in %s the boxes stand in its order and are the window’s own', async (language, order) => {
    const page = await start({ language });
    await edit(page);
    const boxes = page.locator('[data-testid^=field-birthday-0-date-]:is(input, select)');
    expect(
      await boxes.evaluateAll((all) => all.map((box) => box.dataset['testid']?.split('-').at(-1))),
    ).toEqual(order);
    expect(await page.locator('input[type=date], input[type=datetime-local], input[type=time]').count()).toBe(
      0,
    );
  });

  test('in Japanese a name begins with the family name, and how it is read is asked for with it', async () => {
    const page = await start({ language: 'ja' });
    await by(page, 'new-contact').click();
    await by(page, 'editor').waitFor();
    expect(await focusedId(page)).toBe('field-name-0-family');
    const boxes = page.locator('[data-testid^=field-name-0-]:is(input)');
    expect(
      await boxes.evaluateAll((all) => all.map((box) => box.dataset['testid']?.split('-').at(-1))),
    ).toEqual(['family', 'given', 'phoneticFamily', 'phoneticGiven']);
  });

  test('the day and the time of a follow-up keep their zone and are not converted', async () => {
    const page = await start();
    await edit(page, 'Everything');
    await by(page, 'field-flag-0-due-day').fill('2');
    await by(page, 'field-flag-0-due-clock').fill('17:05');
    const { flag } = await saved(page);
    expect(flag?.due).toEqual({ dateTime: '2026-12-02T17:05:00.0000000', timeZone: 'Europe/Berlin' });
    expect(flag?.start).toEqual({ dateTime: '2026-12-01T09:30:00.0000000', timeZone: 'Europe/Berlin' });
  });
});

describe('labels', () => {
  test('typing finds labels, makes one that is not there yet, and the keyboard takes them away again', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    await by(page, 'field-name-0-given').fill('Ada');
    await by(page, 'field-labels-new-ref').focus();
    await page.keyboard.type('cli');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Sailors');
    expect(await by(page, 'label-offered').last().textContent()).toContain('New label “Sailors”');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Family,');
    const chips = page.locator('.chip');
    expect((await chips.allTextContents()).map((text) => text.trim())).toEqual([
      'Climbing',
      'Sailors',
      'Family',
    ]);
    await page.keyboard.press('Backspace');
    expect(await focusedId(page)).toBe('field-labels-2-remove');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Delete');
    expect(await focusedId(page)).toBe('field-labels-0-remove');
    expect(await by(page, 'editor-said').textContent()).toBe('Label Climbing removed');
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    expect(await asked('labels.create')).toEqual([[{ account: 'acc-google', name: 'Sailors' }]]);
  });
});

test('a kind of one’s own is written where the kind stands, and taken back for a known one', async () => {
  const page = await start();
  await edit(page);
  await by(page, 'field-phones-0-kind').selectOption({ label: 'Custom…' });
  expect(await focusedId(page)).toBe('field-phones-0-label');
  await page.keyboard.type('Boat');
  await by(page, 'field-emails-2-kind').selectOption('work');
  const { phones, emails } = await saved(page);
  expect(phones?.[0]).toEqual({ id: 'p1', label: 'Boat', number: '+358 40 123 4567', primary: true });
  expect([emails?.[2]?.kind, emails?.[2]?.label]).toEqual(['work', undefined]);
});
