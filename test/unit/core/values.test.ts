// Owns: which value of one version is recognised as which of another. Leaves to others: joining them (merge.test.ts).
import { describe, expect, it } from 'vitest';
import { adoptIds, freshId } from '../../../main/core/values.ts';
import type { AnyListValue } from '../../../main/core/fields.ts';

const phone = (id: string, number: string, kind?: string): AnyListValue => ({
  id,
  number,
  ...(kind === undefined ? {} : { kind }),
});
const ids = (values: readonly AnyListValue[]) => values.map((value) => value.id);

describe('a value is a later version of', () => {
  it('the one with equal content, wherever it stands', () => {
    const before = [phone('a', '1', 'home'), phone('b', '2', 'home')];
    expect(ids(adoptIds('phones', before, [phone('x', '2', 'home'), phone('y', '1', 'home')]))).toEqual([
      'b',
      'a',
    ]);
  });

  it('the one with the same number or address, typed in another way or of another kind', () => {
    expect(
      ids(adoptIds('phones', [phone('a', '+1 (555) 1', 'home')], [phone('x', '+15551', 'work')])),
    ).toEqual(['a']);
    expect(
      ids(
        adoptIds(
          'phones',
          [phone('a', '1-800-flowers'), phone('b', '+٩٦٦ ٥٠ ١٢٣', 'home')],
          [phone('x', '+966 50 123', 'work'), phone('y', '+٤٩ ٣٠ ٤٥٦'), phone('z', '1 800 FLOWERS', 'work')],
        ),
      ),
    ).toEqual(['b', 'y', 'a']);
    const emails = adoptIds(
      'emails',
      [{ id: 'a', address: 'Ada@Example.org' }],
      [{ id: 'x', address: ' ada@example.org', kind: 'work' }],
    );
    expect(ids(emails)).toEqual(['a']);
  });

  it('the one of several jobs without an employer that still has the same title', () => {
    const before = [{ id: 'a', title: 'Editor', kind: 'work' }];
    const after = [
      { id: 'x', title: 'Editor', kind: 'work', jobDescription: 'Notes' },
      { id: 'y', department: 'Engines', kind: 'work' },
    ];
    expect(ids(adoptIds('organizations', before, after))).toEqual(['a', 'y']);
    expect(ids(adoptIds('organizations', before, after.toReversed()))).toEqual(['y', 'a']);
  });

  it('the one that was given an employer, or has lost it, among several of its kind', () => {
    const title = { title: 'Editor', kind: 'work' };
    const other = { id: 'y', department: 'Engines', kind: 'work' };
    const bare = [{ id: 'a', ...title }];
    const named = [{ id: 'a', ...title, name: 'Kith' }];
    expect(ids(adoptIds('organizations', bare, [other, { ...named[0]!, id: 'x' }]))).toEqual(['y', 'a']);
    expect(ids(adoptIds('organizations', named, [other, { ...bare[0]!, id: 'x' }]))).toEqual(['y', 'a']);
    const elsewhere = { id: 'x', ...title, name: 'Elsewhere' };
    expect(ids(adoptIds('organizations', named, [other, elsewhere])), 'another employer').toEqual(['y', 'x']);
  });

  it('the one that says the same without an employer or a street, though a service keeps no kind of it', () => {
    const [before, after] = [
      [{ id: 'a', department: 'Notes', kind: 'work', primary: true }],
      [
        { id: 'x', department: 'Notes' },
        { id: 'y', department: 'Engines' },
      ],
    ];
    expect(ids(adoptIds('organizations', before, after, false))).toEqual(['a', 'y']);
  });

  it('the one with the same number and kind rather than another with the same number', () => {
    const before = [phone('a', '1', 'home'), phone('b', '1', 'work')];
    expect(
      ids(
        adoptIds('phones', before, [
          { ...phone('x', '1', 'work'), label: undefined, extra: { k: 1 } } as unknown as AnyListValue,
        ]),
      ),
    ).toEqual(['b']);
  });

  it('the only one of its kind, and of no one where there are several', () => {
    expect(
      ids(adoptIds('phones', [phone('a', '1', 'home'), phone('b', '2', 'work')], [phone('x', '3', 'home')])),
    ).toEqual(['a']);
    expect(
      ids(adoptIds('phones', [phone('a', '1', 'home'), phone('b', '2', 'home')], [phone('x', '3', 'home')])),
    ).toEqual(['x']);
    expect(
      ids(adoptIds('phones', [phone('a', '1', 'home')], [phone('x', '3', 'home'), phone('y', '4', 'home')])),
    ).toEqual(['x', 'y']);
    expect(ids(adoptIds('phones', [phone('a', '1', 'home')], [phone('x', '3', 'home')], false))).toEqual([
      'x',
    ]);
  });

  it('what the other side made of one, if that says exactly the same', () => {
    const [before, mine] = [[phone('v', '1', 'mobile')], [phone('v', 'a', 'mobile'), phone('n', '1')]];
    const theirs = [phone('s.0', 'a', 'mobile'), phone('s.1', '1')];
    expect(ids(adoptIds('phones', before, theirs, true, mine))).toEqual(['v', 'n']);
  });
});

describe('ids are unique', () => {
  it('where a service numbers its values by place', () => {
    const after = adoptIds(
      'phones',
      [phone('phones.0', '1', 'home')],
      [phone('phones.0', '2', 'home'), phone('phones.1', '1', 'home')],
    );
    expect(ids(after)).toEqual(['phones.0~2', 'phones.0']);
  });

  it('where incoming values share one, or have none', () => {
    const nameless = { number: '9' } as unknown as AnyListValue;
    const after = adoptIds(
      'phones',
      [],
      [phone('x', '1'), phone('x', '2'), phone('x~2', '3'), nameless, { ...nameless, number: '8' }],
    );
    expect(new Set(ids(after)).size).toBe(5);
    expect(ids(after).every((id) => typeof id === 'string' && id !== '')).toBe(true);
  });

  it('where one object stands in a list twice', () => {
    const same = phone('x', '1');
    expect(ids(adoptIds('phones', [phone('a', '1')], [same, same]))).toEqual(['a', 'x']);
  });

  it('and a wanted one is kept if it is free', () => {
    const taken = new Set(['a']);
    expect([freshId('b', taken), freshId('a', taken), freshId('a', taken), freshId('', taken)]).toEqual([
      'b',
      'a~2',
      'a~3',
      'v',
    ]);
  });
});

it('recognising values of a huge list looks at each a few times, not at each pair', () => {
  // Counted, not timed: every look at a value reads its kind or its number.
  let looks = 0;
  const watched = (id: string, number: string): AnyListValue => ({
    id,
    get number() {
      looks += 1;
      return number;
    },
    get kind() {
      looks += 1;
      return 'home';
    },
  });
  const [before, after] = ['a', 'b'].map((side) =>
    Array.from({ length: 500 }, (_, n) => watched(`${side}${n}`, `${side === 'a' ? n : n + 1000}`)),
  );
  expect(new Set(ids(adoptIds('phones', before!, after!))).size).toBe(500);
  expect(looks).toBeLessThan(100 * 500);
});
