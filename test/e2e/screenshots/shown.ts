// Owns: which pictures the README shows. Leaves to others: the README, taking them (screenshots.ts).
import type { Language } from '../../../main/core/language.ts';
import type { LookName } from '../../support/looks.ts';

export interface Shown {
  /** Of the file in build/images/. */
  readonly name: string;
  readonly scene: string;
  readonly look: LookName;
  readonly language?: Language;
  readonly width?: number;
  readonly height?: number;
}

export const SHOWN: readonly Shown[] = [
  { name: 'window', scene: 'book', look: 'light' },
  { name: 'conflicts', scene: 'conflicts', look: 'dark' },
  { name: 'plan', scene: 'plan', look: 'light' },
  { name: 'arabic', scene: 'book', look: 'light', language: 'ar' },
  { name: 'narrow', scene: 'narrow-contact', look: 'dark' },
];
