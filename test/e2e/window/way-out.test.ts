// Owns: what the app asks while its address book does not open, and that what is chosen helps without a new start.
// Leaves to others: what is done with the files (unit/store), the same on the command line (cli/closed.test.ts).
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { launchApp } from '../../../build/drive.ts';
import type { LaunchedApp } from '../../../build/drive.ts';
import { openBook } from '../../../main/store/book.ts';
import { fakeKeychain } from '../../unit/store/keychain.ts';
import { account, contact, put, putAccount } from '../../unit/store/shelf.ts';
import { Window } from '../story/window.ts';

let profile: string;
let app: LaunchedApp;

beforeEach(async () => {
  profile = mkdtempSync(join(tmpdir(), 'kith-way-out-'));
  const book = await openBook(join(profile, 'book'), { backups: join(profile, 'backups') });
  book.transaction([putAccount(account('a-google' as never)), put(contact('Ada')), put(contact('Bob'))]);
  await book.backUp('recent');
  book.transaction([put(contact('Cid'))]);
  await book.close();
}, 30_000);
afterEach(async () => {
  await app?.kill();
  rmSync(profile, { recursive: true, force: true });
});

const launch = async (): Promise<void> => {
  app = await launchApp({
    profile,
    on: 'host',
    env: { HOME: profile, KITH_ENDPOINTS: '' },
    args: ['--no-keychain', '--manual-sync'],
  });
};

/** The page with a question that has this button. */
async function question(button: RegExp): Promise<Page> {
  const found = (): Promise<Page | undefined> =>
    Promise.all(
      app.page
        .context()
        .pages()
        .map(async (page) => {
          const count = await page
            .getByRole('button', { name: button })
            .count()
            .catch(() => 0);
          return page !== app.page && count > 0 ? page : undefined;
        }),
    ).then((pages) => pages.find((page) => page !== undefined));
  await expect.poll(async () => (await found()) !== undefined, { timeout: 20_000 }).toBe(true);
  return (await found())!;
}

/** Answers a question, which goes with its page: before Playwright hears that it has clicked, or after. */
async function answer(page: Page, button: RegExp): Promise<void> {
  await page
    .getByRole('button', { name: button })
    .first()
    .click()
    .catch((thrown: unknown) => {
      if (!page.isClosed()) throw thrown;
    });
}

const press = async (button: RegExp): Promise<string> => {
  const page = await question(button);
  const text = await page.locator('body').innerText();
  await answer(page, button);
  return text;
};

/** Puts the backup with two contacts in the place of the book, which the window then shows. */
const takeTheBackup = async (): Promise<void> => {
  await press(/: 2 contacts$/);
  expect(await press(/^OK$/)).toMatch(/backup with 2 contacts is the address book now[^]*Set aside/);
  await app.page.bringToFront();
  const window = new Window(app.page);
  await window.at('nav-all').waitFor();
  await expect.poll(() => window.total()).toBe(2);
};

test('a damaged address book: its contacts are saved, a backup takes its place, and the window goes on', async () => {
  const book = join(profile, 'book');
  rmSync(join(book, 'journal-0.log'));
  writeFileSync(join(book, 'snapshot-5.json'), 'no snapshot');
  await launch();
  expect(await press(/^Save the contacts/)).toMatch(
    /cannot open the address book[^]*damaged[^]*store\.corrupt/,
  );
  const file = join(profile, 'saved.json');
  const save = await question(/^Save$/);
  await save.getByRole('textbox').fill(file);
  await answer(save, /^Save$/);
  expect(await press(/^OK$/)).toMatch(/Saved 0 contacts[^]*damaged/);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([]);
  await press(/^Use a backup/);
  await takeTheBackup();
  expect(readdirSync(book).filter((name) => name.includes('damaged'))).not.toEqual([]);
}, 90_000);

test('an encrypted and damaged address book: its recovery key alone shows the damage, and a backup takes its place', async () => {
  const folder = join(profile, 'book');
  const book = await openBook(folder, {
    backups: join(profile, 'backups'),
    keys: { secrets: fakeKeychain() },
  });
  const recoveryKey = await book.encryption.turnOn();
  await book.encryption.settled;
  await book.close();
  for (const name of readdirSync(folder))
    if (/^(snapshot|journal)-/.test(name)) truncateSync(join(folder, name), 300);
  await launch();
  await app.page.getByTestId('locked-key').fill(recoveryKey);
  await app.page.getByTestId('locked-open').click();
  expect(await press(/^Use a backup/)).toMatch(/cannot open the address book[^]*damaged[^]*store\.corrupt/);
  await takeTheBackup();
}, 90_000);

test('a newer Kith’s address book: no backup is offered, what cannot be saved is said, and quitting changes nothing', async () => {
  const book = join(profile, 'book');
  const body = '{"later":"format"}';
  const header = { format: 9, minReader: 9, seq: 99, bytes: body.length, sha256: '' };
  writeFileSync(join(book, 'snapshot-99.json'), `${JSON.stringify(header)}\n${body}`);
  const before = readdirSync(book).sort();
  await launch();
  expect(await press(/^Save the contacts/)).toMatch(/newer Kith[^]*Update Kith/);
  const taken = join(profile, 'taken');
  mkdirSync(taken);
  const save = await question(/^Save$/);
  await save.getByRole('textbox').fill(taken);
  await answer(save, /^Save$/);
  expect(await press(/^OK$/)).toMatch(/no ordinary file/);
  const page = await question(/^Quit$/);
  expect(await page.getByRole('button').allInnerTexts()).toEqual(['Save the contacts to a file…', 'Quit']);
  await page.getByRole('button', { name: 'Quit' }).click();
  expect(await app.exited).toBe(1);
  expect(
    readdirSync(book)
      .filter((name) => name !== 'lock')
      .sort(),
  ).toEqual(before);
}, 90_000);
