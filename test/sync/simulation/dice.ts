// Owns: the seeded choices of a simulated history: the same seed makes the same history.
// Leaves to others: what is chosen.
import { seededRandom } from '../../clouds/people.ts';

export interface Dice {
  /** Below n, from 0. */
  int(n: number): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** Runs one of the weighted choices. */
  weighted<T>(choices: readonly (readonly [number, T])[]): T;
}

export function dice(seed: number): Dice {
  const random = seededRandom(seed);
  const int = (n: number) => Math.floor(random() * n);
  return {
    int,
    chance: (probability) => random() < probability,
    pick: (values) => values[int(values.length)]!,
    weighted: (choices) => {
      let left = random() * choices.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, choice] of choices) {
        left -= weight;
        if (left < 0) return choice;
      }
      return choices.at(-1)![1];
    },
  };
}
