// Owns: past runs, their receipts and undone runs as people read them. Leaves to others: the same as JSON (cli.ts), the
// runs of a sync that has just ended (text.ts).
import type { AccountId } from '../core/account.ts';
import type { Receipt, ReceiptEntry, RunReport, UndoResult } from '../../preload/contract.ts';
import { columns, counted } from './layout.ts';

type NameOf = (account: AccountId) => string;

export function runsText(runs: readonly RunReport[], nameOf: NameOf): string {
  if (runs.length === 0) return 'no sync has run yet';
  return columns(
    runs.map(({ run, account, finishedAt, pulled, pushed, conflicts, errors, undoes }) => [
      run,
      finishedAt,
      nameOf(account),
      `${pulled} from the cloud, ${pushed} to the cloud`,
      [
        ...(undoes === undefined ? [] : [`undid ${undoes}`]),
        ...(conflicts > 0 ? [counted(conflicts, 'conflict')] : []),
        ...(errors.length > 0 ? [counted(errors.length, 'error')] : []),
      ].join(', '),
    ]),
  );
}

export function receiptText({ run, account, entries }: Receipt, nameOf: NameOf): string {
  if (entries.length === 0) return `${nameOf(account)}: the run ${run} changed no contact`;
  const hint = `kith sync --undo ${run} takes it back`;
  return [`${nameOf(account)}: what the run ${run} did`, columns(entries.map(entryCells)), hint].join('\n');
}

/** Enough of a hash to compare by eye; the JSON document has all of it. */
const SHORT = 12;

function entryCells({ side, kind, name, fields, here, there, photo }: ReceiptEntry): readonly string[] {
  const hash = (text: string | null) => text?.slice(0, SHORT) ?? 'none';
  return [
    '',
    side === 'cloud' ? 'in the cloud' : 'here',
    kind,
    name === '' ? '(no name)' : name,
    [...fields, ...(photo === true ? ['photo'] : [])].join(', '),
    `here ${hash(here)}`,
    `there ${hash(there)}`,
  ];
}

export function undoneText({ run, restored, recreated, removed, left, photosLost }: UndoResult): string {
  const parts = [
    restored > 0 ? `${counted(restored, 'contact')} as before` : '',
    recreated > 0 ? `${recreated} brought back` : '',
    removed > 0 ? `${removed} taken away again` : '',
    left > 0 ? `${left} left as ${left === 1 ? 'it is' : 'they are'}` : '',
    photosLost > 0
      ? `${counted(photosLost, 'photo')} not brought back, because Kith has no copy of what it was`
      : '',
  ].filter((part) => part !== '');
  return `undid ${run}: ${parts.length === 0 ? 'there was nothing to take back' : parts.join(', ')}`;
}
