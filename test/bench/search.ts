// Owns: what search and the list of persons are measured by.
// Leaves to others: the people (people.ts), what is typed (search-queries.ts), how figures are printed (table.ts).
import { mkdtempSync, rmSync } from 'node:fs';
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
import { collectGarbage, medianOf, memoryMb, sharedMb, spreadOf, timed } from './machine.ts';
import { openings } from './openings.ts';
import { people, storePeople } from './people.ts';
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
    const opened = opening(folder);
    const book = await openBook(folder);
    const everyone = people(contacts);
    const asked = [...searching(book, everyone), ...editing(book, everyone)];
    const peers = await peerFigures(everyone, prefixes(typedWords(everyone, WORDS)));
    await book.close();
    return [...opened, ...asked, ...peers];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opened twice: the first close leaves a snapshot, as a book of this size has one. */
async function store(folder: string, contacts: number): Promise<void> {
  const book = await openBook(folder);
  storePeople(book, people(contacts));
  await book.close();
}

/** From files to the first rows, beside reading and parsing the same bytes. */
function opening(folder: string): readonly Figure[] {
  const { book, rows, parse } = openings(folder);
  const reference = { what: 'read and JSON.parse the same bytes', value: parse.ms };
  return [
    {
      what: 'open the book to its first rows',
      unit: 'ms',
      value: rows.ms,
      reference,
      target: { of: 'ratio', atMost: 2 },
    },
    { what: '… of which the list takes', unit: 'ms', value: rows.ms - book.ms, reference },
    {
      what: 'memory after opening',
      unit: 'MB',
      value: rows.mb,
      reference: { what: 'the objects of JSON.parse', value: parse.mb },
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
    // The memory of the index was begun already.
    const before = memoryMb() - sharedMb();
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
  collectGarbage();
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
