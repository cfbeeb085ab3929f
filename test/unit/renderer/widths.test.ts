// Owns: moving the edges of the columns by keys and pointer, and what is kept of it. Leaves to others: what main accepts
// (test/contract), everything in the columns.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { by } from '../../support/window-scenes.ts';
import { windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests({ persons: 30 });

const widthOf = async (page: Page, column: 'sidebar' | 'list'): Promise<number> => {
  const box = await by(page, `splitter-${column}`).locator('..').boundingBox();
  return Math.round(box?.width ?? 0);
};
const said = (page: Page, column: 'sidebar' | 'list') =>
  by(page, `splitter-${column}`).getAttribute('aria-valuenow').then(Number);

/** Takes an edge by the pointer and lets it go so many pixels to the right. */
async function drag(page: Page, column: 'sidebar' | 'list', by_: number): Promise<void> {
  const box = await by(page, `splitter-${column}`).boundingBox();
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 200];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by_ / 2, y);
  await page.mouse.move(x + by_, y);
  await page.mouse.up();
}

describe('the edge of a column', () => {
  test('is moved by the arrow keys, says where it stands, and ends at its limits', async () => {
    const page = await start();
    const edge = by(page, 'splitter-sidebar');
    expect([await said(page, 'sidebar'), await widthOf(page, 'sidebar')]).toEqual([224, 224]);
    await edge.press('ArrowRight');
    await expect.poll(() => widthOf(page, 'sidebar')).toBe(240);
    await expect.poll(() => said(page, 'sidebar')).toBe(240);
    await edge.press('Home');
    await expect.poll(() => widthOf(page, 'sidebar')).toBe(192);
    await expect.poll(() => said(page, 'sidebar')).toBe(192);
    await edge.press('ArrowLeft');
    await expect
      .poll(() => asked('settings.set').then((all) => all.at(-1)))
      .toEqual([{ widths: { sidebar: 192, list: null } }]);
    await edge.press('End');
    await expect.poll(() => widthOf(page, 'sidebar')).toBe(400);
    await edge.press('Enter');
    await expect.poll(() => widthOf(page, 'sidebar')).toBe(224);
    expect((await asked('settings.set')).at(-1)).toEqual([{ widths: { sidebar: null, list: null } }]);
  });

  test('is dragged, kept once when it is let go, and put back by a double click', async () => {
    const page = await start();
    await drag(page, 'list', 60);
    await expect.poll(() => widthOf(page, 'list')).toBe(380);
    await expect.poll(() => asked('settings.set')).toEqual([[{ widths: { sidebar: null, list: 380 } }]]);
    await by(page, 'splitter-list').dblclick({ position: { x: 4, y: 300 } });
    await expect.poll(() => widthOf(page, 'list')).toBe(320);
    await expect
      .poll(() => asked('settings.set').then((all) => all.at(-1)))
      .toEqual([{ widths: { sidebar: null, list: null } }]);
  });

  test('stands and moves the other way round where the window is mirrored', async () => {
    const page = await start({ language: 'ar' });
    await by(page, 'splitter-sidebar').press('ArrowLeft');
    await expect.poll(() => widthOf(page, 'sidebar')).toBe(240);
    await drag(page, 'sidebar', -40);
    await expect.poll(() => widthOf(page, 'sidebar')).toBe(280);
    const [edge, nav] = await Promise.all([
      by(page, 'splitter-sidebar').boundingBox(),
      by(page, 'splitter-sidebar').locator('..').boundingBox(),
    ]);
    expect(Math.abs((edge?.x ?? 0) + (edge?.width ?? 0) / 2 - (nav?.x ?? 0))).toBeLessThanOrEqual(2);
  });

  test('leaves room for the page, however wide the list is and however small the window becomes', async () => {
    const page = await start({ widths: { sidebar: 400, list: 640 } }, { width: 1280, height: 800 });
    await expect.poll(() => widthOf(page, 'list')).toBe(528);
    await page.setViewportSize({ width: 1024, height: 640 });
    await expect.poll(() => widthOf(page, 'list')).toBe(352);
    await expect.poll(() => said(page, 'list')).toBe(352);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });

  test('is not there where the window has one column', async () => {
    const page = await start({ widths: { sidebar: 400, list: 640 } }, { width: 360, height: 720 });
    await by(page, 'person-list').waitFor();
    expect(await by(page, 'splitter-list').count()).toBe(0);
    await by(page, 'menu').click();
    await by(page, 'nav-all').waitFor();
    expect(await by(page, 'splitter-sidebar').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });
});
