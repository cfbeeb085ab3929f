// Owns: what is said of the past: actions, causes of versions, sizes of backups, what going back did.
// Leaves to others: knowing it (state/), laying it out (components/, pages/).
import type { FieldName } from '../main/core/contact.ts';
import type {
  ActionView,
  BookRestore,
  LastChange,
  TrashRow,
  VersionCause,
  VersionView,
} from '../preload/contract.ts';
import type { Account } from '../main/core/account.ts';
import { providerName } from './account-names.ts';
import { formatMoment, formatWhen } from './dates.ts';
import { actionLabel, commandLabel, fieldLabel, listed, numberText, t } from './i18n/index.ts';

/** Main tells no more names than this of an action. */
const NAMED = 3;

/** "edited Ada Lovelace", "deleted Ada, Alan, Grace and 9 others". */
export function actionText({ command, contacts, names }: ActionView): string {
  if (names.length === 0)
    return actionLabel(command, contacts < 2 ? '' : t('actions.contacts', { count: contacts }));
  // Fewer names are all there are: a person in two accounts is told once.
  const others = names.length < NAMED ? 0 : contacts - names.length;
  return actionLabel(
    command,
    listed(others > 0 ? [...names, t('actions.others', { count: others })] : names),
  );
}

/** Who made a version of a contact of this account. */
export function causeText(by: VersionCause, account: Account | undefined): string {
  if (by.kind === 'person') return commandLabel(by.command);
  if (by.kind !== 'run') return t(`versions.by.${by.kind}`);
  const provider = providerName(account);
  return provider === '' ? t('versions.by.sync') : t('versions.by.syncWith', { provider });
}

/** What a version changed, by the names of the fields; the oldest says what it holds. */
export function changedText({ fields, changed, photoChanged }: VersionView, oldest: boolean): string {
  if (fields === null) return t('versions.deleted');
  const names = [...changed.map(fieldLabel), ...(photoChanged ? [t('versions.photo')] : [])];
  if (names.length === 0) return t('versions.nothing');
  return t(oldest ? 'versions.said' : 'versions.changed', { fields: listed(names) });
}

export function versionMoment({ at }: VersionView): string {
  return at === null ? t('versions.before') : formatMoment(at);
}

/** What was restored of a version: all of it, or these fields. */
export function restoredText(version: VersionView, fields: readonly FieldName[] | undefined): string {
  const when = versionMoment(version);
  return fields === undefined
    ? t('versions.restored', { when })
    : t('versions.restoredField', { field: listed(fields.map(fieldLabel)), when });
}

/** Who deleted a contact, and when. */
export function deletedText({ at, by }: TrashRow, account: Account | undefined): string {
  const when = formatMoment(at);
  if (by === 'person') return t('trash.byPerson', { when });
  const provider = providerName(account);
  return provider === '' ? t('trash.byOther', { when }) : t('trash.byCloud', { provider, when });
}

/** When somebody last changed and by whom: "2 hours ago · Google". `account` is the one of the cloud that did it. */
export function lastChangeText({ at, by }: LastChange, account: Account | undefined, now: number): string {
  const when = formatWhen(at, now);
  const who = by === null ? '' : by.kind === 'cloud' ? providerName(account) : t(`versions.by.${by.kind}`);
  return who === '' ? when : t('list.changed', { when, who });
}

/** What going back did to the book, in a few words. */
export function bookRestoreText({ restored, recreated, removed }: BookRestore): string {
  return t('backups.done', {
    restored: t('runs.restored', { count: restored }),
    recreated: t('runs.recreated', { count: recreated }),
    removed: t('runs.removed', { count: removed }),
  });
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const STEP = 1000;

/** A number of bytes as people read it: "18 kB". */
export function sizeText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= STEP && unit < UNITS.length - 1) [value, unit] = [value / STEP, unit + 1];
  return numberText(value, {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    // "822 bytes", where the short one is "822 byte".
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  });
}
