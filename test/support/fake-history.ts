// Owns: invented runs, receipts, plans, pauses and questions for looking at the page of syncing.
// Leaves to others: answering the window's commands (fake-sync.ts).
import type { AccountId, ContactId, MassDeletion, RunId } from '../../main/core/account.ts';
import type { ErrorCode, ErrorInfo } from '../../main/core/errors.ts';
import type { PlannedChange, ReceiptEntry, RunReport } from '../../preload/contract.ts';
import { GOOGLE, MICROSOFT } from './fake-book.ts';

export const QUESTION: MassDeletion = {
  side: 'kith',
  count: 212,
  of: 667,
  names: ['Anna Andersson', 'Otto Brandt', 'Priya Castillo', 'Wolfeschlegelsteinhausenbergerdorff, Hubert'],
  at: '2026-11-20T09:12:00Z',
};

export const PAUSE = {
  until: '2026-11-20T10:45:00Z',
  strikes: 2,
  error: {
    code: 'provider.throttled',
    message: 'Microsoft has had enough requests for ada@analytical-engines.example for now.',
    retry: 'later',
    context: {},
  },
} as const;

export function trouble(code: ErrorCode): ErrorInfo {
  const message =
    'Microsoft did not answer for ada@analytical-engines.example. Your 3 pending changes are kept and are sent with the next sync.';
  return { code, message, retry: 'later', context: {} };
}

export function runReport(
  run: string,
  account: AccountId,
  startedAt: string,
  rest: Partial<RunReport> = {},
): RunReport {
  const nothing = { created: 0, updated: 0, deleted: 0 };
  return {
    run: run as RunId,
    account,
    startedAt,
    finishedAt: new Date(Date.parse(startedAt) + 4_000).toISOString(),
    requests: 1,
    labelRequests: 1,
    writes: 0,
    pulled: 0,
    pushed: 0,
    counts: { pulled: nothing, pushed: nothing },
    merged: 0,
    conflicts: 0,
    notes: [],
    errors: [],
    ...rest,
  };
}

/** Past runs, the latest first. */
export const RUNS: readonly RunReport[] = [
  runReport('run-7', GOOGLE, '2026-11-20T09:11:56Z', {
    requests: 4,
    writes: 2,
    pulled: 3,
    pushed: 2,
    counts: {
      pulled: { created: 1, updated: 2, deleted: 0 },
      pushed: { created: 0, updated: 1, deleted: 1 },
    },
    merged: 1,
    conflicts: 2,
    notes: [
      { contact: 'contact-3' as ContactId, kind: 'editBeatDeletion' },
      { contact: 'contact-5' as ContactId, kind: 'adopted' },
    ],
  }),
  runReport('run-6', MICROSOFT, '2026-11-20T09:09:58Z', { errors: [trouble('provider.unavailable')] }),
  runReport('run-5', GOOGLE, '2026-11-19T18:30:00Z', {
    undoes: 'run-4' as RunId,
    requests: 2,
    writes: 1,
    pushed: 4,
    counts: {
      pulled: { created: 0, updated: 0, deleted: 0 },
      pushed: { created: 0, updated: 4, deleted: 0 },
    },
  }),
  runReport('run-4', GOOGLE, '2026-11-19T18:02:00Z', {
    requests: 2,
    writes: 1,
    pushed: 4,
    counts: {
      pulled: { created: 0, updated: 0, deleted: 0 },
      pushed: { created: 0, updated: 4, deleted: 0 },
    },
  }),
  runReport('run-3', MICROSOFT, '2026-11-19T08:00:00Z'),
  runReport('run-1', MICROSOFT, '2026-10-03T08:00:10Z', {
    finishedAt: '2026-10-03T08:01:02Z',
    requests: 11,
    pulled: 9_873,
    counts: {
      pulled: { created: 9_873, updated: 0, deleted: 0 },
      pushed: { created: 0, updated: 0, deleted: 0 },
    },
  }),
];

const hash = (seed: string): string => seed.repeat(64).slice(0, 64);
const entry = (
  contact: string,
  name: string,
  rest: Pick<ReceiptEntry, 'side' | 'kind'> & Partial<ReceiptEntry>,
): ReceiptEntry => ({
  contact: contact as ContactId,
  remoteId: `remote-${contact}`,
  name,
  fields: [],
  here: hash('c3ab8ff1'),
  there: hash('c3ab8ff1'),
  ...rest,
});

/** What each run did; runs that are not here did nothing that is still kept. */
export const RECEIPTS: Readonly<Record<string, readonly ReceiptEntry[]>> = {
  'run-7': [
    entry('contact-3', '王伟', { side: 'kith', kind: 'update', fields: ['emails'] }),
    entry('contact-5', 'Γιώργος Παπαδόπουλος', { side: 'kith', kind: 'create', there: hash('9d01f3aa') }),
    entry('contact-amina', 'Dr. Amina Okonkwo-Bergström', {
      side: 'kith',
      kind: 'conflict',
      fields: ['phones', 'name', 'organizations', 'notes', 'customFields', 'relations'],
      there: hash('77aa01c9'),
    }),
    entry('contact-6', 'Wolfeschlegelsteinhausenbergerdorff von und zu Hohenlohe-Waldenburg', {
      side: 'cloud',
      kind: 'update',
      fields: ['addresses'],
      photo: true,
    }),
    entry('contact-9', '', { side: 'cloud', kind: 'delete', here: null, there: null }),
  ],
};

/** What the clouds would bring. */
export const ARRIVALS: readonly PlannedChange[] = [
  {
    contact: null,
    remoteId: 'people/c-new',
    name: 'Katherine Johnson',
    kind: 'create',
    fields: ['name', 'emails', 'phones'],
  },
  {
    contact: 'contact-1' as ContactId,
    remoteId: 'remote-contact-1',
    name: 'רות כהן',
    kind: 'delete',
    fields: [],
  },
];
