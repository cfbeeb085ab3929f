// Owns: what a person's edit or deletion does to a contact. Leaves to others: decisions about conflicts (conflicts.test.ts).
import { describe, expect, it } from 'vitest';
import type { AccountId, ContactId, PersonId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { applyPatch, createRecord, deleteRecord, editRecord } from '../../../main/core/edit.ts';
import type { FieldsPatch } from '../../../main/core/edit.ts';
import { pendingChange } from '../../../main/core/replica.ts';
import { AT, holdAll, known, LATER } from './records.ts';

const patch = (json: string) => JSON.parse(json) as FieldsPatch;

describe('a patch', () => {
  const before: ContactFields = {
    name: { given: 'Ada', family: 'Byron', display: 'Ada Byron', extra: { k: 1 } },
    fileAs: 'A',
    phones: [
      { id: 'a', number: '1', extra: { k: 1 } },
      { id: 'b', number: '2' },
    ],
  };

  it('changes only what it names; null and empty clear', () => {
    expect(applyPatch(before, { fileAs: 'B' })).toEqual({ ...before, fileAs: 'B' });
    expect(applyPatch(before, { fileAs: null, phones: [], name: null })).toEqual({});
    expect(applyPatch(before, { name: {} }).name).toBeUndefined();
    expect(applyPatch(before, { fileAs: undefined })).toEqual(before);
  });

  it('[law 12] keeps what the cloud keeps inside a value or a record, unless it names that', () => {
    expect(applyPatch(before, { phones: [{ id: 'a', number: '11' }] }).phones).toEqual([
      { id: 'a', number: '11', extra: { k: 1 } },
    ]);
    expect(applyPatch(before, { name: { given: 'Augusta' } }).name!.extra).toEqual({ k: 1 });
    expect(applyPatch(before, { name: { given: 'Augusta', extra: { k: 2 } } }).name!.extra).toEqual({ k: 2 });
  });

  it('removes a value whose text was cleared, also one in which the cloud keeps something', () => {
    expect(
      applyPatch(before, {
        phones: [
          { id: 'a', number: '' },
          { id: 'b', number: '2' },
        ],
      }).phones,
    ).toEqual([{ id: 'b', number: '2' }]);
  });

  it('a whole name follows its parts, unless the patch names it or somebody made it up', () => {
    expect(applyPatch(before, { name: { given: 'Augusta', family: 'Byron' } }).name!.display).toBe(
      'Augusta Byron',
    );
    expect(
      applyPatch(before, { name: { given: 'Augusta', family: 'Byron', display: 'Ada Byron' } }).name!.display,
    ).toBe('Augusta Byron');
    expect(applyPatch(before, { name: { given: 'Augusta', display: 'Gus' } }).name!.display).toBe('Gus');
    const mum: ContactFields = { name: { given: 'Ada', display: 'Mum' } };
    expect(applyPatch(mum, { name: { given: 'Augusta', display: 'Mum' } }).name!.display).toBe('Mum');
    expect(applyPatch(mum, { name: { given: 'Ada' } }).name!.display).toBeUndefined();
    expect(applyPatch({}, { name: { given: 'Ada' } }).name!.display).toBe('Ada');
  });

  it('gives values without ids the ids of those they are versions of, or new ones that no other has', () => {
    const nameless = patch('{"phones":[{"number":"2","kind":"home"},{"number":"9"}]}');
    const phones = applyPatch(before, nameless).phones!;
    expect(phones[0]!.id).toBe('b');
    expect(new Set(phones.map(({ id }) => id)).size).toBe(2);
    const made = applyPatch({}, patch('{"phones":[{"number":"x"}]}')).phones![0]!;
    const again = applyPatch(
      { phones: [{ ...made, number: 'y' }] },
      { phones: [...patch('{"phones":[{"number":"x"}]}').phones!, { ...made, number: 'y' }] },
    );
    expect(again.phones!.map(({ number }) => number)).toEqual(['x', 'y']);
    expect(again.phones![0]!.id).not.toBe(made.id);
    expect(again.phones![1]!.id).toBe(made.id);
  });

  it('leaves a value without an id primary, unless it says which one is', () => {
    const primary: ContactFields = {
      phones: [
        { id: 'a', number: '1', primary: true },
        { id: 'b', number: '2' },
      ],
    };
    expect(applyPatch(primary, patch('{"phones":[{"number":"1"},{"number":"9"}]}')).phones![0]).toEqual({
      id: 'a',
      number: '1',
      primary: true,
    });
    expect(
      applyPatch(primary, patch('{"phones":[{"number":"1"},{"number":"2","primary":true}]}')).phones,
    ).toEqual([
      { id: 'a', number: '1' },
      { id: 'b', number: '2', primary: true },
    ]);
    expect(applyPatch(primary, { phones: [{ id: 'a', number: '1' }] }).phones).toEqual([
      { id: 'a', number: '1' },
    ]);
  });

  it('leaves no two values with one id', () => {
    const phones = applyPatch(
      {},
      {
        phones: [
          { id: 'a', number: '1' },
          { id: 'a', number: '2' },
          { id: '', number: '3' },
        ],
      },
    ).phones!;
    expect(new Set(phones.map(({ id }) => id)).size).toBe(3);
    expect(phones.map(({ number }) => number)).toEqual(['1', '2', '3']);
  });

  it('reaches nothing but fields', () => {
    expect(applyPatch({}, patch('{"__proto__":{"fileAs":"x"},"constructor":"y","odd":"z"}'))).toEqual({});
  });
});

describe('[law 6] edits of one contact fold into one pending change', () => {
  const base: ContactFields = { fileAs: 'A', notes: { text: 'n' } };

  it('two edits are one update', () => {
    const record = editRecord(editRecord(known(base), { fileAs: 'B' }, AT), { notes: { text: 'm' } }, LATER);
    expect(pendingChange(record, holdAll)).toEqual({
      kind: 'update',
      base,
      fields: { fileAs: 'B', notes: { text: 'm' } },
      changed: ['fileAs', 'notes'],
    });
    expect(record.changedAt).toBe(LATER);
  });

  it('an edit and its opposite are none', () => {
    const record = editRecord(editRecord(known(base), { fileAs: 'B' }, AT), { fileAs: 'A' }, AT);
    expect(pendingChange(record, holdAll)).toBeNull();
    expect(record.local).toBe(record.base);
  });

  it('a new order of values is an edit, also where it was made by retyping', () => {
    const phones: ContactFields = {
      phones: [
        { id: 'a', number: '1' },
        { id: 'b', number: '2' },
      ],
    };
    for (const swapped of [
      [
        { id: 'b', number: '2' },
        { id: 'a', number: '1' },
      ],
      [
        { id: 'a', number: '2' },
        { id: 'b', number: '1' },
      ],
    ]) {
      const record = editRecord(known(phones), { phones: swapped }, AT);
      expect(record.local).toEqual({ phones: swapped });
      expect(pendingChange(record, holdAll)).toMatchObject({ kind: 'update', changed: ['phones'] });
    }
  });

  it('a create and a delete are none, a create that may have arrived and a delete are a delete', () => {
    const created = createRecord({
      id: 'c' as ContactId,
      person: 'p' as PersonId,
      account: 'a' as AccountId,
      fields: base,
      createKey: 'k',
      at: AT,
    });
    expect(pendingChange(created, holdAll)).toEqual({ kind: 'create', fields: base });
    expect(deleteRecord(created, AT)).toBeNull();
    const sent = deleteRecord({ ...created, createSent: true, base }, AT)!;
    expect(sent.local).toBeNull();
    expect(pendingChange(sent, holdAll)).toEqual({ kind: 'delete' });
  });

  it('edits and a delete are a delete', () => {
    const record = deleteRecord(editRecord(known(base), { fileAs: 'B' }, AT), LATER)!;
    expect(pendingChange(record, holdAll)).toEqual({ kind: 'delete' });
  });

  it('[law 20] an edit tries again what the cloud had refused', () => {
    const refused = known(base, base, {
      problem: { code: 'provider.rejected', message: 'no', retry: 'afterUser', context: {} },
    });
    expect(editRecord(refused, { fileAs: 'B' }, AT).problem).toBeNull();
    expect(deleteRecord(refused, AT)!.problem).toBeNull();
  });
});
