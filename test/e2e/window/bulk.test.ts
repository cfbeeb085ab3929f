// Owns: choosing several contacts in Kith's real window, over its real main process and both practice clouds: labelling,
// deleting, exporting, undoing, and that the clouds follow. With KITH_SHOTS=DIR the pages are saved there as pictures.
// Leaves to others: every way of choosing (unit/renderer/selection.test.ts), great numbers (sync/bulk.test.ts).
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { readCards } from '../../support/read-vcard.ts';
import { SIDES } from '../../support/sides.ts';
import { Bench } from './bench.ts';

const shots = process.env['KITH_SHOTS'];
let bench: Bench;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kith-bulk-'));
  bench = await Bench.open({ clients: true });
  const google = SIDES.google(bench.clouds);
  google.add({ given: 'Ada', family: 'Lovelace', notes: 'first' });
  google.add({ given: 'Grace', family: 'Hopper', notes: 'compiler' });
  await bench.link('google');
}, 120_000);
afterAll(async () => {
  await bench?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  expect(bench.app.consoleErrors).toEqual([]);
});

const at = (testid: string) => bench.window.at(testid);
const toast = (text: RegExp): Promise<void> => at('toast').getByText(text).waitFor();
const count = () => at('selection-count').getAttribute('data-count');
const inCloud = (): readonly string[] =>
  SIDES.google(bench.clouds)
    .all()
    .map(({ given }) => given ?? '');
const total = () => at('total').getAttribute('data-total');
const row = (name: string) => bench.app.page.getByTestId('person-row').filter({ hasText: name });

async function choose(...names: readonly string[]): Promise<void> {
  for (const name of names) await row(name).click({ modifiers: ['ControlOrMeta'] });
  await expect.poll(count).toBe(String(names.length));
}

async function shoot(name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await bench.app.page.screenshot({ path: join(shots, `${name}.png`) });
}

it('two are labelled with a new label by keys, the cloud gets it, and one undo takes it back everywhere', async () => {
  await choose('Ada Lovelace', 'Grace Hopper');
  await at('person-list').focus();
  await bench.app.page.keyboard.press('Control+l');
  await at('bulk-label-name').fill('Choir');
  await bench.app.page.keyboard.press('Enter');
  await toast(/Choir.*given to 2 contacts/);
  await shoot('bulk-labelled');
  expect(await bench.window.sync()).toBe('idle');
  const groups = JSON.stringify(bench.clouds.google.book.all());
  await at('nav-label').filter({ hasText: 'Choir' }).waitFor();
  expect((await at('nav-label').filter({ hasText: 'Choir' }).innerText()).trim()).toMatch(/2$/);
  expect(groups).toContain('contactGroups/');
  await at('undo').click();
  await toast(/^Undone: changed labels of/);
  await expect.poll(() => at('nav-label').filter({ hasText: 'Choir' }).count()).toBe(0);
});

it('all that a search finds are deleted after a question, come back with one undo, and the cloud keeps them', async () => {
  const before = inCloud();
  await bench.app.page.keyboard.press('Escape');
  const all = Number(await total());
  await at('search').fill('Lovelace');
  await expect.poll(total).toBe('1');
  await at('person-list').focus();
  await bench.app.page.keyboard.press('Control+a');
  await expect.poll(count).toBe('1');
  await bench.app.page.keyboard.press('Delete');
  await expect.poll(() => at('confirm-bulk-delete').isEnabled()).toBe(true);
  await shoot('bulk-delete');
  await at('confirm-bulk-delete').click();
  await toast(/1 contact deleted here/);
  await at('no-match').waitFor();
  await at('undo').click();
  await toast(/^Undone: deleted Ada Lovelace/);
  await row('Ada Lovelace').waitFor();
  await at('search').fill('');
  await expect.poll(total).toBe(String(all));
  expect(await bench.window.sync()).toBe('idle');
  expect(inCloud()).toEqual(before);
});

it('several are written as vCards to the file that is chosen', async (context) => {
  // Nobody can answer the system's own dialog from here.
  if (bench.app.kind === 'electron') context.skip();
  await choose('Ada Lovelace', 'Grace Hopper');
  await at('bulk-more').click();
  await at('bulk-export').click();
  const question = async (): Promise<Page | undefined> => {
    for (const page of bench.app.page.context().pages()) {
      const isAsked = await page
        .getByRole('button', { name: 'Save', exact: true })
        .count()
        .catch(() => 0);
      if (page !== bench.app.page && isAsked > 0) return page;
    }
    return undefined;
  };
  await expect.poll(async () => (await question()) !== undefined).toBe(true);
  const dialog = (await question())!;
  const file = join(folder, 'two.vcf');
  expect(await dialog.getByRole('textbox').inputValue()).toMatch(/Kith\.vcf$/);
  await dialog.getByRole('textbox').fill(file);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await bench.app.page.bringToFront();
  await toast(/2 contacts written to/);
  expect(existsSync(file)).toBe(true);
  const names = readCards(readFileSync(file, 'utf8')).map(({ fields }) => fields.name?.given);
  expect(names.toSorted()).toEqual(['Ada', 'Grace']);
});
