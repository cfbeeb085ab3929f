// Owns: what is lost of a contact's content between what a person wrote and what a cloud can hold of it (law 21).
// Leaves to others: what a cloud can hold (providers/), saying so (handlers/, renderer/).
import type { ContactFields, FieldName } from './contact.ts';
import { FIELD_NAMES, FIELDS, sameField, valuesOf, valueText } from './fields.ts';

/** A field that is not held as a whole: of a list, the ids of the values that are lost or held in part. */
export interface UnheldField {
  readonly field: FieldName;
  readonly values: readonly string[];
}

/** What `held` lacks of `wanted`, in FIELDS' order. Ids of `held` do not count. */
export function unheldOf(wanted: ContactFields, held: ContactFields): readonly UnheldField[] {
  return FIELD_NAMES.filter((name) => !sameField(name, wanted, held)).map((field) => ({
    field,
    values: FIELDS[field].kind === 'list' ? lostValues(field, wanted, held) : [],
  }));
}

function lostValues(field: FieldName, wanted: ContactFields, held: ContactFields): readonly string[] {
  const left = valuesOf(held, field).map(valueText);
  return valuesOf(wanted, field).flatMap((value) => {
    const at = left.indexOf(valueText(value));
    if (at >= 0) left.splice(at, 1);
    return at >= 0 ? [] : value.id;
  });
}
