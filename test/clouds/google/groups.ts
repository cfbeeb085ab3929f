// Owns: one account's contact groups and their wire shape: system and user groups, etags, tombstones, membership rules.
// Leaves to others: the routes that read and change them (group-routes.ts), the contacts themselves (book.ts).
import { createHash } from 'node:crypto';
import type { Contact } from './book.ts';
import { isObject } from './payload.ts';
import type { Raw } from './person-fields.ts';
import { invalidArgument, notFound, refuse } from './refusals.ts';

export interface Group {
  readonly resourceName: string;
  readonly name: string;
  readonly formattedName: string;
  readonly groupType: 'SYSTEM_CONTACT_GROUP' | 'USER_CONTACT_GROUP';
  /** User groups only. */
  readonly etag?: string;
  readonly updateTime?: string;
  readonly clientData: readonly Raw[];
  readonly seq: number;
  readonly deleted?: true;
}

export interface Groups {
  get(resourceName: string): Group | undefined;
  /** Groups without tombstones; with `since`, changed ones and tombstones after it. */
  list(since?: number): Group[];
  readonly seq: number;
  /** Throws 409 for a name in use. */
  create(name: string, clientData?: readonly Raw[]): Group;
  change(group: Group, parts: Partial<Pick<Group, 'name' | 'clientData'>>): Group;
  remove(group: Group): void;
  /** Whether writes of contacts do not find the group yet. */
  isFresh(resourceName: string): boolean;
  /** Throws when a membership names a group a contact cannot be added to. */
  checkMemberships(values: readonly Raw[], contact: Contact | undefined): void;
}

const systemGroups: readonly (readonly [string, string])[] = [
  ['myContacts', 'My Contacts'],
  ['starred', 'Starred'],
  ['friends', 'Friends'],
  ['family', 'Family'],
  ['coworkers', 'Coworkers'],
  ['chatBuddies', 'Chat contacts'],
  ['all', 'All Contacts'],
  ['blocked', 'Blocked'],
];

/** System groups that take new members; from the others one can only be removed. */
const openSystemGroups: ReadonlySet<string> = new Set(['contactGroups/myContacts', 'contactGroups/starred']);

export interface GroupsOptions {
  now(): number;
  /** Milliseconds for which writes of contacts do not find a new group. */
  freshFor?(): number;
  /** While true, listings show groups as they were before. */
  stale?(): boolean;
}

export function createGroups(options: GroupsOptions): Groups {
  const groups = new Map<string, Group>();
  const madeAt = new Map<string, number>();
  let frozen: readonly Group[] | null = null;
  let seq = 0;
  for (const [id, formattedName] of systemGroups) {
    const resourceName = `contactGroups/${id}`;
    const groupType = 'SYSTEM_CONTACT_GROUP';
    groups.set(resourceName, { resourceName, name: id, formattedName, groupType, clientData: [], seq });
  }

  function isFresh(resourceName: string): boolean {
    const age = options.now() - (madeAt.get(resourceName) ?? -Infinity);
    return age < (options.freshFor?.() ?? 0);
  }

  /** Before the first change that listings are not to show. */
  function freeze(): void {
    if (options.stale?.() === true) frozen ??= [...groups.values()];
  }

  function put(group: Pick<Group, 'resourceName' | 'name' | 'clientData' | 'deleted'>): Group {
    freeze();
    seq += 1;
    const stored: Group = {
      ...group,
      formattedName: group.name,
      groupType: 'USER_CONTACT_GROUP',
      etag: createHash('sha1')
        .update(`${group.resourceName} ${seq}`)
        .digest()
        .subarray(0, 8)
        .toString('base64'),
      updateTime: new Date(options.now()).toISOString(),
      seq,
    };
    groups.set(group.resourceName, stored);
    return stored;
  }

  function refuseNameInUse(name: string, except?: string): void {
    for (const group of groups.values()) {
      if (group.deleted === true || group.resourceName === except) continue;
      if (group.name.toLowerCase() === name.toLowerCase()) {
        throw refuse('ALREADY_EXISTS', 'Contact group name already exists');
      }
    }
  }

  function get(resourceName: string): Group | undefined {
    const group = groups.get(resourceName);
    return group?.deleted === true ? undefined : group;
  }

  return {
    get,
    list(since) {
      if (options.stale?.() !== true) frozen = null;
      return [...(frozen ?? groups.values())].filter((group) =>
        since === undefined ? group.deleted !== true : group.seq > since,
      );
    },
    get seq() {
      return seq;
    },
    create(name, clientData = []) {
      refuseNameInUse(name);
      const id = createHash('sha1').update(`group ${seq} ${name}`).digest('hex').slice(0, 16);
      madeAt.set(`contactGroups/${id}`, options.now());
      return put({ resourceName: `contactGroups/${id}`, name, clientData });
    },
    change(group, parts) {
      if (parts.name !== undefined) refuseNameInUse(parts.name, group.resourceName);
      return put({ ...group, ...parts });
    },
    remove(group) {
      put({ ...group, deleted: true });
    },
    isFresh,
    checkMemberships(values, contact) {
      const had = new Set(contact === undefined ? [] : groupsOf(contact));
      for (const value of values) {
        const membership = isObject(value['contactGroupMembership']) ? value['contactGroupMembership'] : {};
        const resourceName = membership['contactGroupResourceName'];
        if (typeof resourceName !== 'string' || had.has(resourceName)) continue;
        const group = get(resourceName);
        if (group === undefined || isFresh(resourceName)) throw notFound();
        if (!acceptsMembers(group)) throw invalidArgument();
      }
    },
  };
}

export function acceptsMembers(group: Group): boolean {
  return group.groupType === 'USER_CONTACT_GROUP' || openSystemGroups.has(group.resourceName);
}

/** Resource names of a contact's groups. */
export function groupsOf(contact: Contact): string[] {
  return (contact.fields['memberships'] ?? []).flatMap(({ raw }) => {
    const membership = raw['contactGroupMembership'];
    return isObject(membership) ? [String(membership['contactGroupResourceName'])] : [];
  });
}

/** A group with the fields asked for; `members` are the resource names of its contacts. */
export function viewGroup(
  group: Group,
  mask: readonly string[],
  members: readonly string[],
  maxMembers = 0,
): Raw {
  const { resourceName, etag, updateTime, groupType, name, formattedName, clientData } = group;
  if (group.deleted === true) return { resourceName, metadata: { updateTime, deleted: true } };
  const has = (field: string): boolean => mask.includes(field);
  return {
    resourceName,
    ...(etag === undefined ? {} : { etag }),
    ...(has('metadata') && updateTime !== undefined ? { metadata: { updateTime } } : {}),
    ...(has('groupType') ? { groupType } : {}),
    ...(has('name') ? { name, formattedName } : {}),
    ...(has('memberCount') && members.length > 0 ? { memberCount: members.length } : {}),
    ...(has('clientData') && clientData.length > 0 ? { clientData } : {}),
    ...(maxMembers > 0 && members.length > 0 ? { memberResourceNames: members.slice(0, maxMembers) } : {}),
  };
}
