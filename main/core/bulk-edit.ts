// Owns: one edit for many contacts: what it makes of each. Pure.
// Leaves to others: which contacts (handlers/bulk-elsewhere.ts), what an edit does to a record (edit.ts).
import type { ContactFields } from './contact.ts';
import { dialled } from './dialled.ts';
import type { FieldsPatch } from './edit.ts';
import { FIELDS, valuesOf } from './fields.ts';
import type { AnyListValue } from './fields.ts';

/** Parts of a person's work that are set or cleared: of their first organisation, which is made where there is none. */
export const WORK_PARTS = ['name', 'title', 'department'] as const;
/** Lists to which a value is added, or from which it is removed. */
export const SHARED_LISTS = ['urls', 'emails', 'phones'] as const;

export type WorkPart = (typeof WORK_PARTS)[number];
export type SharedList = (typeof SHARED_LISTS)[number];

export type BulkEdit =
  | { readonly kind: 'setWork'; readonly part: WorkPart; readonly value: string }
  | { readonly kind: 'clearWork'; readonly part: WorkPart }
  | { readonly kind: 'add' | 'remove'; readonly field: SharedList; readonly value: string }
  /** A paragraph behind what the note says already. */
  | { readonly kind: 'appendNote'; readonly value: string }
  | { readonly kind: 'setNote'; readonly value: string };

/** The edit of one contact; null: it is so already. */
export function bulkPatch(fields: ContactFields, edit: BulkEdit): FieldsPatch | null {
  switch (edit.kind) {
    case 'setWork':
      return setWork(fields, edit.part, edit.value);
    case 'clearWork': {
      const organizations = fields.organizations ?? [];
      if (organizations.every((one) => one[edit.part] === undefined)) return null;
      return { organizations: organizations.map(({ [edit.part]: _cleared, ...rest }) => rest) };
    }
    case 'add':
    case 'remove':
      return inList(fields, edit.kind, edit.field, edit.value);
    case 'appendNote': {
      const text = fields.notes?.text ?? '';
      // Whoever presses twice does not want it twice.
      if (text.split('\n\n').includes(edit.value)) return null;
      return { notes: { ...fields.notes, text: text === '' ? edit.value : `${text}\n\n${edit.value}` } };
    }
    case 'setNote':
      return fields.notes?.text === edit.value ? null : { notes: { ...fields.notes, text: edit.value } };
  }
}

function setWork(fields: ContactFields, part: WorkPart, value: string): FieldsPatch | null {
  const [first, ...others] = fields.organizations ?? [];
  if (first?.[part] === value) return null;
  const work = first === undefined ? { kind: 'work', [part]: value } : { ...first, [part]: value };
  return { organizations: [work, ...others] as NonNullable<ContactFields['organizations']> };
}

function inList(
  fields: ContactFields,
  kind: 'add' | 'remove',
  field: SharedList,
  value: string,
): FieldsPatch | null {
  const shape = FIELDS[field];
  const key = shape.kind === 'list' ? shape.key : '';
  const values = valuesOf(fields, field);
  const isSame = (one: AnyListValue): boolean =>
    comparable(field, String(one[key] ?? '')) === comparable(field, value);
  const has = values.some(isSame);
  if (has === (kind === 'add')) return null;
  const after = kind === 'add' ? [...values, { [key]: value }] : values.filter((one) => !isSame(one));
  return { [field]: after } as FieldsPatch;
}

/** An address is the same in other letters, a website without its last stroke, a number without what makes it readable. */
function comparable(field: SharedList, text: string): string {
  if (field === 'phones') return dialled(text) || text;
  // Not folded: muller.example and müller.example are two.
  return text.trim().toLowerCase().replace(/\/$/, '');
}
