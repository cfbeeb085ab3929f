// Owns: that a vCard says everything of a contact in both versions, as any reader of the RFCs reads it.
// Leaves to others: which persons are exported (sync/export-persons.test.ts), files (unit/store/export.test.ts).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { FIELD_NAMES, FIELDS, normalise } from '../../../main/core/fields.ts';
import { canonicalJson } from '../../../main/core/json.ts';
import type { Json } from '../../../main/core/json.ts';
import { displayName } from '../../../main/core/person.ts';
import type { PartType } from '../../../main/core/fields.ts';
import { vcard } from '../../../main/core/vcard.ts';
import type { VCardVersion } from '../../../main/core/vcard.ts';
import { kindWords } from '../../../main/core/vcard-values.ts';
import { readCards, readLines } from '../../support/read-vcard.ts';

const VERSIONS: readonly VCardVersion[] = ['3.0', '4.0'];
const write = (fields: ContactFields, version: VCardVersion, rest: object = {}): string =>
  vcard({ uid: 'p1', fields, labels: [], photo: null, changedAt: null, ...rest }, version);
const lines = (fields: ContactFields, version: VCardVersion): readonly string[] =>
  write(fields, version).replace(/\r\n /g, '').split('\r\n').slice(5, -2);

/** Texts with everything that has a meaning in a vCard, and characters of every length. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ',',
        ';',
        ':',
        '\\',
        '"',
        '^',
        '\n',
        '=',
        '.',
        'n',
        ' ',
        '--',
        'END:VCARD',
        '\\n',
        '^n',
      ),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom('山田', 'Ünïcödé', '👩‍👩‍👧', 'عربي', 'x'.repeat(80), '😀'.repeat(25)),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((pieces) => pieces.join('').replace(/[\u0000-\u0009\u000b-\u001f\u007f\u0085\u2028\u2029]/g, ''))
  .filter((made) => made.trim() !== '');
const word = fc.constantFrom('a', 'Skype', 'XMPP', 'x y', 'ü,;:"');

const PARTS: Readonly<Record<PartType, fc.Arbitrary<unknown>>> = {
  text,
  number: fc.integer({ min: 1, max: 100_000 }),
  flag: fc.constant(true),
  date: fc
    .record(
      {
        year: fc.integer({ min: 1, max: 9999 }),
        month: fc.integer({ min: 1, max: 12 }),
        day: fc.integer({ min: 1, max: 28 }),
      },
      { requiredKeys: [] },
    )
    .filter((date) => Object.keys(date).length > 0),
  time: fc.record(
    { dateTime: fc.constant('2026-01-01T00:00:00.0000000'), timeZone: word },
    { requiredKeys: ['dateTime'] },
  ),
};

function partsOf(
  field: FieldName,
  parts: Readonly<Record<string, PartType>>,
): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(parts).map(([part, type]) => {
      if (part === 'url') return [part, fc.webUrl()];
      if (part === 'countryCode') return [part, fc.constantFrom('DE', 'jp')];
      return [part, field === 'ims' && part === 'protocol' ? word : PARTS[type]];
    }),
  );
}

const fields: fc.Arbitrary<ContactFields> = fc
  .record(
    Object.fromEntries(
      FIELD_NAMES.filter((name) => name !== 'labels').map((name) => {
        const shape = FIELDS[name];
        if (shape.kind === 'text') return [name, text];
        if (shape.kind === 'flag') return [name, fc.constant(true)];
        const record = fc.record(partsOf(name, shape.parts), { requiredKeys: [] });
        if (shape.kind === 'record') return [name, record];
        const about = fc.record(
          {
            kind: shape.kinds.length === 0 ? fc.constant(undefined) : fc.constantFrom(...shape.kinds),
            label: text,
            primary: fc.constant(true),
          },
          { requiredKeys: [] },
        );
        const value = fc.tuple(record, about).map(([parts, rest]) => ({ ...parts, ...rest }));
        return [
          name,
          fc
            .array(value, { maxLength: 3 })
            .map((values) => values.map((one, n) => ({ id: `v${n}`, ...one }))),
        ];
      }),
    ),
    { requiredKeys: [] },
  )
  .map((made) => normalise(made as ContactFields));

/** What the card has in words or types in place of a kind. */
const TYPES: Readonly<Record<string, string>> = {
  home: 'home',
  work: 'work',
  mobile: 'cell',
  main: 'main',
  homeFax: 'fax home',
  workFax: 'fax work',
  otherFax: 'fax other',
  pager: 'pager',
  workMobile: 'cell work',
  workPager: 'pager work',
};
const TYPED: ReadonlySet<string> = new Set(['emails', 'phones', 'addresses', 'urls', 'ims', 'sips']);

/** A contact as a reader of the card sees it: kinds as types or words, values without content of their own left out. */
function seen(contact: ContactFields): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(contact)) {
    if (!Array.isArray(field)) out[name] = field;
    else
      out[name] = (field as readonly Record<string, unknown>[])
        .map(({ id: _id, extra: _extra, kind, label, ...value }) => {
          const types = TYPED.has(name) ? TYPES[String(kind)] : undefined;
          const words =
            label ?? (kind === undefined || types !== undefined ? undefined : kindWords(String(kind)));
          const isAddress = name === 'addresses' && value['countryCode'] !== undefined;
          return {
            ...value,
            ...(isAddress ? { countryCode: String(value['countryCode']).toLowerCase() } : {}),
            ...(types === undefined ? {} : { types }),
            ...(words === undefined ? {} : { label: words }),
          };
        })
        .sort(byText);
  }
  return out;
}
const byText = (a: unknown, b: unknown): number =>
  canonicalJson(a as Json) < canonicalJson(b as Json) ? -1 : 1;

/** Kinds that the property itself says are not told twice. */
const CLEAR = [
  ['events', '_$!<Anniversary>!$_'],
  ['calendarUrls', 'free busy'],
  ['nicknames', 'default'],
  ['organizations', 'work'],
];
function withoutClear(contact: Record<string, unknown>): Record<string, unknown> {
  const values = (name: string, label: string): unknown =>
    (contact[name] as readonly Record<string, unknown>[]).map((value) => {
      const { label: said, ...rest } = value;
      return said === label ? rest : value;
    });
  return CLEAR.reduce(
    (out, [name, label]) => (out[name!] === undefined ? out : { ...out, [name!]: values(name!, label!) }),
    contact,
  );
}

describe.each(VERSIONS)('vCard %s', (version) => {
  it('says every field of any contact, and a reader of the standard reads it back the same', () => {
    fc.assert(
      fc.property(fields, (contact) => {
        const [card] = readCards(write(contact, version));
        const { name = {}, ...rest } = card!.fields;
        const told = { ...contact, name: { display: displayName(contact), ...contact.name } };
        const expected = withoutClear(seen(normalise(told)));
        const read = withoutClear(seen(normalise({ name, ...rest })));
        for (const field of Object.values(read)) if (Array.isArray(field)) field.sort(byText);
        for (const field of Object.values(expected)) if (Array.isArray(field)) field.sort(byText);
        expect(read).toEqual(expected);
      }),
      { numRuns: 400, seed: 20261121 },
    );
  });

  it('has no line over 75 octets, cuts no character in two, and ends each with CRLF', () => {
    fc.assert(
      fc.property(fields, (contact) => {
        const written = write(contact, version);
        expect(written.endsWith('END:VCARD\r\n')).toBe(true);
        for (const line of written.split('\r\n')) {
          expect(line).not.toMatch(/[\r\n]/);
          const bytes = Buffer.from(line);
          expect(bytes.length).toBeLessThanOrEqual(75);
          expect(bytes.toString()).toBe(line);
        }
      }),
      { numRuns: 200, seed: 20261121 },
    );
  });

  it('has the photo, the names of labels, an id that stays, and when it changed', () => {
    const base64 = Buffer.from('x'.repeat(500)).toString('base64');
    const written = write({ name: { given: 'Ada' } }, version, {
      labels: ['Choir, old', 'B'],
      photo: { type: 'image/jpeg', base64 },
      changedAt: '2026-11-21T10:00:00.123Z',
    });
    const [card] = readCards(written);
    expect(card).toMatchObject({ version, categories: ['Choir, old', 'B'], photo: base64 });
    const line = (name: string) => readLines(written).find((one) => one.name === name)?.value;
    expect(line('UID')).toBe('p1');
    expect(line('REV')).toBe(version === '3.0' ? '2026-11-21T10:00:00Z' : '20261121T100000Z');
  });
});

describe('dates', () => {
  it('without a year are said as each version can, also the 29th of February', () => {
    const contact: ContactFields = { birthday: { date: { month: 2, day: 29 } } };
    expect(lines(contact, '4.0')).toContain('BDAY:--0229');
    expect(lines(contact, '3.0')).toContain('BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29');
    expect(lines({ birthday: { date: { year: 1984, month: 2, day: 29 } } }, '3.0')).toContain(
      'BDAY:1984-02-29',
    );
    expect(lines({ birthday: { text: 'around Easter' } }, '4.0')).toContain('BDAY;VALUE=text:around Easter');
  });
});

describe('what others read', () => {
  it('is in the words that Google, Apple and Outlook know', () => {
    const contact: ContactFields = {
      phones: [{ id: 'a', kind: 'mobile', number: '+49 30 1', primary: true }],
      emails: [{ id: 'b', kind: 'work', address: 'a@b.example' }],
      relations: [{ id: 'c', kind: 'spouse', name: 'Lars' }],
      events: [{ id: 'd', kind: 'anniversary', date: { year: 2001, month: 6, day: 21 } }],
      customFields: [{ id: 'e', key: 'Coffee', value: 'Black, no sugar' }],
      ims: [{ id: 'f', protocol: 'Skype', handle: 'ada@x' }],
    };
    expect(lines(contact, '3.0')).toEqual(
      expect.arrayContaining([
        'TEL;TYPE=CELL,PREF:+49 30 1',
        'EMAIL;TYPE=INTERNET,WORK:a@b.example',
        'item2.X-ABRELATEDNAMES:Lars',
        'item2.X-ABLabel:_$!<Spouse>!$_',
        'item1.X-ABDATE:2001-06-21',
        'item1.X-ABLabel:_$!<Anniversary>!$_',
        'X-COFFEE;X-KITH-KEY=Coffee:Black\\, no sugar',
        'IMPP;X-SERVICE-TYPE=Skype:skype:ada%40x',
      ]),
    );
    expect(lines(contact, '4.0')).toEqual(
      expect.arrayContaining([
        'TEL;TYPE=cell;PREF=1:+49 30 1',
        'item1.RELATED;TYPE=spouse;VALUE=text:Lars',
        'ANNIVERSARY:20010621',
      ]),
    );
  });
});
