// Owns: the answers of the command line as people read them. Leaves to others: the same as JSON (cli.ts), one contact
// (person-text.ts), columns and safe characters (layout.ts).
import type { Account, AccountId } from '../core/account.ts';
import type { ErrorInfo } from '../core/errors.ts';
import type { Exported } from '../store/export.ts';
import type { Replacement } from '../store/replace-book.ts';
import type { AccountVerdict, Difference, DifferenceReason } from '../sync/verify.ts';
import type {
  ConflictView,
  PersonList,
  PersonView,
  PlannedChange,
  PlanView,
  Receipt,
  RunReport,
  UndoResult,
} from '../../preload/contract.ts';
import type { CliCommand } from './arguments.ts';
import { exportedText, replacedText } from './closed.ts';
import { encryptionText } from './encryption.ts';
import { receiptText, runsText, undoneText } from './history-text.ts';
import { labelsText } from './labels.ts';
import { columns, counted, printable } from './layout.ts';
import { pastText } from './past.ts';
import { personText, valueLine } from './person-text.ts';
import { personsText } from './persons.ts';
import { savedPhotoText } from './photo.ts';
import type { SavedPhoto } from './photo.ts';

export { printable } from './layout.ts';

type NameOf = (account: AccountId) => string;
type AccountLine = Pick<Account, 'id' | 'provider' | 'email' | 'state'> & {
  readonly lastSync: string | null;
};

/** An answer for people, ending with a line break. No character in it can command a terminal. */
export function asText(command: CliCommand, document: unknown, nameOf: NameOf): string {
  return `${printable(bodyOf(command, document, nameOf))}\n`;
}

function bodyOf(command: CliCommand, document: unknown, nameOf: NameOf): string {
  switch (command) {
    case 'accounts':
      return accountsText(document as readonly AccountLine[]);
    case 'link': {
      const { id, provider, email } = document as AccountLine;
      return provider === 'computer'
        ? `contacts of this computer are kept as ${id}; no sync takes them anywhere`
        : `linked ${provider} ${email} as ${id}; kith sync brings its contacts`;
    }
    case 'unlink': {
      const { unlinked } = document as { readonly unlinked: AccountId };
      return `unlinked ${nameOf(unlinked)}; its cloud was left as it is`;
    }
    case 'list':
      return listText(document as PersonList);
    case 'delete': {
      const { contacts } = document as { readonly contacts: readonly string[] };
      return `deleted ${counted(contacts.length, 'contact')} here; the next sync deletes in the cloud`;
    }
    case 'sync':
      return syncText(
        document as {
          readonly runs?: readonly RunReport[];
          readonly plans?: readonly PlanView[];
          readonly undone?: UndoResult;
        },
        nameOf,
      );
    case 'runs':
      return runsText((document as { readonly runs: readonly RunReport[] }).runs, nameOf);
    case 'receipt':
      return receiptText(document as Receipt, nameOf);
    case 'restore':
      if ('setAside' in (document as object)) return replacedText(document as Replacement);
      return pastText(command, document, nameOf);
    case 'undo':
    case 'redo':
    case 'history':
    case 'trash':
    case 'backups':
      return pastText(command, document, nameOf);
    case 'encryption':
      return encryptionText(document as Parameters<typeof encryptionText>[0]);
    case 'export':
      return exportedText(document as Exported);
    case 'labels':
    case 'label':
      return labelsText(document, nameOf);
    case 'matches':
    case 'join':
    case 'split':
    case 'step':
    case 'copy':
    case 'move':
    case 'never-send':
      return personsText(command, document, nameOf);
    case 'conflicts':
      return conflictsText((document as { readonly conflicts: readonly ConflictView[] }).conflicts, nameOf);
    case 'verify':
      return verifyText((document as { readonly accounts: readonly Verdict[] }).accounts, nameOf);
    case 'resolve':
      return `decided ${counted((document as { readonly resolved: number }).resolved, 'conflict')}; the next sync sends the decision`;
    case 'pause':
    case 'photo':
      return 'saved' in (document as object)
        ? savedPhotoText(document as SavedPhoto)
        : personText(document as PersonView, nameOf);
    case 'show':
    case 'add':
    case 'edit':
      return personText(document as PersonView, nameOf);
  }
}

function accountsText(accounts: readonly AccountLine[]): string {
  if (accounts.length === 0) return 'no account is linked; kith link google|microsoft links one';
  return columns(
    accounts.map(({ id, provider, email, state, lastSync }) => [
      id,
      provider,
      email,
      state === 'active' ? 'signed in' : 'needs to sign in again',
      lastSync === null ? 'never synced' : `synced ${lastSync}`,
    ]),
  );
}

function listText({ rows, total }: PersonList): string {
  const lines = rows.map((row) => {
    const marks = [
      row.pending ? 'not sent yet' : '',
      row.conflicts > 0 ? counted(row.conflicts, 'conflict') : '',
      row.problem ? 'refused by the cloud' : '',
    ];
    return [
      row.id,
      row.name === '' ? '(no name)' : row.name,
      row.detail,
      marks.filter((mark) => mark !== '').join(', '),
    ];
  });
  const rest = rows.length < total ? [`${rows.length} of ${counted(total, 'person', 'persons')}`] : [];
  return total === 0 ? 'nobody found' : [columns(lines), ...rest].join('\n');
}

function syncText(
  {
    runs,
    plans,
    undone,
  }: {
    readonly runs?: readonly RunReport[];
    readonly plans?: readonly PlanView[];
    readonly undone?: UndoResult;
  },
  nameOf: NameOf,
): string {
  if (plans !== undefined)
    return plans.length === 0 ? NO_ACCOUNTS : plans.map((plan) => planText(plan, nameOf)).join('\n');
  if (runs === undefined || runs.length === 0) return NO_ACCOUNTS;
  const conflicts = runs.reduce((sum, run) => sum + run.conflicts, 0);
  const hint =
    conflicts === 0 ? [] : [`${counted(conflicts, 'conflict')} to decide: kith conflicts, then kith resolve`];
  const taken = undone === undefined ? [] : [undoneText(undone)];
  return [...taken, ...runs.map((run) => runText(run, nameOf)), ...hint].join('\n');
}

/** Also where there is an account on this computer alone, which no sync concerns. */
const NO_ACCOUNTS = 'no Google or Microsoft account is linked; kith link google|microsoft links one';

/** What one run did, in a line, and what went wrong. */
function runText(run: RunReport, nameOf: NameOf): string {
  const { pulled, pushed } = run.counts;
  const parts = [
    ...changesText('from the cloud', pulled),
    ...changesText('to the cloud', pushed),
    ...(run.merged > 0 ? [`${run.merged} joined from both sides`] : []),
    ...(run.conflicts > 0 ? [counted(run.conflicts, 'conflict')] : []),
  ];
  const outcome = parts.length > 0 ? parts.join('; ') : run.errors.length > 0 ? 'not synced' : 'up to date';
  return [
    `${nameOf(run.account)}: ${outcome} (${counted(run.requests, 'request')}, ${counted(run.writes, 'write')})`,
    ...run.errors.map((error) => `  ${error.message}`),
  ].join('\n');
}

function changesText(
  where: string,
  { created, updated, deleted }: RunReport['counts']['pulled'],
): readonly string[] {
  const parts = [
    created > 0 ? `${created} new` : '',
    updated > 0 ? `${updated} changed` : '',
    deleted > 0 ? `${deleted} deleted` : '',
  ];
  const text = parts.filter((part) => part !== '').join(', ');
  return text === '' ? [] : [`${where} ${text}`];
}

function planText(
  { account, operations, arrivals, held, labels, question, errors }: PlanView,
  nameOf: NameOf,
): string {
  const parts: readonly (readonly [string, PlanView['operations']])[] = [
    ['to send', operations],
    ['to bring here', arrivals],
    ['held back', held],
  ];
  const told = parts.filter(([, changes]) => changes.length > 0);
  const counts = [
    ...told.map(([what, changes]) => `${changes.length} ${what}`),
    ...(labels.length === 0 ? [] : [counted(labels.length, 'label')]),
  ];
  const nothing = errors.length > 0 ? 'not known' : 'nothing to do';
  return [
    `${nameOf(account)}: ${counts.length === 0 ? nothing : counts.join(', ')}`,
    ...told.map(([what, changes]) => columns(changes.map((change) => plannedCells(what, change)))),
    ...labels.map(
      ({ kind, name, side }) => `  label ${side === 'cloud' ? 'to send' : 'to bring here'}: ${kind} ${name}`,
    ),
    ...(question === null
      ? []
      : [`  ${question.count} of ${question.of} contacts would be deleted: kith sync asks about that first`]),
    ...errors.map((error) => `  ${error.message}`),
  ].join('\n');
}

function plannedCells(what: string, { kind, name, fields }: PlannedChange): readonly string[] {
  return ['', what, kind, name === '' ? '(no name)' : name, fields.join(', ')];
}

function conflictsText(conflicts: readonly ConflictView[], nameOf: NameOf): string {
  if (conflicts.length === 0) return 'no conflicts';
  const blocks = conflicts.map((conflict) =>
    [
      `${conflict.contact}  ${conflict.name}: ${conflict.path} (${nameOf(conflict.account)})`,
      `  base    ${valueLine(conflict.base)}`,
      `  mine    ${valueLine(conflict.mine)}`,
      `  theirs  ${valueLine(conflict.theirs)}${conflict.source.kind === 'contact' ? `  (${nameOf(conflict.source.account)})` : ''}`,
    ].join('\n'),
  );
  return [...blocks, 'kith resolve ID --take mine|theirs|base|both decides'].join('\n');
}

type Verdict = AccountVerdict & { readonly error?: ErrorInfo };

const REASONS: Readonly<Record<DifferenceReason, string>> = {
  pendingCreate: 'not sent yet',
  pendingUpdate: 'edit not sent yet',
  pendingDelete: 'deletion not sent yet',
  conflict: 'waits for a decision',
  changedInCloud: 'changed in the cloud since the last sync',
  newInCloud: 'new in the cloud since the last sync',
  missingInCloud: 'no longer in the cloud',
  gone: 'gone in the cloud; Kith asks before it deletes it here',
  refused: 'refused by the cloud',
  heldBack: 'held back',
  unread: 'not compared',
};

function verifyText(verdicts: readonly Verdict[], nameOf: NameOf): string {
  if (verdicts.length === 0) return NO_ACCOUNTS;
  return verdicts
    .map(({ account, same, differ, error }) => {
      if (error !== undefined) return `${nameOf(account)}: not compared\n  ${error.message}`;
      if (differ.length === 0) return `${nameOf(account)}: all ${same} the same`;
      const unread = differ.filter(({ reason }) => reason === 'unread').length;
      const notCompared = unread === 0 ? '' : `, ${unread} not compared`;
      const head = `${nameOf(account)}: ${same} the same, ${differ.length - unread} different${notCompared}`;
      return `${head}\n${columns(differ.map(differenceCells))}`;
    })
    .join('\n');
}

function differenceCells({ name, remoteId, reason, fields, error }: Difference): readonly string[] {
  const details = error === undefined ? fields.join(', ') : error.message;
  return [
    '',
    name === '' ? (reason === 'unread' ? (remoteId ?? '') : '(no name)') : name,
    `${REASONS[reason]}${details === '' ? '' : `: ${details}`}`,
  ];
}
