// Owns: reading the query options of contact requests: `$select`, `$expand`, `$orderby`, `$filter`, `$top`, `$skip`, `$count`.
// Leaves to others: the grammar inside `$filter` (filter.ts), the options of delta (delta.ts).
import { badUri, GraphRefusal } from './errors.ts';
import { parseFilter } from './filter.ts';
import type { Matches } from './filter.ts';
import { parseExtendedId } from './mapi.ts';
import type { ExtendedId } from './mapi.ts';
import { contactShape } from './shapes.ts';
import type { Version } from './shapes.ts';

/** What to show beside a contact's own properties. */
export interface Expansion {
  readonly single: readonly ExtendedId[];
  readonly multi: readonly ExtendedId[];
  /** Names of open extensions. */
  readonly extensions: readonly string[];
}

export interface ContactQuery {
  readonly top: number;
  readonly skip: number;
  readonly count: boolean;
  readonly select: readonly string[] | undefined;
  readonly expand: Expansion;
  readonly order: { readonly property: string; readonly descending: boolean } | undefined;
  readonly matches: Matches | undefined;
}

const known = new Set(['$top', '$skip', '$count', '$select', '$expand', '$orderby', '$filter', '$format']);

/** @throws GraphRefusal 400 */
export function parseContactQuery(version: Version, query: URLSearchParams): ContactQuery {
  for (const name of query.keys()) {
    if (name.startsWith('$') && !known.has(name)) throw notAllowed(name);
  }
  const filter = query.get('$filter');
  const requireKnown = (property: string): void => requireProperty(version, property);
  return {
    top: readCount(query, '$top', 10, 1, 1000),
    skip: readCount(query, '$skip', 0, 0, Number.MAX_SAFE_INTEGER),
    count: query.get('$count') === 'true',
    select: parseSelect(version, query.get('$select')),
    expand: parseExpand(query.get('$expand')),
    order: parseOrder(version, query.get('$orderby')),
    matches: filter === null ? undefined : parseFilter(filter, requireKnown),
  };
}

const notAllowed = (name: string): GraphRefusal =>
  new GraphRefusal(400, 'BadRequest', `The query parameter '${name}' is not supported.`);

function requireProperty(version: Version, name: string): void {
  if (contactShape[version][name] !== undefined) return;
  throw badUri(`Could not find a property named '${name}' on type 'Microsoft.OutlookServices.Contact'.`);
}

function readCount(query: URLSearchParams, name: string, absent: number, min: number, max: number): number {
  const text = query.get(name);
  if (text === null) return absent;
  const value = /^\d+$/.test(text) ? Number(text) : -1;
  if (value < min) {
    throw new GraphRefusal(
      400,
      'BadRequest',
      `Invalid value '${text}' for ${name} query option found. The ${name} query option requires a non-negative integer value.`,
    );
  }
  if (value > max) {
    throw new GraphRefusal(
      400,
      'BadRequest',
      `The limit of '${max}' for ${name === '$top' ? 'Top' : 'Skip'} query has been exceeded. The value from the incoming request is '${value}'.`,
    );
  }
  return value;
}

/** @throws GraphRefusal 400 naming the first property the version does not have. */
export function parseSelect(version: Version, text: string | null): readonly string[] | undefined {
  if (text === null || text.trim() === '') return undefined;
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) requireProperty(version, name);
  return names;
}

function parseOrder(version: Version, text: string | null): ContactQuery['order'] {
  if (text === null) return undefined;
  const parts = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(text);
  if (parts === null) throw badUri('Parsing OData Orderby failed.');
  const property = parts[1] ?? '';
  requireProperty(version, property);
  return { property, descending: parts[2]?.toLowerCase() === 'desc' };
}

/**
 * Extended properties have to be named one by one, by their ids; there is no way to list them.
 * @throws GraphRefusal 400
 */
export function parseExpand(text: string | null): Expansion {
  const expansion = { single: [] as ExtendedId[], multi: [] as ExtendedId[], extensions: [] as string[] };
  if (text === null) return expansion;
  for (const part of text.match(/[^,(]+(?:\((?:'(?:[^']|'')*'|[^()'])*\))?/g) ?? []) {
    const [, name = '', options] = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/s.exec(part) ?? [];
    if (name === 'photo') continue;
    const ids = readIds(options);
    if (name === 'singleValueExtendedProperties')
      expansion.single.push(...ids.map((id) => parseExtendedId(id)));
    else if (name === 'multiValueExtendedProperties')
      expansion.multi.push(...ids.map((id) => parseExtendedId(id)));
    else if (name === 'extensions') expansion.extensions.push(...ids.map(extensionName));
    else
      throw badUri(`Could not find a property named '${name}' on type 'Microsoft.OutlookServices.Contact'.`);
  }
  return expansion;
}

function readIds(options: string | undefined): string[] {
  const clause = /^\s*\$filter\s*=\s*(.+)$/is.exec(options ?? '')?.[1];
  if (clause === undefined) throw failedExpand();
  const whole = /^\s*id\s+eq\s+'(?:[^']|'')*'(?:\s+or\s+id\s+eq\s+'(?:[^']|'')*')*\s*$/i;
  if (!whole.test(clause)) throw failedExpand();
  return [...clause.matchAll(/'((?:[^']|'')*)'/g)].map((match) => (match[1] ?? '').replaceAll("''", "'"));
}

const failedExpand = (): GraphRefusal =>
  new GraphRefusal(400, 'BadRequest', 'Parsing OData Select and Expand failed.');

const extensionPrefix = 'Microsoft.OutlookServices.OpenTypeExtension.';

/** An open extension is known by its name, and by its name with the service's type before it. */
export const extensionName = (id: string): string =>
  id.startsWith(extensionPrefix) ? id.slice(extensionPrefix.length) : id;

export const extensionId = (name: string): string => `${extensionPrefix}${name}`;
