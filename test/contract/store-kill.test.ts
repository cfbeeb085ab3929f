// Owns: that `kill -9` at any moment costs no edit that Kith said was saved, and halves none.
// Leaves to others: power failures (test/unit/store/crash.test.ts).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { freshFolder, open } from '../unit/store/shelf.ts';
import { contactOfEdit } from '../unit/store/writer.ts';

const WRITER = join(import.meta.dirname, '../unit/store/writer.ts');
const KILLS = 20;
const SEED = 20261121;

/** Lets a process edit from number `first` on and kills it when it says its `kill`th one; gives the last one it said. */
async function editUntilKilled(folder: string, first: number, kill: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(writer, 'close');
  let last = first - 1;
  for await (const line of createInterface({ input: writer.stdout })) {
    expect(Number(line)).toBe(last + 1);
    last = Number(line);
    if (last === first + kill) writer.kill('SIGKILL');
  }
  expect((await ended)[1]).toBe('SIGKILL');
  return last;
}

test(`after each of ${KILLS} kills every edit that was said to be saved is there, whole`, async () => {
  const folder = freshFolder();
  let random = SEED;
  let last = 0;
  let compacted = 0;
  for (let n = 0; n < KILLS; n++) {
    random = (random * 1103515245 + 12345) % 2 ** 31;
    const said = await editUntilKilled(folder, last + 1, (random >> 8) % 25);
    const book = await open(folder);
    // The edit under way when it was killed may be there or not, as a whole.
    last = book.revision;
    expect([said, said + 1]).toContain(last);
    const expected = new Map<string, unknown>();
    for (let edit = 1; edit <= last; edit++)
      for (const half of ['a', 'b'] as const)
        expected.set(contactOfEdit(edit, half).id, contactOfEdit(edit, half));
    expect(new Map([...book.contacts()].map((record) => [record.id, record]))).toEqual(expected);
    await book.close();
    compacted += readdirSync(folder).filter((name) => name.startsWith('snapshot-')).length;
  }
  expect(compacted, 'snapshots were made on the way').toBeGreaterThan(0);
});
