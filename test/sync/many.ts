// Owns: a Kith with very many contacts over both practice clouds, fresh before each test, with what tests of great actions do
// to it. Leaves to others: the claims (bulk.test.ts, bulk-elsewhere.test.ts, great-actions.test.ts).
import { afterEach, beforeEach } from 'vitest';
import type { AccountId, ContactId, PersonId } from '../../main/core/account.ts';
import { createRecord } from '../../main/core/edit.ts';
import type { PersonSelection } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';

/** More than two pieces of an action. */
export const MANY = 450;
export const EVERYBODY: PersonSelection = { kind: 'found', text: '', filter: { kind: 'all' }, except: [] };

export let clouds: Clouds;
export let kith: TestKith;
export let clock: ReturnType<typeof steppingClock>;

/** Fresh before each test of the file. */
export function useMany(): void {
  beforeEach(async () => {
    clock = steppingClock();
    clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
    kith = await openTestKith(clouds, { clock });
  });
  afterEach(() => endTestKith(kith, clouds));
}

/** Closes everything and opens it again from the disk. */
export async function reopen(): Promise<void> {
  kith = await kith.reopen();
}

/** Persons p0, p1, … in one account, as if a sync had brought them. */
export function fill(count: number, account: AccountId = kith.google, from = 0): void {
  const changes = Array.from({ length: count }, (_, n) => {
    const name = `p${from + n}`;
    const fields = { name: { given: name } };
    const fresh = createRecord({
      id: `c-${account}-${name}` as ContactId,
      person: name as PersonId,
      account,
      fields,
      createKey: '',
      at: '2026-11-20T10:00:00.000Z',
    });
    const { local } = fresh;
    return {
      kind: 'putContact' as const,
      record: { ...fresh, remoteId: `people/${name}`, base: local, inCloud: local },
    };
  });
  kith.book.transaction(changes);
}
export const these = (...persons: readonly string[]): PersonSelection => ({
  kind: 'these',
  persons: persons as readonly PersonId[],
});
export const living = () => [...kith.book.contacts()].filter(({ local }) => local !== null);
export const carriers = (name: string): number => {
  const labels = kith.handlers['labels.list']() as readonly {
    readonly name: string;
    readonly count: number;
  }[];
  return labels.filter((label) => label.name === name).reduce((sum, { count }) => sum + count, 0);
};
export const actions = async () => kith.handlers['history.actions']();
export const undo = async () => kith.handlers['history.undo']();
export const redo = async () => kith.handlers['history.redo']();
/** Everything people see, without what tells when it came about. */
export const seen = () =>
  living()
    .map(({ id, person, account, local }) => JSON.stringify([id, person, account, local]))
    .sort();
/** Stops the action once a piece of it is written. */
export const stopAtPart = (command: string): void => {
  const unsubscribe = kith.book.subscribe((_changes, _seq, by) => {
    if (by.kind !== 'person' || by.command !== command) return;
    unsubscribe();
    void kith.handlers['bulk.stop']();
  });
};
