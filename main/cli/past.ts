// Owns: the commands of history: undo, redo, history, restore, trash, backups, and their answers as people read them.
// Leaves to others: what they do (handlers/), the undo of runs (commands.ts).
import type { AccountId, ContactId, PersonId } from '../core/account.ts';
import { AppError, errorInfo } from '../core/errors.ts';
import { FIELD_NAMES } from '../core/fields.ts';
import type { FieldName } from '../core/contact.ts';
import { notInTrash } from '../handlers/views.ts';
import type {
  ActionView,
  BackupView,
  BookRestore,
  BookState,
  TrashRow,
  VersionView,
} from '../../preload/contract.ts';
import { done, goOnUnlessStopped, option, usageError } from './answer.ts';
import type { Answer } from './answer.ts';
import type { CommandLine } from './arguments.ts';
import type { CliDependencies } from './commands.ts';
import { columns, counted } from './layout.ts';
import { MOMENT_FORMS, momentTyped } from './moment.ts';

export async function undo(deps: CliDependencies): Promise<Answer> {
  await lookUp(deps);
  return done({ undone: whole(await deps.handlers['history.undo'](), 'undo') });
}

export async function redo(deps: CliDependencies): Promise<Answer> {
  await lookUp(deps);
  return done({ redone: whole(await deps.handlers['history.redo'](), 'redo') });
}

/**
 * Reads in turns what is to be taken back. Of a great action that takes a while, in which whoever stops it is heard.
 * Errors: `sync.cancelled`.
 */
async function lookUp({ handlers, interrupted }: CliDependencies): Promise<void> {
  await handlers['history.actions']();
  goOnUnlessStopped(interrupted);
}

/** Errors: `sync.cancelled` where it was stopped half way; the answer would say that all of it was done. */
function whole(action: ActionView | null, command: 'undo' | 'redo'): ActionView | null {
  if (action?.stopped !== true) return action;
  const what = { undo: 'taken back', redo: 'done again' }[command];
  throw new AppError(
    'sync.cancelled',
    `Kith was stopped half way: what was ${what} so far stays so. Give "kith ${command}" again to go on.`,
    { retry: 'later' },
  );
}

/** The one contact that an id names: its own, or that of a person of one contact. */
function contactOf({ book }: CliDependencies, id: string): ContactId {
  if (book.contact(id as ContactId) !== null || book.trashed(id as ContactId) !== null)
    return id as ContactId;
  const records = book.contactsOfPerson(id as PersonId);
  if (records.length === 1) return records[0]!.id;
  if (records.length === 0) return id as ContactId;
  throw usageError(`The person ${id} has several contacts; name one of them, as kith show ${id} lists them`);
}

export async function history(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const contact = contactOf(deps, line.operands[0] ?? '');
  return done({ contact, versions: await deps.handlers['history.versions'](contact) });
}

/** A contact to a version of it, or out of the trash; the whole book to a date or a backup. */
export async function restore(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const [id, to] = [line.operands[0], option(line, 'to')];
  const state = stateAsked(line);
  if (id === undefined) {
    if (state === null || to !== undefined)
      throw usageError('restore takes the id of a contact, --date DATE or --backup NAME');
    const dryRun = line.options['dry-run'] === true;
    const restored = await restoreBook(deps, state, dryRun);
    return done({ ...restored, dryRun }, restored.left > 0 ? 3 : 0);
  }
  if (state !== null || line.options['dry-run'] === true)
    throw usageError('--date, --backup and --dry-run are about the whole book, and take no id');
  const contact = contactOf(deps, id);
  if (to === undefined) {
    if (deps.book.trashed(contact) === null) throw notInTrash(id);
    return done({ restored: await deps.handlers['trash.restore']([contact]) });
  }
  if (!/^\d{1,15}$/.test(to)) throw usageError(`--to takes the number of a version, not "${to}"`);
  const fields = line.options['field'] as readonly string[] | undefined;
  const unknown = fields?.find((name) => !FIELD_NAMES.includes(name as FieldName));
  if (unknown !== undefined) throw usageError(`There is no field "${unknown}"`);
  const person = await deps.handlers['history.restore']({
    contact,
    version: Number(to),
    ...(fields === undefined ? {} : { fields: fields as readonly FieldName[] }),
  });
  return done({ restored: 1, person: person.id, contact });
}

async function restoreBook(
  { handlers }: CliDependencies,
  to: BookState,
  dryRun: boolean,
): Promise<BookRestore> {
  const answer = await handlers[dryRun ? 'history.preview' : 'history.restoreBook'](to);
  if (answer !== null) return answer;
  throw new AppError('sync.cancelled', 'Kith was stopped. The address book is as it was before.');
}

function stateAsked(line: CommandLine): BookState | null {
  const [date, backup] = [option(line, 'date'), option(line, 'backup')];
  if (date !== undefined && backup !== undefined)
    throw usageError('restore takes --date or --backup, not both');
  if (backup !== undefined) return { kind: 'backup', name: backup };
  if (date === undefined) return null;
  const at = momentTyped(date);
  if (at === null) throw usageError(`--date takes ${MOMENT_FORMS}, not "${date}"`);
  return { kind: 'moment', at };
}

export async function trash({ handlers }: CliDependencies, line: CommandLine): Promise<Answer> {
  const forget = line.options['forget'] as readonly string[] | undefined;
  if (forget !== undefined) await handlers['trash.forget'](forget as readonly ContactId[]);
  return done({ contacts: await handlers['trash.list']() });
}

/** Makes one; listing them needs no open book (closed.ts). */
export async function backups({ handlers }: CliDependencies): Promise<Answer> {
  const made = await handlers['backups.make']();
  if (made !== null) return done({ backups: [made] });
  throw new AppError('sync.cancelled', 'Kith was stopped. No backup was made.');
}

/** Of an address book without an account there may be more to find elsewhere: somebody may have lost its folder. */
export async function tellOfBackups({ book, handlers, say }: CliDependencies): Promise<void> {
  if (book.accounts().length > 0) return;
  let all: readonly BackupView[];
  try {
    all = await handlers['backups.list']();
  } catch (thrown) {
    say(`whether there are backups of this address book cannot be told: ${errorInfo(thrown).message}`);
    return;
  }
  const full = all.filter(({ contacts }) => contacts > 0);
  if (full.length === 0) return;
  say(
    `no account is linked, but there ${full.length === 1 ? 'is 1 backup' : `are ${full.length} backups`} of this address book: "kith backups" lists them, "kith restore --backup NAME --replace" puts one in its place`,
  );
}

type PastCommand = 'undo' | 'redo' | 'history' | 'restore' | 'trash' | 'backups';

export function pastText(
  command: PastCommand,
  document: unknown,
  nameOf: (account: AccountId) => string,
): string {
  switch (command) {
    case 'undo':
      return actionText('undid', (document as { readonly undone: ActionView | null }).undone, 'undo');
    case 'redo':
      return actionText('did again', (document as { readonly redone: ActionView | null }).redone, 'redo');
    case 'history':
      return versionsText(
        document as { readonly contact: string; readonly versions: readonly VersionView[] },
      );
    case 'restore':
      return restoredText(document as Partial<BookRestore> & { readonly dryRun?: boolean });
    case 'trash':
      return trashText((document as { readonly contacts: readonly TrashRow[] }).contacts, nameOf);
    case 'backups':
      return backupsText((document as { readonly backups: readonly BackupView[] }).backups);
  }
}

function actionText(what: string, action: ActionView | null, verb: string): string {
  if (action === null) return `there is nothing to ${verb}`;
  const names = action.names.length === 0 ? '' : `: ${action.names.join(', ')}`;
  return `${what} ${action.command} (${counted(action.contacts, 'contact')}${names}); the next sync tells the clouds`;
}

function versionsText({
  contact,
  versions,
}: {
  readonly contact: string;
  readonly versions: readonly VersionView[];
}): string {
  const rows = versions.map(({ version, at, by, name, changed, photoChanged, fields, current }) => [
    String(version),
    at ?? 'before',
    by.kind === 'person' ? by.command : by.kind === 'run' ? `sync ${by.run}` : by.kind,
    fields === null ? '(deleted)' : name === '' ? '(no name)' : name,
    [...changed, ...(photoChanged ? ['photo'] : [])].join(', '),
    current ? 'now' : '',
  ]);
  return [columns(rows), `kith restore ${contact} --to VERSION brings one back`].join('\n');
}

function restoredText({
  at,
  restored,
  recreated,
  removed,
  same,
  left,
  dryRun,
}: Partial<BookRestore> & { readonly dryRun?: boolean }): string {
  if (same === undefined)
    return `brought back ${counted(restored ?? 0, 'contact')}; the next sync tells the clouds`;
  const counts = `${restored} as before, ${recreated} brought back, ${removed} into the trash, ${same} unchanged`;
  const moment = at === null ? '' : `as of ${at}: `;
  const told =
    dryRun === true ? `would be ${moment}${counts}` : `${moment}${counts}; the next sync tells the clouds`;
  const why = 'because their account is not linked, or was linked anew and not synced since';
  return (left ?? 0) === 0
    ? told
    : `${told}\n${left} left out ${why}: link it again, sync, and give the same command again`;
}

function trashText(contacts: readonly TrashRow[], nameOf: (account: AccountId) => string): string {
  if (contacts.length === 0) return 'the trash is empty';
  const rows = contacts.map(({ contact, name, detail, account, at, until, by }) => [
    contact,
    name === '' ? '(no name)' : name,
    detail,
    nameOf(account),
    `${by === 'cloud' ? 'deleted in the cloud' : 'deleted here'} ${at}`,
    `kept until ${until}`,
  ]);
  return [columns(rows), 'kith restore ID brings one back'].join('\n');
}

function backupsText(backups: readonly BackupView[]): string {
  if (backups.length === 0) return 'there is no backup yet';
  return columns(
    backups.map(({ name, at, reason, contacts, bytes }) => [
      name,
      at,
      reason,
      counted(contacts, 'contact'),
      `${bytes} bytes`,
    ]),
  );
}
