// Owns: what a complete list of labels does to the stored ones, case by case, and that any list settles in one merge.
// Leaves to others: when a list is asked for and believed (sync/labels.test.ts).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, LabelId } from '../../../main/core/account.ts';
import type { Label } from '../../../main/core/label.ts';
import { labelPending, replaceLabel, withLabel } from '../../../main/core/label.ts';
import { mergeLabels } from '../../../main/core/label-merge.ts';
import type { LabelContext, LabelMerge, ListedLabel } from '../../../main/core/label-merge.ts';

const account = 'a' as AccountId;
const label = (changes: Partial<Label> = {}): Label => ({
  id: 'l1' as LabelId,
  account,
  ref: 'g1',
  etag: 'e1',
  base: 'Choir',
  name: 'Choir',
  kind: 'user',
  problem: null,
  ...changes,
});
const listed = (changes: Partial<ListedLabel> = {}): ListedLabel => ({
  ref: 'g1',
  etag: 'e1',
  name: 'Choir',
  kind: 'user',
  ...changes,
});
const context = (changes: Partial<LabelContext> = {}): LabelContext => {
  let n = 0;
  return {
    account,
    newId: () => `new${++n}`,
    mayBeUnlisted: () => false,
    carried: () => false,
    ...changes,
  };
};
const merge = (stored: readonly Label[], list: readonly ListedLabel[], ctx = context()): LabelMerge =>
  mergeLabels(stored, list, ctx);
/** What is stored after a merge. */
function after(stored: readonly Label[], { put, drop }: LabelMerge): readonly Label[] {
  const all = new Map(stored.map((one) => [one.id, one]));
  for (const id of drop) all.delete(id);
  for (const one of put) all.set(one.id, one);
  return [...all.values()];
}

describe('a list of labels', () => {
  it('that says what is known changes nothing', () => {
    const nothing = { put: [], drop: [], adopted: [], changed: [], lost: [] };
    expect(merge([label()], [listed()])).toEqual(nothing);
    expect(merge([label({ name: 'Mine' })], [listed()]), 'my rename waits').toEqual(nothing);
    expect(merge([label({ name: null })], [listed()]), 'my deletion waits').toEqual(nothing);
    expect(merge([label({ ref: null, base: null, etag: null })], []), 'my label waits').toEqual(nothing);
  });

  it('brings new ones, and new names', () => {
    const { put, changed } = merge(
      [label()],
      [listed({ name: 'Big choir', etag: 'e2' }), listed({ ref: 'g2', name: 'Club' })],
    );
    expect(put).toEqual([
      label({ name: 'Big choir', base: 'Big choir', etag: 'e2', unlistedSince: null }),
      { id: 'new1', account, ...listed({ ref: 'g2', name: 'Club' }), base: 'Club', problem: null },
    ]);
    expect(changed).toEqual([
      { name: 'Big choir', kind: 'update' },
      { name: 'Club', kind: 'create' },
    ]);
  });

  it('[law 3] with a name of theirs beside one of mine keeps theirs and says so; the same name is no quarrel', () => {
    const both = merge([label({ name: 'Mine' })], [listed({ name: 'Theirs' })]);
    expect(both.put).toMatchObject([{ base: 'Theirs', name: 'Theirs', problem: { code: 'provider.stale' } }]);
    expect(both.lost).toHaveLength(1);
    const same = merge([label({ name: 'New' })], [listed({ name: 'New' })]);
    expect(same).toMatchObject({ put: [{ base: 'New', name: 'New', problem: null }], lost: [] });
  });

  it('[law 4] with a new name undoes a deletion here', () => {
    const { put, lost } = merge([label({ name: null })], [listed({ name: 'Theirs' })]);
    expect(put).toMatchObject([{ base: 'Theirs', name: 'Theirs' }]);
    expect(lost).toHaveLength(1);
  });

  it('[law 8] without a label drops it, and remembers it while contacts carry it', () => {
    expect(merge([label()], [])).toMatchObject({
      put: [],
      drop: ['l1'],
      changed: [{ name: 'Choir', kind: 'delete' }],
    });
    const stored = after([label()], merge([label()], [], context({ carried: () => true })));
    expect(stored).toMatchObject([{ ref: 'g1', base: null, name: null }]);
    expect(labelPending(stored[0]!)).toBeNull();
    expect(merge(stored, []).drop).toEqual(['l1']);
    expect(merge([label({ name: 'Mine' })], []).lost, 'a rename of mine is not lost in silence').toHaveLength(
      1,
    );
    expect(merge([label({ name: null })], []).lost).toEqual([]);
  });

  it('that may lag neither drops what was just made nor brings back what was just deleted', () => {
    const lagging = context({ mayBeUnlisted: () => true });
    expect(merge([label()], [], lagging)).toMatchObject({ put: [], drop: [] });
    const gone = label({ base: null, name: null });
    expect(merge([gone], [listed()], lagging)).toMatchObject({ put: [], drop: [] });
    expect(merge([gone], [listed()])).toMatchObject({ put: [{ base: 'Choir', name: 'Choir' }] });
  });

  it('[law 9] has a label of mine by its name: it is that one, whoever made it', () => {
    const made = label({ ref: null, etag: null, base: null, name: 'choir' });
    expect(merge([made], [listed()])).toMatchObject({
      put: [{ ref: 'g1', base: 'Choir', name: 'Choir' }],
      adopted: [{ id: 'l1' }],
      changed: [],
    });
    const sent = { ...made, base: 'Choir', name: 'Mine' };
    expect(merge([sent], [listed()]), 'renamed here since it was sent').toMatchObject({
      put: [{ ref: 'g1', base: 'Choir', name: 'Mine' }],
    });
    expect(merge([{ ...sent, name: null }], [listed()]), 'deleted here since').toMatchObject({
      put: [{ ref: 'g1', base: 'Choir', name: null }],
    });
    expect(merge([sent], []), 'it never arrived').toMatchObject({ put: [{ base: null, name: 'Mine' }] });
    expect(merge([{ ...sent, name: null }], [])).toMatchObject({ put: [], drop: ['l1'] });
    expect(merge([made], [listed({ kind: 'system' })]).adopted, 'the service has groups of its own').toEqual(
      [],
    );
  });

  it('settles whatever was stored: a second look at the same list changes nothing, and no name of the list is lost', () => {
    const names = fc.constantFrom('A', 'B', 'C', 'D');
    const maybe = fc.option(names, { nil: null });
    const stored = fc
      .uniqueArray(fc.record({ n: fc.nat(5), base: maybe, name: maybe, hasRef: fc.boolean() }), {
        selector: ({ n }) => n,
      })
      .map((all) =>
        all.map(({ n, base, name, hasRef }) =>
          label({ id: `l${n}` as LabelId, ref: hasRef ? `g${n}` : null, base, name }),
        ),
      );
    const list = fc
      .uniqueArray(fc.record({ n: fc.nat(5), name: names }), { selector: ({ name }) => name })
      .map((all) => [...new Map(all.map(({ n, name }) => [n, listed({ ref: `g${n}`, name })])).values()]);
    fc.assert(
      fc.property(stored, list, fc.boolean(), (before, remote, carried) => {
        const ctx = context({ carried: () => carried });
        const once = after(before, merge(before, remote, ctx));
        const twice = merge(once, remote, ctx);
        // What the first look found never to have arrived may now meet one of its own name: that is all.
        expect(twice.lost).toEqual([]);
        expect(after(once, twice).length).toBeLessThanOrEqual(once.length);
        for (const { ref, name } of remote)
          expect(once.filter((one) => one.ref === ref)).toMatchObject([{ base: name }]);
      }),
    );
  });
});

describe('labels of a contact', () => {
  const fields = {
    labels: [
      { id: '1', ref: 'a' },
      { id: '2', ref: 'b' },
    ],
    notes: { text: 'n' },
  };

  it('are replaced, taken off and given once', () => {
    expect(replaceLabel(fields, 'a', 'c').labels?.map(({ ref }) => ref)).toEqual(['b', 'c']);
    expect(replaceLabel(fields, 'a', 'b').labels?.map(({ ref }) => ref)).toEqual(['b']);
    expect(replaceLabel({ labels: [{ id: '1', ref: 'a' }] }, 'a', null)).toEqual({});
    expect(replaceLabel(fields, 'x', 'y')).toBe(fields);
    expect(withLabel(fields.labels, 'a')).toBe(fields.labels);
    const given = withLabel(fields.labels, 'c');
    expect(new Set(given.map(({ id }) => id)).size).toBe(3);
  });
});
