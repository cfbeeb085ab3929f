// Owns: that damaged snapshots cost nothing that older ones and journals still have, and that a book of which nothing is
// left is not taken for a new one. Leaves to others: damaged journals, newer formats (journal.test.ts).
import { copyFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compact, filesOf, flip, freshFolder, goesOn, look, named, open, writeContacts } from './shelf.ts';

test('a snapshot alone is the whole book, and journals after it are replayed', async () => {
  const folder = freshFolder();
  const states = await writeContacts(folder, 4);
  await compact(folder);
  rmSync(join(folder, 'journal-0.log'));
  expect(await look(folder)).toMatchObject({ state: states[4], setAside: [] });
  await goesOn(folder);
  expect(named(folder, /^journal/)).toEqual(['journal-4.log']);
});

test('any damage to the newest snapshot falls back to the one before it and every journal since', async () => {
  const original = freshFolder();
  await writeContacts(original, 3);
  await compact(original);
  await writeContacts(original, 3, 4);
  await compact(original);
  const states = await writeContacts(original, 2, 7);
  expect(named(original, /^snapshot/)).toEqual(['snapshot-3.json', 'snapshot-6.json']);
  const bytes = readFileSync(join(original, 'snapshot-6.json'));
  const headerEnd = bytes.indexOf(0x0a);
  const textEnd = bytes.lastIndexOf('}', headerEnd);
  const damages = [
    ...Array.from({ length: textEnd + 2 }, (_none, at) => at).filter((at) => !withinMinReader(bytes, at)),
    headerEnd - 1,
    headerEnd,
    headerEnd + 5,
    bytes.length - 1,
  ];
  for (const at of damages) {
    const folder = freshFolder();
    for (const name of named(original, /^(snapshot|journal)/))
      copyFileSync(join(original, name), join(folder, name));
    flip(join(folder, 'snapshot-6.json'), at);
    const { state, setAside } = await look(folder);
    expect(state, `byte ${at} of ${headerEnd}`).toEqual(states[2]);
    expect(setAside).toHaveLength(1);
  }
  for (const length of [0, 1, headerEnd, headerEnd + 1, bytes.length - 1]) {
    const folder = freshFolder();
    for (const name of named(original, /^(snapshot|journal)/))
      copyFileSync(join(original, name), join(folder, name));
    truncateSync(join(folder, 'snapshot-6.json'), length);
    expect((await look(folder)).state, `cut at ${length}`).toEqual(states[2]);
    await goesOn(folder);
  }
}, 60_000);

/** A flipped digit there reads as a newer format, which is refused rather than guessed at. */
function withinMinReader(bytes: Buffer, at: number): boolean {
  const start = bytes.indexOf('"minReader":') + '"minReader":'.length;
  return at === start;
}

test('without any readable snapshot and without the journals from the start, nothing is opened and nothing touched, each time', async () => {
  const folder = freshFolder();
  await writeContacts(folder, 3);
  await compact(folder);
  await writeContacts(folder, 1, 4);
  rmSync(join(folder, 'journal-0.log'));
  flip(join(folder, 'snapshot-3.json'), 200);
  const before = filesOf(folder);
  for (let attempt = 0; attempt < 3; attempt++) {
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.corrupt', retry: 'afterUser' });
    expect(filesOf(folder)).toEqual(before);
  }
  rmSync(join(folder, 'snapshot-3.json'));
  await expect(open(folder), 'the snapshot is gone, its journal is not').rejects.toMatchObject({
    code: 'store.corrupt',
  });
});

test.each([
  ['emptied', (file: string) => truncateSync(file, 0)],
  ['filled with zeros', (file: string) => writeFileSync(file, Buffer.alloc(statSync(file).size))],
])(
  'a book whose files are all %s is not taken for a new one: nothing is opened and nothing touched',
  async (_how, damage) => {
    const folder = freshFolder();
    await writeContacts(folder, 3);
    await compact(folder);
    await writeContacts(folder, 1, 4);
    for (const name of named(folder, /^(snapshot|journal)/)) damage(join(folder, name));
    const before = filesOf(folder);
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.corrupt', retry: 'afterUser' });
    expect(filesOf(folder)).toEqual(before);
  },
);

test('a damaged only snapshot is made good by the journals from the start', async () => {
  const folder = freshFolder();
  const states = await writeContacts(folder, 3);
  await compact(folder);
  flip(join(folder, 'snapshot-3.json'), 150);
  expect(await look(folder)).toMatchObject({
    state: states[3],
    setAside: [expect.stringContaining('snapshot-3.json.damaged-')],
  });
});
