// Owns: the commands that run and watch syncs. Leaves to others: the run itself (sync/engine.ts).
import type { AccountId } from '../core/account.ts';
import type { Handlers, RunReport, SyncProgress, SyncStatus } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { notFound, planView } from './views.ts';

type SyncHandlers = Pick<Handlers, 'sync.run' | 'sync.cancel' | 'sync.plan' | 'sync.status'>;

export function syncHandlers(deps: HandlerDependencies): SyncHandlers {
  const { book, engine, index } = deps;
  const progress = new Map<AccountId, SyncProgress>();
  let cancel: AbortController | null = null;
  let running = 0;

  const status = (): SyncStatus => {
    const latest = new Map<AccountId, RunReport>(book.runs().map((report) => [report.account, report]));
    return {
      running: running > 0,
      progress: [...progress.values()],
      pending: index.pendingCount(),
      conflicts: index.conflictCount(),
      reports: [...latest.values()],
      accounts: [],
      paused: [],
      nextAt: null,
    };
  };
  const announce = () => deps.emit('sync.changed', status());
  // The index was subscribed before: what it counts is up to date here.
  book.subscribe(announce);

  const chosen = (account: AccountId | null): readonly AccountId[] => {
    if (account !== null && book.account(account) === null) throw notFound('account', account);
    return account === null ? book.accounts().map(({ id }) => id) : [account];
  };

  return {
    'sync.run': async (account) => {
      const ids = chosen(account);
      cancel ??= new AbortController();
      const { signal } = cancel;
      running += 1;
      announce();
      try {
        return await Promise.all(
          ids.map((id) =>
            engine.run(id, {
              signal,
              onProgress: (step) => {
                progress.set(id, step);
                announce();
              },
            }),
          ),
        );
      } finally {
        running -= 1;
        if (running === 0) {
          cancel = null;
          progress.clear();
        }
        announce();
        deps.emit('accounts.changed', { accounts: book.accounts() });
      }
    },
    'sync.cancel': () => cancel?.abort(new Error('the person stopped the sync')),
    'sync.plan': (account) => chosen(account).map((id) => planView(id, engine.plan(id))),
    'sync.status': status,
  };
}
