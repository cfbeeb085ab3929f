// Owns: what the window is measured by, in the real app over its bridge: from a key to the frame with the results, frames
// while scrolling, opening a person; the same while a first sync runs. Leaves to others: measuring in the page
// (window-probe.js), the people (people.ts), what is typed (search-queries.ts).
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { launchApp } from '../../build/drive.ts';
import type { LaunchedApp } from '../../build/drive.ts';
import { openBook } from '../../main/store/book.ts';
import type { SyncStatus } from '../../preload/contract.ts';
import { foldersOf } from '../../main/profile.ts';
import { CLIENTS } from '../e2e/window/bench.ts';
import { Window } from '../e2e/story/window.ts';
import type { MeasureOptions } from './bench.ts';
import { spreadOf } from './machine.ts';
import { people, storePeople } from './people.ts';
import { prefixes, typedWords } from './search-queries.ts';
import type { Figure } from './table.ts';

const WORDS = 60;
/** About as many as keys are typed: main's garbage collection after the start alone takes longer than three or four of them. */
const OPENED = 300;
/** Frames from the first row to the last: ten seconds. */
const FRAMES = 600;
/** Contacts of the account whose first sync runs meanwhile: as many as Google takes. */
const SYNCED = 25_000;
const FRAME_LIMIT_MS = 50;

/** What window-probe.js puts on the page. */
interface Probe {
  take(): {
    readonly typed: readonly number[];
    readonly opened: readonly number[];
    readonly rows: number;
  };
  answered(): Promise<void> | null;
  scroll(frames: number): Promise<readonly number[]>;
}
/** What Playwright would look for on the page, again and again, the page would be slower by. */
const answered = ({ page }: LaunchedApp): Promise<void | null> =>
  page.evaluate(() => (globalThis as unknown as { readonly probe: Probe }).probe.answered());
const take = ({ page }: LaunchedApp): Promise<ReturnType<Probe['take']>> =>
  page.evaluate(() => (globalThis as unknown as { readonly probe: Probe }).probe.take());
const scroll = ({ page }: LaunchedApp, frames: number): Promise<readonly number[]> =>
  page.evaluate((count) => (globalThis as unknown as { readonly probe: Probe }).probe.scroll(count), frames);

/** The practice clouds in a process of their own, which gives way to all others, as a service on other machines does. */
async function clouds(file: string): Promise<() => void> {
  const script = path.join(import.meta.dirname, '../clouds/serve.ts');
  const options = ['--google', String(SYNCED), '--microsoft', '0', '--auto-consent'];
  const child = spawn(process.execPath, [script, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  setPriority(child.pid!, constants.priority.PRIORITY_LOW);
  const [endpoints] = await Promise.race([
    createInterface({ input: child.stdout })
      [Symbol.asyncIterator]()
      .next()
      .then(({ value }) => [value as string]),
    new Promise<never>((_resolve, reject) =>
      child.once('exit', () => reject(new Error('The practice clouds ended.'))),
    ),
  ]);
  writeFileSync(file, endpoints!);
  return () => child.kill();
}

export async function measure({ contacts }: MeasureOptions): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-bench-window-'));
  const endpoints = path.join(folder, 'endpoints.json');
  const profile = path.join(folder, 'profile');
  const everyone = people(contacts);
  const book = await openBook(foldersOf(profile).book);
  storePeople(book, everyone);
  await book.close();
  const stop = await clouds(endpoints);
  const app = await launchApp({
    profile,
    env: { ...CLIENTS, KITH_ENDPOINTS: endpoints, KITH_NO_ELECTRON_FETCH: '1' },
    args: ['--no-keychain', '--manual-sync'],
  });
  try {
    await app.page.setViewportSize({ width: 1280, height: 800 });
    await app.page.getByTestId('person-row').first().waitFor();
    await app.page.evaluate(readFileSync(path.join(import.meta.dirname, 'window-probe.js'), 'utf8'));
    const typed = prefixes(typedWords(everyone, WORDS));
    return [...(await alone(app, typed)), ...(await whileSyncing(app, typed))];
  } finally {
    await app.close();
    stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function alone(app: LaunchedApp, typed: readonly string[]): Promise<readonly Figure[]> {
  await typing(app, typed);
  await clear(app);
  await opening(app, OPENED);
  const gaps = await scroll(app, FRAMES);
  const { typed: keys, opened, rows } = await take(app);
  return [
    ...within('a keystroke to its results on the screen', keys),
    ...within('opening a person', opened),
    ...frames('scrolling from A to Z', gaps),
    {
      what: 'rows that the page ever held',
      unit: 'rows',
      value: rows,
      target: { of: 'figure', atMost: 300 },
    },
  ];
}

/** Types, opens and scrolls in turns for as long as a newly linked account is read for the first time. */
async function whileSyncing(app: LaunchedApp, typed: readonly string[]): Promise<readonly Figure[]> {
  const window = new Window(app.page);
  const [gaps, words]: [number[], string[][]] = [[], wordsOf(typed)];
  await window.at('add-account').click();
  await app.page.getByRole('dialog').getByTestId('link-google').click();
  const start = performance.now();
  await fetch(await app.nextExternalUrl());
  let syncing: SyncStatus = await window.ask('sync.status');
  while (!syncing.running) syncing = await window.ask('sync.status');
  await take(app);
  for (let n = 0; syncing.running; n++) {
    await typing(app, words[n % words.length]!);
    await clear(app);
    await opening(app, 3);
    gaps.push(...(await scroll(app, 30)));
    syncing = await window.ask('sync.status');
  }
  const note = `over ${((performance.now() - start) / 1000).toFixed(1)} s`;
  const { typed: keys, opened } = await take(app);
  const during = `while ${SYNCED} contacts come in: `;
  return [
    ...within(`${during}a keystroke`, keys, note),
    ...within(`${during}opening a person`, opened, note),
    ...frames(`${during}scrolling`, gaps, note),
  ];
}

function wordsOf(typed: readonly string[]): string[][] {
  const words: string[][] = [];
  for (const text of typed) {
    if ([...text].length === 1) words.push([]);
    words.at(-1)!.push(text);
  }
  return words;
}

/** Types each text by its last letter, and waits for its results as no person would have to. */
async function typing(app: LaunchedApp, texts: readonly string[]): Promise<void> {
  const { page } = app;
  await page.getByTestId('search').focus();
  for (const text of texts) {
    if ([...text].length === 1) await page.keyboard.press('Control+A');
    await page.keyboard.type([...text].at(-1)!);
    await answered(app);
  }
}

async function clear({ page }: LaunchedApp): Promise<void> {
  await page.getByTestId('search').press('Escape');
  await page.locator('[data-testid=list-body][aria-busy=false]').waitFor();
}

/** Goes down the list with the arrow key, each person opened before the next. */
async function opening(app: LaunchedApp, count: number): Promise<void> {
  await app.page.getByTestId('person-list').focus();
  for (let n = 0; n < count; n++) {
    await app.page.keyboard.press('ArrowDown');
    await answered(app);
  }
}

const within = (what: string, samples: readonly number[], note = ''): readonly Figure[] => {
  const { p50, p95, max } = spreadOf(samples);
  const told = `${samples.length} times${note === '' ? '' : `, ${note}`}`;
  return [
    { what: `${what}: p50`, unit: 'ms', value: p50, note: told },
    { what: '… p95', unit: 'ms', value: p95, target: { of: 'figure', atMost: FRAME_LIMIT_MS } },
    { what: '… max', unit: 'ms', value: max },
  ];
};

const frames = (what: string, gaps: readonly number[], note = ''): readonly Figure[] => {
  const { p50, max } = spreadOf(gaps);
  return [
    { what: `${what}: a frame, p50`, unit: 'ms', value: p50, note },
    { what: '… longest', unit: 'ms', value: max, target: { of: 'figure', atMost: FRAME_LIMIT_MS } },
  ];
};
