// Owns: every page of the window opens in light and dark, at two sizes, without errors, CSP violations or barriers.
// Leaves to others: what the pages do (flows.test.ts). With KITH_SHOTS=DIR the pages are saved there as pictures,
// with KITH_SHOTS_LANGUAGE in that language.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../../../preload/contract.ts';
import { SCENES } from '../../support/scenes.ts';
import { barriers, startWindowHost, violationsOf, type WindowHost } from '../../support/window-page.ts';

const shots = process.env['KITH_SHOTS'];
const language = (process.env['KITH_SHOTS_LANGUAGE'] ?? 'system') as Language;
let host: WindowHost;
beforeAll(async () => {
  if (shots !== undefined) mkdirSync(shots, { recursive: true });
  host = await startWindowHost();
}, 120_000);
afterAll(() => host.close());

interface Variant {
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}
/** Barriers are looked for in each scheme once; the other two are for the eye. */
const CHECKED: readonly Variant[] = [
  { scheme: 'light', width: 1280, height: 800 },
  { scheme: 'dark', width: 1024, height: 640 },
];
const SEEN: readonly Variant[] = [
  { scheme: 'dark', width: 1280, height: 800 },
  { scheme: 'light', width: 1024, height: 640 },
];

async function wear(page: Page, { scheme, width, height }: Variant): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height });
}

describe('every page', () => {
  test.each(SCENES)(
    '$name: no errors, violations or barriers, light and dark, large and small',
    { timeout: 30_000 },
    async ({ name, fake = {}, open = {}, go }) => {
      const window = await host.open({ fake: { language, ...fake }, ...open });
      const isNarrow = open.width !== undefined;
      const { page } = window;
      const look = async ({ scheme, width }: Variant): Promise<void> => {
        if (shots !== undefined)
          await page.screenshot({ path: join(shots, `${name}-${scheme}-${width}.png`) });
      };
      try {
        await go(page);
        for (const variant of CHECKED) {
          await wear(page, isNarrow ? { ...variant, width: open.width!, height: open.height! } : variant);
          await look(variant);
          expect(await barriers(page)).toEqual([]);
          expect(
            await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
          ).toBeLessThanOrEqual(0);
        }
        for (const variant of shots === undefined || isNarrow ? [] : SEEN) {
          await wear(page, variant);
          await look(variant);
        }
        expect(await violationsOf(page)).toEqual([]);
        expect(window.complaints).toEqual([]);
      } finally {
        await window.close();
      }
    },
  );
});
