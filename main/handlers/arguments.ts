// Owns: what commands accept from the window and from scripts, as schemas that refuse everything else.
// Leaves to others: what commands do with it (the other handlers).
import * as v from 'valibot';
import type { ContactFields } from '../core/contact.ts';
import { isContent } from '../core/content-shape.ts';
import { AppError } from '../core/errors.ts';
import { FIELD_NAMES, FIELDS } from '../core/fields.ts';
import type { FieldShape, PartType } from '../core/fields.ts';
import { QUERY_LIMIT } from '../core/limits.ts';
import type { FieldsPatch } from '../core/edit.ts';
import type { CommandName, Commands } from '../../preload/contract.ts';
import { bulkArguments } from './arguments-bulk.ts';
import { exactly, isPlainObject } from './exactly.ts';
import { settingsChange } from './settings-arguments.ts';

/** Longest text of one part (characters) and most values of one field: far above what any cloud takes. */
const TEXT_LIMIT = 100_000;
const VALUES_LIMIT = 1_000;
/** Longest photo in Base64 (characters): Graph takes 4 MB. */
const PHOTO_LIMIT = 6_000_000;
/** Longest account of one mistake (characters). */
const COMPLAINT_LIMIT = 200;

/** Most values, and deepest nesting, of the JSON that passes through unread. */
const JSON_VALUES_LIMIT = 10_000;
const JSON_DEPTH_LIMIT = 50;

type Schema = v.GenericSchema<unknown, unknown>;

/** Nothing but spaces says nothing: it would be a name, or a number, that nobody sees. */
const text = v.pipe(
  v.string(),
  v.maxLength(TEXT_LIMIT),
  v.transform((typed) => (typed.trim() === '' ? '' : typed)),
);
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const date = v.pipe(
  exactly({
    year: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9999))),
    month: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(12))),
    day: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(31))),
  }),
  v.check(isRealDate, 'is not a day of the calendar'),
  // Google writes 0 for a part that is not known; here such a part is absent.
  v.transform((parts) => Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== 0))),
);

function isRealDate({
  year,
  month,
  day,
}: {
  year?: number | undefined;
  month?: number | undefined;
  day?: number | undefined;
}): boolean {
  if (!month || !day) return true;
  // 2000 was a leap year: 29 February without a year is a birthday. Date takes 1 to 99 for 1901 to 1999, as leap as they are.
  const probe = new Date(Date.UTC(year || 2000, month - 1, day));
  return probe.getUTCDate() === day;
}

const PARTS: Readonly<Record<PartType, Schema>> = {
  text,
  number: v.pipe(v.number(), v.finite()),
  flag: v.boolean(),
  date,
  time: exactly({ dateTime: text, timeZone: v.optional(text) }),
};

/** JSON that passes through unread: what providers sent and the model does not know. */
const json: Schema = v.custom(
  (value) => isPlainObject(value) && isJson(value),
  'must be an object without the keys __proto__, constructor, prototype, neither too deep nor too large',
);

/** What a person typed in place of both versions of a conflict. */
const anyJson: Schema = v.custom((value) => isJson(value), 'is not a value of a contact');

function isJson(root: unknown): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }];
  for (let seen = 0, next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (++seen > JSON_VALUES_LIMIT || depth > JSON_DEPTH_LIMIT) return false;
    if (Array.isArray(value)) for (const entry of value) open.push({ value: entry, depth: depth + 1 });
    else if (isPlainObject(value)) {
      if (['__proto__', 'constructor', 'prototype'].some((key) => Object.hasOwn(value, key))) return false;
      for (const entry of Object.values(value))
        if (entry !== undefined) open.push({ value: entry, depth: depth + 1 });
    } else if (!isJsonLeaf(value)) return false;
  }
  return true;
}

function isJsonLeaf(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= TEXT_LIMIT;
  return value === null || typeof value === 'boolean' || Number.isFinite(value);
}

function schemaOf(shape: FieldShape): Schema {
  if (shape.kind === 'text') return text;
  if (shape.kind === 'flag') return v.boolean();
  const parts = Object.fromEntries(
    Object.entries(shape.parts).map(([name, type]) => [name, v.optional(PARTS[type])]),
  );
  if (shape.kind === 'record') return exactly({ ...parts, extra: v.optional(json) });
  const kind = shape.kinds.length > 0 ? v.picklist(shape.kinds) : v.never();
  const value = exactly({
    ...parts,
    id: v.optional(id),
    kind: v.optional(kind),
    label: v.optional(text),
    primary: v.optional(v.boolean()),
    extra: v.optional(json),
  });
  return v.pipe(
    v.array(value),
    v.maxLength(VALUES_LIMIT),
    v.check(hasUniqueIds, 'has two values with the same id'),
  );
}

function hasUniqueIds(values: { id?: string | undefined }[]): boolean {
  const ids = values.flatMap((value) => value.id ?? []);
  return new Set(ids).size === ids.length;
}

const fieldSchemas = Object.fromEntries(
  Object.entries(FIELDS).map(([name, shape]) => [name, v.optional(v.nullable(schemaOf(shape)))]),
);
const fields = exactly(fieldSchemas);

const account = id;
const photo = exactly({
  type: v.picklist(['image/jpeg', 'image/png']),
  base64: v.pipe(v.string(), v.maxLength(PHOTO_LIMIT), v.check(isBase64, 'is not Base64')),
});
const saveContact = exactly({
  contact: id,
  fields,
  opened: v.optional(fields),
  photo: v.optional(v.nullable(photo)),
});
/** What is still being written need not be right yet; its shape has to be. */
const typed = v.custom<ContactFields>(
  (value) => isJson(value) && isContent(value),
  'is not the content of a contact',
);
const provider = v.picklist(['google', 'microsoft']);
const nothing: readonly Schema[] = [];
const query = v.pipe(v.string(), v.maxLength(QUERY_LIMIT));
const filter = v.variant('kind', [
  v.strictObject({ kind: v.literal('all') }),
  v.strictObject({ kind: v.literal('label'), label: id }),
  v.strictObject({ kind: v.literal('favorites') }),
  v.strictObject({ kind: v.literal('recent') }),
  v.strictObject({ kind: v.literal('search'), text: query }),
  v.strictObject({ kind: v.literal('account'), account }),
  v.strictObject({ kind: v.literal('pending') }),
  v.strictObject({ kind: v.literal('conflicts') }),
]);
const version = v.pipe(v.number(), v.integer(), v.minValue(0));
const bookState = v.union([
  exactly({ kind: v.literal('moment'), at: v.pipe(v.string(), v.isoTimestamp()) }),
  exactly({ kind: v.literal('backup'), name: id }),
]);
const idList = v.pipe(v.array(id), v.minLength(1), v.maxLength(100_000));
const labelName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500));
const rowNumber = v.pipe(v.number(), v.integer(), v.minValue(0));

/** By looking for what does not belong: a pattern of the whole would need more stack than there is for a large photo. */
function isBase64(value: string): boolean {
  return value.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(value.replace(/={1,2}$/, ''));
}

const ARGUMENTS: { readonly [K in CommandName]: readonly Schema[] } = {
  ...bulkArguments({ exactly, id, idList, filter, labelName, rowNumber }),
  'app.info': nothing,
  'app.inUse': nothing,
  'app.open': [
    exactly({
      kind: v.picklist(['mail', 'call', 'message', 'web', 'map']),
      value: v.pipe(v.string(), v.maxLength(2000)),
    }),
  ],
  'app.calls': nothing,
  'settings.get': nothing,
  'settings.set': [settingsChange],
  'accounts.list': nothing,
  'accounts.link': [provider],
  'accounts.signIn': [account],
  'accounts.cancelLink': nothing,
  'accounts.unlink': [account],
  'persons.list': [exactly({ text: query, filter, from: rowNumber, to: rowNumber })],
  'persons.get': [id],
  'birthdays.upcoming': [
    exactly({ most: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)) }),
  ],
  'contacts.create': [
    exactly({
      person: v.optional(id),
      accounts: v.pipe(v.array(account), v.minLength(1), v.maxLength(20)),
      fields,
      photo: v.optional(photo),
      labels: v.optional(v.pipe(v.array(id), v.maxLength(VALUES_LIMIT))),
    }),
  ],
  'contacts.save': [saveContact],
  'contacts.saveAll': [v.pipe(v.array(saveContact), v.minLength(1), v.maxLength(VALUES_LIMIT))],
  'persons.delete': [id],
  'pending.list': nothing,
  'conflicts.list': nothing,
  'conflicts.resolve': [
    exactly({
      contact: id,
      path: v.pipe(v.string(), v.maxLength(300)),
      take: v.picklist(['mine', 'theirs', 'base', 'both', 'value']),
      value: v.optional(anyJson),
    }),
  ],
  'sync.run': [
    v.nullable(account),
    v.optional(
      exactly({
        deletions: v.optional(v.picklist(['apply', 'restore'])),
        now: v.optional(v.boolean()),
        agreed: v.optional(v.boolean()),
      }),
    ),
  ],
  'sync.cancel': nothing,
  'sync.plan': [v.nullable(account)],
  'sync.stopPlan': nothing,
  'sync.status': nothing,
  'sync.history': nothing,
  'sync.receipt': [id],
  'sync.undo': [id],
  'history.actions': nothing,
  'history.undo': nothing,
  'history.redo': nothing,
  'history.versions': [id],
  'history.restore': [
    exactly({ contact: id, version, fields: v.optional(v.array(v.picklist(FIELD_NAMES))) }),
  ],
  'history.preview': [bookState],
  'history.restoreBook': [bookState],
  'history.stopRestore': nothing,
  'trash.list': nothing,
  'trash.restore': [idList],
  'trash.forget': [idList],
  'backups.list': nothing,
  'backups.make': nothing,
  'backups.stop': nothing,
  'store.state': nothing,
  'encryption.state': nothing,
  'encryption.turnOn': nothing,
  'encryption.turnOff': nothing,
  'encryption.cancel': nothing,
  'encryption.recoveryKey': nothing,
  'encryption.unlock': [v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(500)))],
  'contacts.pause': [id, v.boolean()],
  'labels.list': nothing,
  'labels.create': [exactly({ account, name: labelName })],
  'labels.rename': [exactly({ label: id, name: labelName })],
  'labels.delete': [id],
  'labels.assign': [exactly({ label: id, contacts: idList, assigned: v.boolean() })],
  'photos.get': [id],
  'photos.set': [exactly({ contact: id, photo })],
  'photos.remove': [id],
  'matches.list': [v.pipe(v.number(), v.integer(), v.minValue(0))],
  'matches.accept': [exactly({ matches: idList, inStep: v.boolean() })],
  'matches.refuse': [idList],
  'persons.join': [exactly({ persons: v.pipe(idList, v.minLength(2)), inStep: v.boolean() })],
  'persons.split': [id],
  'persons.setInStep': [exactly({ person: id, inStep: v.boolean() })],
  'contacts.copy': [exactly({ contact: id, account })],
  'contacts.move': [exactly({ contact: id, account })],
  'contacts.unheld': [exactly({ account, fields })],
  'draft.get': nothing,
  'draft.keep': [
    exactly({
      contact: v.nullable(id),
      person: v.optional(id),
      accounts: v.pipe(v.array(account), v.maxLength(20)),
      opened: typed,
      fields: typed,
      named: v.pipe(v.array(id), v.maxLength(VALUES_LIMIT)),
      photo: v.optional(v.nullable(photo)),
    }),
  ],
  'draft.drop': nothing,
  'accounts.addComputer': nothing,
  'accounts.setNeverSend': [exactly({ account, fields: v.array(v.picklist(FIELD_NAMES)) })],
};

/** The values themselves stay out of it as far as they are long. */
function complaint(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues
    .slice(0, 3)
    .map((issue) =>
      `${v.getDotPath(issue) ?? 'the value'}: ${issue.expected === 'never' ? 'is not known here' : issue.message}`.slice(
        0,
        COMPLAINT_LIMIT,
      ),
    )
    .join('; ');
}

/** The arguments of a command, checked. Errors: `ipc.invalidArgument`, naming the place that is wrong. */
export function parseArguments<K extends CommandName>(
  command: K,
  args: readonly unknown[],
): Parameters<Commands[K]> {
  const schemas = ARGUMENTS[command];
  if (args.length > schemas.length)
    throw invalid(command, `takes ${schemas.length} arguments, not ${args.length}`);
  return schemas.map((schema, index) => {
    const result = v.safeParse(schema, args[index]);
    if (!result.success) throw invalid(command, complaint(result.issues));
    return result.output;
  }) as Parameters<Commands[K]>;
}

function invalid(command: string, what: string): AppError {
  return new AppError(
    'ipc.invalidArgument',
    `${command} was called with something it does not take (${what}). Nothing was changed.`,
    { context: { command } },
  );
}

/** The fields that a script sent, checked. Errors: `input.invalid`, naming the field and what it takes. */
export function parseFields(input: unknown): FieldsPatch & ContactFields {
  const unknown =
    typeof input === 'object' && input !== null && !Array.isArray(input)
      ? Object.keys(input).filter((name) => !Object.hasOwn(FIELDS, name))
      : null;
  if (unknown === null)
    throw new AppError(
      'input.invalid',
      'A contact is a JSON object of fields, such as {"name":{"given":"Ada"}}. Nothing was changed.',
    );
  if (unknown.length > 0) {
    throw new AppError(
      'input.invalid',
      `There is no field ${unknown.map((name) => `"${name}"`).join(', ')}. Nothing was changed. The fields are: ${Object.keys(FIELDS).join(', ')}.`,
      { context: { fields: unknown } },
    );
  }
  const result = v.safeParse(fields, input);
  if (!result.success)
    throw new AppError(
      'input.invalid',
      `The contact was not accepted (${complaint(result.issues)}). Nothing was changed.`,
    );
  return result.output as FieldsPatch & ContactFields;
}
