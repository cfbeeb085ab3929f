// Owns: that a crash at any file operation of a book that becomes encrypted, plain, and encrypted again while it is used leaves
// what was acknowledged, and a switch that the next start brings to its end. Leaves to others: plain books
// (every-crash.test.ts), the story itself (crash-story.ts).
import { expect, test } from 'vitest';
import type { RunId } from '../../../main/core/account.ts';
import type { RunEntry } from '../../../main/core/receipt.ts';
import type { OpenBook } from '../../../main/store/book.ts';
import { openPhotos } from '../../../main/store/photos.ts';
import { receiptFiles } from '../../../main/store/receipts.ts';
import { crashEverywhere, renamedTo, seeded, tell } from './crash-story.ts';
import type { Beside } from './crash-story.ts';
import { fakeKeychain } from './keychain.ts';
import { entry } from './sealed-shelf.ts';
import { GOOGLE } from './shelf.ts';

const SEED = 20261122;
const TRANSACTIONS = Number(process.env['KITH_CRASH_TRANSACTIONS'] ?? 50);
const AT = '2026-09-01T10:00:00.000Z';
const PHOTO = Buffer.from('pixels '.repeat(500));
const RUN = 'run' as RunId;
/** Before which transactions somebody switches, or waits until that is over; else the next comes while it is under way. */
const SWITCHES = new Map<number, 'on' | 'off' | 'wait'>([
  [8, 'on'],
  [16, 'wait'],
  [20, 'off'],
  [26, 'wait'],
  [28, 'on'],
  [29, 'off'],
  [38, 'on'],
  [39, 'off'],
  [40, 'on'],
  [46, 'wait'],
]);

/** What the receipts say is looked for in their files, as what the photo is made of. */
const pixels = (n: number): RunEntry => ({ ...entry(n), name: 'pixels' });

const receiptsOf = (book: OpenBook, folder: string) =>
  receiptFiles(`${folder}/receipts`, { now: () => Date.parse(AT) }, book.vault);
const photosOf = (book: OpenBook, folder: string) =>
  openPhotos(`${folder}/photos`, () => true, Date.parse(AT), undefined, book.vault);

/** A story in which the keychain writes down since when it has a key. */
function switching(): Beside & { states(): ReadonlySet<string> } {
  const all = fakeKeychain();
  const since = new Map<string, number>();
  const seen = new Set<string>();
  let hash = '';
  return {
    states: () => seen,
    keys: (disk, operations) => {
      if (disk !== null)
        return {
          secrets: {
            ...all,
            set: async (key, value) => {
              if (!since.has(key)) since.set(key, disk.log.length);
              await all.set(key, value);
            },
          },
        };
      const known = [...all.entries].filter(([key]) => since.get(key)! <= operations!);
      return { secrets: fakeKeychain(new Map(known)) };
    },
    before: async (n, book, disk) => {
      const folder = `${disk.folder}/book`;
      if (n === 3) {
        hash = photosOf(book, folder).put(PHOTO);
        const receipts = receiptsOf(book, folder);
        receipts.append({ run: RUN, account: GOOGLE, at: AT }, [pixels(1), pixels(2)]);
        receipts.seal(RUN);
      }
      if (SWITCHES.get(n) === 'on') await book.encryption.turnOn();
      if (SWITCHES.get(n) === 'off') book.encryption.turnOff();
      if (SWITCHES.get(n) === 'wait') await book.encryption.settled;
    },
    look: (book, folder) => {
      seen.add(book.encryption.status.sealing);
      if (book.revision < 6) return;
      expect(photosOf(book, folder).get(hash), 'the photo').toEqual(PHOTO);
      expect(receiptsOf(book, folder).read(RUN)?.entries, 'the receipt').toEqual([pixels(1), pixels(2)]);
    },
    lookLater: async (book, disk) => {
      await book.encryption.settled;
      const { sealing, problem } = book.encryption.status;
      expect(problem).toBeNull();
      const wrong = { on: /pixels|"name"|"notes"/, off: /"sealed"|sealed:/ }[sealing as 'on' | 'off'];
      const telling = [...disk.contents()].filter(([, bytes]) => wrong.test(bytes)).map(([name]) => name);
      expect(telling, `files that are not as they should be while it is ${sealing}`).toEqual([]);
    },
  };
}

test(`a crash after any file operation of ${TRANSACTIONS} transactions during which the book is encrypted and made plain leaves exactly what was acknowledged`, async () => {
  const draw = seeded(SEED);
  const beside = switching();
  const story = await tell(draw, TRANSACTIONS, beside);
  await crashEverywhere(story, draw, beside);
  expect([...beside.states()].sort()).toEqual(['off', 'on', 'turningOff', 'turningOn']);
  expect(renamedTo(story, '/snapshot-')).toBeGreaterThan(2);
  story.disk.remove();
}, 600_000);
