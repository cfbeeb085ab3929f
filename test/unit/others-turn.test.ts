// Owns: that long work gives way to whoever uses the window. Leaves to others: the work (sync/meanwhile.test.ts).
import { expect, it } from 'vitest';
import { bindHandlers } from '../../main/handlers/handlers.ts';
import { turns } from '../../main/others-turn.ts';

function openTurns() {
  let [now, rested] = [1_000_000, 0];
  const clock = { now: () => now, sleep: async (ms: number) => void (rested += ms) };
  return { ...turns(clock), pass: (ms: number) => void (now += ms), rested: () => rested };
}

it('others get their turn at once, and a rest beside it while the window asks for things', async () => {
  const { othersTurn, asked, pass, rested } = openTurns();
  let done = false;
  setImmediate(() => (done = true));
  await othersTurn();
  expect([done, rested()]).toEqual([true, 0]);
  asked('persons.list');
  pass(50);
  await othersTurn();
  const once = rested();
  expect(once).toBeGreaterThan(0);
  pass(51);
  await othersTurn();
  expect(rested(), 'nobody asked for anything lately').toBe(once);
});

it('whoever types or scrolls is given way to until the next key might come', async () => {
  const { othersTurn, asked, isInUse, pass, rested } = openTurns();
  asked('app.inUse');
  pass(500);
  asked('persons.list');
  pass(499);
  await othersTurn();
  expect([isInUse(), rested() > 0]).toEqual([true, true]);
  pass(1);
  expect(isInUse()).toBe(false);
});

it('a clock that goes back keeps no work waiting for good', async () => {
  const { othersTurn, asked, pass, rested } = openTurns();
  asked('app.inUse');
  pass(-60_000);
  await othersTurn();
  expect(rested()).toBe(0);
});

it('every command of the window counts, whatever comes of it', async () => {
  const asked: string[] = [];
  const bound = bindHandlers({} as never, (name) => void asked.push(name));
  await bound['persons.get'](['p']);
  await bound['persons.list']([]);
  expect(asked).toEqual(['persons.get', 'persons.list']);
});
