// Owns: what versions of a contact say, piece by piece, so that tests can tell whether any of it was lost.
// Leaves to others: the histories in which it might be (loop.test.ts, planner.test.ts).
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { FIELD_NAMES, FIELDS, recordOf, valuesOf } from '../../../main/core/fields.ts';
import { canonicalJson } from '../../../main/core/json.ts';
import type { Conflict, ContactRecord } from '../../../main/core/replica.ts';

/** Every text, number and date that a version says, by field and part; not flags, whole names and what services add. */
export function sayings(fields: ContactFields): ReadonlySet<string> {
  return new Set(
    FIELD_NAMES.flatMap((name) => {
      const shape = FIELDS[name];
      const places =
        shape.kind === 'list'
          ? valuesOf(fields, name)
          : shape.kind === 'record'
            ? [recordOf(fields, name)]
            : [{ it: fields[name] as string }];
      return places.flatMap((place) =>
        Object.entries(place)
          .filter(
            ([part, value]) => !['id', 'primary', 'extra', 'display'].includes(part) && value !== undefined,
          )
          .map(([part, value]) => `${name} ${part} ${canonicalJson(value)}`),
      );
    }),
  );
}

/** What the later version says and the earlier one did not. */
export function newlySaid(before: ContactFields, after: ContactFields): readonly string[] {
  const old = sayings(before);
  return [...sayings(after)].filter((saying) => !old.has(saying));
}

/** What stands on one side of conflicts. */
export function saidIn(conflicts: readonly Conflict[], side: 'base' | 'theirs'): ReadonlySet<string> {
  return new Set(
    conflicts.flatMap(({ path, [side]: said }) => {
      const [field, part] = [path.split('.')[0]!, path.slice(path.indexOf('.') + 1)] as [FieldName, string];
      const shape = FIELDS[field];
      const place =
        shape.kind === 'list'
          ? [said].filter((value) => value !== null)
          : shape.kind === 'record'
            ? { [part]: said ?? undefined }
            : (said ?? undefined);
      return [...sayings({ [field]: place } as ContactFields)];
    }),
  );
}

/** What a record still knows of: ours, and what stands in conflicts. */
export function remembered(record: ContactRecord): ReadonlySet<string> {
  return new Set([...sayings(record.local ?? {}), ...saidIn(record.conflicts, 'theirs')]);
}
