// Owns: what a cloud cannot hold, in chosen cases: it is put back, and only what the cloud changed is a change.
// Leaves to others: any contacts and losses (properties.test.ts, loop.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../../main/core/contact.ts';
import { restoreUnheld } from '../../../main/core/merge.ts';
import { receive } from '../../../main/core/reconcile.ts';
import { pendingChange } from '../../../main/core/replica.ts';
import { context, holdAll, holdWith, known, remoteOf, withSlotIds } from './records.ts';

const noLabels = holdWith({ fields: [], parts: ['label'], most: 100, kinds: [] });
const onlyTwo = holdWith({ fields: [], parts: [], most: 2, kinds: [] });
const numbers = (fields: ContactFields | null) =>
  (fields?.phones ?? []).map((phone) => phone.number).join(' ');
const phones = (...all: readonly string[]): ContactFields => ({
  phones: all.map((number) => ({ id: `p${number}`, number, kind: 'home' })),
});

describe('[law 21] an unheld part', () => {
  const agreed: ContactFields = {
    phones: [
      { id: 'a', number: '1', kind: 'home', label: 'Cottage' },
      { id: 'b', number: '2', label: 'Boat' },
    ],
  };

  it('stays when the cloud changes the value', () => {
    const remote: ContactFields = {
      phones: [
        { id: 's0', number: '11', kind: 'home' },
        { id: 's1', number: '2' },
      ],
    };
    expect(restoreUnheld(agreed, noLabels(agreed), remote).phones).toEqual([
      { ...agreed.phones![0], number: '11' },
      agreed.phones![1],
    ]);
  });

  it('does not keep a value that the cloud deleted', () => {
    const remote: ContactFields = { phones: [{ id: 's0', number: '2' }] };
    expect(restoreUnheld(agreed, noLabels(agreed), remote).phones).toEqual([agreed.phones![1]]);
    expect(receive(known(agreed), remoteOf(remote), context(noLabels)).record.local!.phones).toEqual([
      agreed.phones![1],
    ]);
  });

  it('stays when the cloud changes what it holds instead of what it cannot hold', () => {
    const noCars = holdWith({ fields: [], parts: ['label'], most: 100, kinds: ['car'] });
    const car: ContactFields = { phones: [{ id: 'a', number: '1', kind: 'car', label: 'Red' }] };
    expect(
      restoreUnheld(car, noCars(car), { phones: [{ id: 's', number: '1', kind: 'work' }] }).phones,
    ).toEqual([{ id: 'a', number: '1', kind: 'work', label: 'Red' }]);
    expect(restoreUnheld(car, noCars(car), { phones: [{ id: 's', number: '2' }] }).phones).toEqual([
      { id: 'a', number: '2', kind: 'car', label: 'Red' },
    ]);
  });

  it('of a name stays, and a whole name comes as the cloud has it', () => {
    const noSuffix = holdWith({ fields: [], parts: ['suffix'], most: 100, kinds: [] });
    const name: ContactFields = { name: { given: 'Ada', suffix: 'PhD', display: 'Ada' } };
    expect(restoreUnheld(name, noSuffix(name), { name: { given: 'Augusta', display: 'Gus' } })).toEqual({
      name: { given: 'Augusta', suffix: 'PhD', display: 'Gus' },
    });
  });

  it('is recognised by its id where the cloud keeps neither number nor kind of it', () => {
    const held: ContactFields = { phones: [{ id: 'a', number: 'one', kind: 'other' }] };
    const kept: ContactFields = { phones: [{ id: 'a', number: '1', kind: 'home' }] };
    expect(restoreUnheld(kept, held, { phones: [{ id: 's', number: 'two', kind: 'other' }] }).phones).toEqual(
      [{ id: 'a', number: 'two', kind: 'home' }],
    );
  });
});

describe('[law 21] an unheld value', () => {
  it('stays when others come, change and go', () => {
    for (const [there, all] of [
      ['1', '1 3'],
      ['1 9', '1 9 3'],
      ['2 1', '1 2 3'],
    ] as const) {
      expect(
        numbers(
          restoreUnheld(
            phones('1', '2', '3'),
            onlyTwo(phones('1', '2', '3')),
            withSlotIds(phones(...there.split(' '))),
          ),
        ),
      ).toBe(all);
    }
  });

  it('is one with an equal one that the cloud adds, and stays beside one with the same key that says something else', () => {
    const custom = (...values: readonly string[]): ContactFields => ({
      customFields: values.map((value) => ({ id: value, key: 'Tag', value })),
    });
    const held: ContactFields = {};
    expect(restoreUnheld(custom('a'), held, withSlotIds(custom('a')))).toEqual(custom('a'));
    expect(
      restoreUnheld(custom('a'), held, withSlotIds(custom('b'))).customFields!.map(({ value }) => value),
    ).toEqual(['b', 'a']);
  });

  it('is not read as deleted after the cloud made room for it: it is sent', () => {
    const ctx = context(onlyTwo);
    const first = receive(known(phones('1', '2', '3')), remoteOf(withSlotIds(phones('2'))), ctx).record;
    expect(numbers(first.local)).toBe('2 3');
    expect(pendingChange(first, onlyTwo)).toMatchObject({
      kind: 'update',
      changed: ['phones'],
      base: phones('2'),
    });
    const second = receive(
      first,
      remoteOf({ ...withSlotIds(phones('2')), notes: { text: 'n' } }, 'e3'),
      ctx,
    ).record;
    expect(numbers(second.local)).toBe('2 3');
  });

  it('is not read as deleted though more than one would now fit, one after the other', () => {
    const record = receive(
      known(phones('1', '2', '3', '4')),
      remoteOf(withSlotIds(phones('2'))),
      context(onlyTwo),
    ).record;
    expect([numbers(record.base), numbers(record.local)]).toEqual(['2', '2 3 4']);
  });

  it('is not read as deleted either where the contact was deleted here and edited there', () => {
    const after = receive(
      known(phones('1', '2', '3'), null),
      remoteOf(withSlotIds(phones('2'))),
      context(onlyTwo),
    );
    expect(after.effect).toBe('deletionUndone');
    expect(numbers(after.record.local)).toBe('2 3');
    expect(numbers(after.record.base)).toBe('2');
  });

  it('is nothing to send, alone', () => {
    expect(pendingChange(known(phones('1', '2'), phones('1', '2', '3')), onlyTwo)).toBeNull();
    expect(pendingChange(known(phones('1', '2', '3'), phones('1', '2')), onlyTwo)).toBeNull();
    expect(pendingChange(known(phones('1', '2'), phones('1', '2', '3')), holdAll)).not.toBeNull();
  });

  it('is sent when I make room for it', () => {
    expect(pendingChange(known(phones('1', '2', '3'), phones('2', '3')), onlyTwo)).toMatchObject({
      changed: ['phones'],
    });
  });
});
