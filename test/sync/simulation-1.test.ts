// Owns: random histories of edits, faults and crashes over the whole engine and both practice clouds, and that they can be
// played again. Leaves to others: as many more, beside these (simulation-2.test.ts), what was found this way
// (simulation-found.test.ts), how a history is made and judged (simulation/).
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { histories } from './simulation/history.ts';
import { outcome } from './simulation/outcome.ts';
import { playHistories } from './simulation/suite.ts';

playHistories([20261121], 1000);
playHistories([20270103], 200, 'inStep');

it('the same seed makes the same history, request by request, down to the last contact', async () => {
  const play = () =>
    Promise.all(fc.sample(histories, { seed: 7, numRuns: 12 }).map((history) => outcome(history)));
  const [first, second] = [await play(), await play()];
  expect(second).toEqual(first);
  expect(first.flatMap(({ requests }) => requests).length).toBeGreaterThan(200);
});
