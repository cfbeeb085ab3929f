// Owns: whole names and their parts, what persons are called, sorted and found by. Leaves to others: merging names (merge.test.ts).
import { describe, expect, it } from 'vitest';
import { composeName, joinDisplay, recomposeDisplay, repeatsParts } from '../../../main/core/names.ts';
import { detailLine, displayName, initials, sectionOf } from '../../../main/core/person.ts';
import { parseQuery } from '../../../main/core/search-query.ts';
import { formsOf, searchText } from '../../../main/core/search.ts';

describe('a whole name', () => {
  it('is made of its parts, without a space and family first where the script wants it', () => {
    expect(composeName({ prefix: 'Dr', given: 'Ada', middle: 'K', family: 'Byron', suffix: 'PhD' })).toBe(
      'Dr Ada K Byron PhD',
    );
    expect(composeName({ given: '太郎', family: '山田' })).toBe('山田太郎');
    expect(composeName({ given: 'Taro', family: '山田' })).toBe('Taro 山田');
    expect(composeName({})).toBe('');
  });

  it.each([
    [{ given: 'Ada', family: 'Byron', display: 'Ada Byron' }, 'Augusta Byron'],
    [{ given: 'Ada', family: 'Byron', display: 'Byron, Ada' }, 'Byron, Augusta'],
    [{ given: 'Ada', family: 'Byron', display: 'Byron Ada' }, 'Byron Augusta'],
    [{ given: 'Ada', middle: 'K', family: 'Byron', display: 'Ada Byron' }, 'Augusta Byron'],
    [{ given: 'Ada', family: 'Byron', display: 'Mum' }, 'Mum'],
    [{ given: 'Ada', family: 'Byron' }, 'Augusta Byron'],
  ])('%o follows a new given name as %s', (before, whole) => {
    expect(recomposeDisplay(before, { ...before, given: 'Augusta' })).toBe(whole);
  });

  it('follows in Han as it was written', () => {
    expect(
      recomposeDisplay(
        { family: '山田', given: '太郎', display: '山田太郎' },
        { family: '佐藤', given: '太郎' },
      ),
    ).toBe('佐藤太郎');
    expect(
      recomposeDisplay(
        { family: '山田', given: '太郎', display: '山田 太郎' },
        { family: '佐藤', given: '太郎' },
      ),
    ).toBe('佐藤 太郎');
  });

  it('that was all there was gives way to parts, and goes with the last of them', () => {
    expect(recomposeDisplay({ display: 'Ada' }, { display: 'Ada', given: 'Augusta' })).toBe('Augusta');
    expect(recomposeDisplay({ given: 'Ada', display: 'Ada' }, { display: 'Ada' })).toBeUndefined();
  });

  it('is told from one that a person made up', () => {
    expect(repeatsParts({ given: 'Ada', display: 'Ada' })).toBe(true);
    expect(repeatsParts({ given: 'Ada', display: 'Mum' })).toBe(false);
    expect(repeatsParts({})).toBe(false);
  });
});

describe('[law 3] two whole names', () => {
  const base = { given: 'Ada', family: 'Byron', display: 'Ada Byron' };
  const joined = { given: 'Augusta', family: 'King' };

  it('that followed their parts follow the joined ones', () => {
    expect(
      joinDisplay(
        base,
        { ...base, given: 'Augusta', display: 'Augusta Byron' },
        { ...base, family: 'King', display: 'Ada King' },
        joined,
      ),
    ).toBe('Augusta King');
  });

  it('of which one did not move because its service does not move it follow them too', () => {
    expect(
      joinDisplay(
        base,
        { ...base, given: 'Augusta', display: 'Augusta Byron' },
        { ...base, family: 'King' },
        joined,
      ),
    ).toBe('Augusta King');
    expect(
      joinDisplay(
        base,
        { ...base, family: 'King' },
        { ...base, given: 'Augusta', display: 'Augusta Byron' },
        joined,
      ),
    ).toBe('Augusta King');
  });

  it('of which one was chosen by somebody are that one', () => {
    const follows = { ...base, given: 'Augusta', display: 'Augusta Byron' };
    expect(joinDisplay(base, follows, { ...base, display: 'Mum' }, { ...base, given: 'Augusta' })).toBe(
      'Mum',
    );
    expect(joinDisplay(base, { ...base, display: 'Mum' }, follows, { ...base, given: 'Augusta' })).toBe(
      'Mum',
    );
  });

  it('that were both chosen are for the person to decide', () => {
    expect(joinDisplay(base, { ...base, display: 'Mum' }, { ...base, display: 'Countess' }, base)).toBeNull();
  });
});

describe('a person', () => {
  it('is called by what there is', () => {
    expect(displayName({ name: { given: 'Ada' }, nicknames: [{ id: 'a', value: 'Addie' }] })).toBe('Ada');
    expect(displayName({ nicknames: [{ id: 'a', value: 'Addie' }] })).toBe('Addie');
    expect(displayName({ name: { display: '  ' }, emails: [{ id: 'a', address: 'a@example.org' }] })).toBe(
      'a@example.org',
    );
    expect(displayName({})).toBe('');
  });

  it('is told from others by work, address, number', () => {
    expect(
      detailLine({ name: { given: 'Ada' }, organizations: [{ id: 'a', title: 'Countess', name: 'Engine' }] }),
    ).toBe('Countess, Engine');
    expect(
      detailLine({ emails: [{ id: 'a', address: 'a@example.org' }], phones: [{ id: 'p', number: '1' }] }),
    ).toBe('1');
  });

  it('has initials of letters only, one in Han', () => {
    expect(initials({ name: { given: 'Ada', family: 'Byron' } })).toBe('AB');
    expect(initials({ name: { given: '太郎', family: '山田' } })).toBe('山');
    expect(initials({ phones: [{ id: 'p', number: '+1 555' }] })).toBe('');
  });

  it('is sorted under a whole letter without accents', () => {
    expect(['Élan', '(Ada)', '1', '', 'ßa', '𠮷野'].map(sectionOf)).toEqual(['E', 'A', '#', '#', 'S', '𠮷']);
  });
});

describe('search', () => {
  const text = searchText({
    name: { given: 'Zoë', family: 'Łukasz' },
    phones: [{ id: 'p', number: '+49 (30) 123-456' }],
    organizations: [{ id: 'o', name: 'ＡＣＭＥ 株式会社' }],
    customFields: [{ id: 'c', key: 'Boat', value: 'Straße' }],
    fileAs: 'Files',
  });
  const occurs = (query: string) =>
    parseQuery(query).words.every((word) => formsOf(word).some((form) => text.includes(form)));
  it.each([
    'zoe',
    'ZOË',
    'lukasz',
    'acme',
    '式会',
    'strasse',
    '123456',
    '30123',
    '+49',
    'boat zoe',
    'files',
    '',
  ])('finds by %s', (query) => {
    expect(occurs(query)).toBe(true);
  });
  it.each(['zob', 'zoe missing', '99'])('does not find by %s', (query) => {
    expect(occurs(query)).toBe(false);
  });
});
