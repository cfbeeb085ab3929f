// Owns: that persons are handed on as vCards in the file that was chosen, whole or not at all, and nothing else is touched.
// Leaves to others: what a card says (unit/core/vcard.test.ts), the whole book (unit/store/export.test.ts).
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PersonId } from '../../main/core/account.ts';
import type { PersonSelection } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { openTestKith, removeFolder, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { readCards } from '../support/read-vcard.ts';

let clouds: Clouds;
let kith: TestKith;
let folder: string;
let clock: ReturnType<typeof steppingClock>;
let chosen: string | null;
let suggested: readonly string[];

beforeEach(async () => {
  clock = steppingClock();
  folder = mkdtempSync(join(tmpdir(), 'kith-export-'));
  chosen = join(folder, 'chosen.vcf');
  suggested = [];
  clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  kith = await openTestKith(clouds, {
    clock,
    chooseFile: (name) => {
      suggested = [...suggested, name];
      return chosen;
    },
  });
});
afterEach(async () => {
  await kith.close();
  await clouds.close();
  removeFolder(kith.folder);
  removeFolder(folder);
});

const EVERYBODY: PersonSelection = { kind: 'found', text: '', filter: { kind: 'all' }, except: [] };
const add = async (given: string, fields: object = {}, accounts = [kith.google]): Promise<PersonId> =>
  (await kith.handlers['contacts.create']({ accounts, fields: { name: { given }, ...fields } })).id;

it('everybody in a file that only its owner may read, in the place of another, each person once', async () => {
  for (let n = 0; n < 250; n++) await add(`P${n}`);
  const ada = await add('Ada', { notes: { text: 'all' } }, [kith.google, kith.microsoft]);
  const label = await kith.handlers['labels.create']({ account: kith.google, name: 'Choir' });
  await kith.handlers['bulk.label']({
    persons: { kind: 'these', persons: [ada] },
    labels: [label.id],
    name: null,
    assigned: true,
  });
  writeFileSync(chosen!, 'another');
  const revision = kith.book.revision;
  const done = await kith.handlers['persons.export']({ persons: EVERYBODY, version: '3.0' });
  expect(done).toEqual({ file: chosen, persons: 251 });
  expect(suggested).toEqual(['Kith.vcf']);
  expect(kith.book.revision).toBe(revision);
  const cards = readCards(readFileSync(chosen!, 'utf8'));
  expect(cards.length).toBe(251);
  expect(cards.find(({ fields }) => fields.name?.given === 'Ada')).toMatchObject({
    categories: ['Choir'],
    fields: { notes: { text: 'all' } },
  });
  expect(statSync(chosen!).mode & 0o777).toBe(0o600);
});

it('one person under their name, without what no file may be called', async () => {
  const odd = await add('A/da: "the" <1st>');
  await kith.handlers['persons.export']({ persons: { kind: 'these', persons: [odd] }, version: '4.0' });
  expect(suggested).toEqual(['A da the 1st.vcf']);
  expect(
    await kith.handlers['persons.cards']({ persons: [odd, 'nobody' as PersonId], version: '3.0' }),
  ).toMatchObject({
    name: 'Kith.vcf',
    text: expect.stringMatching(/^BEGIN:VCARD\r\n[^]*END:VCARD\r\n$/) as string,
  });
});

it('nothing where no file was chosen, and nothing is left where it was stopped or refused', async () => {
  for (let n = 0; n < 250; n++) await add(`P${n}`);
  chosen = null;
  expect(await kith.handlers['persons.export']({ persons: EVERYBODY, version: '3.0' })).toBeNull();
  chosen = join(folder, 'stopped.vcf');
  const { sleep } = clock;
  clock.sleep = (ms) => {
    void kith.handlers['bulk.stop']();
    return sleep(ms);
  };
  expect(await kith.handlers['persons.export']({ persons: EVERYBODY, version: '3.0' })).toBeNull();
  expect(existsSync(chosen)).toBe(false);
  clock.sleep = sleep;
  chosen = join(folder, 'no such folder', 'x.vcf');
  await expect(
    Promise.resolve(kith.handlers['persons.export']({ persons: EVERYBODY, version: '3.0' })),
  ).rejects.toMatchObject({ code: 'input.invalid' });
  expect(readdirSync(folder)).toEqual([]);
});
