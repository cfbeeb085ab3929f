// Owns: contact group memberships ↔ labels and favorite. Leaves to others: the groups themselves and their names
// (google-labels.ts), telling Google who joins and leaves them (google-members.ts), all other fields (google-mapping.ts).
import type { ContactFields, LabelRef } from '../../core/contact.ts';
import type { AnyListValue } from '../../core/fields.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from './google-values.ts';

export const GROUP = 'contactGroups/';
export const MY_CONTACTS = `${GROUP}myContacts`;
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

/** The memberships of a new contact, which belongs to My Contacts. */
export function writeMemberships(fields: ContactFields): readonly JsonObject[] {
  const groups = groupsOf(fields).filter((ref) => !NOT_ADDABLE.has(ref));
  if (!groups.includes(MY_CONTACTS)) groups.unshift(MY_CONTACTS);
  return groups.map((ref): Record<string, Json> => ({
    contactGroupMembership: { contactGroupResourceName: ref },
  }));
}

/** The groups that a contact is to join, and those that it is to leave. */
export interface MembershipChange {
  readonly join: readonly string[];
  readonly leave: readonly string[];
}

/**
 * What leads from the groups of `base`, which the cloud has, to those of `fields`. Groups that neither names are left
 * alone: somebody else may have given them. A contact must always be in one (seed 002), so that the last one makes room
 * for My Contacts.
 */
export function membershipChange(base: ContactFields, fields: ContactFields): MembershipChange {
  const had = groupsOf(base);
  const wanted = groupsOf(fields).filter((ref) => !NOT_ADDABLE.has(ref) || had.includes(ref));
  if (wanted.length === 0) wanted.push(MY_CONTACTS);
  return {
    join: wanted.filter((ref) => !had.includes(ref)),
    leave: had.filter((ref) => !wanted.includes(ref)),
  };
}

/** Whether a contact is in a group. */
export function isMember(fields: ContactFields, ref: string): boolean {
  return groupsOf(fields).includes(ref);
}

function groupsOf(fields: ContactFields): string[] {
  const refs = groupLabels(fields.labels ?? []).map(({ ref }) => ref ?? '');
  return fields.favorite === true ? [...refs, STARRED] : refs;
}
