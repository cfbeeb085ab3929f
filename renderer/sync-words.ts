// Owns: what is said of an account's sync: its state in a word, its progress, how much time is left, what a run did.
// Leaves to others: knowing it (state/sync.svelte.ts), laying it out (components/sync).
import type { Account } from '../main/core/account.ts';
import type { FieldName } from '../main/core/contact.ts';
import type {
  AccountStatus,
  ChangeCounts,
  RunReport,
  SyncProgress,
  SyncStatus,
} from '../preload/contract.ts';
import { enumerated, fieldLabel, listed, t } from './i18n/index.ts';

/** Shorter than this (milliseconds), what was done so far says nothing about the rest. */
const TOO_EARLY = 3_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** How long the phase will still take, in milliseconds, at the pace so far; null where that cannot be said. */
export function timeLeft({ done, total, since }: SyncProgress, now: number): number | null {
  const passed = now - Date.parse(since);
  if (total === null || done <= 0 || total < done || !(passed >= TOO_EARLY)) return null;
  return (passed / done) * (total - done);
}

export function leftText(left: number): string {
  if (left < MINUTE) return t('sync.leftSoon');
  if (left < HOUR) return t('sync.left', { count: Math.round(left / MINUTE) });
  return t('sync.leftHours', { count: Math.round(left / HOUR) });
}

/** "Receiving 1,200 of 4,800 · about 2 minutes left". */
export function progressText(progress: SyncProgress, now: number): string {
  const { phase, done, total } = progress;
  const verb = phase === 'pull' ? 'receiving' : 'sending';
  const text = total === null ? t(`sync.${verb}`, { done }) : t(`sync.${verb}Of`, { done, total });
  const left = timeLeft(progress, now);
  return left === null ? text : t('sync.withLeft', { progress: text, left: leftText(left) });
}

export type SyncStateName = keyof (typeof import('./i18n/en.json'))['sync']['state'];

/** Where an account stands, in the order of what matters most to the person. */
export function stateOf(
  account: Account,
  sync: SyncStatus,
  status: AccountStatus | undefined,
  now: number,
): SyncStateName {
  if (account.state === 'signInNeeded') return 'signIn';
  if (sync.running && sync.progress.some((progress) => progress.account === account.id)) return 'syncing';
  if ((status?.question ?? null) !== null || (account.rehearsal?.writes ?? 0) > 0) return 'question';
  if (isPaused(status, now)) return 'paused';
  if (account.lastSync?.error !== undefined && account.lastSync.error.code !== 'sync.cancelled')
    return 'problem';
  if (account.lastSync === undefined) return 'never';
  return (status?.pending ?? 0) > 0 ? 'waiting' : 'ready';
}

export function isPaused(
  status: AccountStatus | undefined,
  now: number,
): status is AccountStatus & { pausedUntil: string } {
  const until = status?.pausedUntil ?? null;
  return until !== null && Date.parse(until) > now;
}

/** What a run did, in a few words: "3 to Kith, 2 to the cloud, 1 conflict"; what it could not do stands beside it. */
export function runSummary({ pulled, pushed, merged, conflicts }: RunReport): string {
  const parts = [
    pulled > 0 ? t('runs.summary.pulled', { count: pulled }) : '',
    pushed > 0 ? t('runs.summary.pushed', { count: pushed }) : '',
    merged > 0 ? t('runs.summary.merged', { count: merged }) : '',
    conflicts > 0 ? t('runs.summary.conflicts', { count: conflicts }) : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? t('runs.nothing') : enumerated(parts);
}

/** Whether a run changed anything that could be undone. */
export function canUndo({ pulled, pushed }: RunReport): boolean {
  return pulled + pushed > 0;
}

export function total({ created, updated, deleted }: ChangeCounts): number {
  return created + updated + deleted;
}

/** How long a run took, in whole seconds, one at least. */
export function seconds({ startedAt, finishedAt }: RunReport): number {
  return Math.max(1, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000));
}

/** Names of fields as the locale lists them. */
export function fieldList(fields: readonly FieldName[]): string {
  return listed(fields.map(fieldLabel));
}
