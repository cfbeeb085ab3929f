// Owns: what each command of the command line does with the handlers, and the JSON document it answers with.
// Leaves to others: reading the command line (arguments.ts), printing (cli.ts), the handlers themselves.
import type { AccountId, ContactId, LabelId, PersonId, ProviderKind, RunId } from '../core/account.ts';
import type { FieldName } from '../core/contact.ts';
import type { FieldsPatch } from '../core/edit.ts';
import { AppError, errorInfo } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import { FIELDS, recordOf } from '../core/fields.ts';
import type { Json } from '../core/json.ts';
import type { ContactRecord } from '../core/replica.ts';
import { parseFields } from '../handlers/arguments.ts';
import { isConflictOf } from '../handlers/conflicts.ts';
import type { AllHandlers } from '../handlers/handlers.ts';
import { notFound } from '../handlers/views.ts';
import type { OpenBook } from '../store/book.ts';
import { restsUntil } from '../sync/account-pause.ts';
import type { AccountVerdict } from '../sync/verify.ts';
import type { ConflictChoice, RunReport } from '../../preload/contract.ts';
import { done, option, usageError } from './answer.ts';
import type { Answer } from './answer.ts';
import type { CliCommand, CommandLine } from './arguments.ts';
import type { ClosedCommand } from './closed.ts';
import { encryption } from './encryption.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { label, labels } from './labels.ts';
import {
  copy,
  join,
  linkComputer,
  matches,
  move,
  neverSend,
  refuseToForget,
  split,
  step,
} from './persons.ts';
import { backups, history, redo, restore, tellOfBackups, trash, undo as undoAction } from './past.ts';
import { photo } from './photo.ts';

export interface CliDependencies {
  readonly handlers: AllHandlers;
  readonly book: OpenBook;
  /** Compares an account with its cloud. Errors: those of the provider, and the signal's. */
  verify(account: AccountId, signal: AbortSignal): Promise<AccountVerdict>;
  /** Aborted when the command has to end early. */
  readonly interrupted: AbortSignal;
  readStandardInput(): Promise<string>;
  /** A line for the person at once, beside the answer at the end (the address to open). */
  say(line: string): void;
}

type Run = (deps: CliDependencies, line: CommandLine) => Promise<Answer> | Answer;

const operand = (line: CommandLine): string => line.operands[0] ?? '';

async function link(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  if (operand(line) === 'computer') {
    if (Object.keys(line.options).length > 0) throw usageError('link computer takes no options');
    return linkComputer(deps);
  }
  const provider = oneOf(
    operand(line),
    ['google', 'microsoft'] as const,
    'link takes computer, google or microsoft',
  ) satisfies ProviderKind;
  const graph =
    option(line, 'graph') === undefined
      ? undefined
      : oneOf(option(line, 'graph')!, ['v1.0', 'beta'] as const, '--graph takes v1.0 or beta');
  const printUrl = line.options['print-url'] === true;
  if (graph !== undefined && provider !== 'microsoft') throw usageError('--graph is for microsoft only');
  const openBrowser = printUrl ? (url: string) => Promise.resolve(deps.say(url)) : undefined;
  const { id, email, state } = await deps.handlers['accounts.link'](provider, {
    graph,
    openBrowser,
    mustKeep: true,
  });
  return done({ id, provider, email, state });
}

function oneOf<T extends string>(value: string, allowed: readonly T[], what: string): T {
  if (!allowed.includes(value as T)) throw usageError(`${what}, not "${value}"`);
  return value as T;
}

async function accounts({ book }: CliDependencies): Promise<Answer> {
  return done(
    book.accounts().map(({ id, provider, email, name, state, lastSync, pause, question }) => ({
      id,
      provider,
      email,
      name,
      state,
      lastSync: lastSync?.at ?? null,
      pausedUntil: restsUntil(pause, Date.now()),
      question: question ?? null,
    })),
  );
}

async function sync(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const { handlers } = deps;
  if (option(line, 'undo') !== undefined) return undo(deps, line);
  const account = (option(line, 'account') ?? null) as AccountId | null;
  if (line.options['dry-run'] === true) {
    // A plan that left the answer out would say that nothing is deleted where the run deletes.
    if (option(line, 'deletions') !== undefined) throw usageError('--dry-run does not go with --deletions');
    const plans = await handlers['sync.plan'](account);
    // A cloud that cannot be reached is told in the plan; what is stored is planned all the same.
    return done({ plans }, plans.some(({ question }) => question !== null) ? 3 : 0);
  }
  const answer = option(line, 'deletions');
  const deletions =
    answer === undefined
      ? {}
      : { deletions: oneOf(answer, ['apply', 'restore'], '--deletions takes apply or restore') };
  const now = line.options['now'] === true;
  const agreed = line.options['agree'] === true ? { agreed: true } : {};
  const runs = await handlers['sync.run'](account, { ...deletions, ...agreed, now });
  return done({ runs }, exitCodeOfRuns(runs));
}

function exitCodeOfRuns(runs: readonly RunReport[]): ExitCode {
  const errors = runs.flatMap((run) => run.errors);
  const needsPerson =
    errors.some(({ retry }) => retry === 'afterUser') || runs.some(({ conflicts }) => conflicts > 0);
  return needsPerson ? 3 : errors.length > 0 ? 1 : 0;
}

/** Takes a run back and syncs its account, so that the cloud hears of it. */
async function undo({ handlers }: CliDependencies, line: CommandLine): Promise<Answer> {
  const run = option(line, 'undo') as RunId;
  if (line.options['dry-run'] === true || option(line, 'deletions') !== undefined)
    throw usageError('--undo goes with neither --dry-run nor --deletions');
  const { account } = await handlers['sync.receipt'](run);
  const named = option(line, 'account');
  if (named !== undefined && named !== account)
    throw usageError(`The run ${run} was one of the account ${account}, not of ${named}`);
  const undone = await handlers['sync.undo'](run);
  if (undone.stopped === true)
    throw new AppError(
      'sync.cancelled',
      'Kith was stopped half way: what was taken back so far stays so, and the cloud was not told yet. Give the same command again to go on.',
    );
  const runs = await handlers['sync.run'](account, { now: line.options['now'] === true });
  return done({ undone, runs }, exitCodeOfRuns(runs));
}

async function runs({ handlers }: CliDependencies, line: CommandLine): Promise<Answer> {
  const limit = wholeNumber(option(line, 'limit') ?? String(Number.MAX_SAFE_INTEGER));
  return done({ runs: (await handlers['sync.history']()).slice(0, limit) });
}

async function receipt({ handlers }: CliDependencies, line: CommandLine): Promise<Answer> {
  return done(await handlers['sync.receipt'](operand(line) as RunId));
}

async function list(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const { handlers } = deps;
  const limit = wholeNumber(option(line, 'limit') ?? String(Number.MAX_SAFE_INTEGER));
  const chosen = option(line, 'label') as LabelId | undefined;
  if (chosen !== undefined && !(await handlers['labels.list']()).some(({ id }) => id === chosen))
    throw notFound('label', chosen);
  const { total, rows } = await handlers['persons.list']({
    text: option(line, 'query') ?? '',
    filter: chosen === undefined ? { kind: 'all' } : { kind: 'label', label: chosen },
    from: 0,
    to: limit,
  });
  await tellOfBackups(deps);
  return done({ total, rows });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,16}$/.test(text)) throw usageError(`--limit takes a whole number, not "${text}"`);
  return Number(text);
}

/** The person that an id names, by itself or by one of its contacts. */
function personOf({ book }: CliDependencies, id: string): PersonId {
  return book.contact(id as ContactId)?.person ?? (id as PersonId);
}

async function show(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  return done(await deps.handlers['persons.get'](personOf(deps, operand(line))));
}

async function readJson(deps: CliDependencies): Promise<unknown> {
  const text = await deps.readStandardInput();
  if (text.trim() === '')
    throw new AppError(
      'input.invalid',
      'Standard input is empty; a JSON object of fields is wanted there, such as {"name":{"given":"Ada"}}. Nothing was changed.',
    );
  return parseJson(text, 'Standard input');
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new AppError(
      'input.invalid',
      `${what} is not JSON (${thrown instanceof Error ? thrown.message : 'unreadable'}). Nothing was changed.`,
    );
  }
}

async function add(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const fields = parseFields(await readJson(deps));
  const named = (line.options['account'] ?? []) as readonly AccountId[];
  const all = deps.book.accounts().map(({ id }) => id);
  if (named.length === 0 && all.length !== 1) {
    throw usageError(
      all.length === 0
        ? 'No account is linked to add to: kith link google|microsoft'
        : `add needs --account ID, since there are ${all.length} accounts`,
    );
  }
  return done(await deps.handlers['contacts.create']({ accounts: named.length > 0 ? named : all, fields }));
}

async function edit(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const fields = parseFields(await readJson(deps));
  const id = operand(line);
  const contacts =
    deps.book.contact(id as ContactId) !== null
      ? [id as ContactId]
      : deps.book
          .contactsOfPerson(id as PersonId)
          .filter(({ local }) => local !== null)
          .map((record) => record.id);
  const patches = contacts.map((contact) => ({
    contact,
    fields: keepingParts(deps.book.contact(contact)!, fields),
  }));
  if (patches.length === 0) throw notFound('person', id);
  return done(deps.handlers['contacts.saveAll'](patches));
}

/** An edit names only what changes: the parts of a name or of notes that it leaves out stay, '' clears one. */
function keepingParts(before: ContactRecord, fields: FieldsPatch): FieldsPatch {
  const whole = Object.entries(fields).map(([key, value]) => {
    const name = key as FieldName;
    const parts = FIELDS[name].kind === 'record' && value !== null;
    return [name, parts ? { ...recordOf(before.local, name), ...(value as object) } : value];
  });
  return Object.fromEntries(whole) as FieldsPatch;
}

async function remove(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const person = personOf(deps, operand(line));
  const contacts = deps.book
    .contactsOfPerson(person)
    .filter(({ local }) => local !== null)
    .map(({ id }) => id);
  await deps.handlers['persons.delete'](person);
  return done({ deleted: person, contacts });
}

async function conflicts({ handlers }: CliDependencies): Promise<Answer> {
  const waiting = await handlers['conflicts.list']();
  return done({ conflicts: waiting.map((conflict) => ({ id: conflict.contact, ...conflict })) });
}

/** What a line says about a conflict: one of its versions, or a value of its own for one place. */
function decision(line: CommandLine): { readonly take: ConflictChoice; readonly value?: Json } {
  const [take, value] = [option(line, 'take'), option(line, 'value')];
  if ((take === undefined) === (value === undefined))
    throw usageError('resolve needs --take mine|theirs|base|both, or --value JSON');
  if (take !== undefined)
    return { take: oneOf(take, ['mine', 'theirs', 'base', 'both'], '--take mine|theirs|base|both') };
  if (option(line, 'path') === undefined) throw usageError('--value needs --path, the place it is for');
  return { take: 'value', value: parseJson(value!, '--value') as Json };
}

async function pause(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const id = operand(line) as ContactId;
  return done(await deps.handlers['contacts.pause'](id, line.options['off'] !== true));
}

async function resolve(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const [id, path] = [operand(line), option(line, 'path')];
  const { take, ...typed } = decision(line);
  const found = (await deps.handlers['conflicts.list']()).filter(isConflictOf(id, path));
  const single = found.find(({ canTakeBoth }) => take === 'both' && !canTakeBoth);
  if (single !== undefined) {
    throw new AppError(
      'input.invalid',
      `There can be only one ${single.path}, so both cannot be kept. Nothing was changed. Take mine, theirs or base, or decide the others one by one with --path.`,
      { context: { contact: single.contact, path: single.path } },
    );
  }
  const { resolved, person } = deps.handlers['conflicts.resolveAll']({
    of: id as ContactId | PersonId,
    path,
    take,
    ...typed,
  });
  return done({ resolved, ...person });
}

/** An account's verdict; one that cannot be reached is told beside the others (law 20). */
type Verdict = AccountVerdict & { readonly error?: ErrorInfo };

async function verify(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const account = option(line, 'account');
  const chosen = deps.book.accounts().filter(({ id }) => account === undefined || id === account);
  if (account !== undefined && chosen.length === 0) throw notFound('account', account);
  const verdicts: Verdict[] = [];
  for (const { id } of chosen) {
    const verdict = await deps
      .verify(id, deps.interrupted)
      .catch((thrown: unknown): Verdict => ({ account: id, same: 0, differ: [], error: errorInfo(thrown) }));
    if (deps.interrupted.aborted)
      throw new AppError('sync.cancelled', 'The comparison was stopped. Nothing was changed.', {
        retry: 'later',
      });
    verdicts.push(verdict);
  }
  const errors = verdicts.flatMap(({ error }) => error ?? []);
  const equal = errors.length === 0 && verdicts.every(({ differ }) => differ.length === 0);
  return done({ accounts: verdicts }, equal ? 0 : errors.some((error) => exitCodeOf(error) === 3) ? 3 : 1);
}

async function unlink(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const { handlers } = deps;
  const id = operand(line) as AccountId;
  const unsent = (await handlers['pending.list']()).filter(({ account }) => account === id).length;
  if (unsent > 0 && line.options['discard'] !== true) {
    throw new AppError(
      'sync.needsPerson',
      `${unsent} ${unsent === 1 ? 'contact of this account has a change' : 'contacts of this account have changes'} that did not reach the cloud yet. Nothing was changed. Sync first, or unlink with --discard to give ${unsent === 1 ? 'it' : 'them'} up.`,
      { retry: 'afterUser', context: { account: id, unsent } },
    );
  }
  if (line.options['discard'] !== true) refuseToForget(deps, deps.book.account(id));
  await handlers['accounts.unlink'](id);
  return done({ unlinked: id });
}

/** Every command by its name, but those that never open the book (closed.ts). */
export const RUN: Readonly<Record<Exclude<CliCommand, ClosedCommand>, Run>> = {
  link,
  accounts,
  unlink,
  sync,
  runs,
  receipt,
  list,
  show,
  add,
  edit,
  photo: async (deps, line) => done(await photo(deps, line)),
  delete: remove,
  pause,
  labels,
  label,
  matches,
  join,
  split,
  step,
  copy,
  move,
  'never-send': neverSend,
  conflicts,
  resolve,
  undo: undoAction,
  redo,
  history,
  restore,
  trash,
  backups,
  encryption,
  verify,
};
