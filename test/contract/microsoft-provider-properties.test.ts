// Owns: every property of seed 004 through cloud → Kith → an edit of another field → cloud → Kith, in v1.0 and beta,
// against the practice cloud. Leaves to others: what becomes of writes (microsoft-provider-writes.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import { changedFields } from '../../main/core/fields.ts';
import type { RemoteContact } from '../../main/providers/provider.ts';
import { create, FULL, update } from './microsoft-full-contact.ts';
import { collect, connect } from './microsoft-setup.ts';

const ETAGS = ['@odata.etag', 'changeKey', 'lastModifiedDateTime'];

describe.each(['v1.0', 'beta'] as const)('Graph %s', (graph) => {
  it.each<[string, ContactFields]>([
    ['fileAs', { fileAs: 'Ada, Countess' }],
    ['notes', { notes: { text: 'changed' } }],
    ['occupations', { occupations: [{ id: 'o', value: 'Countess' }] }],
    ['nicknames', {}],
  ])('an edit of %s leaves every other property as it was', async (name, edit) => {
    const one = await connect({ contacts: [FULL] }, graph);
    const before = one.cloud.book.all()[0] ?? {};
    const base = collect(await one.pull(null))[0] as RemoteContact;
    expect(one.provider.hold(one.account, base.fields)).toEqual(base.fields);
    const fields = { ...base.fields, [name]: edit[name as keyof ContactFields] };
    const [outcome] = await one.provider.write(one.account, [update(base, fields)]);
    expect(outcome).toMatchObject({ kind: 'done' });

    const after = one.cloud.book.all()[0] ?? {};
    const changed = Object.keys(before).filter(
      (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]) && !ETAGS.includes(key),
    );
    expect(changed.filter((key) => key !== 'singleValueExtendedProperties')).toEqual([PROPERTY[name]]);
    expect(extendedOf(after).filter((text) => !extendedOf(before).includes(text)).length).toBeLessThanOrEqual(
      1,
    );

    const read = collect(await one.pull(null))[0] as RemoteContact;
    expect(changedFields(read.fields, fields)).toEqual([]);
    expect(outcome).toMatchObject({
      contact: { fields: read.fields, etag: read.etag, readOnly: read.readOnly },
    });
  });

  it('shows all of seed 004 in the model', async () => {
    const one = await connect({ contacts: [FULL] }, graph);
    const { fields, readOnly, unknown } = collect(await one.pull(null))[0] as RemoteContact;
    expect(unknown).toEqual({});
    expect(Object.keys(readOnly).sort()).toEqual(['createdAt', 'folderId', 'updatedAt']);
    expect(fields.phones?.map((phone) => [phone.kind, phone.number])).toEqual(
      expect.arrayContaining([
        ['home', '+44 20 0'],
        ['home', '+44 20 1'],
        ['work', '+44 20 2'],
        ['work', '+44 20 3'],
        ['mobile', '+44 20 4'],
        ['other', '+44 20 5'],
        ['assistant', '+44 20 6'],
        ['homeFax', '+44 20 7'],
        ['workFax', '+44 20 8'],
        ['otherFax', '+44 20 9'],
        ['pager', '+44 20 10'],
        ['radio', '+44 20 11'],
        ['car', '+44 car'],
      ]),
    );
    expect(fields.keywords).toMatchObject([{ kind: 'outlookUser', value: 'third field' }]);
    expect(fields.addresses?.map(({ kind, poBox, region }) => [kind, poBox, region])).toEqual([
      ['home', 'PO 1', 'LDN'],
      ['work', 'PO 2', 'LDN'],
      ['other', 'PO 3', 'SRY'],
    ]);
    expect(fields).toMatchObject({
      birthday: { date: { year: 1815, month: 12, day: 10 } },
      events: [{ kind: 'anniversary', date: { year: 1835, month: 7, day: 8 } }],
      gender: { value: 'female' },
      flag: { status: 'flagged' },
      urls: [
        { kind: 'work', url: 'https://work.example' },
        { kind: 'home', url: 'https://home.example' },
        ...(graph === 'beta' ? [{ kind: 'blog', url: 'https://blog.example', name: 'Notes' }] : []),
      ],
      labels: [{ ref: 'Friends' }, { ref: 'Red category' }],
      ims: [{ handle: 'ada@im.example' }, { handle: 'ada2@im.example' }],
      emails:
        graph === 'beta'
          ? [{ kind: 'work', name: 'Ada L.' }, { kind: 'home' }, { label: 'Boat' }]
          : [{ name: 'Ada L.' }, {}, { name: 'Ada' }],
    });
  });

  it('creates with all it holds, and reads that back', async () => {
    const one = await connect({ contacts: [FULL] }, graph);
    const { fields } = collect(await one.pull(null))[0] as RemoteContact;
    const full: ContactFields = {
      ...fields,
      favorite: true,
      gender: { value: 'nonbinary' },
      flag: { status: 'complete', completed: { dateTime: '2026-01-01T00:00:00.0000000', timeZone: 'UTC' } },
    };
    const [outcome] = await one.provider.write(one.account, [create('c1', full)]);
    expect(outcome).toMatchObject({ kind: 'done', contact: { createKey: 'key-c1' } });
    const created = collect(await one.pull(null)).find((contact) => contact.createKey === 'key-c1');
    expect(created?.fields.gender).toEqual({ value: 'nonbinary' });
    expect(changedFields(created?.fields ?? {}, one.provider.hold(one.account, full))).toEqual([]);
  });

  it('clears every field it can write', async () => {
    const one = await connect({ contacts: [FULL] }, graph);
    const base = collect(await one.pull(null))[0] as RemoteContact;
    const [outcome] = await one.provider.write(one.account, [
      update(base, { name: { given: 'Ada', display: 'Ada' } }),
    ]);
    expect(outcome).toMatchObject({ kind: 'done' });
    const read = collect(await one.pull(null))[0] as RemoteContact;
    expect(read.fields).toEqual({ name: { given: 'Ada', display: 'Ada' } });
  });

  it('sends nothing that Graph refuses, however much there is', async () => {
    const one = await connect({}, graph);
    const many = (field: string): { id: string; [part: string]: string }[] =>
      Array.from({ length: 6 }, (_, index) => ({
        id: `${field}${index}`,
        kind: index < 3 ? 'work' : 'home',
        [field]: `${field} ${index}`,
      }));
    const fields: ContactFields = {
      name: { display: 'Too much' },
      emails: [{ id: 'e', address: 'comma@example.org,' }, ...many('address')],
      phones: many('number'),
      addresses: many('street'),
      ims: many('handle'),
      urls: many('url'),
      organizations: many('name'),
      relations: many('name'),
      keywords: many('value').map((value) => ({ ...value, kind: 'outlookUser' })),
      birthday: { date: { month: 2, day: 29 } },
      flag: { due: { dateTime: '2026-01-01T00:00:00', timeZone: 'UTC' } },
      events: [{ id: 'x', kind: 'anniversary', date: { year: 2001, month: 2, day: 30 } }],
    };
    const [outcome] = await one.provider.write(one.account, [create('c1', fields)]);
    expect(outcome).toMatchObject({ kind: 'done' });
    const read = collect(await one.pull(null))[0] as RemoteContact;
    expect(read.fields.emails?.map((email) => email.address)).toEqual([
      'address 0',
      'address 1',
      'address 2',
    ]);
    expect(changedFields(read.fields, one.provider.hold(one.account, fields))).toEqual([]);
  });
});

const PROPERTY: Readonly<Record<string, string>> = {
  fileAs: 'fileAs',
  notes: 'personalNotes',
  occupations: 'profession',
  nicknames: 'nickName',
};

function extendedOf(raw: Record<string, unknown>): readonly string[] {
  return (raw['singleValueExtendedProperties'] as object[]).map((one) => JSON.stringify(one));
}
