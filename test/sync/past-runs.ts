// Owns: one account of Kith over one practice cloud, fresh before each test, with what tests of past runs do to it.
// Leaves to others: the claims (receipt.test.ts, undo.test.ts).
import { afterEach, beforeEach } from 'vitest';
import type { RunId } from '../../main/core/account.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { Receipt, UndoResult } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES, fieldsOf } from '../support/sides.ts';
import type { Plain, Side } from '../support/sides.ts';

/** Each provider with each of its mappings. */
export const CLOUDS = [
  ['google', 'v1.0'],
  ['microsoft', 'v1.0'],
  ['microsoft', 'beta'],
] as const;

export let clouds: Clouds;
export let kith: TestKith;
export let side: Side;

export const ada: Plain = {
  given: 'Ada',
  family: 'Lovelace',
  nickname: 'Countess',
  notes: 'first programmer',
  emails: ['ada@example.org', 'a.lovelace@work.example'],
};
export const grace: Plain = { given: 'Grace', family: 'Hopper', notes: 'admiral' };

export const account = () => side.account(kith);
export const sync = () => kith.sync(account());
export const records = (): readonly ContactRecord[] => kith.book.contactsOf(account());
export const find = (given: string) =>
  records().find((record) => (record.local ?? record.base)?.name?.given === given);
export const byGiven = (given: string): ContactRecord => {
  const found = find(given);
  if (found === undefined) throw new Error(`no ${given}`);
  return found;
};
export const edit = (given: string, plain: Plain) =>
  kith.handlers['contacts.save']({ contact: byGiven(given).id, fields: fieldsOf(plain) });
export const create = (plain: Plain) =>
  kith.handlers['contacts.create']({ accounts: [account()], fields: fieldsOf(plain) });
export const remove = (given: string) => kith.handlers['persons.delete'](byGiven(given).person);
export const receiptOf = (run: RunId) => kith.handlers['sync.receipt'](run) as Receipt;
export const undo = (run: RunId) => kith.handlers['sync.undo'](run) as UndoResult;
/** What a person knows of each contact in the cloud, whatever its id. */
export const inCloud = () =>
  side
    .all()
    .map(({ emails, ...plain }) => JSON.stringify({ ...plain, emails: emails?.toSorted() }))
    .sort();

/** Closes everything and opens it again from the disk. */
export async function reopen(): Promise<void> {
  kith = await kith.reopen();
}

/** Fresh before each test of a `describe` that calls this. */
export function usePastRuns(provider: 'google' | 'microsoft', graph: 'v1.0' | 'beta'): void {
  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds, { graph });
    side = SIDES[provider](clouds);
  });
  afterEach(() => endTestKith(kith, clouds));
}
