// Owns: how a typed query is read. Leaves to others: whom it finds (person-search.test.ts).
import { expect, test } from 'vitest';
import { parseQuery } from '../../../main/core/search-query.ts';

test.each([
  ['', [], []],
  [' \u3000\t', [], []],
  ['Ada  Müller', ['ada', 'muller'], []],
  ['"Ada  Müller" x', ['ada muller', 'x'], []],
  ['"not closed yet', ['not closed yet'], []],
  ['""', [], []],
  ['email:Foo@Bar', [], [{ kind: 'in', fields: ['emails'], word: 'foo@bar' }]],
  ['ＥＭＡＩＬ：foo', [], [{ kind: 'in', fields: ['emails'], word: 'foo' }]],
  ['phone:030', [], [{ kind: 'in', fields: ['phones', 'digits'], word: '030' }]],
  ['org:"Foo Bar" ada', ['ada'], [{ kind: 'in', fields: ['organizations'], word: 'foo bar' }]],
  [
    'has:photo has:email',
    [],
    [
      { kind: 'has', fields: ['photo'] },
      { kind: 'has', fields: ['emails'] },
    ],
  ],
  [
    'label:Freunde account:google',
    [],
    [
      { kind: 'label', word: 'freunde' },
      { kind: 'account', word: 'google' },
    ],
  ],
  ['-has:photo', [], [{ kind: 'has', fields: ['photo'], not: true }]],
  ['-label:"My Friends" ada', ['ada'], [{ kind: 'label', word: 'my friends', not: true }]],
  ['-email:x.example -account:', [], [{ kind: 'in', fields: ['emails'], word: 'x.example', not: true }]],
  ['ada -Müller', ['ada'], [{ kind: 'word', word: 'muller', not: true }]],
  ['-"Ada  Müller" x', ['x'], [{ kind: 'word', word: 'ada muller', not: true }]],
  ['-has:nothing', [], [{ kind: 'word', word: 'has:nothing', not: true }]],
  ['030 -12 --has:photo - -"', ['030', '-12', '--has:photo', '-'], []],
  ['"-ada" “Ada Byron”', ['-ada', 'ada byron'], []],
  ['ada ADA "ada"', ['ada'], []],
  ['email: label: has: ada', ['ada'], []],
  ['has:nothing foo:bar', ['has:nothing', 'foo:bar'], []],
  ['constructor:x has:constructor', ['constructor:x', 'has:constructor'], []],
  ['http://x.example 12:30', ['http://x.example', '12:30'], []],
])('the query %s is read as words and filters', (text, words, filters) => {
  expect(parseQuery(text)).toEqual({ words, filters });
});
