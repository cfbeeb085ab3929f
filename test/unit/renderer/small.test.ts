// Owns: that in the smallest window, in a language of long words, nothing is cut off or squeezed until nobody can read it.
// Leaves to others: errors and barriers at every page (pages.test.ts).
import { expect, test } from 'vitest';
import { SCENES } from '../../support/scenes.ts';
import { by, openPerson } from '../../support/window-scenes.ts';
import { windowTests } from '../../support/window-tests.ts';

/** What the smallest window has inside its frame. */
const INSIDE = { width: 360, height: 640 } as const;

const { start } = windowTests({ language: 'de', people: 'everyday' });

/** Words of a dialog or page that stand beyond its edge, below each other letter by letter, or shown by a
 * third at most. */
const UNREADABLE = `[...(document.querySelector('dialog') ?? document.querySelector('main')).querySelectorAll(':is(p, span, bdi, h3, button)')]
  .filter((one) => one.checkVisibility() && one.closest('.hidden-label') === null)
  .filter((one) => one.parentElement.closest('.one-line') === null)
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim().length > 3))
  .filter((one) => {
    const around = (one.closest('dialog') ?? document.body).getBoundingClientRect();
    const { left, right, width, height } = one.getBoundingClientRect();
    const isCut = left < around.left || right > around.right;
    const isLine = one.matches('.one-line');
    const spills = one.scrollWidth - 1 > one.clientWidth * (isLine ? 3 : 1) && getComputedStyle(one).display !== 'inline';
    return isCut || spills || height > 3 * width;
  })
  .map((one) => one.textContent.trim())`;

test.each(['several-delete', 'trash', 'undo', 'contact-history', 'history'])(
  '%s can be read in the smallest window',
  async (name) => {
    const scene = SCENES.find((one) => one.name === name)!;
    const page = await start(scene.fake);
    await scene.go(page);
    await page.setViewportSize(INSIDE);
    expect(await page.evaluate(UNREADABLE)).toEqual([]);
  },
);

test('a dialog about somebody with an endless name shows its answers', async () => {
  const page = await start({ persons: 30 });
  await page.evaluate(() => {
    const { kith } = globalThis as unknown as {
      kith: { commands: { 'contacts.create': (create: object) => Promise<unknown> } };
    };
    const display = `Endless ${'Wolfeschlegelstein '.repeat(30)}`;
    const fields = { name: { given: display, display } };
    return kith.commands['contacts.create']({ person: 'person-endless', accounts: ['acc-google'], fields });
  });
  await openPerson(page, 'Endless');
  await by(page, 'delete').click();
  await page.setViewportSize(INSIDE);
  for (const testid of ['cancel-delete', 'confirm-delete'])
    expect((await by(page, testid).boundingBox())!.y).toBeLessThan(INSIDE.height - 30);
});
