// Owns: a thousand edits at each cloud sent by one `kith sync`. Leaves to others: small syncs (story.test.ts).
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { editRecord } from '../../../main/core/edit.ts';
import { openBook } from '../../../main/store/book.ts';
import type { Change } from '../../../main/store/book-format.ts';
import { openCli } from '../../support/cli.ts';
import type { Document } from '../../support/cli.ts';

const COUNT = 1000;

test('a thousand edits reach each cloud in whole batches, each once, and are proved', async () => {
  const cli = await openCli({ google: COUNT, microsoft: COUNT });
  try {
    const ids = await cli.linkBoth();
    expect((await cli.ask(['sync'])).runs.map(({ pulled }: Document) => pulled)).toEqual([COUNT, COUNT]);
    // A thousand processes would only measure the start of Node: the edits are put into the book, as `edit` would.
    const book = await openBook(join(cli.profile, 'book'));
    book.transaction(
      [...book.contacts()].map((record, at): Change => ({
        kind: 'putContact',
        record: editRecord(
          record,
          { nicknames: [{ id: '', value: `edit ${at}` }] },
          '2026-11-21T10:00:00.000Z',
        ),
      })),
    );
    await book.close();
    for (const cloud of [cli.clouds.google, cli.clouds.microsoft]) cloud.log.clear();
    const { runs } = await cli.ask(['sync']);
    expect(runs).toMatchObject([
      { account: ids.google, pushed: COUNT, writes: 5, requests: 6, errors: [], conflicts: 0 },
      { account: ids.microsoft, pushed: COUNT, errors: [], conflicts: 0 },
    ]);
    expect(runs[1].requests).toBeLessThanOrEqual(COUNT / 20 + 1);
    expect((await cli.ask(['verify'])).accounts).toEqual(
      [ids.google, ids.microsoft].map((account) => ({ account, same: COUNT, differ: [] })),
    );
    const nicknames = cli.clouds.google.book
      .all()
      .map((person) => (person['nicknames'] as { value: string }[])[0]!.value);
    expect(new Set(nicknames).size).toBe(COUNT);
    // The clouds name every contact once more, as changed by Kith itself; after that they have nothing to say.
    expect((await cli.ask(['sync'])).runs).toMatchObject([
      { pulled: 0, writes: 0 },
      { pulled: 0, writes: 0 },
    ]);
    expect((await cli.ask(['sync'])).runs).toMatchObject([
      { writes: 0, requests: 1 },
      { writes: 0, requests: 1 },
    ]);
  } finally {
    await cli.close();
  }
});
