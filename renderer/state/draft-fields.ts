// Owns: what becomes of the fields of a draft when a part is written, a value is moved, or the contact changes meanwhile.
// Pure. Leaves to others: when that happens and what is shown of it (draft.svelte.ts), merging (main/core/merge.ts).
import type { ContactFields, FieldName, PartialDate } from '../../main/core/contact.ts';
import {
  changedFields,
  FIELD_NAMES,
  FIELDS,
  recordOf,
  sameField,
  saysSomething,
  valuesOf,
} from '../../main/core/fields.ts';
import { isRealDate } from '../../main/core/gentle-checks.ts';
import type { Json } from '../../main/core/json.ts';
import { mergeFields } from '../../main/core/merge.ts';

/** A value being written. Parts that are emptied are removed, so that equal contents stay equal. */
export interface DraftValue {
  id: string;
  kind?: string;
  label?: string;
  primary?: boolean;
  [part: string]: Json | undefined;
}
export type DraftRecord = Record<string, Json | undefined>;
export type DraftFields = Record<string, DraftValue[] | DraftRecord | string | boolean | undefined>;

/** Whether nobody has written anything into a value yet. */
function saysNothing({
  id: _id,
  kind: _kind,
  label: _label,
  primary: _primary,
  ...parts
}: DraftValue): boolean {
  return !saysSomething(parts);
}

/** What takes the place of values, and after it those of them that say nothing yet: somebody may be about to write there. */
export function besideEmpty(
  value: DraftFields[string],
  values: readonly DraftValue[],
): DraftFields[string] | undefined {
  const empty = values.filter((one) => saysNothing(one));
  return empty.length === 0 ? value : [...((value as DraftValue[] | undefined) ?? []), ...empty];
}

/** Writes a part; what is empty is not there. */
export function put(record: DraftRecord, part: string, value: Json | undefined): void {
  if (value === undefined || value === '' || value === false) delete record[part];
  else record[part] = value;
}

/**
 * The list with the value of this id at another place, or the list itself where nothing moves. Where the first value was the
 * primary one, the new first one is: Google knows of the order no more than which value is primary, and gives it first.
 */
export function movedTo(values: readonly DraftValue[], id: string, place: number): readonly DraftValue[] {
  const from = values.findIndex((value) => value.id === id);
  const to = Math.max(0, Math.min(place, values.length - 1));
  if (from < 0 || from === to) return values;
  const moved = values.toSpliced(from, 1).toSpliced(to, 0, values[from]!);
  const [before, after] = [values[0]!, moved[0]!];
  if (before.primary !== true || before.id === after.id) return moved;
  return moved.map(({ primary: _primary, ...value }, at) =>
    at === 0 ? { ...value, primary: true } : value,
  ) as DraftValue[];
}

/** What a draft becomes when its contact is another one than when it was opened. */
export interface Met {
  /** Fields to write into the draft: theirs where nobody wrote, and both where both did without touching the other. */
  readonly fields: ContactFields;
  /** Fields that are settled: from now on they are compared with the contact as it is. */
  readonly settled: readonly FieldName[];
  /** Fields in which a person and the contact say different things of one place. */
  readonly clashes: readonly FieldName[];
}

/** Joins a draft (`mine`, opened at `opened`) with the contact as it is `now`, field by field. */
export function meet(opened: ContactFields, mine: ContactFields, now: ContactFields): Met {
  const fields: Record<string, unknown> = {};
  const [settled, clashes]: [FieldName[], FieldName[]] = [[], []];
  const written = new Set(changedFields(opened, mine));
  for (const name of changedFields(opened, now)) {
    const isSaidAlready = sameField(name, mine, now);
    const joined = isSaidAlready ? null : mergeFields(opened, mine, now, [name]);
    if (written.has(name) && joined !== null && joined.overlaps.length > 0) {
      clashes.push(name);
      continue;
    }
    settled.push(name);
    if (!written.has(name)) fields[name] = now[name];
    else if (joined !== null) fields[name] = joined.fields[name];
  }
  return { fields: fields as ContactFields, settled, clashes };
}

/** These fields of `from` in the place of those of `to`; a field that `from` lacks is gone. */
export function withFields(
  to: ContactFields,
  from: ContactFields,
  names: readonly FieldName[],
): ContactFields {
  const out: Record<string, unknown> = { ...to };
  for (const name of names) {
    if (from[name] === undefined) delete out[name];
    else out[name] = from[name];
  }
  return out as ContactFields;
}

/** The first field with a day that does not exist: nothing can keep that. */
export function impossibleDate(fields: ContactFields): FieldName | null {
  const isWrong = (name: FieldName, value: Readonly<Record<string, Json | undefined>>): boolean => {
    const shape = FIELDS[name];
    if (shape.kind !== 'list' && shape.kind !== 'record') return false;
    return Object.entries(shape.parts).some(
      ([part, type]) =>
        type === 'date' && value[part] !== undefined && !isRealDate(value[part] as PartialDate),
    );
  };
  return (
    FIELD_NAMES.find((name) =>
      FIELDS[name].kind === 'list'
        ? valuesOf(fields, name).some((value) => isWrong(name, value))
        : isWrong(name, FIELDS[name].kind === 'record' ? recordOf(fields, name) : {}),
    ) ?? null
  );
}
