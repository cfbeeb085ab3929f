// Owns: the ways the window can be asked to look, and putting one on without opening it again.
// Leaves to others: the pages (scenes.ts), the colours (renderer/styles).
import type { Page } from 'playwright-core';

export type LookName = 'light' | 'dark' | 'contrast' | 'contrast-dark' | 'forced';

export interface Look {
  readonly name: LookName;
  readonly colorScheme: 'light' | 'dark';
  readonly contrast: 'no-preference' | 'more';
  /** Whether the system sets the colours, as Windows' contrast themes do. */
  readonly forcedColors: 'none' | 'active';
}

const plain = { contrast: 'no-preference', forcedColors: 'none' } as const;

export const LOOKS: readonly Look[] = [
  { name: 'light', colorScheme: 'light', ...plain },
  { name: 'dark', colorScheme: 'dark', ...plain },
  { name: 'contrast', colorScheme: 'light', contrast: 'more', forcedColors: 'none' },
  { name: 'contrast-dark', colorScheme: 'dark', contrast: 'more', forcedColors: 'none' },
  { name: 'forced', colorScheme: 'dark', contrast: 'more', forcedColors: 'active' },
];

export const lookNamed = (name: LookName): Look => LOOKS.find((look) => look.name === name)!;

export async function wear(page: Page, { name: _, ...media }: Look): Promise<void> {
  await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
}
