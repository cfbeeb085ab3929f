// Owns: `npm run bench`: which parts are measured, each in a process of its own, and the printed report.
// Leaves to others: measuring (one file a part, exporting `measure`), what a figure is (table.ts).
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from './machine.ts';
import { reportJson, reportTable } from './table.ts';
import type { Figure, PartFigures } from './table.ts';

/** The files beside this one that each export `measure`. */
const PARTS = ['search', 'store', 'window'] as const;
type Part = (typeof PARTS)[number];

/** Packages that parts compare with where test/bench/peers has them. */
const PEERS = ['flexsearch', 'minisearch'] as const;

const USAGE = `npm run bench -- [--only ${PARTS.join('|')}] [--contacts N] [--json FILE]

Measures Kith and, in the same run, what it is compared with; marks what falls short of its target with SHORT.
--only may be given more than once. --contacts is 100000 unless given. The JSON goes to standard output after the
table, or to FILE. Peers are compared with where they are installed: npm ci --prefix test/bench/peers`;

export interface MeasureOptions {
  readonly contacts: number;
}

/** What each part's file exports as `measure`. */
export type Measure = (options: MeasureOptions) => readonly Figure[] | Promise<readonly Figure[]>;

/** A part in a fresh process, so that neither heap nor compiled code of another part counts. */
function measured(part: Part, contacts: number): Promise<PartFigures> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, 'part.ts'), [part, String(contacts)], {
      execArgv: ['--expose-gc', '--max-old-space-size=8192'],
    });
    let figures: readonly Figure[] | null = null;
    child.on('message', (message) => (figures = message as readonly Figure[]));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (figures !== null && code === 0) resolve({ part, contacts, figures });
      else reject(new Error(`The part ${part} ended without figures (${code ?? signal}).`));
    });
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      contacts: { type: 'string', default: '100000' },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const contacts = Number(values.contacts);
  const parts = PARTS.filter((part) => values.only?.includes(part) ?? true);
  const isKnown = values.only?.every((part) => (PARTS as readonly string[]).includes(part)) ?? true;
  if (values.help === true || !Number.isInteger(contacts) || contacts < 100 || !isKnown) {
    console.error(USAGE);
    return values.help === true ? 0 : 2;
  }
  const here = machine(PEERS);
  const figures: PartFigures[] = [];
  for (const part of parts) figures.push(await measured(part, contacts));
  const report = { machine: here, parts: figures };
  console.log(reportTable(report));
  const json = JSON.stringify(reportJson(report), null, 2);
  if (values.json === undefined) console.log(`\n${json}`);
  else writeFileSync(values.json, `${json}\n`);
  return 0;
}

process.exitCode = await main();
