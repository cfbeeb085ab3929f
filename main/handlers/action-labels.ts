// Owns: what taking an action back makes of the label that it made, renamed or deleted.
// Leaves to others: the contacts of the action (actions.ts), the commands for labels (labels.ts).
import type { ContactId } from '../core/account.ts';
import type { Was } from '../core/history.ts';
import { carries, isLive, refOf } from '../core/label.ts';
import type { Label } from '../core/label.ts';
import type { Change, Entry } from '../store/book-format.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { isKeyed, newLabel } from './labels.ts';
import { relabel } from './relabelling.ts';

/** `contacts`: what the same undo makes of contacts; those that carry the label again are added to it. */
export function labelsBack(
  deps: HandlerDependencies,
  { changes }: Entry,
  { id, before, carriers }: Extract<Was, { kind: 'label' }>,
  contacts: Map<ContactId, Change>,
): readonly Change[] {
  const { book } = deps;
  const put = changes.findLast((change) => change.kind === 'putLabel' && change.label.id === id);
  const after = put?.kind === 'putLabel' ? put.label : null;
  const now = book.label(id);
  if (before === null || !isLive(before))
    return now === null || !isLive(now) ? [] : withoutLabel(deps, now, contacts);
  if (after !== null && isLive(after)) {
    // Renamed: a later name stays.
    if (now === null || now.name !== after.name) return [];
    const keyed = isKeyed(deps, book.account(now.account));
    return [
      { kind: 'putLabel', label: { ...now, ...(keyed ? {} : before), name: before.name, problem: null } },
    ];
  }
  const keyed = isKeyed(deps, book.account(before.account));
  const label: Label =
    now === null
      ? newLabel(id, before.account, before.name, keyed)
      : { ...now, name: before.name, problem: null };
  giveTo(deps, carriers, refOf(label), contacts);
  return [{ kind: 'putLabel', label }];
}

/** Deletes a label as its own command does. */
function withoutLabel(
  deps: HandlerDependencies,
  label: Label,
  contacts: Map<ContactId, Change>,
): readonly Change[] {
  const keyed = isKeyed(deps, deps.book.account(label.account));
  const at = new Date(deps.clock.now()).toISOString();
  if (!keyed || label.ref === null)
    for (const record of deps.book.contactsOf(label.account))
      if (carries(record.local, refOf(label)) && !contacts.has(record.id))
        contacts.set(record.id, relabel(record, refOf(label), null, at));
  return keyed && (label.ref ?? label.base) !== null
    ? [{ kind: 'putLabel', label: { ...label, name: null, problem: null } }]
    : [{ kind: 'dropLabel', id: label.id }];
}

function giveTo(
  { book, clock }: HandlerDependencies,
  carriers: readonly ContactId[],
  ref: string,
  contacts: Map<ContactId, Change>,
): void {
  for (const id of carriers) {
    const planned = contacts.get(id);
    const record = planned?.kind === 'putContact' ? planned.record : book.contact(id);
    if (record === null || record.local === null || carries(record.local, ref)) continue;
    contacts.set(id, relabel(record, null, ref, new Date(clock.now()).toISOString()));
  }
}
