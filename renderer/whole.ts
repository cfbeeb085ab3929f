// Owns: what the contacts of one person say together, each value once with the contacts that say so. Leaves to others: the
// values of one contact (present.ts), laying them out (components/contact).
import type { ContactId } from '../main/core/account.ts';
import type { ContactFields, FieldName } from '../main/core/contact.ts';
import { dialled } from '../main/core/dialled.ts';
import { type Shown, showField } from './present.ts';

/** A value with the contacts that say so, in their order. */
export interface Sourced extends Shown {
  readonly contacts: readonly ContactId[];
}

/** What of a value is the same wherever it stands; its kind is its account's affair. */
function identityOf(name: FieldName, { heading, lines }: Shown): string {
  const text = lines.map((line) => line.text).join('\n');
  // What stands beside an address is no other address.
  if (name === 'emails' || name === 'urls')
    return (lines[0]?.text ?? '').trim().toLowerCase().replace(/\/$/u, '');
  if (name === 'phones') return dialled(text) || text;
  const named = name === 'customFields' || name === 'events' || name === 'relations' ? heading : '';
  return `${named}\n${text}`.trim().toLowerCase();
}

/** Every value of a field that these contacts have; of equal ones the one that says most. */
export function showTogether(
  name: FieldName,
  contacts: readonly { readonly id: ContactId; readonly fields: ContactFields }[],
  title: string,
): readonly Sourced[] {
  const known = new Map<string, Sourced>();
  for (const { id, fields } of contacts) {
    for (const shown of showField(name, fields, title)) {
      const identity = identityOf(name, shown);
      const before = known.get(identity);
      if (before === undefined) known.set(identity, { ...shown, id: `${id} ${shown.id}`, contacts: [id] });
      else if (!before.contacts.includes(id)) {
        const fuller = shown.lines.length > before.lines.length ? { ...before, lines: shown.lines } : before;
        known.set(identity, { ...fuller, contacts: [...before.contacts, id] });
      }
    }
  }
  return [...known.values()];
}
