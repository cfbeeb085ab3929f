// Owns: the commands that run and watch syncs. Leaves to others: the run itself (sync/engine.ts).
import type { AccountId } from '../core/account.ts';
import { displayName } from '../core/person.ts';
import { restsUntil } from '../sync/account-pause.ts';
import type { RunOptions } from '../sync/run-scope.ts';
import type {
  AccountStatus,
  Handlers,
  PausedContact,
  RunReport,
  SyncOptions,
  SyncProgress,
  SyncStatus,
} from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { planView } from './plan-view.ts';
import { notFound, shownFields } from './views.ts';

export interface SyncCommands extends Pick<
  Handlers,
  'sync.run' | 'sync.cancel' | 'sync.plan' | 'sync.stopPlan' | 'sync.status'
> {
  /** As `sync.run`; `automatic` where nobody asked for it. */
  'sync.run': (
    account: AccountId | null,
    options?: SyncOptions & { readonly automatic?: boolean },
  ) => Promise<readonly RunReport[]>;
}

export function syncHandlers(deps: HandlerDependencies): SyncCommands {
  const { book, engine, index } = deps;
  const progress = new Map<AccountId, SyncProgress>();
  let cancel: AbortController | null = null;
  let running = 0;
  const looks = new Set<AbortController>();

  const status = (): SyncStatus => {
    const latest = new Map<AccountId, RunReport>(book.runs().map((report) => [report.account, report]));
    return {
      running: running > 0,
      progress: [...progress.values()],
      pending: index.pendingCount(),
      conflicts: index.conflictCount(),
      reports: [...latest.values()],
      accounts: book.accounts().map(({ id }) => accountStatus(deps, id)),
      paused: pausedContacts(deps),
      nextAt: deps.nextSyncAt(),
    };
  };
  const announce = () => deps.emit('sync.changed', status());
  // The index was subscribed before: what it counts is up to date here.
  book.subscribe((_changes, _revision, { kind }) => {
    // A run says itself how far it is.
    if (kind !== 'run') announce();
  });

  const chosen = (account: AccountId | null): readonly AccountId[] => {
    if (account !== null && book.account(account) === null) throw notFound('account', account);
    const accounts = book.accounts().filter(({ provider }) => provider !== 'computer');
    return accounts.map(({ id }) => id).filter((id) => account === null || id === account);
  };

  return {
    'sync.run': async (account, { automatic = false, ...options } = {}) => {
      const ids = chosen(account);
      cancel ??= new AbortController();
      const { signal } = cancel;
      const asked: RunOptions = { ...options, byPerson: !automatic };
      running += 1;
      announce();
      try {
        return await engine.run(ids, {
          ...asked,
          signal,
          onProgress: (step) => {
            progress.set(step.account, step);
            announce();
          },
        });
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
    'sync.plan': async (account) => {
      const stop = new AbortController();
      looks.add(stop);
      try {
        const rehearsals = await engine.rehearse(chosen(account), { byPerson: true, signal: stop.signal });
        return rehearsals.map((rehearsal) => planView(book, rehearsal));
      } finally {
        looks.delete(stop);
      }
    },
    'sync.stopPlan': () => {
      for (const look of looks) look.abort(new Error('the person stopped looking'));
    },
    'sync.status': status,
  };
}

function accountStatus({ book, index, clock }: HandlerDependencies, id: AccountId): AccountStatus {
  const { cursorAt, listedAt } = book.syncState(id);
  const account = book.account(id);
  return {
    account: id,
    cursorAt: cursorAt ?? null,
    listedAt: listedAt ?? null,
    pausedUntil: restsUntil(account?.pause, clock.now()),
    pending: index.pendingCount(id),
    question: account?.question ?? null,
  };
}

function pausedContacts({ book, index }: HandlerDependencies): readonly PausedContact[] {
  return index.pausedContacts().flatMap((id): readonly PausedContact[] => {
    const record = book.contact(id);
    if (record === null || (record.paused ?? null) === null) return [];
    return [
      {
        contact: id,
        person: record.person,
        account: record.account,
        name: displayName(shownFields(record)),
        pause: record.paused!,
      },
    ];
  });
}
