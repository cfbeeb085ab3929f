// Owns: the commands of syncing over the book in memory: status, plan, history, receipts, undo, holding back.
// Leaves to others: the invented runs (fake-history.ts), the other commands (fake-bridge.ts, fake-persons.ts).
import type { Account, AccountId } from '../../main/core/account.ts';
import type {
  ContactView,
  Handlers,
  PausedContact,
  PlannedChange,
  PlanView,
  RunReport,
  SyncStatus,
} from '../../preload/contract.ts';
import { GOOGLE, MICROSOFT } from './fake-book.ts';
import { ARRIVALS, RECEIPTS, runReport, RUNS, trouble } from './fake-history.ts';
import { contactsOf, type FakeWorld, nameOf } from './fake-world.ts';

type SyncHandlers = Pick<
  Handlers,
  | 'sync.run'
  | 'sync.cancel'
  | 'sync.plan'
  | 'sync.stopPlan'
  | 'sync.status'
  | 'sync.history'
  | 'sync.receipt'
  | 'sync.undo'
  | 'contacts.pause'
>;

export function statusOf({ persons, accounts, options }: FakeWorld): SyncStatus {
  const contacts = contactsOf(persons);
  const waits = (account: AccountId | null): number =>
    contacts.filter((contact) => contact.pending !== null && (account ?? contact.account) === contact.account)
      .length;
  const since = '2026-11-20T09:14:20Z';
  return {
    running: options.syncing === true,
    progress:
      options.syncing === true
        ? [
            { account: GOOGLE, phase: 'pull', since, done: 1200, total: 4800 },
            { account: MICROSOFT, phase: 'push', since, done: 7, total: null },
          ]
        : [],
    pending: waits(null),
    conflicts: contacts.reduce((sum, contact) => sum + contact.conflicts.length, 0),
    reports:
      options.syncError === undefined
        ? []
        : [runReport('run-1', MICROSOFT, '2026-11-20T09:10:00Z', { errors: [trouble(options.syncError)] })],
    accounts: accounts.map(({ id, pause, question }) => ({
      account: id,
      cursorAt: '2026-11-20T09:12:00Z',
      listedAt: '2026-11-14T06:00:00Z',
      pausedUntil: pause?.until ?? null,
      pending: waits(id),
      question: question ?? null,
    })),
    paused: persons.flatMap((person) =>
      person.contacts.flatMap(({ id, account, fields, paused }): readonly PausedContact[] =>
        paused === null
          ? []
          : [{ contact: id, person: person.id, account, name: nameOf(fields), pause: paused }],
      ),
    ),
    nextAt: options.waiting === true ? '2026-11-20T09:27:00Z' : null,
  };
}

function planned({ id, remoteId, fields, pending }: ContactView): PlannedChange {
  return {
    contact: id,
    remoteId,
    name: nameOf(fields),
    kind: pending?.kind ?? 'update',
    fields: pending?.kind === 'update' ? pending.fields : [],
  };
}

function planOf({ persons, labels }: FakeWorld, { id, question }: Account): PlanView {
  const waiting = contactsOf(persons).filter(({ account, pending }) => account === id && pending !== null);
  return {
    account: id,
    operations: waiting.filter(({ paused }) => paused === null).map(planned),
    arrivals: persons.length > 0 && id === GOOGLE ? ARRIVALS : [],
    held: waiting.filter(({ paused }) => paused !== null).map(planned),
    labels: labels.flatMap(({ account, name, pending }) =>
      account !== id || pending === null || persons.length === 0
        ? []
        : [{ name, kind: pending === 'rename' ? ('update' as const) : pending, side: 'cloud' as const }],
    ),
    question: question ?? null,
    errors: [],
  };
}

/** What the first sync of an account leaves to be agreed to. */
function firstSyncAfter(
  how: FakeWorld['options']['firstSync'],
  { rehearsal }: Account,
): Account['rehearsal'] | undefined {
  if (how === 'asks') return { writes: 2 };
  return how === 'stops' ? rehearsal : undefined;
}

export function syncHandlers(world: FakeWorld): SyncHandlers {
  let stopLooking: (() => void) | null = null;
  let runs: readonly RunReport[] = world.persons.length === 0 ? [] : RUNS;
  let stop = (): void => undefined;
  const asksFirst = (id: AccountId): boolean =>
    world.accounts.find((one) => one.id === id)?.rehearsal !== undefined;
  return {
    'sync.run': async (account, options) => {
      if (world.options.firstSync === 'reads') await new Promise<void>((resolve) => (stop = resolve));
      const at = new Date().toISOString();
      world.accountsChanged(
        world.accounts.map((one) => {
          if (one.provider === 'computer' || (account ?? one.id) !== one.id) return one;
          const { question, pause, rehearsal, ...rest } = one;
          const waits = options?.agreed === true ? undefined : firstSyncAfter(world.options.firstSync, one);
          return {
            ...rest,
            ...(rehearsal === undefined || waits === undefined ? {} : { rehearsal: waits }),
            lastSync: { at },
            ...(question === undefined || options?.deletions !== undefined ? {} : { question }),
            ...(pause === undefined || options?.now === true ? {} : { pause }),
          };
        }),
      );
      world.changed(
        world.persons.map((person) => ({
          ...person,
          contacts: person.contacts.map((contact) => ({
            ...contact,
            pending:
              contact.problem === null && contact.paused === null && !asksFirst(contact.account)
                ? null
                : contact.pending,
          })),
        })),
      );
      return [];
    },
    'sync.cancel': () => stop(),
    'sync.stopPlan': () => stopLooking?.(),
    'sync.plan': async (account) => {
      if (world.options.planWaits === true) await new Promise<void>((resolve) => (stopLooking = resolve));
      return world.accounts
        .filter(({ id, provider }) => provider !== 'computer' && (account ?? id) === id)
        .map((one) => planOf(world, one));
    },
    'sync.status': () => statusOf(world),
    'sync.history': () => runs,
    'sync.receipt': (run) => ({
      run,
      account: runs.find((report) => report.run === run)?.account ?? GOOGLE,
      entries: RECEIPTS[run] ?? [],
    }),
    'sync.undo': (run) => {
      const account = runs.find((report) => report.run === run)?.account ?? GOOGLE;
      runs = [
        runReport(`${run}-undone`, account, new Date().toISOString(), { undoes: run, pushed: 4 }),
        ...runs,
      ];
      return { run, restored: 3, recreated: 1, removed: 1, left: 1, photosLost: 0 };
    },
    'contacts.pause': (contact, paused) =>
      world.replaceContact(contact, (before) => ({
        ...before,
        paused: paused ? { kind: 'person', at: new Date().toISOString() } : null,
      })),
  };
}
