// Owns: names that only assistive technology reads, in a real browser over the fake bridge. Leaves to others: what axe finds (pages.test.ts), where the keyboard is (focus.test.ts).
import { expect, test } from 'vitest';
import { beginEdit, by, openPerson } from '../../support/window-scenes.ts';
import { windowTests } from '../../support/window-tests.ts';

const { start } = windowTests({ persons: 60 });

test('buttons beside a date of the editor name it as it is read', async () => {
  const page = await start();
  await openPerson(page, 'Ada Everything');
  await beginEdit(page);
  const names = await page
    .getByRole('button', { name: /^Remove/ })
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent));
  expect(names.filter((name) => name.includes('[object'))).toEqual([]);
  expect(names.some((name) => /^Remove \d+ \p{L}+/u.test(name))).toBe(true);
});

test('each menu has the name of its button', async () => {
  const page = await start();
  await openPerson(page, 'Amina');
  await by(page, 'more-actions').click();
  await page.getByRole('menu', { name: 'More actions', exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await beginEdit(page);
  await by(page, 'add-field').click();
  await page.getByRole('menu', { name: 'Add field', exact: true }).waitFor();
});

test('buttons that stand once for each account of the settings name it', async () => {
  const page = await start();
  await by(page, 'nav-settings').click();
  for (const testid of ['never-send', 'unlink']) {
    const label = await by(page, testid).first().getAttribute('aria-label');
    expect(label).toContain('ada.lovelace@gmail.example');
  }
});
