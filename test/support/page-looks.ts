// Owns: every page of the window opens in every look, at two sizes, without errors, CSP violations or barriers.
// Leaves to others: what the pages do (unit/renderer/flows.test.ts). With KITH_SHOTS=DIR the pages are saved there as
// pictures, with KITH_SHOTS_LANGUAGE in that language.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Language } from '../../preload/contract.ts';
import { LOOKS, wear } from './looks.ts';
import { SCENES } from './scenes.ts';
import { barriers, startWindowHost, violationsOf, type WindowHost } from './window-page.ts';

const shots = process.env['KITH_SHOTS'];
const language = (process.env['KITH_SHOTS_LANGUAGE'] ?? 'system') as Language;
/** Every second look is seen in each. */
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1024, height: 640 },
];

/** Looks at every `of`th scene, from number `first` on: parts of it run side by side. */
export function lookAtPages(first: number, of: number): void {
  let host: WindowHost;
  beforeAll(async () => {
    if (shots !== undefined) mkdirSync(shots, { recursive: true });
    host = await startWindowHost();
  }, 120_000);
  afterAll(() => host.close());

  test.each(SCENES.filter((_scene, at) => at % of === first))(
    '$name: no errors, violations or barriers in any look, large and small',
    { timeout: 60_000 },
    async ({ name, fake = {}, open = {}, go }) => {
      const window = await host.open({ fake: { language, ...fake }, ...open });
      const { page } = window;
      try {
        await go(page);
        for (const [nth, size] of SIZES.entries()) {
          if (open.width === undefined) await page.setViewportSize(size);
          for (const look of LOOKS.filter((_look, at) => at % SIZES.length === nth)) {
            await wear(page, look);
            if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}-${look.name}.png`) });
            // Everything is looked at in the first, colours in all of them.
            expect(await barriers(page, { coloursOnly: look !== LOOKS[0] }), look.name).toEqual([]);
            expect(
              await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
            ).toBeLessThanOrEqual(0);
          }
        }
        expect(await violationsOf(page)).toEqual([]);
        expect(window.complaints).toEqual([]);
      } finally {
        await window.close();
      }
    },
  );
}
