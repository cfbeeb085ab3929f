// Owns: what search and the list of persons are measured by.
// Leaves to others: the people (people.ts), what is typed (search-queries.ts), how figures are printed (table.ts).
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ContactRecord } from '../../main/core/replica.ts';
import { fold } from '../../main/core/fold.ts';
import { parseQuery } from '../../main/core/search-query.ts';
import { formsOf, searchText } from '../../main/core/search.ts';
import { openBook } from '../../main/store/book.ts';
import type { OpenBook } from '../../main/store/book.ts';
import { createPersonIndex } from '../../main/store/person-index.ts';
import type { PersonIndex } from '../../main/store/person-index.ts';
import type { PersonList } from '../../preload/contract.ts';
import type { MeasureOptions } from './bench.ts';
import { medianOf, memoryMb, spreadOf, timed } from './machine.ts';
import { GOOGLE_ACCOUNT, MICROSOFT_ACCOUNT, people } from './people.ts';
import { peerFigures } from './search-peers.ts';
import { FILTERED, mistyped, prefixes, recalls, typedWords } from './search-queries.ts';
import type { Figure } from './table.ts';

const WORDS = 200;
const PAGE = 50;

const ask = (index: PersonIndex, text: string, to = PAGE): PersonList =>
  index.list({ text, filter: { kind: 'all' }, from: 0, to });
const indexOf = (book: OpenBook) => createPersonIndex(book, () => (fields) => fields);

export async function measure({ contacts }: MeasureOptions): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-bench-'));
  try {
    await store(folder, contacts);
    const figures = await opening(folder);
    const book = await openBook(folder);
    const everyone = people(contacts);
    figures.push(...searching(book, everyone), ...editing(book, everyone));
    figures.push(...(await peerFigures(everyone, prefixes(typedWords(everyone, WORDS)))));
    await book.close();
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opened twice: the first close leaves a snapshot, as a book of this size has one. */
async function store(folder: string, contacts: number): Promise<void> {
  const book = await openBook(folder);
  book.transaction(
    ([GOOGLE_ACCOUNT, MICROSOFT_ACCOUNT] as const).map((id) => ({
      kind: 'putAccount',
      account: {
        id,
        provider: id === GOOGLE_ACCOUNT ? 'google' : 'microsoft',
        userId: id,
        email: `${id}@example.org`,
        name: id,
        state: 'active',
        linkedAt: '2026-10-05T08:00:00.000Z',
      },
    })),
  );
  const records = people(contacts);
  for (let from = 0; from < contacts; from += 10_000)
    book.transaction(records.slice(from, from + 10_000).map((record) => ({ kind: 'putContact', record })));
  await book.close();
}

function snapshotOf(folder: string): string {
  const name = readdirSync(folder).find((file) => file.startsWith('snapshot-'));
  return readFileSync(path.join(folder, name!), 'utf8');
}

/** From files to the first rows, beside reading and parsing the same bytes. */
async function opening(folder: string): Promise<Figure[]> {
  let empty = memoryMb();
  const parses: number[] = [];
  let parsedMb = 0;
  for (let run = 0; run < 3; run++) {
    const { ms, result } = timed(() => {
      // A header, everything but the contacts, and a line for each contact, which ends in a comma.
      const text = snapshotOf(folder);
      const head = text.indexOf('\n', text.indexOf('\n') + 1);
      return JSON.parse(`[${text.slice(head + 1)}null]`) as unknown;
    });
    parses.push(ms);
    if (run === 0) parsedMb = memoryMb() - empty;
    if (result === null) throw new Error('The snapshot is empty.');
  }
  empty = memoryMb();
  const [opens, lists]: [number[], number[]] = [[], []];
  let openMb = 0;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    const book = await openBook(folder);
    const opened = performance.now();
    const index = indexOf(book);
    ask(index, '');
    opens.push(performance.now() - start);
    lists.push(performance.now() - opened);
    index.close();
    if (run === 0) openMb = memoryMb() - empty;
    await book.close();
  }
  const reference = { what: 'read and JSON.parse the same bytes', value: medianOf(parses) };
  return [
    {
      what: 'open the book to its first rows',
      unit: 'ms',
      value: medianOf(opens),
      reference,
      target: { of: 'ratio', atMost: 2 },
    },
    { what: '… of which the list takes', unit: 'ms', value: medianOf(lists), reference },
    {
      what: 'memory after opening',
      unit: 'MB',
      value: openMb,
      reference: { what: 'the objects of JSON.parse', value: parsedMb },
      target: { of: 'ratio', atMost: 1.5 },
    },
  ];
}

/** Building the index, and everything that is asked of it. */
function searching(book: OpenBook, everyone: readonly ContactRecord[]): readonly Figure[] {
  const builds: number[] = [];
  let index = indexOf(book);
  let indexMb = 0;
  for (let run = 0; run < 3; run++) {
    index.close();
    index = indexOf(book);
    ask(index, '');
    const before = memoryMb();
    builds.push(timed(() => ask(index, 'zzzz')).ms);
    if (run === 0) indexMb = memoryMb() - before;
  }
  const typed = prefixes(typedWords(everyone, WORDS));
  const samples = typed.map((text) => timed(() => ask(index, text)).ms);
  const { p50, p95, max } = spreadOf(samples);
  const scan = narrowingScan(everyone, typed);
  const reference = (value: number) => ({ what: 'narrowing scan of the same texts', value });
  const figures: Figure[] = [
    {
      what: 'build the search index at once',
      unit: 'ms',
      value: medianOf(builds),
      reference: { what: 'folding the same texts', value: scan.buildMs },
      target: { of: 'figure', atMost: 500 },
    },
    { what: 'memory of the search index', unit: 'MB', value: indexMb, target: { of: 'figure', atMost: 80 } },
    {
      what: `as typed, ${typed.length} queries: p50`,
      unit: 'ms',
      value: p50,
      reference: reference(scan.p50),
    },
    {
      what: '… p95',
      unit: 'ms',
      value: p95,
      reference: reference(scan.p95),
      target: { of: 'figure', atMost: 2 },
    },
    {
      what: '… max',
      unit: 'ms',
      value: max,
      reference: reference(scan.max),
      target: { of: 'figure', atMost: 16 },
      note: `"${typed[samples.indexOf(max)]}"`,
    },
    {
      what: '… answers with another total than the scan',
      unit: 'of them',
      value: typed.filter((text, n) => ask(index, text).total !== scan.totals[n] && scan.totals[n] !== 0)
        .length,
      target: { of: 'figure', atMost: 0 },
    },
  ];
  return [...figures, ...recalling(index, everyone), ...others(index, everyone)];
}

function recalling(index: PersonIndex, everyone: readonly ContactRecord[]): readonly Figure[] {
  const asked = recalls(everyone);
  const missed = asked.filter(({ query, person }) =>
    ask(index, query, Infinity).rows.every(({ id }) => id !== person),
  );
  return [
    {
      what: `recall: ${asked.map(({ what }) => what).join(', ')}`,
      unit: `of ${asked.length}`,
      value: asked.length - missed.length,
      target: { of: 'figure', atLeast: asked.length },
      note: missed.map(({ what, query }) => `missed ${what} (${query})`).join(', '),
    },
  ];
}

function others(index: PersonIndex, everyone: readonly ContactRecord[]): readonly Figure[] {
  const typos = mistyped(everyone, 200);
  let recalled = 0;
  const typoMs = typos.map(({ query, person }) => {
    const { ms, result } = timed(() => ask(index, query));
    const rows = result.total > PAGE ? ask(index, query, Infinity).rows : result.rows;
    if (rows.some(({ id }) => id === person)) recalled += 1;
    return ms;
  });
  const filterMs = FILTERED.map((query) => timed(() => ask(index, query)).ms);
  const slowest = spreadOf(filterMs).max;
  const deep = timed(() => index.list({ text: 'a', filter: { kind: 'all' }, from: 50_000, to: 50_050 })).ms;
  return [
    {
      what: 'mistyped names: p95',
      unit: 'ms',
      value: spreadOf(typoMs).p95,
      target: { of: 'figure', atMost: 16 },
    },
    { what: '… max', unit: 'ms', value: spreadOf(typoMs).max, target: { of: 'figure', atMost: 16 } },
    { what: '… found', unit: `of ${typos.length}`, value: recalled },
    {
      what: `filters (${FILTERED.join(', ')}): max`,
      unit: 'ms',
      value: slowest,
      target: { of: 'figure', atMost: 16 },
      note: `"${FILTERED[filterMs.indexOf(slowest)]}"`,
    },
    {
      what: 'rows 50,000 to 50,050 of one letter',
      unit: 'ms',
      value: deep,
      target: { of: 'figure', atMost: 16 },
    },
  ];
}

/** What an edit costs the list and the search: from its being stored to the next answer. */
function editing(book: OpenBook, everyone: readonly ContactRecord[]): readonly Figure[] {
  const index = indexOf(book);
  ask(index, '');
  ask(index, 'zzzz');
  const after = (text: string) =>
    Array.from({ length: 200 }, (_none, n) => {
      const record = everyone[(n * 7919) % everyone.length]!;
      const fields = { ...record.local!, name: { display: `Edited ${text} ${n}` } };
      book.transaction([{ kind: 'putContact', record: { ...record, base: fields, local: fields } }]);
      return timed(() => ask(index, text)).ms;
    });
  const [list, search] = [spreadOf(after('')), spreadOf(after('edited'))];
  index.close();
  return [
    {
      what: 'the list again after an edit: p95',
      unit: 'ms',
      value: list.p95,
      target: { of: 'figure', atMost: 2 },
    },
    {
      what: 'a search again after an edit: p95',
      unit: 'ms',
      value: search.p95,
      target: { of: 'figure', atMost: 2 },
    },
    {
      what: '… max of both',
      unit: 'ms',
      value: Math.max(list.max, search.max),
      target: { of: 'figure', atMost: 16 },
    },
  ];
}

interface ScanFigures {
  readonly buildMs: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly totals: readonly number[];
}

/** The simplest thing that works: every text is looked through, only the last answer's when letters were added. */
function narrowingScan(everyone: readonly ContactRecord[], typed: readonly string[]): ScanFigures {
  const { ms: buildMs, result: texts } = timed(() =>
    // Kith looks into the names of labels too.
    everyone.map(({ local }) => `${searchText(local!)}\n${fold(local!.labels![0]!.ref!)}`),
  );
  let last = { query: '', hits: texts };
  const totals: number[] = [];
  const samples = typed.map((query) => {
    const { ms } = timed(() => {
      const words = parseQuery(query).words;
      const among = last.query !== '' && query.startsWith(last.query) ? last.hits : texts;
      last = {
        query,
        hits: among.filter((text) =>
          words.every((word) => formsOf(word).some((form) => text.includes(form))),
        ),
      };
    });
    totals.push(last.hits.length);
    return ms;
  });
  return { buildMs, ...spreadOf(samples), totals };
}
