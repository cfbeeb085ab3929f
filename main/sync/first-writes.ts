// Owns: that the first sync of an account linked in the window writes nothing before a person has agreed to what.
// Leaves to others: who linked it (handlers/accounts.ts), the plan that is agreed to (engine.ts's rehearsal).
import { AppError } from '../core/errors.ts';
import { planRun } from '../core/plan.ts';
import { pendingLabels } from './labels.ts';
import { waitingPhotos } from './photos.ts';
import { isOnItsWay } from './run-scope.ts';
import type { RunScope } from './run-scope.ts';

/**
 * Whether this run ends before it writes. Where there is nothing to write, nobody has to agree: the first sync is over,
 * and later edits are sent by later runs, as in any account.
 */
export function holdsFirstWrites(run: RunScope): boolean {
  const account = run.book.account(run.account.id);
  if (account?.rehearsal === undefined) return false;
  const writes = run.options.agreed === true ? 0 : waitingWrites(run);
  const { rehearsal: _over, ...agreed } = account;
  run.commit([
    { kind: 'putAccount', account: writes === 0 ? agreed : { ...account, rehearsal: { writes } } },
  ]);
  if (writes > 0) run.tally.failed(asksFirst(run, writes));
  return run.options.agreed !== true;
}

function waitingWrites(run: RunScope): number {
  const { account, book, provider, question } = run;
  const contacts = book.contactsOf(account.id);
  const { operations, uncertain } = planRun(contacts, (fields) => provider.hold(account, fields), {
    holdsDeletions: question !== null,
    isOnItsWay: (id) => isOnItsWay(book, id),
  });
  const labels = provider.labels.kind === 'keyed' ? pendingLabels(run).length : 0;
  return operations.length + uncertain.length + labels + waitingPhotos(contacts).length;
}

function asksFirst({ account }: RunScope, count: number): AppError {
  return new AppError(
    'sync.needsPerson',
    `The contacts of ${account.email} are here, and nothing was written there. ${count} changes made here wait until you have seen and agreed to them: in the window, or with sync --dry-run and then sync --agree.`,
    {
      retry: 'afterUser',
      context: { reason: 'firstSync', account: account.id, email: account.email, count },
    },
  );
}
