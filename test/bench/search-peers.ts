// Owns: the search libraries that Kith's search is measured beside, where they are installed in test/bench/peers.
// Leaves to others: what is typed (search-queries.ts), Kith's own figures (search.ts).
import type { ContactRecord } from '../../main/core/replica.ts';
import { searchText } from '../../main/core/search.ts';
import { memoryMb, peer, spreadOf, timed } from './machine.ts';
import type { Figure } from './table.ts';

interface PeerIndex {
  add(id: number, text: string): void;
  search(query: string): void;
}

interface FlexSearch {
  readonly Index: new (options: object) => {
    add(id: number, text: string): void;
    search(query: string, limit: number): unknown;
  };
}

interface MiniSearch {
  readonly default: new (options: object) => {
    add(document: object): void;
    search(query: string, options: object): unknown;
  };
}

/** Each as its documentation has it for search as typed; both are given folded texts, which they do not make. */
const PEERS: Readonly<Record<string, () => Promise<PeerIndex | null>>> = {
  'flexsearch full': async () => {
    const module = await peer<FlexSearch & { readonly default?: FlexSearch }>('flexsearch');
    const Index = module?.Index ?? module?.default?.Index;
    if (Index === undefined) return null;
    const index = new Index({ tokenize: 'full' });
    return { add: (id, text) => index.add(id, text), search: (query) => index.search(query, 100) };
  },
  minisearch: async () => {
    const module = await peer<MiniSearch>('minisearch');
    if (module === null) return null;
    const index = new module.default({ fields: ['text'] });
    return {
      add: (id, text) => index.add({ id, text }),
      search: (query) => index.search(query, { prefix: true }),
    };
  },
};

/** Time a peer may take with the queries; those that it did not get to do not count. */
const BUDGET_MS = 15_000;

export async function peerFigures(
  everyone: readonly ContactRecord[],
  typed: readonly string[],
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [name, make] of Object.entries(PEERS)) {
    const index = await make();
    if (index === null) figures.push({ what: name, unit: '', value: null, note: 'not installed' });
    else figures.push(...figuresOf(name, index, everyone, typed));
  }
  return figures;
}

function figuresOf(
  name: string,
  index: PeerIndex,
  everyone: readonly ContactRecord[],
  typed: readonly string[],
): readonly Figure[] {
  const before = memoryMb();
  const build = timed(() => everyone.forEach(({ local }, n) => index.add(n, searchText(local!))));
  const memory = memoryMb() - before;
  const until = performance.now() + BUDGET_MS;
  const samples: number[] = [];
  for (const query of typed) {
    if (performance.now() > until) break;
    samples.push(timed(() => index.search(query)).ms);
  }
  const { p95, max } = spreadOf(samples);
  const note = samples.length < typed.length ? `${samples.length} of ${typed.length} queries` : '';
  return [
    { what: `${name}: build`, unit: 'ms', value: build.ms },
    { what: `${name}: memory`, unit: 'MB', value: memory },
    { what: `${name}: p95`, unit: 'ms', value: p95, note },
    { what: `${name}: max`, unit: 'ms', value: max, note },
  ];
}
