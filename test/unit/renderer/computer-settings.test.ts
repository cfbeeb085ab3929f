// Owns: the settings that reach beyond the window: birthdays, spelling, staying open. Leaves to others: what they do
// (unit/app).
import { expect, test } from 'vitest';
import { beginEdit, by, openPerson } from '../../support/window-scenes.ts';
import { call, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests();

test('each is off from the start, says what it means, and is kept at once', async () => {
  const page = await start();
  await by(page, 'nav-settings').click();
  for (const name of ['birthdays', 'spelling', 'keep-running']) {
    const one = by(page, `settings-${name}`);
    expect(await one.isChecked()).toBe(false);
    await one.check();
    await expect.poll(() => one.isChecked()).toBe(true);
  }
  expect((await asked('settings.set')).map(([change]) => change)).toEqual([
    { birthdayNotices: true },
    { spelling: true },
    { keepRunning: true },
  ]);
  await page.getByText('fetched from a Google server').waitFor();
});

test('spelling is checked in notes where it is wanted, and never anywhere else', async () => {
  const page = await start();
  const checked = (): Promise<unknown> =>
    page.evaluate(
      `[...document.querySelectorAll('input, textarea')].filter((box) => box.spellcheck).map((box) => box.dataset.testid)`,
    );
  await openPerson(page, 'Amina');
  await beginEdit(page);
  await by(page, 'field-notes-0-text').waitFor();
  expect(await checked()).toEqual([]);
  await page.keyboard.press('Escape');
  await by(page, 'nav-settings').click();
  await by(page, 'settings-spelling').check();
  await by(page, 'nav-all').click();
  await openPerson(page, 'Amina');
  await beginEdit(page);
  await by(page, 'field-notes-0-text').waitFor();
  expect(await checked()).toEqual(['field-notes-0-text']);
});

test('a notification of several birthdays leads to their page, where it is switched on too', async () => {
  const page = await start();
  await call(page, { kind: 'birthdays' });
  await by(page, 'birthdays-page').waitFor();
  await by(page, 'birthdays-notices').check();
  await expect.poll(() => asked('settings.set')).toEqual([[{ birthdayNotices: true }]]);
});

test('removing "This computer" does not say that its contacts stay in a cloud', async () => {
  const page = await start();
  await page.evaluate(() => {
    const { kith } = globalThis as unknown as {
      kith: { commands: { 'accounts.addComputer': () => Promise<unknown> } };
    };
    return kith.commands['accounts.addComputer']();
  });
  await by(page, 'nav-settings').click();
  await by(page, 'unlink').last().click();
  await page.getByRole('dialog').getByText('in no cloud').waitFor();
  expect(await page.getByRole('dialog').textContent()).not.toContain('stay in the cloud');
  await page.keyboard.press('Escape');
  await by(page, 'unlink').first().click();
  await page.getByRole('dialog').getByText('stay in the cloud').waitFor();
});
