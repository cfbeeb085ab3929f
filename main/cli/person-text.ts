// Owns: a person and the values of contacts as lines for people. Leaves to others: the other answers (text.ts).
import type { AccountId } from '../core/account.ts';
import type { ContactFields, FieldName } from '../core/contact.ts';
import { FIELDS, FIELD_NAMES, valuesOf } from '../core/fields.ts';
import type { Json } from '../core/json.ts';
import type { ContactView, PendingView, PersonView, PhotoState } from '../../preload/contract.ts';
import { oneLine } from './layout.ts';

const FIELD_COLUMN = 15;

/** A person: a heading, then each contact with its fields and what is special about it. */
export function personText(person: PersonView, nameOf: (account: AccountId) => string): string {
  const heading = `${person.name === '' ? '(no name)' : person.name}  ${person.id}`;
  return [heading, ...person.contacts.map((contact) => contactText(contact, nameOf(contact.account)))].join(
    '\n\n',
  );
}

function contactText(contact: ContactView, account: string): string {
  const { fields, conflicts, onlyInKith, problem, pending } = contact;
  return [
    `${account}  contact ${contact.id}`,
    ...FIELD_NAMES.flatMap((name) => fieldLines(name, fields)),
    ...photoLines(contact.photo),
    ...(pending === null ? [] : [line('not sent yet', pendingText(pending))]),
    ...conflicts.map(({ path }) => line('conflict', `${path}; kith conflicts shows both sides`)),
    ...(onlyInKith.length === 0
      ? []
      : [line('only in Kith', `${onlyInKith.join(', ')}: this cloud cannot keep all of it`)]),
    ...(problem === null ? [] : [line('problem', problem.message)]),
  ].join('\n');
}

function photoLines({ kind, problem }: PhotoState): readonly string[] {
  return [
    ...(kind === 'present' ? [line('photo', 'kith photo ID --save FILE writes it')] : []),
    ...(problem === null ? [] : [line('photo', problem.message)]),
  ];
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(FIELD_COLUMN)}${oneLine(text)}`;
}

function pendingText(pending: PendingView): string {
  switch (pending.kind) {
    case 'create':
      return 'the whole contact';
    case 'delete':
      return 'its deletion';
    case 'update':
      return pending.fields.length === 0 ? 'its photo' : pending.fields.join(', ');
  }
}

function fieldLines(name: FieldName, fields: ContactFields): readonly string[] {
  if (fields[name] === undefined) return [];
  if (FIELDS[name].kind !== 'list')
    return [line(name, name === 'name' ? wholeName(fields) : valueLine(fields[name] as Json))];
  return valuesOf(fields, name).map((value, at) => line(at === 0 ? name : '', valueLine(value as Json)));
}

function wholeName({ name = {} }: ContactFields): string {
  const { display, extra: _extra, ...parts } = name;
  const named = Object.entries(parts)
    .map(([part, value]) => `${part} ${value}`)
    .join(', ');
  return display === undefined ? named : `${display}${named === '' ? '' : `  (${named})`}`;
}

/** A value in one line: its parts, then what it is in parentheses. */
export function valueLine(value: Json): string {
  if (value === null) return '(nothing)';
  if (typeof value !== 'object' || Array.isArray(value)) return oneLine(String(value));
  const { id: _id, kind, label, primary, extra: _extra, ...parts } = value as Readonly<Record<string, Json>>;
  const marks = [label ?? kind, primary === true ? 'primary' : undefined].filter(
    (mark) => mark !== undefined,
  );
  const text = Object.entries(parts)
    .map(([name, part]) => partText(name, part))
    .filter((part) => part !== '')
    .join(', ');
  return `${oneLine(text)}${marks.length === 0 ? '' : `  (${marks.join(', ')})`}`;
}

function partText(name: string, part: Json): string {
  if (part === true) return name;
  if (typeof part !== 'object' || part === null) return String(part ?? '');
  const { year, month, day, dateTime } = part as Readonly<Record<string, Json>>;
  if (dateTime !== undefined) return `${name} ${String(dateTime)}`;
  const padded = [month, day].map((number) =>
    number === undefined ? '--' : String(number).padStart(2, '0'),
  );
  return [year === undefined ? '----' : String(year), ...padded].join('-');
}
