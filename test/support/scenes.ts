// Owns: the table of all pages of the window, in each state worth seeing: what the tests check is what the pictures show.
// Leaves to others: the scenes, a line or a few each (*-scenes.ts), checking them (unit/renderer), photographing them (e2e/screenshots).
import { BOOK_SCENES } from './book-scenes.ts';
import { EDITOR_SCENES } from './editor-scenes.ts';
import { BULK_SCENES } from './bulk-scenes.ts';
import { ENCRYPTION_SCENES } from './encryption-scenes.ts';
import { FIRST_SCENES, NARROW_FIRST_SCENES, SETTINGS_SCENES } from './native-scenes.ts';
import { NARROW_NAVIGATION_SCENES, NAVIGATION_SCENES } from './navigation-scenes.ts';
import {
  CONTACT_SCENES,
  KEYBOARD_SCENES,
  NARROW_SCENES,
  PAST_SCENES,
  REVIEW_SCENES,
  type Scene,
  SYNC_SCENES,
} from './window-scenes.ts';

export const SCENES: readonly Scene[] = [
  ...BOOK_SCENES,
  ...EDITOR_SCENES,
  ...FIRST_SCENES,
  ...SETTINGS_SCENES,
  ...SYNC_SCENES,
  ...REVIEW_SCENES,
  ...CONTACT_SCENES,
  ...PAST_SCENES,
  ...KEYBOARD_SCENES,
  ...ENCRYPTION_SCENES,
  ...NAVIGATION_SCENES,
  ...BULK_SCENES,
  ...NARROW_SCENES,
  ...NARROW_FIRST_SCENES,
  ...NARROW_NAVIGATION_SCENES,
];
