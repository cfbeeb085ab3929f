// Owns: contact group memberships ↔ labels and favorite. Leaves to others: the groups themselves and their names,
// all other fields (google-mapping.ts).
import type { ContactFields, LabelRef } from '../../core/contact.ts';
import type { AnyListValue } from '../../core/fields.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from './google-values.ts';

export const GROUP = 'contactGroups/';
const MY_CONTACTS = `${GROUP}myContacts`;
export const STARRED = `${GROUP}starred`;

/** System groups whose members can only be taken out (People API: ContactGroupMembership). */
export const NOT_ADDABLE: ReadonlySet<string> = new Set(
  ['all', 'blocked', 'chatBuddies', 'coworkers', 'family', 'friends'].map((id) => GROUP + id),
);

export interface Memberships {
  readonly labels: readonly Omit<AnyListValue, 'id'>[];
  readonly favorite: boolean;
  /** Memberships nobody can edit (a Workspace domain), verbatim. */
  readonly unknown: readonly JsonObject[];
}

/** Labels and favorite from the entries of `memberships`. */
export function readMemberships(entries: readonly JsonObject[]): Memberships {
  const labels: Omit<AnyListValue, 'id'>[] = [];
  const unknown: JsonObject[] = [];
  let favorite = false;
  for (const entry of entries) {
    const group = entry['contactGroupMembership'];
    const ref = isObject(group) ? groupName(group) : null;
    if (ref === null) unknown.push(entry);
    else if (ref === STARRED) favorite = true;
    else if (!labels.some((label) => label['ref'] === ref)) labels.push({ ref });
  }
  return { labels, favorite, unknown };
}

/** `contactGroupId` is the older, output-only form of the same name. */
function groupName(group: JsonObject): string | null {
  const name = group['contactGroupResourceName'];
  if (typeof name === 'string' && name !== '') return name;
  const id = group['contactGroupId'];
  return typeof id === 'string' && id !== '' ? GROUP + id : null;
}

/** The labels that are Google's own contact groups; others (an Outlook category) have no place here. */
export function groupLabels(labels: readonly LabelRef[]): readonly LabelRef[] {
  const seen = new Set<string>();
  return labels.filter(({ ref }) => {
    if (ref === undefined || !ref.startsWith(GROUP) || ref === STARRED || seen.has(ref)) return false;
    seen.add(ref);
    return true;
  });
}

/**
 * All memberships of a contact: a write replaces them whole, so one left out is one lost. `base` is the version the
 * cloud has (null: a create). A contact must always have one (seed 002), and a new one belongs to My Contacts.
 */
export function writeMemberships(fields: ContactFields, base: ContactFields | null): readonly JsonObject[] {
  const had = new Set(base?.labels?.map(({ ref }) => ref));
  const refs = groupLabels(fields.labels ?? [])
    .map(({ ref }) => ref ?? '')
    .filter((ref) => !NOT_ADDABLE.has(ref) || had.has(ref));
  if (fields.favorite === true) refs.push(STARRED);
  if (refs.length === 0 || (base === null && !refs.includes(MY_CONTACTS))) refs.unshift(MY_CONTACTS);
  return refs.map((ref): Record<string, Json> => ({
    contactGroupMembership: { contactGroupResourceName: ref },
  }));
}
