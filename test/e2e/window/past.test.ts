// Owns: undo and redo, the trash, a contact's history, backups and going back in Kith's real window, over its real main
// process and both practice clouds, across a restart. With KITH_SHOTS=DIR the pages are saved there as pictures.
// Leaves to others: every state of these pages (unit/renderer/past.test.ts), what becomes of contacts (sync/actions.test.ts).
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SIDES } from '../../support/sides.ts';
import { Bench } from './bench.ts';

const shots = process.env['KITH_SHOTS'];
let bench: Bench;
let ada: string;

beforeAll(async () => {
  bench = await Bench.open({ clients: true });
  const google = SIDES.google(bench.clouds);
  ada = google.add({ given: 'Ada', family: 'Lovelace', notes: 'first', nickname: 'Countess' });
  google.add({ given: 'Grace', family: 'Hopper', notes: 'compiler' });
  await bench.link('google');
}, 120_000);
afterAll(async () => {
  await bench?.close();
});
afterEach(() => {
  expect(bench.app.consoleErrors).toEqual([]);
});

const inCloud = (): string => SIDES.google(bench.clouds).read(ada)?.notes ?? '(gone)';
const names = (): readonly string[] =>
  SIDES.google(bench.clouds)
    .all()
    .map(({ given }) => given ?? '');
const note = (text: string): Promise<void> =>
  bench.window.edit('Ada Lovelace', () => bench.window.fill('field-notes-0-text', text));
const sync = async (): Promise<void> => expect(await bench.window.sync()).toBe('idle');
const count = (testid: string): Promise<number> => bench.app.page.getByTestId(testid).count();
const title = (testid: string): Promise<string | null> => bench.window.at(testid).getAttribute('title');
const toast = (text: RegExp): Promise<void> => bench.window.at('toast').getByText(text).waitFor();

/** The page as it is now, in both colours and at both sizes. */
async function shoot(name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  const { page } = bench.app;
  for (const [width, height] of [
    [1280, 800],
    [1024, 640],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}.png`) });
    }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
}

describe('undo and redo', () => {
  it('take an edit back that was synced, by button and by key, and each reaches the cloud', async () => {
    await note('second');
    await sync();
    expect(inCloud()).toBe('second');
    await expect.poll(() => title('undo')).toMatch(/^Undo: edited Ada Lovelace/);
    await bench.window.at('undo').click();
    await toast(/^Undone: edited Ada Lovelace/);
    await shoot('undone');
    await sync();
    expect(inCloud()).toBe('first');
    await bench.window.at('nav-all').focus();
    await bench.app.page.keyboard.press('Control+Shift+Z');
    await toast(/^Done again: edited Ada Lovelace/);
    await sync();
    expect(inCloud()).toBe('second');
  });

  it('go on after a restart', async () => {
    await bench.app.close();
    await bench.launch();
    await expect.poll(() => title('undo')).toMatch(/^Undo: edited Ada Lovelace/);
    await bench.window.at('nav-all').focus();
    await bench.app.page.keyboard.press('Control+z');
    await toast(/^Undone: edited Ada Lovelace/);
    await bench.app.close();
    await bench.launch();
    await expect.poll(() => title('redo')).toMatch(/^Redo: edited Ada Lovelace/);
    await sync();
    expect(inCloud()).toBe('first');
    await bench.window.at('redo').click();
    await toast(/^Done again/);
    await sync();
    expect(inCloud()).toBe('second');
  });
});

describe('the history of a contact', () => {
  const open = async (): Promise<void> => {
    await bench.window.open('Ada Lovelace');
    await bench.window.at('history').click();
    await bench.window.at('version').waitFor();
  };
  /** The version that this sync brought first. */
  const oldest = () => bench.app.page.getByTestId('version').last();

  it('has every version with its cause, and one field of one is restored alone', async () => {
    await bench.window.edit('Ada Lovelace', async () => {
      await bench.window.fill('field-notes-0-text', 'third');
      await bench.window.fill('field-nicknames-0-value', 'Enchantress');
    });
    await open();
    const causes = await bench.app.page.getByTestId('version').allInnerTexts();
    expect(causes[0]).toMatch(/You[^]*Changed: /);
    expect(causes.at(-1)).toMatch(/A sync with Google/);
    await oldest().getByTestId('version-fields').click();
    const fields = oldest().getByTestId('version-field');
    await expect.poll(() => fields.count()).toBe(2);
    await shoot('history');
    await fields.filter({ hasText: 'first' }).getByTestId('version-restore-field').click();
    await toast(/^Restored Notes/);
    await sync();
    expect(SIDES.google(bench.clouds).read(ada)).toMatchObject({ notes: 'first', nickname: 'Enchantress' });
  });

  it('brings a whole version back', async () => {
    await open();
    await oldest().getByTestId('version-restore').click();
    await toast(/^Restored the version/);
    await sync();
    expect(SIDES.google(bench.clouds).read(ada)).toMatchObject({ notes: 'first', nickname: 'Countess' });
  });
});

describe('the trash', () => {
  it('has what was deleted here and in the cloud, and brings one back to the cloud', async () => {
    const { window } = bench;
    await window.remove('Ada Lovelace');
    const there = SIDES.google(bench.clouds);
    there.remove(String(bench.raw('google', 'compiler')['resourceName']));
    await sync();
    expect(names()).not.toContain('Ada');
    await window.at('nav-trash').click();
    await expect.poll(() => count('trash-row')).toBe(2);
    const texts = (await bench.app.page.getByTestId('trash-row').allInnerTexts()).join('\n');
    expect(texts).toMatch(/Ada Lovelace[^]*Deleted by you/);
    expect(texts).toMatch(/Grace Hopper[^]*Deleted at Google/);
    await shoot('trash');
    await bench.app.page
      .getByTestId('trash-row')
      .filter({ hasText: 'Ada Lovelace' })
      .getByTestId('trash-restore')
      .click();
    await toast(/1 contact restored/);
    await sync();
    expect(names()).toContain('Ada');
  });

  it('forgets one for good only after it asked, and it stays forgotten after a restart', async () => {
    const { window } = bench;
    await window.at('trash-forget').click();
    await shoot('trash-forget');
    await window.at('cancel-forget').click();
    expect(await count('trash-row')).toBe(1);
    await window.at('trash-forget').click();
    await window.at('confirm-forget').click();
    await window.at('trash-empty').waitFor();
    await bench.app.close();
    await bench.launch();
    await bench.window.at('nav-trash').click();
    await bench.window.at('trash-empty').waitFor();
  });
});

describe('going back', () => {
  const open = async (): Promise<void> => {
    await bench.window.at('nav-settings').click();
    await bench.window.at('open-backups').click();
    await bench.window.at('backup').waitFor();
  };
  const go = async (): Promise<void> => {
    await bench.window.at('preview-restored').waitFor();
    expect(await bench.window.at('preview-restored').innerText()).toBe('1');
    await bench.window.at('confirm-restore').click();
    await toast(/1 restored/);
    await sync();
  };
  const adaNow = (): readonly string[] =>
    SIDES.google(bench.clouds)
      .all()
      .flatMap(({ given, notes }) => (given === 'Ada' ? (notes ?? '') : []));

  it('to a backup that was made in the window shows first what it changes, and the cloud follows', async () => {
    await open();
    await bench.window.at('backup-now').click();
    await toast(/^Backed up/);
    await shoot('backups');
    await note('after the backup');
    await sync();
    expect(adaNow()).toEqual(['after the backup']);
    await open();
    await bench.window.at('backup-restore').click();
    await bench.window.at('preview-restored').waitFor();
    await shoot('backups-restore');
    await go();
    expect(adaNow()).toEqual(['first']);
  });

  it('to a moment does the same, and can be undone', async () => {
    const before = new Date();
    await note('after the moment');
    await sync();
    await open();
    const two = (part: number): string => String(part).padStart(2, '0');
    const date = `${before.getFullYear()}-${two(before.getMonth() + 1)}-${two(before.getDate())}`;
    const time = [before.getHours(), before.getMinutes(), before.getSeconds()].map(two).join(':');
    await bench.window.fill('moment-date', date);
    await bench.window.fill('moment-time', `${time}.${String(before.getMilliseconds()).padStart(3, '0')}`);
    await bench.window.at('moment-look').click();
    await go();
    expect(adaNow()).toEqual(['first']);
    await bench.window.at('undo').click();
    await toast(/^Undone/);
    await sync();
    expect(adaNow()).toEqual(['after the moment']);
  });
});
