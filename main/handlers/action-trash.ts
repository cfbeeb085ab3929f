// Owns: what taking an action back puts into the trash again that the action took out of it.
// Leaves to others: the contacts of the action (actions.ts), what else gets into the trash (core/trash.ts).
import { changedFields } from '../core/fields.ts';
import type { Was } from '../core/history.ts';
import type { ContactRecord } from '../core/replica.ts';
import { expired } from '../core/trash.ts';
import type { Change } from '../store/book-format.ts';
import type { HandlerDependencies } from './dependencies.ts';

/**
 * Exactly what was there, with its date, where the contact goes as the action left it (`after`) by what takes that back
 * (`change`). What was changed since, or would be kept no longer, is thrown away anew.
 */
export function trashBack(
  { book, clock }: Pick<HandlerDependencies, 'book' | 'clock'>,
  { id, before }: Extract<Was, { kind: 'trash' }>,
  after: ContactRecord | null | undefined,
  change: Change | undefined,
): readonly Change[] {
  const now = book.contact(id);
  const isBack = before !== null && expired([before], clock.now()).length === 0;
  return isBack && goes(change) && isSame(after ?? null, now) ? [{ kind: 'putTrash', trashed: before }] : [];
}

/** Whether a change takes a contact away from what people see. */
export const goes = (change: Change | undefined): boolean =>
  change?.kind === 'dropContact' || (change?.kind === 'putContact' && change.record.local === null);

function isSame(after: ContactRecord | null, now: ContactRecord | null): boolean {
  if (after === null || now === null || after.local === null || now.local === null) return false;
  const isSamePhoto = (after.photo?.here ?? null) === (now.photo?.here ?? null);
  return isSamePhoto && changedFields(after.local, now.local).length === 0;
}
