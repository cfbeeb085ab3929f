// Owns: the rows that Graph v1.0 and beta share (30 of the 38 properties of seed 004).
// Leaves to others: the rows that differ (graph-v1.ts, graph-beta.ts).
import type { Row } from './graph-lens.ts';
import { birthdayRow, userFieldsRow } from './graph-rows-special.ts';
import { firstRow, recordRow, slotsRow, stringsRow, textRow } from './graph-rows.ts';

/** No service text says how many imAddresses there may be; MAPI has room for three. */
const IM_LIMIT = 3;

export const SHARED_ROWS: readonly Row[] = [
  recordRow('name', {
    title: 'prefix',
    givenName: 'given',
    middleName: 'middle',
    surname: 'family',
    generation: 'suffix',
    initials: 'initials',
    displayName: 'display',
    yomiGivenName: 'phoneticGiven',
    yomiSurname: 'phoneticFamily',
  }),
  textRow('fileAs', 'fileAs'),
  firstRow('nicknames', { nickName: 'value' }),
  firstRow('organizations', {
    companyName: 'name',
    yomiCompanyName: 'phoneticName',
    department: 'department',
    jobTitle: 'title',
    officeLocation: 'office',
  }),
  firstRow('occupations', { profession: 'value' }),
  recordRow('notes', { personalNotes: 'text' }),
  stringsRow('labels', 'categories', 'ref'),
  stringsRow('ims', 'imAddresses', 'handle', IM_LIMIT),
  slotsRow('relations', 'name', [
    { property: 'spouseName', kind: 'spouse' },
    { property: 'children', kind: 'child', room: Infinity },
    { property: 'manager', kind: 'manager' },
    { property: 'assistantName', kind: 'assistant' },
  ]),
  birthdayRow,
  userFieldsRow,
];

/** An address that ends in a comma is taken by Graph and then lost (microsoft-graph-docs#2186): it stays in Kith. */
export function emailHolds(value: { readonly [part: string]: unknown }): boolean {
  return !(typeof value['address'] === 'string' && value['address'].trimEnd().endsWith(','));
}

/** Graph fills in the address where nobody gave a name. */
export function tidyEmail<T extends { readonly [part: string]: unknown }>(value: T): T {
  return value['name'] === value['address'] ? { ...value, name: undefined } : value;
}

/** Known from the service's refusal: "EmailAddresses has 4 entries, that exceeds the max allowed value of 3". */
export const EMAIL_LIMIT = 3;
