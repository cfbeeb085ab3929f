// Owns: reading and replacing what stands at a conflict's path in a contact. Leaves to others: finding conflicts.
import type { ContactFields, FieldName } from './contact.ts';
import type { AnyListValue } from './fields.ts';
import { FIELDS, normalise, recordOf, valuesOf } from './fields.ts';
import type { Json } from './json.ts';

/** The field of a path and, after the first dot, the part or the value's id ('' for a bare field). */
export function splitPath(path: string): { readonly field: FieldName; readonly rest: string } {
  const dot = path.indexOf('.');
  const field = (dot < 0 ? path : path.slice(0, dot)) as FieldName;
  return { field, rest: dot < 0 ? '' : path.slice(dot + 1) };
}

/** What stands at a path; null where nothing does. */
export function readPath(fields: ContactFields | null, path: string): Json {
  const { field, rest } = splitPath(path);
  const shape = FIELDS[field];
  if (shape.kind === 'list') return valuesOf(fields, field).find((value) => value.id === rest) ?? null;
  if (shape.kind === 'record') return recordOf(fields, field)[rest] ?? null;
  return (fields?.[field] as Json | undefined) ?? null;
}

/** The fields with `value` at a path (null removes it). A list value that is not there yet goes to the end. */
export function writePath(fields: ContactFields, path: string, value: Json): ContactFields {
  const { field, rest } = splitPath(path);
  const shape = FIELDS[field];
  if (shape.kind === 'list') {
    const values = valuesOf(fields, field);
    const replaced = value as AnyListValue | null;
    const others = values.some((entry) => entry.id === rest)
      ? values.flatMap((entry) => (entry.id === rest ? (replaced === null ? [] : [replaced]) : [entry]))
      : replaced === null
        ? values
        : [...values, replaced];
    return normalise({ ...fields, [field]: others });
  }
  if (shape.kind === 'record') {
    return normalise({ ...fields, [field]: { ...recordOf(fields, field), [rest]: value ?? undefined } });
  }
  return normalise({ ...fields, [field]: value ?? undefined });
}

/** The fields with what `source` has at a path; a list value that is missing comes back to its place among the others. */
export function copyPath(fields: ContactFields, source: ContactFields | null, path: string): ContactFields {
  const { field, rest } = splitPath(path);
  const copied = writePath(fields, path, readPath(source, path));
  if (FIELDS[field].kind !== 'list' || valuesOf(fields, field).some((value) => value.id === rest))
    return copied;
  const values = valuesOf(copied, field);
  const value = values.find(({ id }) => id === rest);
  if (value === undefined) return copied;
  const before = valuesOf(source, field).slice(
    0,
    valuesOf(source, field).findIndex(({ id }) => id === rest),
  );
  const others = values.filter((other) => other !== value);
  const place = others.findLastIndex(({ id }) => before.some((earlier) => earlier.id === id)) + 1;
  return { ...copied, [field]: others.toSpliced(place, 0, value) };
}
