// Owns: the contactGroups methods: list, get, batchGet, create, update, delete, members.modify.
// Leaves to others: what a group is (groups.ts), writing memberships through a contact (writes.ts).
import type { Answer, Call } from '../kit/server.ts';
import { applies } from '../kit/faults.ts';
import type { Account, Surroundings } from './account.ts';
import type { Book, Contact } from './book.ts';
import { acceptsMembers, groupsOf, viewGroup } from './groups.ts';
import type { Group } from './groups.ts';
import { bodyOf, checkNames, checkParameters, intParameter, isObject } from './payload.ts';
import type { Raw } from './person-fields.ts';
import { expiredSyncToken, invalidArgument, notFound, refuse } from './refusals.ts';

const groupFields: readonly string[] = ['clientData', 'groupType', 'memberCount', 'metadata', 'name'];
const defaultFields: readonly string[] = ['metadata', 'groupType', 'memberCount', 'name'];
const groupNames: readonly string[] = [
  ...[
    'clientData',
    'etag',
    'formattedName',
    'groupType',
    'memberCount',
    'memberResourceNames',
    'metadata',
    'name',
  ],
  'resourceName',
];

/** Answers a contactGroups path, or undefined when there is no such method. `rest` follows `/v1/contactGroups`. */
export function routeGroups(
  account: Account,
  around: Surroundings,
  call: Call,
  rest: string,
): Answer | undefined {
  const { method } = call;
  if (rest === '') {
    if (method === 'GET') return listGroups(account, around, call);
    return method === 'POST' ? createGroup(account, call) : undefined;
  }
  if (rest === ':batchGet') return method === 'GET' ? batchGetGroups(account, call) : undefined;
  const members = /^\/([^/:]+)\/members:modify$/.exec(rest);
  if (members !== null)
    return method === 'POST' ? modifyMembers(account, call, `contactGroups/${members[1]}`) : undefined;
  const one = /^\/([^/:]+)$/.exec(rest);
  if (one === null) return undefined;
  const resourceName = `contactGroups/${one[1]}`;
  if (method === 'GET') return getGroup(account, call, resourceName);
  if (method === 'PUT') return updateGroup(account, call, resourceName);
  return method === 'DELETE' ? deleteGroup(account, call, resourceName) : undefined;
}

function listGroups(account: Account, around: Surroundings, call: Call): Answer {
  checkParameters(call, ['pageToken', 'pageSize', 'syncToken', 'groupFields']);
  const mask = fieldsOf(call.query.get('groupFields'), 'groupFields');
  const pageSize = Math.min(intParameter(call, 'pageSize', 1, 1000, 30), around.pageSizeCap);
  const since = numberIn(call.query.get('syncToken'), 'groups');
  if (Number.isNaN(since)) throw expiredSyncToken('precondition');
  const from = numberIn(call.query.get('pageToken'), 'page') ?? 0;
  if (Number.isNaN(from)) throw invalidArgument();
  const groups = applies(around.faults, 'noGroups', call.path) ? [] : account.groups.list(since);
  const members = membersByGroup(account);
  const shown = groups.slice(from, from + pageSize);
  const contactGroups = shown.map((group) => viewGroup(group, mask, members.get(group.resourceName) ?? []));
  const more = from + pageSize < groups.length;
  return {
    status: 200,
    json: {
      ...(contactGroups.length === 0 ? {} : { contactGroups }),
      ...(groups.length === 0 ? {} : { totalItems: groups.length }),
      ...(more ? { nextPageToken: token('page', from + pageSize) } : {}),
      // Unlike people, groups give a sync token with every page and without being asked.
      nextSyncToken: token('groups', account.groups.seq),
    },
  };
}

function token(kind: string, number: number): string {
  return Buffer.from(`${kind} ${number}`).toString('base64url');
}

/** Undefined when absent, NaN when it is no token of this kind. */
function numberIn(text: string | null, kind: string): number | undefined {
  if (text === null || text === '') return undefined;
  const [name, number] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
  return name === kind ? Number(number) : NaN;
}

function getGroup(account: Account, call: Call, resourceName: string): Answer {
  checkParameters(call, ['maxMembers', 'groupFields']);
  const mask = fieldsOf(call.query.get('groupFields'), 'groupFields');
  const group = existing(account, resourceName);
  const maxMembers = intParameter(call, 'maxMembers', 1, 1_000_000, 0);
  return { status: 200, json: viewGroup(group, mask, membersOf(account, group), maxMembers) };
}

function batchGetGroups(account: Account, call: Call): Answer {
  checkParameters(call, ['resourceNames', 'maxMembers', 'groupFields']);
  const mask = fieldsOf(call.query.get('groupFields'), 'groupFields');
  const names = call.query.getAll('resourceNames');
  if (names.length === 0 || names.length > 200) throw invalidArgument();
  const maxMembers = intParameter(call, 'maxMembers', 1, 1_000_000, 0);
  const responses = names.map((requestedResourceName) => {
    const group = account.groups.get(requestedResourceName);
    if (group === undefined) {
      return { requestedResourceName, status: { code: 5, message: 'Requested entity was not found.' } };
    }
    const contactGroup = viewGroup(group, mask, membersOf(account, group), maxMembers);
    return { contactGroup, requestedResourceName, status: {} };
  });
  return { status: 200, json: { responses } };
}

function createGroup(account: Account, call: Call): Answer {
  checkParameters(call, []);
  const body = bodyOf(call);
  checkNames(body, ['contactGroup', 'readGroupFields']);
  const mask = fieldsOf(body['readGroupFields'], 'readGroupFields');
  const { name, clientData } = groupIn(body);
  if (name === undefined) throw invalidArgument('Contact group name must be set.');
  return { status: 200, json: viewGroup(account.groups.create(name, clientData), mask, []) };
}

function updateGroup(account: Account, call: Call, resourceName: string): Answer {
  checkParameters(call, []);
  const body = bodyOf(call);
  checkNames(body, ['contactGroup', 'updateGroupFields', 'readGroupFields']);
  const mask = fieldsOf(body['readGroupFields'], 'readGroupFields');
  const updated = fieldsOf(body['updateGroupFields'] ?? 'name', 'updateGroupFields');
  if (updated.some((field) => field !== 'name' && field !== 'clientData')) throw invalidArgument();
  const group = existing(account, resourceName);
  if (group.groupType !== 'USER_CONTACT_GROUP') throw invalidArgument();
  const { name, clientData, etag } = groupIn(body);
  if (etag !== undefined && etag !== group.etag) {
    throw refuse(
      'ABORTED',
      'Contact group etag is outdated. Clear local cache and get the latest contact group.',
    );
  }
  if (updated.includes('name') && name === undefined)
    throw invalidArgument('Contact group name must be set.');
  const changed = account.groups.change(group, {
    ...(updated.includes('name') && name !== undefined ? { name } : {}),
    ...(updated.includes('clientData') ? { clientData: clientData ?? [] } : {}),
  });
  return { status: 200, json: viewGroup(changed, mask, membersOf(account, changed)) };
}

function deleteGroup(account: Account, call: Call, resourceName: string): Answer {
  checkParameters(call, ['deleteContacts']);
  const group = existing(account, resourceName);
  if (group.groupType !== 'USER_CONTACT_GROUP') throw invalidArgument();
  for (const contact of account.book.all()) {
    if (!groupsOf(contact).includes(resourceName)) continue;
    if (call.query.get('deleteContacts') === 'true') account.book.remove(contact);
    else leaveGroup(account.book, contact, resourceName);
  }
  account.groups.remove(group);
  return { status: 200, json: {} };
}

/** 200 for any contacts: what could not be done is listed, not refused. The contacts' new etags are not told. */
function modifyMembers(account: Account, call: Call, resourceName: string): Answer {
  checkParameters(call, []);
  const body = bodyOf(call);
  checkNames(body, ['resourceNamesToAdd', 'resourceNamesToRemove']);
  const add = namesIn(body['resourceNamesToAdd']);
  const remove = namesIn(body['resourceNamesToRemove']);
  const group = existing(account, resourceName);
  if (account.groups.isFresh(resourceName)) throw notFound();
  if (add.length + remove.length > 1000) throw invalidArgument();
  if (add.length > 0 && !acceptsMembers(group)) throw invalidArgument();
  const notFoundResourceNames: string[] = [];
  const canNotRemoveLastContactGroupResourceNames: string[] = [];
  for (const name of add) {
    const contact = account.book.get(name);
    if (contact === undefined) notFoundResourceNames.push(name);
    else if (!groupsOf(contact).includes(resourceName))
      setGroups(account.book, contact, [...groupsOf(contact), resourceName]);
  }
  for (const name of remove) {
    const contact = account.book.get(name);
    if (contact === undefined) notFoundResourceNames.push(name);
    else if (groupsOf(contact).includes(resourceName)) {
      const left = groupsOf(contact).filter((other) => other !== resourceName);
      if (left.length === 0) canNotRemoveLastContactGroupResourceNames.push(name);
      else setGroups(account.book, contact, left);
    }
  }
  return {
    status: 200,
    json: {
      ...(notFoundResourceNames.length > 0 ? { notFoundResourceNames } : {}),
      ...(canNotRemoveLastContactGroupResourceNames.length > 0
        ? { canNotRemoveLastContactGroupResourceNames }
        : {}),
    },
  };
}

/** Takes a contact out of a group, if it is in it. */
export function leaveGroup(book: Book, contact: Contact, resourceName: string): void {
  const names = groupsOf(contact);
  if (!names.includes(resourceName)) return;
  setGroups(
    book,
    contact,
    names.filter((name) => name !== resourceName),
  );
}

function setGroups(book: Book, contact: Contact, names: readonly string[]): void {
  const { memberships: _replaced, ...fields } = contact.fields;
  const memberships = names.map((contactGroupResourceName, index) => {
    const contactGroupId = contactGroupResourceName.replace(/^contactGroups\//, '');
    return {
      raw: { contactGroupMembership: { contactGroupId, contactGroupResourceName } },
      primary: index === 0,
    };
  });
  book.change(contact, { fields: memberships.length === 0 ? fields : { ...fields, memberships } });
}

function groupIn(body: Raw): { name?: string; etag?: string; clientData?: Raw[] } {
  const group = isObject(body['contactGroup']) ? body['contactGroup'] : {};
  checkNames(group, groupNames, 'contact_group');
  const { name, etag, clientData } = group;
  return {
    ...(typeof name === 'string' && name.trim() !== '' ? { name: name.trim() } : {}),
    ...(typeof etag === 'string' && etag !== '' ? { etag } : {}),
    ...(Array.isArray(clientData) ? { clientData: clientData.filter(isObject) } : {}),
  };
}

function fieldsOf(value: unknown, name: string): readonly string[] {
  if (typeof value !== 'string' || value === '') return defaultFields;
  const fields = value.split(',').map((field) => field.trim());
  for (const field of fields) {
    if (!groupFields.includes(field)) throw invalidArgument(`Invalid ${name} mask path: "${field}".`);
  }
  return fields;
}

function existing(account: Account, resourceName: string): Group {
  const group = account.groups.get(resourceName);
  if (group === undefined) throw notFound();
  return group;
}

function membersOf(account: Account, group: Group): readonly string[] {
  return membersByGroup(account).get(group.resourceName) ?? [];
}

function membersByGroup(account: Account): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const contact of account.book.all()) {
    for (const name of groupsOf(contact)) {
      const list = members.get(name);
      if (list === undefined) members.set(name, [contact.resourceName]);
      else list.push(contact.resourceName);
    }
  }
  return members;
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
