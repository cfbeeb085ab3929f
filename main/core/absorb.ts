// Owns: joining two records that turned out to be one contact of their cloud. Pure.
// Leaves to others: noticing that they are (sync/gone.ts), several contacts of one person (joining.ts).
import type { ContactFields } from './contact.ts';
import { settled } from './edit.ts';
import { FIELDS, FIELD_NAMES, sameFields, valuesOf } from './fields.ts';
import type { Json, JsonObject } from './json.ts';
import { mergeFields, withIdsOf } from './merge.ts';
import { splitPath } from './paths.ts';
import { isPhotoPending } from './photo.ts';
import { isChangedHere } from './reconcile.ts';
import type { Conflict, ContactRecord } from './replica.ts';

/**
 * A contact that turned out to be stored twice, because its cloud gave it another id. Both have received the cloud's
 * version; what a person changed in the twin comes along. Where both were changed here, the twin has the later word if
 * it `isLater`: changed by a person after the record was. A twin that was deleted here takes the record along, unless
 * somebody changed that: an edit beats a deletion (law 4), also a later one, which may have meant the second of two.
 * What either says and the cloud cannot hold stays (law 21).
 */
export function absorb(one: ContactRecord, other: ContactRecord, isLater: boolean): ContactRecord {
  const [record, twin] = [withUnheldOf(other, one), withUnheldOf(one, other)];
  const photo = isPhotoPending(twin) && (isLater || !isPhotoPending(record)) ? { photo: twin.photo } : {};
  const joined = { ...record, ...photo };
  if (twin.local === null && !isChangedHere(record))
    return { ...joined, local: null, conflicts: [], problem: null, changedAt: twin.changedAt };
  if (record.local === null || twin.local === null || twin.base === null || sameFields(twin.base, twin.local))
    return joined;
  const [later, earlier] = isLater ? [twin, record] : [record, twin];
  const base = withIdsOf(later.base ?? {}, record.base ?? {});
  const decided = new Set(later.conflicts.map(({ path }) => path));
  const others = conflictsBy(withIdsOf(base, earlier.base ?? {}), earlier);
  return settled({
    ...joined,
    base,
    inCloud: record.inCloud === null ? null : withIdsOf(base, record.inCloud),
    local: mergeFields(later.base ?? {}, later.local ?? {}, earlier.local ?? {}).fields,
    conflicts: [...others.filter(({ path }) => !decided.has(path)), ...later.conflicts],
    changedAt: later.changedAt,
    ...(later.changedBy === undefined ? {} : { changedBy: later.changedBy }),
  });
}

/** The record with what the other one, which has received the same version, says beyond it as agreed on by both sides. */
function withUnheldOf(other: ContactRecord, record: ContactRecord): ContactRecord {
  const { base, local, inCloud } = record;
  if (base === null || other.base === null || other.inCloud === null) return record;
  const cloud = inCloud ?? base;
  const theirs = withIdsOf(cloud, other.base);
  const added = (mine: ContactFields): ContactFields => mergeFields(cloud, mine, theirs).fields;
  return { ...record, base: added(base), inCloud: cloud, local: local === null ? null : added(local) };
}

/** The record's conflicts under the ids that their values have in `base`, which is the record's but for those ids. */
function conflictsBy(base: ContactFields, record: ContactRecord): readonly Conflict[] {
  const paths: ReadonlyMap<string, string> = new Map(
    FIELD_NAMES.filter((name) => FIELDS[name].kind === 'list').flatMap((name) =>
      valuesOf(record.base, name).map(
        ({ id }, place) => [`${name}.${id}`, `${name}.${valuesOf(base, name)[place]!.id}`] as const,
      ),
    ),
  );
  return record.conflicts.map((conflict) => {
    const path = paths.get(conflict.path);
    if (path === undefined) return conflict;
    const { rest: id } = splitPath(path);
    const as = (value: Json): Json => (value === null ? null : { ...(value as JsonObject), id });
    return {
      ...conflict,
      path,
      base: as(conflict.base),
      mine: as(conflict.mine),
      theirs: as(conflict.theirs),
    };
  });
}
