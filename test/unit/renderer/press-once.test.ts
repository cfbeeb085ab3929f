// Owns: that one press decides one thing, however long a key is held or quickly it is clicked twice, in a real browser over
// the fake bridge. Leaves to others: what each button does (review, past, flows), where the keyboard goes on (focus.test.ts).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { by } from '../../support/window-scenes.ts';
import { windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests({ persons: 60 });

/** Two clicks of one double click, the second once the first has done what it does. */
async function clickTwice(page: Page, testid: string, done: () => Promise<unknown>): Promise<void> {
  const { x, y, width, height } = (await by(page, testid).first().boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down({ clickCount: 1 });
  await page.mouse.up({ clickCount: 1 });
  await done();
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
}
/** Enter pressed and then held until what it did is to be seen, and on. */
async function hold(page: Page, testid: string, done: () => Promise<unknown>): Promise<void> {
  await by(page, testid).first().focus();
  await page.keyboard.down('Enter');
  await done();
  for (let repeat = 0; repeat < 5; repeat++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
}
const left = (page: Page, testid: string, count: number) => () =>
  expect.poll(() => by(page, testid).count()).toBe(count);
/** All that was asked before has been answered, and the page shows it. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

describe.each([
  ['a double click', clickTwice],
  ['Enter held down', hold],
])('%s', (_how, press) => {
  test('decides one conflict and leaves the next one open', async () => {
    const page = await start();
    await by(page, 'nav-conflicts').click();
    await press(page, 'take-mine', left(page, 'conflict-row', 1));
    await settled(page);
    expect(await asked('conflicts.resolve')).toHaveLength(1);
    expect(await by(page, 'conflict-row').count()).toBe(1);
  });

  test('brings back one contact from the trash', async () => {
    const page = await start();
    await by(page, 'nav-trash').click();
    await press(page, 'trash-restore', left(page, 'trash-row', 1));
    await settled(page);
    expect(await asked('trash.restore')).toHaveLength(1);
  });

  test('refuses one match and answers no other', async () => {
    const page = await start({ matches: true, keepInStep: false });
    await by(page, 'nav-matches').click();
    await press(page, 'match-refuse', left(page, 'match', 2));
    await settled(page);
    expect(
      [await asked('matches.refuse'), await asked('matches.accept')].map(({ length }) => length),
    ).toEqual([1, 0]);
  });
});

test('both clicks of a double click count where they are on one and the same button', async () => {
  const page = await start();
  await by(page, 'nav-settings').click();
  const first = page.getByRole('switch').first();
  await first.scrollIntoViewIfNeeded();
  const { x, y } = (await first.boundingBox())!;
  await page.mouse.dblclick(x + 4, y + 4);
  await expect.poll(async () => (await asked('settings.set')).length).toBe(2);
});
