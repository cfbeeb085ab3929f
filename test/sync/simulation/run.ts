// Owns: playing many histories from the command line, to look for the ones that fail and to shrink them.
// Leaves to others: the histories that every test run plays (../simulation.test.ts).
import { judge } from './verdict.ts';
import { play } from './history.ts';
import type { Shape } from './history.ts';

export async function outcome(
  seed: number,
  shape: Shape = {},
): Promise<{ wrong: readonly string[]; trace: readonly string[]; counts: ReadonlyMap<string, number> }> {
  const world = await play(seed, shape);
  try {
    return { wrong: await judge(world), trace: world.trace, counts: world.counts };
  } finally {
    await world.close();
  }
}

const [first, last, show] = process.argv.slice(2);
if (import.meta.main && first !== undefined) {
  const counts = new Map<string, number>();
  let failed = 0;
  for (let seed = Number(first); seed <= Number(last ?? first); seed++) {
    let result = await outcome(seed).catch((thrown: unknown) => ({
      wrong: [String((thrown as Error).stack)],
      trace: [],
      counts: new Map<string, number>(),
    }));
    for (const [what, n] of result.counts) counts.set(what, (counts.get(what) ?? 0) + n);
    if (result.wrong.length === 0) continue;
    failed += 1;
    const without = new Set<number>();
    if (show === 'shrink') {
      for (let n = 0; n < 40; n++) {
        const fewer = await outcome(seed, { without: new Set([...without, n]) }).catch(() => null);
        if (fewer === null || fewer.wrong.length === 0) continue;
        without.add(n);
        result = fewer;
      }
    }
    console.log(
      `seed ${seed} ${[...without].join()}\n  ${result.wrong.slice(0, 4).join('\n  ').slice(0, 1500)}`,
    );
    if (show === 'shrink') console.log(result.trace.map((line) => `    ${line}`).join('\n'));
  }
  console.log(`${failed} failed; ${Math.round(process.cpuUsage().user / 1e6)} s CPU`);
  console.log(
    [...counts]
      .sort()
      .map(([what, n]) => `${what}: ${n}`)
      .join('; '),
  );
}
