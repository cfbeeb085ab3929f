// Owns: the three-way merge in chosen cases, part by part and value by value. Leaves to others: any contacts
// (properties.test.ts), what happens to conflicts later (conflicts.test.ts), what clouds cannot hold (hold.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields, Phone } from '../../../main/core/contact.ts';
import { mergeFields } from '../../../main/core/merge.ts';
import { bare } from './records.ts';

const phones = (...values: readonly Phone[]): ContactFields => ({ phones: values });
const home = (id: string, number: string, more: Partial<Phone> = {}): Phone => ({
  id,
  number,
  kind: 'home',
  ...more,
});

describe('[law 3] values of a list', () => {
  const emails: ContactFields = {
    emails: [
      { id: 'a', address: 'a@example.org', kind: 'home' },
      { id: 'b', address: 'b@example.org', kind: 'work' },
    ],
  };

  it('an edit of one survives while theirs removes another', () => {
    const mine: ContactFields = {
      emails: [{ ...emails.emails![0]!, address: 'ada@example.org' }, emails.emails![1]!],
    };
    const { fields, overlaps } = mergeFields(emails, mine, { emails: [{ ...emails.emails![0]!, id: 's0' }] });
    expect(fields).toEqual({ emails: [mine.emails![0]] });
    expect(overlaps).toEqual([]);
  });

  it('the same one added by both is there once, under my id', () => {
    const added = { id: 'n', address: 'n@example.org', kind: 'work' };
    const { fields, theirs, overlaps } = mergeFields(
      {},
      { emails: [added] },
      { emails: [{ ...added, id: 's0' }] },
    );
    expect([fields, theirs, overlaps]).toEqual([{ emails: [added] }, { emails: [added] }, []]);
  });

  it('the same address added by both with other parts is one value with the parts of both', () => {
    const mine: ContactFields = { emails: [{ id: 'n', address: 'n@example.org', kind: 'work' }] };
    const { fields, overlaps } = mergeFields({}, mine, {
      emails: [{ id: 's', address: 'n@example.org', name: 'Ada' }],
    });
    expect(fields).toEqual({ emails: [{ id: 'n', address: 'n@example.org', kind: 'work', name: 'Ada' }] });
    expect(overlaps).toEqual([]);
  });

  it('different ones added by both are both there, theirs first', () => {
    const { fields } = mergeFields({}, phones(home('n', '1')), phones(home('s', '2')));
    expect(fields).toEqual(phones(home('s', '2'), home('n', '1')));
  });

  it('a kind changed here and a number changed there are both there', () => {
    const { fields, overlaps } = mergeFields(
      phones(home('a', '1')),
      phones({ ...home('a', '1'), kind: 'work' }),
      phones(home('s', '2')),
    );
    expect(fields).toEqual(phones({ id: 'a', number: '2', kind: 'work' }));
    expect(overlaps).toEqual([]);
  });

  it('an edit beats a deletion, on either side', () => {
    const base = phones(home('a', '1'), home('b', '2'));
    expect(mergeFields(base, phones(home('a', '11'), home('b', '2')), phones(home('s', '2'))).fields).toEqual(
      phones(home('b', '2'), home('a', '11')),
    );
    expect(
      mergeFields(base, phones(home('b', '2')), phones({ ...home('s', '1'), label: 'x' }, home('t', '2')))
        .fields.phones,
    ).toHaveLength(2);
  });

  it('a deletion here and an addition there are both done', () => {
    const { fields } = mergeFields(phones(home('a', '1')), {}, phones(home('s0', '1'), home('s1', '2')));
    expect(bare(fields, 'phones')).toEqual([{ number: '2', kind: 'home' }]);
  });

  it('a part changed differently by both is a conflict of that value: mine stays, and nothing else is touched', () => {
    const base = phones(home('a', '1'), home('b', '5'));
    const { fields, overlaps } = mergeFields(
      base,
      phones(home('a', '2'), home('b', '5')),
      phones(home('s0', '3'), home('s1', '5')),
    );
    expect(fields).toEqual(phones(home('a', '2'), home('b', '5')));
    expect(overlaps).toEqual([
      { path: 'phones.a', base: home('a', '1'), mine: home('a', '2'), theirs: home('a', '3') },
    ]);
  });

  it('many of one kind are told apart', () => {
    const base = phones(...['1', '2', '3', '4'].map((n) => home(`p${n}`, n)));
    const mine = phones(home('p1', '1'), home('p2', '22'), home('p3', '3'), home('p4', '4'), home('n', '5'));
    const theirs = phones(home('s0', '4'), home('s1', '2'), home('s2', '1'));
    const { fields, overlaps } = mergeFields(base, mine, theirs);
    expect(overlaps).toEqual([]);
    expect(
      bare(fields, 'phones')
        .map((phone) => (phone as Phone).number)
        .sort(),
    ).toEqual(['1', '22', '4', '5']);
  });

  it('of equal ones each deletion here and each deletion there may be the same, and one that both kept is kept', () => {
    const base = phones(home('a', '1'), home('b', '1'));
    expect(mergeFields(base, phones(home('b', '1')), phones(home('s', '1'))).fields).toEqual(
      phones(home('b', '1')),
    );
    expect(
      mergeFields(base, phones(home('a', '1'), home('b', '2')), phones(home('s', '1'))).fields.phones,
    ).toContainEqual(home('b', '2'));
  });

  it('one that I changed into what they added is there once, and once the other way round', () => {
    const base = phones(home('a', '1'));
    expect(
      mergeFields(base, phones(home('a', '2')), phones(home('s0', '1'), home('s1', '2'))).fields,
    ).toEqual(phones(home('a', '2')));
    expect(
      bare(
        mergeFields(base, phones(home('a', '1'), home('n', '2')), phones(home('s0', '2'))).fields,
        'phones',
      ),
    ).toEqual([{ number: '2', kind: 'home' }]);
  });

  it('what they added is kept though it equals my side of a conflict, whose end is open', () => {
    const email = (id: string, name: string, kind?: string) => ({
      id,
      address: 'a@example.org',
      name,
      ...(kind === undefined ? {} : { kind }),
    });
    const { fields, overlaps } = mergeFields(
      { emails: [email('a', 'n')] },
      { emails: [email('a', 'm')] },
      { emails: [email('s0', 't', 'work'), email('s1', 'm', 'work')] },
    );
    expect(overlaps.map(({ path }) => path)).toEqual(['emails.a']);
    expect(bare(fields, 'emails')).toEqual([
      { address: 'a@example.org', name: 'm', kind: 'work' },
      { address: 'a@example.org', name: 'm', kind: 'work' },
    ]);
  });

  it('that both sides changed and added alike are the same', () => {
    const mine = phones({ id: 'v', number: '2', kind: 'mobile' }, { id: 'n', number: '1' });
    const theirs = phones({ id: 's0', number: '2', kind: 'mobile' }, { id: 's1', number: '1' });
    expect(mergeFields(phones({ id: 'v', number: '1', kind: 'mobile' }), mine, theirs)).toEqual({
      fields: mine,
      theirs: mine,
      overlaps: [],
    });
  });

  it('a new one of theirs takes no id that is in use', () => {
    const base = phones(home('p.0', '1'), home('p.1~2', '7'));
    const mine = phones(home('p.0', '1'), home('p.1~2', '7'), home('p.1', '8'));
    const { fields } = mergeFields(base, mine, phones(home('p.0', '1'), home('p.2', '7'), home('p.1', '9')));
    expect(
      bare(fields, 'phones')
        .map((phone) => (phone as Phone).number)
        .sort(),
    ).toEqual(['1', '7', '8', '9']);
  });

  it('[law 12] what the model does not know comes from the cloud, and an edit of mine keeps it', () => {
    const base = phones(home('a', '1', { extra: { k: 1 } }));
    const mine = phones(home('a', '2', { extra: { k: 1 } }));
    const { fields, overlaps } = mergeFields(base, mine, phones(home('s', '1', { extra: { k: 2 } })));
    expect([fields, overlaps]).toEqual([phones(home('a', '2', { extra: { k: 2 } })), []]);
    const both = mergeFields(
      base,
      phones(home('a', '1', { extra: { k: 3 } })),
      phones(home('s', '1', { extra: { k: 2 } })),
    );
    expect([both.fields, both.overlaps]).toEqual([phones(home('a', '1', { extra: { k: 2 } })), []]);
  });
});

describe('[law 3] the order of values', () => {
  const base = phones(home('a', '1'), home('b', '2'), home('c', '3'));
  const numbers = (fields: ContactFields) => (fields.phones ?? []).map((phone) => phone.number).join('');

  it('is mine if I reordered, with what they added at the end', () => {
    const mine = phones(home('c', '3'), home('a', '1'), home('b', '2'));
    expect(
      numbers(
        mergeFields(base, mine, phones(home('s0', '9'), home('s1', '1'), home('s2', '2'), home('s3', '3')))
          .fields,
      ),
    ).toBe('3129');
  });

  it('is theirs if I only added or removed, with mine at the end', () => {
    const mine = phones(home('a', '1'), home('c', '3'), home('n', '9'));
    expect(
      numbers(
        mergeFields(
          base,
          mine,
          phones(home('s0', '4', { kind: 'work' }), home('s1', '3'), home('s2', '1'), home('s3', '2')),
        ).fields,
      ),
    ).toBe('4319');
  });

  it('is mine if they only reordered: services do that at will', () => {
    expect(mergeFields(base, base, phones(home('s0', '3'), home('s1', '2'), home('s2', '1'))).fields).toEqual(
      base,
    );
  });
});

describe('[law 3] the primary flag', () => {
  const base = phones(home('a', '1'), home('b', '2'));
  const flagged = (fields: ContactFields) =>
    (fields.phones ?? []).filter((phone) => phone.primary).map((phone) => phone.number);

  it('moves with the side that moved it', () => {
    const moved = phones(home('s0', '1'), home('s1', '2', { primary: true }));
    expect(flagged(mergeFields(base, phones(home('a', '1'), home('b', '22')), moved).fields)).toEqual(['22']);
  });

  it('alone is no edit that beats a deletion: it follows from what else is in the list', () => {
    const chosen = phones(home('a', '1', { primary: true }), home('b', '2'));
    expect(mergeFields(base, chosen, phones(home('s', '2'))).fields).toEqual(phones(home('b', '2')));
    expect(
      mergeFields(base, phones(home('b', '2')), phones(home('s0', '1', { primary: true }), home('s1', '2')))
        .fields,
    ).toEqual(phones(home('b', '2')));
  });

  it('is mine where both chose, and no conflict', () => {
    const { fields, overlaps } = mergeFields(
      base,
      phones(home('a', '1', { primary: true }), home('b', '2')),
      phones(home('s0', '1'), home('s1', '2', { primary: true })),
    );
    expect(flagged(fields)).toEqual(['1']);
    expect(overlaps).toEqual([]);
  });

  it('[law 1] is not corrected where a service has several', () => {
    const theirs = phones(home('s0', '1', { primary: true }), home('s1', '2', { primary: true }));
    const merged = mergeFields(base, base, theirs);
    expect(merged.fields).toEqual(merged.theirs);
  });
});

describe('[law 3] records and bare values', () => {
  it('join by part, and conflict by part', () => {
    const base: ContactFields = {
      birthday: { date: { year: 1815, month: 12, day: 10 } },
      gender: { value: 'f' },
    };
    const mine: ContactFields = { birthday: { ...base.birthday, text: 'winter' }, gender: { value: 'x' } };
    const { fields, overlaps } = mergeFields(base, mine, {
      birthday: { date: { month: 12, day: 10 } },
      gender: { value: 'y' },
    });
    expect(fields).toEqual({
      birthday: { date: { month: 12, day: 10 }, text: 'winter' },
      gender: { value: 'x' },
    });
    expect(overlaps).toEqual([{ path: 'gender.value', base: 'f', mine: 'x', theirs: 'y' }]);
  });

  it('take a cleared part for a change', () => {
    expect(mergeFields({ fileAs: 'A' }, {}, { fileAs: 'B' }).overlaps).toEqual([
      { path: 'fileAs', base: 'A', mine: null, theirs: 'B' },
    ]);
    expect(
      mergeFields({ fileAs: 'A', notes: { text: 'n' } }, { notes: { text: 'm' } }, { fileAs: 'A' }).overlaps,
    ).toEqual([{ path: 'notes.text', base: 'n', mine: 'm', theirs: null }]);
    expect(mergeFields({ favorite: true }, {}, { favorite: true }).fields).toEqual({});
    expect(mergeFields({}, { favorite: false }, { favorite: true }).fields).toEqual({ favorite: true });
  });

  it('take keys for keys, whatever they are called', () => {
    const odd = JSON.parse('{"name":{"given":"Ada","extra":{"__proto__":{"x":1}}}}') as ContactFields;
    const { fields } = mergeFields({ name: { given: 'A' } }, { name: { given: 'A', family: 'B' } }, odd);
    expect(JSON.stringify(fields.name)).toContain('__proto__');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('[law 3] names', () => {
  const base: ContactFields = { name: { given: 'Ada', family: 'Byron', display: 'Ada Byron' } };

  it('given changed here, family there: the whole name follows both', () => {
    const mine: ContactFields = { name: { given: 'Augusta', family: 'Byron', display: 'Augusta Byron' } };
    const { fields, overlaps } = mergeFields(base, mine, {
      name: { given: 'Ada', family: 'King', display: 'Ada King' },
    });
    expect([fields, overlaps]).toEqual([
      { name: { given: 'Augusta', family: 'King', display: 'Augusta King' } },
      [],
    ]);
  });

  it('follows in the order in which it is written, and in Han without a space', () => {
    const comma: ContactFields = { name: { given: 'Ada', family: 'Byron', display: 'Byron, Ada' } };
    expect(
      mergeFields(
        comma,
        { name: { given: 'Augusta', family: 'Byron', display: 'Byron, Augusta' } },
        { name: { given: 'Ada', family: 'King', display: 'King, Ada' } },
      ).fields.name!.display,
    ).toBe('King, Augusta');
    const han: ContactFields = { name: { given: '太郎', family: '山田', display: '山田太郎' } };
    expect(
      mergeFields(
        han,
        { name: { given: '次郎', family: '山田', display: '山田次郎' } },
        { name: { given: '太郎', family: '佐藤', display: '佐藤太郎' } },
      ).fields.name!.display,
    ).toBe('佐藤次郎');
  });

  it('a whole name that somebody made up stays, on either side', () => {
    const edited: ContactFields = { name: { given: 'Augusta', family: 'Byron', display: 'Augusta Byron' } };
    const mum: ContactFields = { name: { given: 'Ada', family: 'Byron', display: 'Mum' } };
    for (const [mine, theirs] of [
      [edited, mum],
      [mum, edited],
    ] as const) {
      expect(mergeFields(base, mine, theirs)).toMatchObject({
        fields: { name: { given: 'Augusta', display: 'Mum' } },
        overlaps: [],
      });
    }
  });

  it('two whole names that were both made up are a conflict', () => {
    const { fields, overlaps } = mergeFields(
      base,
      { name: { ...base.name, display: 'Mum' } },
      { name: { ...base.name, display: 'Countess' } },
    );
    expect(fields.name!.display).toBe('Mum');
    expect(overlaps).toEqual([{ path: 'name.display', base: 'Ada Byron', mine: 'Mum', theirs: 'Countess' }]);
  });

  it('a part in conflict is one conflict, not two', () => {
    const mine: ContactFields = { name: { given: 'Augusta', family: 'Byron', display: 'Augusta Byron' } };
    const { overlaps } = mergeFields(base, mine, {
      name: { given: 'Adah', family: 'Byron', display: 'Adah Byron' },
    });
    expect(overlaps.map(({ path }) => path)).toEqual(['name.given']);
  });
});
