// Owns: that the engine in the repository is the one of its sources, and grows as far as it is asked to.
// Leaves to others: what is found by it (core/search-index.test.ts).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compiledEngine } from '../../../build/search-engine.ts';
import { slotsIn } from '../../../main/core/bits.ts';
import { createTextIndex } from '../../../main/core/search-index.ts';
import { markOf } from '../../../main/core/search.ts';
import { createWordList } from '../../../main/core/search-typos.ts';
import { startSearchEngine } from '../../../main/store/search-engine.ts';
import { drained } from '../../support/drained.ts';

const textOf = (note: string) => {
  const codes = Uint16Array.from({ length: note.length + 1 }, (_none, at) =>
    at === 0 ? markOf('notes') : note.charCodeAt(at - 1),
  );
  return { codes, length: codes.length };
};

test('the engine is what its sources compile to', async () => {
  const file = join(import.meta.dirname, '../../../main/store/search-engine-code.ts');
  expect(readFileSync(file, 'utf8')).toBe(await compiledEngine());
});

test('it has room for a text of a million letters, for 200,000 different words and for 5,000 different gaps', () => {
  const index = createTextIndex(createWordList(), startSearchEngine());
  const found = (word: string) => slotsIn(index.find(word).anywhere);
  index.put(0, textOf('long '.repeat(200_000)));
  for (let slot = 1; slot <= 2000; slot++)
    index.put(
      slot,
      textOf(
        Array.from({ length: 100 }, (_none, n) => `w${String.fromCharCode(97 + (n % 26))}é${slot}q${n}`).join(
          ' ',
        ),
      ),
    );
  for (let slot = 2001; slot <= 7000; slot++)
    index.put(slot, textOf(`a${'-'.repeat(slot % 70)}${'.'.repeat(Math.floor(slot / 70))}b`));
  drained(index.settle(0));
  expect(found('long')).toEqual([0]);
  expect(found('q99')).toHaveLength(2000);
  expect(found('waé')).toHaveLength(2000);
  expect(found(`a${'-'.repeat(60)}${'.'.repeat(90)}b`)).toEqual([6360]);
  index.put(0, textOf(''));
  index.put(1, textOf('long '.repeat(300_000)));
  expect(found('long')).toEqual([1]);
});

test('a large text that changes again and again, as others come, takes no more memory', () => {
  const engine = startSearchEngine();
  const index = createTextIndex(createWordList(), engine);
  const large = textOf('long '.repeat(100_000));
  const sizes: number[] = [];
  for (let slot = 1; slot <= 60; slot++) {
    index.put(0, large);
    index.put(slot, textOf('short'));
    sizes.push(engine.memory.buffer.byteLength);
  }
  expect(sizes.at(-1)).toBe(sizes[2]);
  expect(slotsIn(index.find('long').anywhere)).toEqual([0]);
  expect(slotsIn(index.find('short').anywhere)).toHaveLength(60);
});
