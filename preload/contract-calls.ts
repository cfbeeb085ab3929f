// Owns: what reaches the window from outside it: links, the menu, the tray, a notification. Leaves to others: where each
// comes from (main/app), what the window does about it (renderer/state/calls.ts).
import type { ContactId, PersonId } from '../main/core/account.ts';

/** Entries of the menu and of the tray that are the window's own commands, by their names in its table. */
export type MenuCommand =
  | 'new'
  | 'undo'
  | 'redo'
  | 'search'
  | 'sync'
  | 'all'
  | 'favorites'
  | 'pending'
  | 'conflicts'
  | 'matches'
  | 'syncPage'
  | 'trash'
  | 'settings'
  | 'palette'
  | 'keys';

/** Something asked of Kith from outside its window. */
export type OutsideCall =
  /** By whatever the link says: there may be no such contact. */
  | { readonly kind: 'contact'; readonly contact: string }
  | { readonly kind: 'search'; readonly text: string }
  | { readonly kind: 'birthdays' }
  | { readonly kind: 'command'; readonly command: MenuCommand };

/** The same as the window is to answer it. */
export type AppCall =
  | Exclude<OutsideCall, { readonly kind: 'contact' }>
  | { readonly kind: 'person'; readonly person: PersonId; readonly contact: ContactId }
  /** A link to a contact that is not, or no longer, in this address book. */
  | { readonly kind: 'nobody' };
