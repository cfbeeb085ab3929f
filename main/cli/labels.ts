// Owns: the commands of the command line for labels. Leaves to others: the handlers, all other commands (commands.ts).
import type { AccountId, ContactId, LabelId, PersonId } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import { notFound } from '../handlers/views.ts';
import type { LabelView, Stoppable } from '../../preload/contract.ts';
import { done, usageError } from './answer.ts';
import type { Answer } from './answer.ts';
import type { CommandLine } from './arguments.ts';
import type { CliDependencies } from './commands.ts';
import { columns, counted } from './layout.ts';

/** `labels`, `labels create NAME`, `labels rename ID NAME`, `labels delete ID`. */
export async function labels(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const { handlers } = deps;
  const [act, ...operands] = line.operands;
  const account = (line.options['account'] as string | undefined) ?? null;
  if (account !== null && deps.book.account(account as AccountId) === null)
    throw notFound('account', account);
  if (account !== null && act !== undefined && act !== 'create')
    throw usageError(`labels ${act} takes no --account: the label's id says where it is`);
  switch (act) {
    case undefined: {
      const all = await handlers['labels.list']();
      return done({ labels: all.filter((label) => account === null || label.account === account) });
    }
    case 'create': {
      const [name] = exactly(operands, ['NAME'], act);
      return done(await handlers['labels.create']({ account: accountFor(deps, account), name: name! }));
    }
    case 'rename': {
      const [id, name] = exactly(operands, ['ID', 'NAME'], act);
      return done(whole(await handlers['labels.rename']({ label: id as LabelId, name: name! })));
    }
    case 'delete': {
      const [id] = exactly(operands, ['ID'], act);
      whole(await handlers['labels.delete'](id as LabelId));
      return done({ deleted: id });
    }
    default:
      throw usageError(`labels takes create, rename or delete, not "${act}"`);
  }
}

function whole<T extends Stoppable>(answer: T): T {
  if (answer.stopped !== true) return answer;
  throw new AppError(
    'sync.cancelled',
    'Kith was stopped half way: some contacts carry the label as before, some do not. kith undo takes back what was done.',
  );
}

function exactly(operands: readonly string[], wanted: readonly string[], act: string): readonly string[] {
  if (operands.length === wanted.length) return operands;
  throw usageError(`labels ${act} takes ${wanted.join(' ')}`);
}

function accountFor({ book }: CliDependencies, named: string | null): AccountId {
  const all = book.accounts().map(({ id }) => id);
  if (named !== null) return named as AccountId;
  if (all.length === 1) return all[0]!;
  throw usageError(
    all.length === 0
      ? 'No account is linked to make a label in: kith link google|microsoft'
      : `labels create needs --account ID, since there are ${all.length} accounts`,
  );
}

/** `label ID --add CONTACT… --remove CONTACT…`: all of them or none. */
export async function label(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const id = (line.operands[0] ?? '') as LabelId;
  const named = (option: string) => (line.options[option] ?? []) as readonly string[];
  const [adding, removing] = [named('add'), named('remove')];
  if (adding.length + removing.length === 0)
    throw usageError('label needs --add CONTACT or --remove CONTACT');
  const view = async (): Promise<LabelView> => {
    const found = (await deps.handlers['labels.list']()).find((one) => one.id === id);
    if (found === undefined) throw notFound('label', id);
    return found;
  };
  const { account } = await view();
  const contacts = (ids: readonly string[]) => ids.flatMap((one) => contactsOf(deps, one, account));
  const [added, removed] = [contacts(adding), contacts(removing)];
  const both = added.find((contact) => removed.includes(contact));
  if (both !== undefined) throw usageError(`${both} is to be added and removed`);
  deps.handlers['labels.change']({ label: id, added, removed });
  return done({ label: await view(), added, removed });
}

/** The contact that an id names, or a person's contacts in the account of the label. */
function contactsOf({ book }: CliDependencies, id: string, account: AccountId): readonly ContactId[] {
  if (book.contact(id as ContactId) !== null) return [id as ContactId];
  const own = book
    .contactsOfPerson(id as PersonId)
    .filter((record) => record.local !== null && record.account === account);
  if (own.length === 0) throw notFound('contact', id);
  return own.map((record) => record.id);
}

/** What the commands for labels answer, for people. */
export function labelsText(document: unknown, nameOf: (account: AccountId) => string): string {
  const answer = document as {
    readonly labels?: readonly LabelView[];
    readonly deleted?: string;
    readonly label?: LabelView;
    readonly added?: readonly string[];
    readonly removed?: readonly string[];
  } & Partial<LabelView>;
  if (answer.labels !== undefined) return listText(answer.labels, nameOf);
  if (answer.deleted !== undefined)
    return 'deleted the label here, not its contacts; the next sync tells the cloud';
  if (answer.label !== undefined)
    return `${answer.label.name}: ${counted(answer.label.count, 'contact')}; the next sync tells the cloud`;
  return `${answer.id}  ${answer.name}; the next sync tells the cloud`;
}

function listText(all: readonly LabelView[], nameOf: (account: AccountId) => string): string {
  if (all.length === 0) return 'no labels';
  const pending = {
    create: 'not sent yet',
    rename: 'new name not sent yet',
    delete: 'deletion not sent yet',
  };
  return columns(
    all.map((one) => [
      one.id,
      one.name,
      counted(one.count, 'contact'),
      nameOf(one.account),
      [
        one.kind === 'system' ? "the cloud's own" : '',
        one.pending === null ? '' : pending[one.pending],
        one.problem === null ? '' : one.problem.message,
      ]
        .filter((mark) => mark !== '')
        .join(', '),
    ]),
  );
}
