// Owns: building blocks of the core's tests: contexts, records, versions of the cloud, and a cloud that holds little.
// Leaves to others: random contacts (arbitraries.ts), the claims themselves (*.test.ts).
import type { AccountId, ContactId, PersonId } from '../../../main/core/account.ts';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { FIELD_NAMES, FIELDS, normalise, recordOf, valuesOf } from '../../../main/core/fields.ts';
import type { AnyListValue } from '../../../main/core/fields.ts';
import type { Context, RemoteVersion } from '../../../main/core/reconcile.ts';
import type { ContactRecord, Hold } from '../../../main/core/replica.ts';

export const AT = '2026-01-02T03:04:05.000Z';
export const LATER = '2026-01-02T04:00:00.000Z';

export const holdAll: Hold = (fields) => normalise(fields);

/** A context with counted ids. */
export function context(hold: Hold = holdAll, listing = 1): Context {
  let count = 0;
  return { account: 'account' as AccountId, hold, newId: () => `id${++count}`, at: LATER, listing };
}

/** A contact that both sides agreed on as `base`, and that is `local` here by now. */
export function known(
  base: ContactFields,
  local: ContactFields | null = base,
  more: Partial<ContactRecord> = {},
): ContactRecord {
  return {
    id: 'contact' as ContactId,
    person: 'person' as PersonId,
    account: 'account' as AccountId,
    remoteId: 'r1',
    etag: 'e1',
    base,
    local,
    readOnly: {},
    unknown: {},
    conflicts: [],
    createKey: null,
    createSent: false,
    inFlight: null,
    inCloud: null,
    scope: '',
    seen: 1,
    problem: null,
    changedAt: AT,
    ...more,
  };
}

export function remoteOf(
  fields: ContactFields,
  etag = 'e2',
  more: Partial<RemoteVersion> = {},
): RemoteVersion {
  return { remoteId: 'r1', etag, fields, readOnly: {}, unknown: {}, scope: '', ...more };
}

/** The contents of a list without ids: what a cloud would return. */
export function bare(fields: ContactFields, name: FieldName): readonly object[] {
  return valuesOf(fields, name).map(({ id: _id, ...content }) => content);
}

/** How a cloud loses things: whole fields, parts of values, values beyond a number, and kinds it does not have. */
export interface Losses {
  readonly fields: readonly FieldName[];
  readonly parts: readonly string[];
  readonly most: number;
  readonly kinds: readonly string[];
}

/** What is left of a contact in a cloud with such losses. Ids stay, as the providers' own `hold` keeps them. */
export function holdWith(losses: Losses): Hold {
  const lossy = (value: object) => {
    const kept = Object.fromEntries(Object.entries(value).filter(([part]) => !losses.parts.includes(part)));
    return losses.kinds.includes(String(kept['kind'])) ? { ...kept, kind: undefined } : kept;
  };
  return (fields) => {
    const out: Record<string, unknown> = {};
    for (const name of FIELD_NAMES) {
      if (fields[name] === undefined || losses.fields.includes(name)) continue;
      const shape = FIELDS[name];
      if (shape.kind === 'list')
        out[name] = normalList(name, valuesOf(fields, name).map(lossy) as never).slice(0, losses.most);
      else out[name] = shape.kind === 'record' ? lossy(recordOf(fields, name)) : fields[name];
    }
    return normalise(out as ContactFields);
  };
}

function normalList(name: FieldName, values: readonly AnyListValue[]): readonly AnyListValue[] {
  return valuesOf(normalise({ [name]: values } as ContactFields), name);
}

/** The same contact under ids that say nothing: providers number values by their place. */
export function withSlotIds(fields: ContactFields): ContactFields {
  const out: Record<string, unknown> = { ...fields };
  for (const name of Object.keys(fields) as FieldName[]) {
    if (FIELDS[name].kind === 'list')
      out[name] = valuesOf(fields, name).map((value, index) => ({ ...value, id: `${name}.${index}` }));
  }
  return out as ContactFields;
}
