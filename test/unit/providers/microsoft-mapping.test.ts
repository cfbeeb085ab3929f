// Owns: examples of both Graph mappings: what each property is in the model, what is not held, what a PATCH names.
// Leaves to others: the laws over every field (microsoft-lens.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../../main/core/contact.ts';
import { FIELD_NAMES } from '../../../main/core/fields.ts';
import type { JsonObject } from '../../../main/core/json.ts';
import { graphBeta } from '../../../main/providers/microsoft/graph-beta.ts';
import { graphV1 } from '../../../main/providers/microsoft/graph-v1.ts';

const ext = (id: string, value: string | null): JsonObject => ({
  singleValueExtendedProperties: [{ id, value }],
});
const ADDRESS_SET = '{00062004-0000-0000-c000-000000000046}';

type Example = [what: string, raw: JsonObject, fields: ContactFields];

const SHARED: Example[] = [
  ['title', { title: 'Lady' }, { name: { prefix: 'Lady' } }],
  ['generation', { generation: 'II' }, { name: { suffix: 'II' } }],
  ['yomiGivenName', { yomiGivenName: 'エイダ' }, { name: { phoneticGiven: 'エイダ' } }],
  ['yomiSurname', { yomiSurname: 'ラ' }, { name: { phoneticFamily: 'ラ' } }],
  [
    'yomiCompanyName',
    { yomiCompanyName: 'カ' },
    { organizations: [{ id: 'organizations.0', phoneticName: 'カ' }] },
  ],
  ['officeLocation', { officeLocation: 'R1' }, { organizations: [{ id: 'organizations.0', office: 'R1' }] }],
  ['jobTitle', { jobTitle: 'Boss' }, { organizations: [{ id: 'organizations.0', title: 'Boss' }] }],
  ['nickName', { nickName: 'Al' }, { nicknames: [{ id: 'nicknames.0', value: 'Al' }] }],
  ['profession', { profession: 'Cook' }, { occupations: [{ id: 'occupations.0', value: 'Cook' }] }],
  [
    'children',
    { children: ['A', 'B'] },
    {
      relations: [
        { id: 'relations.child.0', kind: 'child', name: 'A' },
        { id: 'relations.child.1', kind: 'child', name: 'B' },
      ],
    },
  ],
  [
    'spouseName',
    { spouseName: 'S' },
    { relations: [{ id: 'relations.spouse.0', kind: 'spouse', name: 'S' }] },
  ],
  ['manager', { manager: 'M' }, { relations: [{ id: 'relations.manager.0', kind: 'manager', name: 'M' }] }],
  [
    'assistantName',
    { assistantName: 'A' },
    { relations: [{ id: 'relations.assistant.0', kind: 'assistant', name: 'A' }] },
  ],
  ['imAddresses', { imAddresses: ['a@im'] }, { ims: [{ id: 'imAddresses.0', handle: 'a@im' }] }],
  ['categories', { categories: ['Red, or blue'] }, { labels: [{ id: 'categories.0', ref: 'Red, or blue' }] }],
  ['personalNotes', { personalNotes: 'n' }, { notes: { text: 'n' } }],
  [
    'birthday at 11:59',
    { birthday: '1990-05-04T11:59:00Z' },
    { birthday: { date: { year: 1990, month: 5, day: 4 } } },
  ],
  [
    'birthday at noon',
    { birthday: '1990-05-04T12:00:00Z' },
    { birthday: { date: { year: 1990, month: 5, day: 4 } } },
  ],
  [
    'birthday as midnight in Berlin',
    { birthday: '1990-05-03T22:00:00Z' },
    { birthday: { date: { year: 1990, month: 5, day: 4 } } },
  ],
  [
    'birthday as midnight in New York',
    { birthday: '1990-05-04T05:00:00Z' },
    { birthday: { date: { year: 1990, month: 5, day: 4 } } },
  ],
  [
    'birthday as in seed 004',
    { birthday: '2017-01-01T00:03:13.7306563+03:00' },
    { birthday: { date: { year: 2017, month: 1, day: 1 } } },
  ],
  ['no birthday (year 1)', { birthday: '0001-01-01T00:00:00Z' }, {}],
  ['no birthday (year 4501)', { birthday: '4501-01-01T00:00:00Z' }, {}],
  [
    'empty in every way',
    { givenName: null, surname: '', emailAddresses: null, homeAddress: {}, children: [], phones: [] },
    {},
  ],
  [
    'a user field',
    ext(`String ${ADDRESS_SET} Id 0x8050`, 'two'),
    { keywords: [{ id: 'keywords.2', kind: 'outlookUser', value: 'two', extra: { outlookUserField: 2 } }] },
  ],
  [
    'a name that is the address',
    { emailAddresses: [{ address: 'a@x', name: 'a@x' }] },
    { emails: [{ id: 'emailAddresses.0', address: 'a@x' }] },
  ],
];

const V1: Example[] = [
  ['a place that says nothing', { homeAddress: { '@odata.type': 'x' }, otherAddress: { new: 1 } }, {}],
  [
    'phones',
    { mobilePhone: '1', businessPhones: ['2', '3'], homePhones: ['4'] },
    {
      phones: [
        { id: 'phones.mobile.0', kind: 'mobile', number: '1' },
        { id: 'phones.work.0', kind: 'work', number: '2' },
        { id: 'phones.work.1', kind: 'work', number: '3' },
        { id: 'phones.home.0', kind: 'home', number: '4' },
      ],
    },
  ],
  ['a pager', ext('String 0x3a21', '5'), { phones: [{ id: 'phones.pager.0', kind: 'pager', number: '5' }] }],
  [
    'a PO box without an address',
    ext(`String ${ADDRESS_SET} Id 0x804a`, 'PO'),
    { addresses: [{ id: 'businessAddress', kind: 'work', poBox: 'PO' }] },
  ],
  ['the personal page', ext('String 0x3A50', 'u'), { urls: [{ id: 'urls.home.0', kind: 'home', url: 'u' }] }],
  [
    'the anniversary',
    ext('SystemTime 0x3A41', '2001-02-03T00:00:00Z'),
    { events: [{ id: 'events.anniversary', kind: 'anniversary', date: { year: 2001, month: 2, day: 3 } }] },
  ],
  ['gender by number', ext('Short 0x3A4D', '2'), { gender: { value: 'male' } }],
  ['gender unspecified', ext('Short 0x3A4D', '0'), {}],
  ['a flag without times', ext('Integer 0x1090', '2'), { flag: { status: 'flagged' } }],
  ['an unflagged contact', ext('Integer 0x1090', '0'), {}],
];

const BETA: Example[] = [
  [
    'an e-mail of no type',
    { emailAddresses: [{ address: 'a', type: 'unknown' }] },
    { emails: [{ id: 'emailAddresses.0', address: 'a' }] },
  ],
  [
    'a personal e-mail',
    { emailAddresses: [{ address: 'a', type: 'personal' }] },
    { emails: [{ id: 'emailAddresses.0', kind: 'home', address: 'a' }] },
  ],
  [
    'an e-mail with a label',
    { emailAddresses: [{ address: 'a', type: 'other', otherLabel: 'Boat' }] },
    { emails: [{ id: 'emailAddresses.0', label: 'Boat', address: 'a' }] },
  ],
  [
    'a business fax',
    { phones: [{ number: '1', type: 'businessFax' }] },
    { phones: [{ id: 'phones.0', kind: 'workFax', number: '1' }] },
  ],
  [
    'an address',
    { postalAddresses: [{ type: 'business', postOfficeBox: 'PO', street: 'S' }] },
    { addresses: [{ id: 'postalAddresses.0', kind: 'work', poBox: 'PO', street: 'S' }] },
  ],
  [
    'a page',
    { websites: [{ type: 'profile', address: 'u', displayName: 'd' }] },
    { urls: [{ id: 'websites.0', kind: 'profile', url: 'u', name: 'd' }] },
  ],
  [
    'the anniversary',
    { weddingAnniversary: '2001-02-03' },
    { events: [{ id: 'events.anniversary', kind: 'anniversary', date: { year: 2001, month: 2, day: 3 } }] },
  ],
  ['any gender', { gender: 'nonbinary' }, { gender: { value: 'nonbinary' } }],
  ['a favourite', { isFavorite: true }, { favorite: true }],
  ['no flag', { flag: { flagStatus: 'notFlagged' } }, {}],
  [
    'a flag',
    { flag: { flagStatus: 'flagged', startDateTime: { dateTime: 'd', timeZone: 'UTC' } } },
    { flag: { status: 'flagged', start: { dateTime: 'd', timeZone: 'UTC' } } },
  ],
];

describe.each([
  ['v1.0', graphV1, V1],
  ['beta', graphBeta, BETA],
] as const)('Graph %s', (_version, mapping, own) => {
  it.each([...SHARED, ...own])('reads %s', (_what, raw, fields) => {
    expect(mapping.read({ id: 'x', ...raw }).fields).toEqual(fields);
  });

  it('keeps what the model does not know, and nothing of OData or of what others say', () => {
    const { unknown, readOnly } = mapping.read({
      id: 'x',
      '@odata.etag': 'W/"1"',
      'emailAddresses@odata.context': 'c',
      changeKey: 'k',
      parentFolderId: 'F',
      createdDateTime: 'c',
      lastModifiedDateTime: 'm',
      photo: {},
      extensions: [],
      telepathy: { band: 7 },
      givenName: 'A',
    });
    expect(unknown).toEqual({ telepathy: { band: 7 } });
    expect(readOnly).toEqual({ folderId: 'F', createdAt: 'c', updatedAt: 'm' });
  });

  it('keeps unknown parts of values and sends them back with their collection, but not elsewhere', () => {
    const base = mapping.read({
      id: 'x',
      emailAddresses: [{ address: 'a', name: 'A', '@odata.type': 't', verified: 'yes' }],
    }).fields;
    expect(base.emails?.[0]?.extra).toEqual({ verified: 'yes' });
    const edited = {
      ...base,
      emails: [...(base.emails ?? []), { id: 'n', address: 'b', extra: { googleThing: 1 } }],
    };
    const body = mapping.write(edited, base, ['emails']);
    expect(body?.['emailAddresses']).toMatchObject([{ address: 'a', verified: 'yes' }, { address: 'b' }]);
    expect(JSON.stringify(body)).not.toContain('googleThing');
    expect(JSON.stringify(mapping.write(base, null, []))).not.toContain('verified');
  });

  it('names displayName in every PATCH that says something, and none where there is none', () => {
    const base: ContactFields = { name: { display: 'Ada', given: 'A' }, fileAs: 'x' };
    expect(mapping.write({ ...base, fileAs: 'y' }, base, ['fileAs'])).toEqual({
      fileAs: 'y',
      displayName: 'Ada',
    });
    expect(mapping.write({ fileAs: 'y' }, { fileAs: 'x' }, ['fileAs'])).toEqual({ fileAs: 'y' });
    expect(mapping.write({ ...base, name: { given: 'A' } }, base, ['name'])).toEqual({ displayName: null });
    expect(
      mapping.write({ ...base, interests: [{ id: 'i', value: 'chess' }] }, base, ['interests']),
    ).toBeNull();
  });

  it('ignores changes of fields that it was not told of', () => {
    expect(mapping.write({ fileAs: 'y', notes: { text: 'n' } }, {}, ['notes'])).toEqual({
      personalNotes: 'n',
    });
  });

  it('keeps each user field in its place', () => {
    const base = mapping.read({
      id: 'x',
      singleValueExtendedProperties: [
        { id: `String ${ADDRESS_SET} Id 0x804f`, value: 'one' },
        { id: `String ${ADDRESS_SET} Id 0x8051`, value: 'three' },
      ],
    }).fields;
    const body = mapping.write(
      {
        ...base,
        keywords: [...(base.keywords ?? []).slice(1), { id: 'n', kind: 'outlookUser', value: 'new' }],
      },
      base,
      ['keywords'],
    );
    expect(body).toEqual({
      singleValueExtendedProperties: [
        { id: 'String {00062004-0000-0000-C000-000000000046} Id 0x804F', value: 'new' },
      ],
    });
  });

  it('knows a user field to be where it was after a write of others, whose reply tells of none', () => {
    const second = {
      keywords: [{ id: 'k', kind: 'outlookUser', value: 'two', extra: { outlookUserField: 2 } }],
    };
    const elsewhere = { keywords: [{ id: 'k', kind: 'outlookUser', value: 'two' }], notes: { text: 'new' } };
    const reply = { id: 'x', personalNotes: 'new' };
    expect(mapping.readReply(reply, elsewhere, second, ['notes']).fields.keywords).toMatchObject([
      { value: 'two', extra: { outlookUserField: 2 } },
    ]);
  });

  it.each([
    ['a birthday without a year', { birthday: { date: { month: 5, day: 4 } } }],
    ['a date that does not exist', { birthday: { date: { year: 2001, month: 2, day: 29 } } }],
    ['a birthday in words', { birthday: { text: 'spring' } }],
    ['interests', { interests: [{ id: 'i', value: 'chess' }] }],
    ['relations of other kinds', { relations: [{ id: 'r', kind: 'mother', name: 'M' }] }],
    ['an address that Graph would lose', { emails: [{ id: 'e', address: 'a@x,' }] }],
    ['custom fields', { customFields: [{ id: 'c', key: 'k', value: 'v' }] }],
    [
      'events of other kinds',
      { events: [{ id: 'e', kind: 'other', date: { year: 2001, month: 2, day: 3 } }] },
    ],
  ] as [string, ContactFields][])('does not hold %s', (_what, fields) => {
    expect(mapping.hold(fields)).toEqual({});
  });

  it('holds three e-mails, one company, two work phones, in the given order and under their ids', () => {
    const many = (count: number, value: object): never[] =>
      Array.from({ length: count }, (_, index) => ({
        id: `i${index}`,
        ...value,
        address: `${index}`,
        number: `${index}`,
        name: `${index}`,
      })) as never[];
    const held = mapping.hold({
      emails: many(5, {}),
      phones: many(4, { kind: 'work', label: 'x' }),
      organizations: many(2, { symbol: 's' }),
    });
    expect(held.emails?.map((email) => email.id)).toEqual(['i0', 'i1', 'i2']);
    expect(held.phones).toEqual([
      { id: 'i0', kind: 'work', number: '0' },
      { id: 'i1', kind: 'work', number: '1' },
    ]);
    expect(held.organizations).toEqual([{ id: 'i0', name: '0' }]);
  });

  it('finds a place for a phone without a kind, and for kinds of other services', () => {
    const held = mapping.hold({
      phones: [
        { id: 'a', number: '1' },
        { id: 'b', kind: 'workMobile', number: '2' },
        { id: 'c', kind: 'workPager', number: '3' },
      ],
    });
    expect(new Set(held.phones?.map((phone) => `${phone.id} ${phone.kind}`))).toEqual(
      new Set(['a other', 'b mobile', 'c pager']),
    );
  });
});

describe('v1.0 alone', () => {
  it("prefers Outlook's own gender to the text that Kith kept beside it", () => {
    const kith = graphV1.extended.find((id) => id.endsWith('KithGender')) ?? '';
    const read = (code: string, text: string): unknown =>
      graphV1.read({
        id: 'x',
        singleValueExtendedProperties: [
          { id: 'Short 0x3a4d', value: code },
          { id: kith.toLowerCase(), value: text },
        ],
      }).fields.gender?.value;
    expect([read('1', 'Female'), read('2', 'nonbinary'), read('0', 'nonbinary')]).toEqual([
      'Female',
      'male',
      'nonbinary',
    ]);
  });

  it('writes times in the 11:59 convention and empties by null, numbers by 0', () => {
    const base: ContactFields = {
      gender: { value: 'male' },
      events: [{ id: 'e', kind: 'anniversary', date: { year: 2001, month: 2, day: 3 } }],
    };
    expect(graphV1.write(base, null, [])).toEqual({
      singleValueExtendedProperties: [
        { id: 'SystemTime 0x3A41', value: '2001-02-03T11:59:00Z' },
        { id: 'Short 0x3A4D', value: '2' },
      ],
    });
    expect(graphV1.write({}, base, FIELD_NAMES)).toEqual({
      singleValueExtendedProperties: [
        { id: 'SystemTime 0x3A41', value: null },
        { id: 'Short 0x3A4D', value: '0' },
      ],
    });
  });

  it('names every part of an address, so that a part that went is gone', () => {
    const base: ContactFields = { addresses: [{ id: 'a', kind: 'home', street: 'S', city: 'C' }] };
    const body = graphV1.write({ addresses: [{ id: 'a', kind: 'home', street: 'S' }] }, base, ['addresses']);
    expect(body).toEqual({
      homeAddress: { street: 'S', city: null, state: null, postalCode: null, countryOrRegion: null },
    });
  });

  it('never deletes what the cloud has beyond a guessed limit', () => {
    const base = graphV1.read({
      id: 'x',
      homePhones: ['1', '2', '3'],
      imAddresses: ['a', 'b', 'c', 'd'],
    }).fields;
    const phones =
      base.phones?.map((phone) => (phone.number === '1' ? { ...phone, number: '9' } : phone)) ?? [];
    const ims = base.ims?.map((im) => (im.handle === 'a' ? { ...im, handle: 'z' } : im)) ?? [];
    expect(graphV1.write({ ...base, phones, ims }, base, ['phones', 'ims'])).toEqual({
      homePhones: ['9', '2', '3'],
      imAddresses: ['z', 'b', 'c', 'd'],
    });
    expect(graphV1.hold({ ims: [...ims, { id: 'e', handle: 'e' }] }).ims?.length).toBe(3);
  });
});

describe('beta alone', () => {
  const due = { dateTime: '2026-01-02T00:00:00', timeZone: 'UTC' };

  it('does not send a due time without a start, which Graph refuses, unless Graph itself has it so', () => {
    expect(graphBeta.hold({ flag: { status: 'flagged', due } })).toEqual({ flag: { status: 'flagged' } });
    const base = graphBeta.read({ id: 'x', flag: { flagStatus: 'flagged', dueDateTime: due } }).fields;
    const body = graphBeta.write({ flag: { ...base.flag, status: 'complete' } }, base, ['flag']);
    expect(body).toMatchObject({ flag: { flagStatus: 'complete', dueDateTime: due } });
  });
});
