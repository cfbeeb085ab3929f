// Owns: every page of the window opens in every look, at two sizes, without errors, CSP violations or barriers.
// Leaves to others: what the pages do (unit/renderer/flows.test.ts). With KITH_SHOTS=DIR the pages are saved there as
// pictures, with KITH_SHOTS_LANGUAGE in that language.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Language } from '../../preload/contract.ts';
import { type Look, LOOKS, wear } from './looks.ts';
import { SCENES } from './scenes.ts';
import { barriers, startWindowHost, violationsOf, type WindowHost } from './window-page.ts';

const shots = process.env['KITH_SHOTS'];
const language = (process.env['KITH_SHOTS_LANGUAGE'] ?? 'system') as Language;
interface Variant {
  readonly look: Look;
  readonly width: number;
  readonly height: number;
}
const LARGE = { width: 1280, height: 800 };
const SMALL = { width: 1024, height: 640 };
/** Everything is looked at in the first, colours in all of them. */
const CHECKED: readonly Variant[] = LOOKS.map((look, at) => ({ look, ...(at % 2 === 0 ? LARGE : SMALL) }));

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
        for (const [at, { look, ...size }] of CHECKED.entries()) {
          await wear(page, look);
          if (open.width === undefined) await page.setViewportSize(size);
          if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}-${look.name}.png`) });
          expect(await barriers(page, { coloursOnly: at > 0 }), look.name).toEqual([]);
          expect(
            await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
          ).toBeLessThanOrEqual(0);
        }
        expect(await violationsOf(page)).toEqual([]);
        expect(window.complaints).toEqual([]);
      } finally {
        await window.close();
      }
    },
  );
}
