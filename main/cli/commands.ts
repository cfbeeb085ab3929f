// Owns: what each command of the command line does with the handlers, and the JSON document it answers with.
// Leaves to others: reading the command line (arguments.ts), printing (cli.ts), the handlers themselves.
import type { AccountId, ContactId, PersonId, ProviderKind } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import { parseFields } from '../handlers/arguments.ts';
import type { AllHandlers } from '../handlers/handlers.ts';
import { notFound } from '../handlers/views.ts';
import type { OpenBook } from '../store/book.ts';
import type { AccountVerdict } from '../sync/verify.ts';
import type { ConflictChoice, PersonView } from '../../preload/contract.ts';
import type { CliCommand, CommandLine } from './arguments.ts';

export interface CliDependencies {
  readonly handlers: AllHandlers;
  readonly book: OpenBook;
  verify(account: AccountId): Promise<AccountVerdict>;
  readStandardInput(): Promise<string>;
  /** A line for the person at once, beside the answer at the end (the address to open). */
  say(line: string): void;
}

/** An answer: the JSON document, and the exit code where it is not 0. */
export interface Answer {
  readonly document: unknown;
  readonly exitCode: 0 | 1 | 3;
}

const done = (document: unknown, exitCode: 0 | 1 | 3 = 0): Answer => ({ document, exitCode });

type Run = (deps: CliDependencies, line: CommandLine) => Promise<Answer> | Answer;

const option = (line: CommandLine, name: string): string | undefined => line.options[name] as string | undefined;
const operand = (line: CommandLine): string => line.operands[0] ?? '';

async function link(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const provider = oneOf(operand(line), ['google', 'microsoft'] as const, 'link takes google or microsoft') satisfies ProviderKind;
  const graph = option(line, 'graph') === undefined ? undefined : oneOf(option(line, 'graph')!, ['v1.0', 'beta'] as const, '--graph takes v1.0 or beta');
  const printUrl = line.options['print-url'] === true;
  const openBrowser = printUrl ? (url: string) => Promise.resolve(deps.say(url)) : undefined;
  const { id, email, state } = await deps.handlers['accounts.link'](provider, { graph, openBrowser, mustKeep: true });
  return done({ id, provider, email, state });
}

function oneOf<T extends string>(value: string, allowed: readonly T[], what: string): T {
  if (!allowed.includes(value as T)) throw new AppError('input.invalid', `${what}, not "${value}".`, { context: { usage: true } });
  return value as T;
}

async function accounts({ book }: CliDependencies): Promise<Answer> {
  return done(book.accounts().map(({ id, provider, email, name, state, lastSync }) => ({ id, provider, email, name, state, lastSync: lastSync?.at ?? null })));
}

async function sync({ handlers }: CliDependencies, line: CommandLine): Promise<Answer> {
  const account = (option(line, 'account') ?? null) as AccountId | null;
  if (line.options['dry-run'] === true) return done({ plans: await handlers['sync.plan'](account) });
  const runs = await handlers['sync.run'](account);
  const errors = runs.flatMap((run) => run.errors);
  const needsPerson = errors.some(({ retry }) => retry === 'afterUser') || runs.some(({ conflicts }) => conflicts > 0);
  return done({ runs }, needsPerson ? 3 : errors.length > 0 ? 1 : 0);
}

async function list({ handlers }: CliDependencies, line: CommandLine): Promise<Answer> {
  const limit = option(line, 'limit') === undefined ? Number.MAX_SAFE_INTEGER : Number(option(line, 'limit'));
  if (!Number.isInteger(limit) || limit < 0) throw new AppError('input.invalid', `--limit takes a whole number, not "${option(line, 'limit')}".`, { context: { usage: true } });
  const { total, rows } = await handlers['persons.list']({ text: option(line, 'query') ?? '', filter: { kind: 'all' }, from: 0, to: limit });
  return done({ total, rows });
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
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new AppError('input.invalid', `Standard input is not JSON (${thrown instanceof Error ? thrown.message : 'unreadable'}). Nothing was changed.`);
  }
}

async function add(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const fields = parseFields(await readJson(deps));
  const named = (line.options['account'] ?? []) as readonly AccountId[];
  const all = deps.book.accounts().map(({ id }) => id);
  if (named.length === 0 && all.length !== 1) {
    throw new AppError('input.invalid', `add needs --account ID, since there are ${all.length} accounts. Nothing was changed.`, { context: { usage: true } });
  }
  return done(await deps.handlers['contacts.create']({ accounts: named.length > 0 ? named : all, fields }));
}

async function edit(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const fields = parseFields(await readJson(deps));
  const id = operand(line);
  const contacts = deps.book.contact(id as ContactId) !== null ? [id as ContactId] : deps.book.contactsOfPerson(id as PersonId).filter(({ local }) => local !== null).map((record) => record.id);
  let person: PersonView | null = null;
  for (const contact of contacts) person = await deps.handlers['contacts.save']({ contact, fields });
  if (person === null) throw notFound('person', id);
  return done(person);
}

async function remove(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const person = personOf(deps, operand(line));
  await deps.handlers['persons.delete'](person);
  return done({ deleted: person });
}

async function conflicts({ handlers }: CliDependencies): Promise<Answer> {
  const waiting = await handlers['conflicts.list']();
  return done({ conflicts: waiting.map((conflict) => ({ id: conflict.contact, ...conflict })) });
}

async function resolve(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const take: ConflictChoice = oneOf(option(line, 'take') ?? '', ['mine', 'theirs', 'base', 'both'] as const, '--take takes mine, theirs, base or both');
  const id = operand(line);
  const path = option(line, 'path');
  const waiting = (await deps.handlers['conflicts.list']()).filter((conflict) => (conflict.contact === id || conflict.person === id) && (path === undefined || conflict.path === path));
  if (waiting.length === 0) throw notFound('conflict', path === undefined ? id : `${id} ${path}`);
  let person: PersonView | null = null;
  for (const conflict of waiting) person = await deps.handlers['conflicts.resolve']({ contact: conflict.contact, path: conflict.path, take });
  return done({ resolved: waiting.length, ...person });
}

async function verify(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const account = option(line, 'account');
  const chosen = deps.book.accounts().filter(({ id }) => account === undefined || id === account);
  if (account !== undefined && chosen.length === 0) throw notFound('account', account);
  const verdicts: AccountVerdict[] = [];
  for (const { id } of chosen) verdicts.push(await deps.verify(id));
  return done({ accounts: verdicts }, verdicts.every(({ differ }) => differ.length === 0) ? 0 : 1);
}

async function unlink({ handlers }: CliDependencies, line: CommandLine): Promise<Answer> {
  await handlers['accounts.unlink'](operand(line) as AccountId);
  return done({ unlinked: operand(line) });
}

/** Every command by its name. */
export const RUN: Readonly<Record<CliCommand, Run>> = { link, accounts, unlink, sync, list, show, add, edit, delete: remove, conflicts, resolve, verify };
