// Owns: one history from its start to its verdict, and what fast-check is asked of it. Leaves to others: how many are
// played and from which seed (../simulation.test.ts, fuzz.ts).
import fc from 'fast-check';
import { histories, historiesInStep } from './history.ts';
import type { History } from './history.ts';
import { play } from './play.ts';
import { judge } from './verdict.ts';

export interface Outcome {
  /** Everything that is wrong; empty for a history that went well. */
  readonly wrong: readonly string[];
  readonly trace: readonly string[];
  readonly requests: readonly string[];
  /** Every contact in the end, in Kith and in the clouds. */
  readonly contacts: string;
  readonly counts: ReadonlyMap<string, number>;
}

export async function outcome(history: History): Promise<Outcome> {
  const [order] = fc.sample(fc.scheduler(), { seed: history.order, numRuns: 1 });
  const { stage, wrong } = await play(history, order!);
  const { world } = stage;
  try {
    const found = await judge(stage);
    const all = [...wrong, ...stage.wrong, ...found];
    const { trace, counts, net, sides, kith } = world;
    const contacts = sides.map(({ account, device }) => [
      kith.book.contactsOf(account),
      device.ids().map((id) => device.read(id)),
    ]);
    return { wrong: all, trace, requests: net.requests, contacts: JSON.stringify(contacts), counts };
  } finally {
    await world.close();
  }
}

/** Sums up what histories met. */
export function addCounts(sum: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [what, n] of counts) sum.set(what, (sum.get(what) ?? 0) + n);
}

/** Which histories: those of one contact a person, or those of persons who are kept in step (law 23). */
export const HISTORIES = { alone: histories, inStep: historiesInStep };

/** No history goes wrong. `met` sums up what they met, `played` is told of each. */
export function nothingGoesWrong(
  met: Map<string, number>,
  played: () => void = () => undefined,
  which: keyof typeof HISTORIES = 'alone',
) {
  return fc.asyncProperty(HISTORIES[which], async (history) => {
    const { wrong, counts, trace } = await outcome(history);
    addCounts(met, counts);
    played();
    if (wrong.length > 0) throw new Error([...wrong, 'What happened:', ...trace].join('\n'));
  });
}

/** What failed and all that happened, the smallest history in which it does, and how to play it again. */
export function failureText(details: fc.RunDetails<[History]>): string {
  const history = details.counterexample?.[0];
  const inStep = history?.persons === undefined ? '' : ' --in-step';
  const again = `npm run test:fuzz -- --seed ${details.seed}${inStep} --path ${details.counterexamplePath}`;
  const error = details.errorInstance instanceof Error ? details.errorInstance : null;
  const steps = (history?.steps ?? []).map((step, n) => `  ${n} ${JSON.stringify(step)}`);
  return [
    error?.stack ?? String(details.errorInstance),
    `The smallest history: ${history?.book}, ${history?.graphs.join()}`,
    ...(history?.persons ?? []).map((person) => `  ${JSON.stringify(person)}`),
    ...steps,
    `Play it again: ${again}`,
  ].join('\n');
}
