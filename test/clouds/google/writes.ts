// Owns: the rules of client writes: create, update, delete, one by one and in batches.
// Leaves to others: pictures (photos.ts), what becomes of a value (derive.ts), membership through groups (groups.ts).
import type { Answer, Call } from '../kit/server.ts';
import type { Account, Surroundings } from './account.ts';
import { storeFields } from './book.ts';
import type { Contact } from './book.ts';
import {
  bodyOf,
  checkNames,
  checkParameters,
  checkPerson,
  isObject,
  readMask,
  readSources,
  updateMask,
} from './payload.ts';
import { singletonFields, writableFields } from './person-fields.ts';
import type { Raw } from './person-fields.ts';
import {
  Refusal,
  batchFailure,
  contactsFull,
  invalidArgument,
  missingEtag,
  missingSources,
  noContactGroup,
  notAContact,
  notFound,
  staleEtag,
  staleSourceEtag,
  twoValues,
} from './refusals.ts';
import { sourcesOf, viewOf } from './reads.ts';
import { isCurrentPersonEtag, viewPerson } from './view.ts';

export function createContact(account: Account, around: Surroundings, call: Call): Answer {
  checkParameters(call, ['personFields', 'sources']);
  const mask = readMask('personFields', call.query.getAll('personFields').join(','), 'people/createContact');
  const view = viewOf(around, mask, sourcesOf(call));
  const person = checkPerson(bodyOf(call), 'person');
  return { status: 200, json: viewPerson(prepareCreate(account, around, person)(), view) };
}

export function batchCreate(account: Account, around: Surroundings, call: Call): Answer {
  checkParameters(call, []);
  const body = bodyOf(call);
  checkNames(body, ['contacts', 'readMask', 'sources']);
  const { mask, view } = postMutateView(around, body, 'people/batchCreateContacts');
  const contacts = Array.isArray(body['contacts']) ? (body['contacts'] as unknown[]) : [];
  if (contacts.length === 0 || contacts.length > 200) {
    throw invalidArgument('Request must set between 1 and 200 contacts.');
  }
  const people = contacts.map((entry, index) => {
    const wrapper = isObject(entry) ? entry : {};
    checkNames(wrapper, ['contactPerson'], `contacts[${index}]`);
    return checkPerson(wrapper['contactPerson'] ?? {}, `contacts[${index}].contact_person`);
  });
  const named = people.map(
    (person, index) => [String(index), () => prepareCreate(account, around, person)] as const,
  );
  const created = allOrNothing('Create', named, around);
  if (mask === undefined) return { status: 200, json: {} };
  return {
    status: 200,
    json: { createdPeople: created.map(([, contact]) => response(contact, contact.resourceName, view)) },
  };
}

export function updateContact(
  account: Account,
  around: Surroundings,
  call: Call,
  resourceName: string,
): Answer {
  checkParameters(call, ['updatePersonFields', 'personFields', 'sources']);
  const method = 'people/updateContact';
  const fields = updateMask('updatePersonFields', call.query.getAll('updatePersonFields').join(','), method);
  const mask = readMask('personFields', call.query.getAll('personFields').join(','), method);
  const view = viewOf(around, mask, sourcesOf(call));
  const person = checkPerson(bodyOf(call), 'person');
  return {
    status: 200,
    json: viewPerson(prepareUpdate(account, around, resourceName, person, fields)(), view),
  };
}

export function batchUpdate(account: Account, around: Surroundings, call: Call): Answer {
  checkParameters(call, []);
  const body = bodyOf(call);
  checkNames(body, ['contacts', 'updateMask', 'readMask', 'sources']);
  const method = 'people/batchUpdateContacts';
  const fields = updateMask('updateMask', stringOf(body['updateMask']), method);
  const { mask, view } = postMutateView(around, body, method);
  const contacts = isObject(body['contacts']) ? Object.entries(body['contacts']) : [];
  if (contacts.length === 0 || contacts.length > 200) {
    throw invalidArgument('Request must set between 1 and 200 contacts.');
  }
  const people = contacts.map(
    ([name, person], index) => [name, checkPerson(person, `contacts[${index}].value`)] as const,
  );
  const named = people.map(
    ([name, person]) => [name, () => prepareUpdate(account, around, name, person, fields)] as const,
  );
  const updated = allOrNothing('Update', named, around);
  if (mask === undefined) return { status: 200, json: {} };
  const results = updated.map(([name, contact]) => [name, response(contact, name, view)] as const);
  return { status: 200, json: { updateResult: Object.fromEntries(results) } };
}

/** Takes no etag. Replies with an empty object; a second time the contact is not found. */
export function deleteContact(account: Account, call: Call, resourceName: string): Answer {
  checkParameters(call, []);
  account.book.remove(existing(account, resourceName));
  return { status: 200, json: {} };
}

export function batchDelete(account: Account, call: Call): Answer {
  checkParameters(call, []);
  const body = bodyOf(call);
  checkNames(body, ['resourceNames']);
  const names = stringsOf(body['resourceNames']);
  if (names.length === 0 || names.length > 500) {
    throw invalidArgument('Request must set between 1 and 500 resource names.');
  }
  const contacts = names.map((name) => existing(account, name));
  for (const contact of new Set(contacts)) account.book.remove(contact);
  return { status: 200, json: {} };
}

/** Checks everything before anything is applied; the returned function applies it. */
function prepareCreate(account: Account, around: Surroundings, person: Raw): () => Contact {
  if (around.faults.full === true) throw contactsFull();
  checkFields(account, around, person, writableFields, undefined);
  const ids = account.book.newIds();
  const fields = storeFields(person, writableFields, { sourceId: ids.sourceId, strict: true });
  return () => account.book.add(fields, {}, ids);
}

function prepareUpdate(
  account: Account,
  around: Surroundings,
  resourceName: string,
  person: Raw,
  masked: readonly string[],
): () => Contact {
  const contact = existing(account, resourceName);
  checkEtags(contact, person, around);
  checkFields(account, around, person, masked, contact);
  const sourceId = contact.sourceId;
  const replaced = storeFields(person, masked, { sourceId, strict: true, previous: contact });
  if (masked.includes('memberships') && replaced['memberships'] === undefined) throw noContactGroup();
  const kept = Object.entries(contact.fields).filter(([field]) => !masked.includes(field));
  return () => account.book.change(contact, { fields: { ...Object.fromEntries(kept), ...replaced } });
}

function checkEtags(contact: Contact, person: Raw, around: Surroundings): void {
  const etag = stringOf(person['etag']);
  const metadata = isObject(person['metadata']) ? person['metadata'] : {};
  const sources = Array.isArray(metadata['sources']) ? (metadata['sources'] as Raw[]) : [];
  const source = sources.find((candidate) => candidate['type'] === 'CONTACT');
  const sourceEtag = stringOf(source?.['etag']);
  if (etag === '' && sourceEtag === '') throw missingEtag();
  if (source === undefined && around.faults.sourcesOptional !== true) throw missingSources();
  if (source?.['id'] !== undefined && source['id'] !== contact.sourceId) throw missingSources();
  if (etag !== '' && !isCurrentPersonEtag(contact, etag)) throw staleEtag();
  if (sourceEtag !== '' && sourceEtag !== contact.sourceEtag) throw staleSourceEtag();
}

function checkFields(
  account: Account,
  around: Surroundings,
  person: Raw,
  fields: readonly string[],
  contact: Contact | undefined,
): void {
  for (const field of fields) {
    const values = person[field];
    if (!Array.isArray(values) || values.length === 0) continue;
    if (singletonFields.includes(field) && values.length > 1) throw twoValues(field);
    if (field === 'calendarUrls' && around.faults.calendarUrlsRefused === true) throw invalidArgument();
    if (field === 'memberships') account.groups.checkMemberships(values as Raw[], contact);
  }
}

export function existing(account: Account, resourceName: string): Contact {
  if (!/^people\/c\d+$/.test(resourceName)) throw notAContact(resourceName);
  const contact = account.book.get(resourceName);
  if (contact === undefined) throw notFound();
  return contact;
}

/** Applies every write or, when one is refused, none, and tells which were. */
function allOrNothing(
  kind: 'Create' | 'Update',
  named: readonly (readonly [string, () => () => Contact])[],
  { faults }: Surroundings,
): readonly (readonly [string, Contact])[] {
  const errors: Record<string, Refusal> = {};
  const ready: (readonly [string, () => Contact])[] = [];
  for (const [name, prepare] of named) {
    try {
      ready.push([name, prepare()]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // A crash of the service is no verdict on one contact: it takes the whole call.
      if (error.answer.status >= 500) throw error;
      errors[name] = error;
    }
  }
  if (Object.keys(errors).length > 0) throw batchFailure(kind, faults.unnamedErrors === true ? {} : errors);
  return ready.map(([name, apply]) => [name, apply()] as const);
}

function response(contact: Contact, requestedResourceName: string, view: ReturnType<typeof viewOf>): Raw {
  return { httpStatusCode: 200, person: viewPerson(contact, view), requestedResourceName, status: {} };
}

function postMutateView(
  around: Surroundings,
  body: Raw,
  method: string,
): { mask: readonly string[] | undefined; view: ReturnType<typeof viewOf> } {
  const mask = readMask('readMask', stringOf(body['readMask']), method);
  return { mask, view: viewOf(around, mask, readSources(stringsOf(body['sources']))) };
}

export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
