// Owns: what commands take and what they refuse, for every command of the contract and every field of a contact.
// Leaves to others: what commands do with it (store-handlers.test.ts).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIELDS } from '../../main/core/fields.ts';
import type { FieldShape } from '../../main/core/fields.ts';
import { parseArguments, parseFields } from '../../main/handlers/arguments.ts';
import { commandNames } from '../../preload/contract.ts';
import type { CommandName } from '../../preload/contract.ts';

const THESE = { kind: 'these', persons: ['p'] };
/** One call of each command that takes anything, in order. */
const GOOD: Readonly<Record<CommandName, readonly unknown[]>> = {
  'app.info': [],
  'app.open': [{ kind: 'mail', value: 'a@b' }],
  'app.calls': [],
  'app.inUse': [],
  'settings.get': [],
  'settings.set': [{ theme: 'dark' }],
  'accounts.list': [],
  'accounts.link': ['google'],
  'accounts.signIn': ['a'],
  'accounts.cancelLink': [],
  'accounts.unlink': ['a'],
  'persons.list': [{ text: 'x', filter: { kind: 'account', account: 'a' }, from: 0, to: 50 }],
  'persons.ids': [{ text: 'x', filter: { kind: 'all' }, from: 0, to: 50 }],
  'persons.found': [{ text: 'x', filter: { kind: 'all' }, persons: ['p'] }],
  'persons.sections': [{ text: '', filter: { kind: 'all' } }],
  'bulk.summary': [{ kind: 'found', text: 'x', filter: { kind: 'favorites' }, except: ['p'] }],
  'bulk.label': [{ persons: THESE, labels: ['l'], name: null, assigned: true }],
  'bulk.favorite': [{ persons: THESE, favorite: true }],
  'bulk.delete': [THESE],
  'bulk.edit': [{ persons: THESE, edit: { kind: 'setWork', part: 'name', value: 'Kith' } }],
  'bulk.copy': [{ persons: THESE, account: 'a', from: null }],
  'bulk.move': [{ persons: THESE, account: 'a', from: 'b' }],
  'persons.export': [{ persons: THESE, version: '3.0' }],
  'persons.cards': [{ persons: ['p'], version: '4.0' }],
  'bulk.stop': [],
  'persons.get': ['p'],
  'birthdays.upcoming': [{ most: 100 }],
  'contacts.create': [{ accounts: ['a'], fields: { fileAs: 'x' } }],
  'contacts.save': [{ contact: 'c', fields: { fileAs: null } }],
  'contacts.saveAll': [[{ contact: 'c', fields: { favorite: true } }]],
  'persons.delete': ['p'],
  'pending.list': [],
  'conflicts.list': [],
  'conflicts.resolve': [{ contact: 'c', path: 'fileAs', take: 'both' }],
  'sync.run': [null, { deletions: 'restore' }],
  'sync.cancel': [],
  'sync.plan': ['a'],
  'sync.stopPlan': [],
  'sync.status': [],
  'sync.history': [],
  'sync.receipt': ['r'],
  'sync.undo': ['r'],
  'history.actions': [],
  'history.undo': [],
  'history.redo': [],
  'history.versions': ['c'],
  'history.restore': [{ contact: 'c', version: 3, fields: ['notes'] }],
  'history.preview': [{ kind: 'moment', at: '2026-11-21T10:00:00.000Z' }],
  'history.restoreBook': [{ kind: 'backup', name: 'b' }],
  'history.stopRestore': [],
  'trash.list': [],
  'trash.restore': [['c']],
  'trash.forget': [['c']],
  'backups.list': [],
  'backups.make': [],
  'backups.stop': [],
  'store.state': [],
  'encryption.state': [],
  'encryption.turnOn': [],
  'encryption.turnOff': [],
  'encryption.cancel': [],
  'encryption.recoveryKey': [],
  'encryption.unlock': ['ABCD'],
  'contacts.pause': ['c', true],
  'labels.list': [],
  'labels.create': [{ account: 'a', name: 'Friends' }],
  'labels.rename': [{ label: 'l', name: 'Friends' }],
  'labels.delete': ['l'],
  'labels.assign': [{ label: 'l', contacts: ['c'], assigned: true }],
  'photos.get': ['c'],
  'photos.set': [{ contact: 'c', photo: { type: 'image/jpeg', base64: '/9j/' } }],
  'photos.remove': ['c'],
  'matches.list': [7],
  'matches.accept': [{ matches: ['m'], inStep: true }],
  'matches.refuse': [['m']],
  'persons.join': [{ persons: ['p', 'q'], inStep: false }],
  'persons.split': ['p'],
  'persons.setInStep': [{ person: 'p', inStep: true }],
  'contacts.copy': [{ contact: 'c', account: 'a' }],
  'contacts.move': [{ contact: 'c', account: 'a' }],
  'contacts.unheld': [{ account: 'a', fields: { fileAs: 'x' } }],
  'draft.get': [],
  'draft.keep': [
    {
      contact: 'c',
      person: 'p',
      accounts: ['a'],
      opened: {},
      fields: { birthday: { date: { month: 2, day: 31 } }, emails: [{ id: 'e', address: '' }] },
      named: ['l'],
      photo: { type: 'image/jpeg', base64: '/9j/' },
    },
  ],
  'draft.drop': [],
  'accounts.addComputer': [],
  'accounts.setNeverSend': [{ account: 'a', fields: ['notes'] }],
};

const refused = (command: CommandName, args: readonly unknown[]) =>
  expect(() => parseArguments(command, args), command).toThrow(
    expect.objectContaining({ code: 'ipc.invalidArgument', context: { command } }),
  );
const save = (fields: unknown) => [{ contact: 'c', fields }];
const refusedFields = (fields: unknown) => {
  refused('contacts.save', save(fields));
  expect(() => parseFields(fields)).toThrow(expect.objectContaining({ code: 'input.invalid' }));
};
const taken = (fields: unknown) => {
  expect(parseArguments('contacts.save', save(fields))).toEqual(save(fields));
  expect(parseFields(fields)).toEqual(fields);
};

/** Keys that every object has without having them. */
const INHERITED = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
const withKey = (value: object, key: string): object =>
  JSON.parse(
    JSON.stringify(value).replace(
      /\}$/,
      `${Object.keys(value).length > 0 ? ',' : ''}${JSON.stringify(key)}:{"a":1}}`,
    ),
  ) as object;

describe.each(commandNames)('%s', (command) => {
  const good = GOOD[command];

  test('takes what the contract says', () => {
    expect(parseArguments(command, good)).toEqual(good);
  });

  test('refuses too many and too few arguments', () => {
    refused(command, [...good, undefined]);
    if (good.length > 0) refused(command, []);
  });

  test('refuses arguments of other types', () => {
    for (const wrong of [
      undefined,
      7,
      Number.NaN,
      true,
      '',
      [],
      () => 1,
      Symbol('s'),
      new Date(),
      new Map(),
      'x'.repeat(100_001),
    ]) {
      if (good.length > 0 && !good.includes(wrong)) refused(command, [wrong]);
    }
  });

  test('refuses keys it does not know, inherited names too', () => {
    for (const argument of good) {
      if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) continue;
      for (const key of ['more', ...INHERITED]) refused(command, [withKey(argument, key)]);
    }
  });
});

test('the list takes whole numbers that are not negative, and filters that exist', () => {
  const list = GOOD['persons.list'][0] as object;
  for (const wrong of [-1, 0.5, Number.NaN, Infinity, '0', null, undefined]) {
    refused('persons.list', [{ ...list, from: wrong }]);
    refused('persons.list', [{ ...list, to: wrong }]);
  }
  for (const filter of [
    { kind: 'nobody' },
    { kind: '__proto__' },
    { kind: 'constructor' },
    {},
    null,
    'all',
    { kind: 'account' },
    { kind: 'account', account: '' },
    { kind: 'all', account: 'a' },
    withKey({ kind: 'all' }, '__proto__'),
  ]) {
    refused('persons.list', [{ ...list, filter }]);
  }
  refused('persons.list', [{ ...list, text: 'x'.repeat(1001) }]);
  refused('persons.found', [{ text: 'x'.repeat(1001), filter: { kind: 'all' }, persons: ['p'] }]);
});

test('ids, providers, themes and choices are those that can be', () => {
  for (const wrong of ['', 'x'.repeat(201), 7, {}, ['a']]) {
    refused('persons.get', [wrong]);
    refused('sync.run', [wrong]);
    refused('persons.found', [{ text: 'x', filter: { kind: 'all' }, persons: ['p', wrong] }]);
    refused('contacts.create', [{ accounts: [wrong], fields: {} }]);
  }
  refused('contacts.create', [{ accounts: [], fields: {} }]);
  refused('contacts.create', [{ accounts: Array(21).fill('a'), fields: {} }]);
  refused('accounts.link', ['yahoo']);
  refused('settings.set', [{ theme: 'pink' }]);
  refused('conflicts.resolve', [{ contact: 'c', path: 'fileAs', take: 'neither' }]);
  refused('conflicts.resolve', [{ contact: 'c', path: 'x'.repeat(301), take: 'mine' }]);
  refused('app.open', [{ kind: 'file', value: '/etc/passwd' }]);
});

const SAMPLE = {
  text: 'x',
  number: 1.5,
  flag: true,
  date: { year: 2024, month: 2, day: 29 },
  time: { dateTime: '2026-01-01T00:00:00', timeZone: 'UTC' },
} as const;
const WRONG = {
  text: [7, null, [], {}, 'x'.repeat(100_001)],
  number: ['1', Number.NaN, Infinity, null],
  flag: ['true', 0, null],
  date: ['2024-02-29', [], new Date(), { year: '2024' }, withKey({ year: 2024 }, '__proto__')],
  time: ['now', {}, { dateTime: 1 }, { dateTime: 'x', zone: 'y' }],
} as const;

describe.each(Object.entries(FIELDS))('the field %s', (name, shape: FieldShape) => {
  const parts = shape.kind === 'list' || shape.kind === 'record' ? Object.entries(shape.parts) : [];
  const wrap = (value: unknown) => ({ [name]: shape.kind === 'list' ? [value] : value });

  test('is taken with all its parts, and cleared by null', () => {
    const whole = Object.fromEntries(parts.map(([part, type]) => [part, SAMPLE[type]]));
    if (shape.kind === 'text') taken({ [name]: 'x' });
    else if (shape.kind === 'flag') taken({ [name]: true });
    else taken(wrap({ ...whole, extra: { unknown: [1, { deep: null }] } }));
    if (shape.kind === 'list') taken(wrap({ ...whole, id: 'v1', label: 'Ferienhaus', primary: true }));
    taken({ [name]: null });
  });

  test('is refused with a part of another type, or of another name', () => {
    for (const [part, type] of parts) for (const wrong of WRONG[type]) refusedFields(wrap({ [part]: wrong }));
    for (const wrong of [7, Number.NaN, new Date(), () => 1]) refusedFields({ [name]: wrong });
    if (shape.kind !== 'text') refusedFields({ [name]: 'x' });
    if (shape.kind !== 'list') refusedFields({ [name]: [] });
    if (shape.kind === 'flag' || shape.kind === 'text') return;
    for (const key of ['more', ...INHERITED]) refusedFields(wrap(withKey({}, key)));
  });

  test('in a list, kinds are the known ones, ids are no two the same, and there is an end to it', () => {
    if (shape.kind !== 'list') return;
    for (const kind of shape.kinds) taken(wrap({ kind }));
    for (const kind of ['', 'nonsense', '__proto__', 'constructor', null, 7]) refusedFields(wrap({ kind }));
    refusedFields({ [name]: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] });
    for (const id of ['', 7, null, 'x'.repeat(201)]) refusedFields(wrap({ id }));
    for (const wrong of [{ primary: 'yes' }, { label: 7 }, { primary: null }]) refusedFields(wrap(wrong));
    refusedFields({ [name]: Array.from({ length: 1001 }, () => ({})) });
    refusedFields({ [name]: { 0: {} } });
  });
});

test('fields are one plain object of known names', () => {
  for (const wrong of [null, undefined, [], 'x', 7, new Map(), [['fileAs', 'x']]]) refusedFields(wrong);
  for (const key of ['nickname', ...INHERITED]) refusedFields(withKey({ fileAs: 'x' }, key));
  expect(() => parseFields({ nickname: 'x' })).toThrow(/"nickname".*nicknames/s);
});

test.each([
  ['30 February', { month: 2, day: 30 }],
  ['30 February of a leap year', { year: 2024, month: 2, day: 30 }],
  ['29 February of another year', { year: 2023, month: 2, day: 29 }],
  ['29 February 1900', { year: 1900, month: 2, day: 29 }],
  ['29 February 99', { year: 99, month: 2, day: 29 }],
  ['31 April', { month: 4, day: 31 }],
  ['month 13', { month: 13 }],
  ['day 32', { day: 32 }],
  ['a negative year', { year: -1 }],
  ['a year of five digits', { year: 10_000 }],
  ['half a day', { day: 1.5 }],
  ['no number', { day: Number.NaN }],
])('there is no %s', (_what, date) => refusedFields({ birthday: { date } }));

test.each([
  ['29 February without a year', { month: 2, day: 29 }],
  ['29 February of a leap year', { year: 2000, month: 2, day: 29 }],
  ['29 February 96', { year: 96, month: 2, day: 29 }],
  ['31 December 9999', { year: 9999, month: 12, day: 31 }],
  ['a year alone', { year: 1815 }],
  ['a month alone', { month: 12 }],
])('there is %s', (_what, date) => taken({ birthday: { date } }));

test('a part of a date that is 0, as Google writes what is not known, is an absent one', () => {
  expect(parseFields({ birthday: { date: { year: 0, month: 2, day: 29 } } })).toEqual({
    birthday: { date: { month: 2, day: 29 } },
  });
  expect(parseFields({ events: [{ date: { year: 1990, month: 0, day: 0 } }] })).toEqual({
    events: [{ date: { year: 1990 } }],
  });
});

describe('what providers sent and Kith does not know', () => {
  const cycle: Record<string, unknown> = {};
  cycle['again'] = [cycle, cycle];
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

  test.each<[string, unknown]>([
    ['a text', 'x'],
    ['a list', []],
    ['null', null],
    ['a date', { at: new Date() }],
    ['a map', { at: new Map() }],
    ['a big number', { n: 1n }],
    ['no number', { n: [Number.NaN] }],
    ['a function', { f: () => 1 }],
    ['itself', cycle],
    ['a thousand levels', deep(1000)],
    ['a million values', { many: Array(1_000_000).fill(0) }],
    ['a huge text', { t: 'x'.repeat(100_001) }],
    ['a prototype deep inside', { a: [JSON.parse('{"__proto__":{"admin":true}}')] }],
    ['a constructor', { constructor: 1 }],
  ])('may not be %s', (_what, extra) => {
    refusedFields({ notes: { text: 'x', extra } });
    refusedFields({ emails: [{ address: 'x', extra }] });
  });

  test('may be any other JSON', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => !INHERITED.includes(key)),
          fc.jsonValue({ maxDepth: 4, noUnicodeString: false }),
        ),
        (extra) => {
          const text = JSON.stringify(extra);
          fc.pre(
            !text.includes('"__proto__"') && !text.includes('"constructor"') && !text.includes('"prototype"'),
          );
          taken({ notes: { text: 'x', extra: JSON.parse(text) as unknown } });
        },
      ),
      { seed: 20261121, numRuns: 200 },
    );
  });
});

test('whatever comes in, the answer is arguments or a refusal, and a refusal is short', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...commandNames),
      fc.array(
        fc.anything({
          withDate: true,
          withMap: true,
          withBigInt: true,
          withNullPrototype: true,
          withSparseArray: true,
        }),
        { maxLength: 2 },
      ),
      (command, args) => {
        try {
          parseArguments(command, args);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'ipc.invalidArgument' });
        }
      },
    ),
    { seed: 20261121, numRuns: 2000 },
  );
  const huge = {
    emails: [{ kind: 'k'.repeat(50_000), address: 'a' }],
    phones: [{ kind: 'k'.repeat(50_000) }],
  };
  for (const parse of [
    () => parseFields(huge),
    () => parseArguments('contacts.save', save(huge)),
    () => parseArguments('accounts.link', ['g'.repeat(1_000_000)]),
  ]) {
    expect(parse).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{1,1200}$/s) as string }),
    );
  }
});

test('a photo of 4 MB is taken, and one that is longer, or no Base64, is refused', () => {
  const photo = (base64: string) => [{ contact: 'c', photo: { type: 'image/png', base64 } }];
  const whole = Buffer.alloc(4 * 1024 * 1024, 251).toString('base64');
  expect(parseArguments('photos.set', photo(whole))).toEqual(photo(whole));
  for (const base64 of ['A'.repeat(6_000_004), 'A', 'AAA', 'AA=A', 'A===', 'AA-_', 'AA A', `${whole}AAA\n`])
    refused('photos.set', photo(base64));
});

test('nothing that was parsed reaches the prototype of objects', () => {
  for (const text of ['{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}']) {
    for (const command of commandNames) expect(() => parseArguments(command, [JSON.parse(text)])).toThrow();
  }
  expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
});
