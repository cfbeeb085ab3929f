// Owns: reading a request as the service's JSON transcoder does: unknown names, wrong types, masks, parameters.
// Leaves to others: what the values mean (derive.ts, the routes).
import type { Call } from '../kit/server.ts';
import { fieldShapes, readableFields, writableFields } from './person-fields.ts';
import type { MemberType, Raw, Shape } from './person-fields.ts';
import { badRequest, invalidArgument } from './refusals.ts';
import type { Violation } from './refusals.ts';

const standardParameters: readonly string[] = [
  ...['$.xgafv', '$alt', 'access_token', 'alt', 'callback', 'fields', 'key', 'oauth_token', 'prettyPrint'],
  ...['quotaUser', 'uploadType', 'upload_protocol', '$prettyPrint', '$fields', '$key', '$quotaUser'],
];

const sourceTypes: readonly string[] = [
  ...['READ_SOURCE_TYPE_PROFILE', 'READ_SOURCE_TYPE_CONTACT', 'READ_SOURCE_TYPE_DOMAIN_CONTACT'],
  'READ_SOURCE_TYPE_OTHER_CONTACT',
];

/** Where a method's masks are documented, as its refusals say. */
const documentation = 'https://developers.google.com/people/api/rest/v1';

/** Throws for query parameters the method does not have. */
export function checkParameters(call: Call, known: readonly string[]): void {
  const violations: Violation[] = [];
  for (const name of new Set(call.query.keys())) {
    if (known.includes(name) || standardParameters.includes(name)) continue;
    const description = `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`;
    violations.push({ field: '', description });
  }
  if (violations.length > 0) throw badRequest(violations);
}

/** A read mask; undefined when it is absent or empty. Throws for paths outside the documented list. */
export function readMask(
  name: string,
  value: string | null | undefined,
  method: string,
): readonly string[] | undefined {
  return mask(name, value, method, readableFields);
}

/** The mask of an update; throws when it is absent, empty, unknown or names a read-only field. */
export function updateMask(
  name: string,
  value: string | null | undefined,
  method: string,
): readonly string[] {
  return mask(name, value, method, writableFields) ?? missingMask(name, method);
}

export function missingMask(name: string, method: string): never {
  throw invalidArgument(
    `${name} mask is required. Please specify one or more valid paths. Valid paths are documented at ${documentation}/${method}.`,
  );
}

function mask(
  name: string,
  value: string | null | undefined,
  method: string,
  valid: readonly string[],
): readonly string[] | undefined {
  const paths = (value ?? '')
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '');
  for (const path of paths) {
    if (valid.includes(path)) continue;
    throw invalidArgument(
      `Invalid ${name} mask path: "${path}". Valid paths are documented at ${documentation}/${method}.`,
    );
  }
  return paths.length === 0 ? undefined : [...new Set(paths)].sort();
}

/** Which sources to read; both contact and profile when none is named. */
export interface Sources {
  readonly contact: boolean;
  readonly profile: boolean;
}

export function readSources(named: readonly string[]): Sources {
  for (const source of named) {
    if (sourceTypes.includes(source)) continue;
    const description = `Invalid value at 'sources' (type.googleapis.com/google.people.v1.ReadSourceType), "${source}"`;
    throw badRequest([{ field: 'sources', description }]);
  }
  if (named.length === 0) return { contact: true, profile: true };
  return {
    contact: named.includes('READ_SOURCE_TYPE_CONTACT'),
    profile: named.includes('READ_SOURCE_TYPE_PROFILE'),
  };
}

/** The request's body as an object. Throws for text that is no JSON and for anything but an object. */
export function bodyOf(call: Call): Raw {
  if (call.body === undefined) return {};
  if (call.brokenJson === true || !isObject(call.body)) {
    throw invalidArgument('Invalid JSON payload received. Expected an object.');
  }
  return call.body;
}

/** Throws for names the request message does not have. `at` is the message's proto path, '' for the request itself. */
export function checkNames(body: Raw, known: readonly string[], at = ''): void {
  const violations = unknownNames(body, known, at);
  if (violations.length > 0) throw badRequest(violations);
}

function unknownNames(body: Raw, known: readonly string[], at: string): Violation[] {
  return Object.keys(body)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      field: at,
      description: `Invalid JSON payload received. Unknown name "${name}"${at === '' ? '' : ` at '${at}'`}: Cannot find field.`,
    }));
}

const personNames = [...Object.keys(fieldShapes), 'ageRange', 'etag', 'metadata', 'resourceName'];
const sourceShape: Shape = {
  ...{ type: 'string', id: 'string', etag: 'string', updateTime: 'string' },
  profileMetadata: { message: { objectType: 'string' } },
};
const fieldMetadataShape: Shape = {
  ...{ primary: 'bool', sourcePrimary: 'bool', verified: 'bool' },
  source: { message: sourceShape },
};

/** Checks a person against the message type, as a whole, and returns it. `at` is its proto path. */
export function checkPerson(value: unknown, at: string): Raw {
  if (!isObject(value)) throw badRequest([wrongValue(at, 'Person', value)]);
  const violations = unknownNames(value, personNames, at);
  for (const [field, shape] of Object.entries(fieldShapes)) {
    const values = value[field];
    if (values === undefined || values === null) continue;
    const path = `${at}.${snake(field)}`;
    if (!Array.isArray(values)) violations.push(wrongValue(path, 'repeated', values));
    else values.forEach((entry: unknown, at) => checkMessage(entry, shape, `${path}[${at}]`, violations));
  }
  const { metadata } = value;
  if (isObject(metadata)) {
    const known = ['deleted', 'linkedPeopleResourceNames', 'objectType', 'previousResourceNames', 'sources'];
    violations.push(...unknownNames(metadata, known, `${at}.metadata`));
    const sources = Array.isArray(metadata['sources']) ? (metadata['sources'] as unknown[]) : [];
    sources.forEach((source, index) =>
      checkMessage(source, sourceShape, `${at}.metadata.sources[${index}]`, violations),
    );
  }
  if (violations.length > 0) throw badRequest(violations);
  return value;
}

function checkMessage(value: unknown, shape: Shape, at: string, violations: Violation[]): void {
  if (!isObject(value)) {
    violations.push(wrongValue(at, 'message', value));
    return;
  }
  violations.push(...unknownNames(value, Object.keys(shape), at));
  for (const [name, type] of Object.entries(shape)) {
    const member = value[name];
    if (member !== undefined && member !== null)
      checkMember(member, type, `${at}.${snake(name)}`, violations);
  }
}

function checkMember(value: unknown, type: MemberType, at: string, violations: Violation[]): void {
  if (type === 'metadata') checkMessage(value, fieldMetadataShape, at, violations);
  else if (type === 'date') checkMessage(value, { year: 'int', month: 'int', day: 'int' }, at, violations);
  else if (type === 'string') {
    if (typeof value !== 'string') violations.push(wrongValue(at, 'TYPE_STRING', value));
  } else if (type === 'bool') {
    if (typeof value !== 'boolean') violations.push(wrongValue(at, 'TYPE_BOOL', value));
  } else if (type === 'int') {
    if (!Number.isInteger(value)) violations.push(wrongValue(at, 'TYPE_INT32', value));
  } else if ('message' in type) checkMessage(value, type.message, at, violations);
  else if (!type.values.includes(String(value))) {
    violations.push(wrongValue(at, `type.googleapis.com/google.people.v1.${type.enum}`, value));
  }
}

function wrongValue(field: string, type: string, value: unknown): Violation {
  return { field, description: `Invalid value at '${field}' (${type}), ${JSON.stringify(value)}` };
}

export function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Proto paths are in snake case whatever the JSON was. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A whole number parameter within bounds; `fallback` when absent or 0. */
export function intParameter(call: Call, name: string, low: number, high: number, fallback: number): number {
  const value = call.query.get(name);
  if (value === null || value === '' || value === '0') return fallback;
  const number = Number(value);
  if (Number.isInteger(number) && number >= low && number <= high) return number;
  throw invalidArgument(`${name} must be between ${low} and ${high}, inclusive.`);
}
