// Owns: names that only assistive technology reads, and that short messages are read out each time, in a real browser over the
// fake bridge. Leaves to others: what axe finds (pages.test.ts), where the keyboard is (focus.test.ts).
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

test('what is said twice is read out twice', async () => {
  const page = await start();
  await page.context().grantPermissions(['clipboard-write']);
  await openPerson(page, 'Amina');
  const copy = page.getByRole('button', { name: /^Copy/ });
  await copy.nth(0).click();
  await by(page, 'toast').locator('p').waitFor();
  await page.evaluate(`globalThis.spoken = 0; new MutationObserver(() => (spoken += 1)).observe(
    document.querySelector('[data-testid=toast]'), { childList: true, characterData: true, subtree: true })`);
  await copy.nth(1).click();
  await expect.poll(() => page.evaluate('spoken')).toBeGreaterThan(0);
});
