// Owns: the commands of the command line about who is one person, and about contacts in other accounts.
// Leaves to others: the handlers, all other commands (commands.ts).
import type { Account, AccountId, ContactId, PersonId } from '../core/account.ts';
import type { FieldName } from '../core/contact.ts';
import { AppError } from '../core/errors.ts';
import { FIELD_NAMES } from '../core/fields.ts';
import { notFound } from '../handlers/views.ts';
import type { MatchView, PersonView } from '../../preload/contract.ts';
import { done, usageError } from './answer.ts';
import type { Answer } from './answer.ts';
import type { CommandLine } from './arguments.ts';
import type { CliDependencies } from './commands.ts';
import { columns, counted } from './layout.ts';
import { personText } from './person-text.ts';

function personOf({ book }: CliDependencies, id: string): PersonId {
  return book.contact(id as ContactId)?.person ?? (id as PersonId);
}

/** `matches`, `matches --accept ID…|all [--in-step]`, `matches --refuse ID…|all`. */
export async function matches(deps: CliDependencies, { options }: CommandLine): Promise<Answer> {
  const { handlers } = deps;
  const [accept, refuse] = [options['accept'], options['refuse']] as (readonly string[] | undefined)[];
  if (accept !== undefined && refuse !== undefined)
    throw usageError('--accept and --refuse exclude each other');
  if (options['in-step'] === true && accept === undefined) throw usageError('--in-step goes with --accept');
  const isAsked = accept === undefined && refuse === undefined;
  const all = await handlers['matches.list'](isAsked ? Number.MAX_SAFE_INTEGER : 0);
  if (isAsked) return done({ matches: all.shown });
  const named = accept ?? refuse ?? [];
  const ids = named.includes('all') ? all.ids : named;
  const known = new Set(all.ids);
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw notFound('match', unknown);
  if (accept === undefined) {
    await handlers['matches.refuse'](ids);
    return done({ refused: ids });
  }
  const accepted = await handlers['matches.accept']({ matches: ids, inStep: options['in-step'] === true });
  return done({ accepted });
}

export async function join(deps: CliDependencies, { operands, options }: CommandLine): Promise<Answer> {
  const persons = operands.map((id) => personOf(deps, id));
  return done(await deps.handlers['persons.join']({ persons, inStep: options['in-step'] === true }));
}

export async function split(deps: CliDependencies, { operands }: CommandLine): Promise<Answer> {
  return done({ persons: await deps.handlers['persons.split'](personOf(deps, operands[0]!)) });
}

export async function step(deps: CliDependencies, { operands }: CommandLine): Promise<Answer> {
  const [id, wish] = operands as [string, string];
  if (wish !== 'on' && wish !== 'off') throw usageError(`step takes on or off, not "${wish}"`);
  return done(
    await deps.handlers['persons.setInStep']({ person: personOf(deps, id), inStep: wish === 'on' }),
  );
}

export async function copy(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  return done(await deps.handlers['contacts.copy'](takenTo(deps, line)));
}

export async function move(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  return done(await deps.handlers['contacts.move'](takenTo(deps, line)));
}

/** The contact that an id names, by itself or by a person who has only that one. */
function takenTo({ book }: CliDependencies, { command, operands, options }: CommandLine) {
  const account = options['account'] as AccountId | undefined;
  if (account === undefined) throw usageError(`${command} needs --account ID, the account it goes to`);
  const id = operands[0]!;
  if (book.contact(id as ContactId) !== null) return { contact: id as ContactId, account };
  const [only, ...others] = book.contactsOfPerson(id as PersonId).filter(({ local }) => local !== null);
  if (only === undefined) throw notFound('contact', id);
  if (others.length > 0) throw usageError(`${id} is a person of several contacts: name the contact`);
  return { contact: only.id, account };
}

/** `never-send ACCOUNT`, `never-send ACCOUNT --field NAME…`, `never-send ACCOUNT --none`. */
export async function neverSend(
  { book, handlers }: CliDependencies,
  { operands, options }: CommandLine,
): Promise<Answer> {
  const id = operands[0] as AccountId;
  const [named, none] = [options['field'] as readonly string[] | undefined, options['none'] === true];
  const account = book.account(id);
  if (account === null) throw notFound('account', id);
  if (named !== undefined && none) throw usageError('--field and --none exclude each other');
  const unknown = named?.find((name) => !FIELD_NAMES.includes(name as FieldName));
  if (unknown !== undefined)
    throw usageError(`There is no field "${unknown}". The fields are: ${FIELD_NAMES.join(', ')}`);
  const fields = none ? [] : (named as readonly FieldName[] | undefined);
  const after =
    fields === undefined ? account : await handlers['accounts.setNeverSend']({ account: id, fields });
  return done({ account: id, neverSend: after.neverSend ?? [] });
}

/** "This computer" as the answer of `link computer`. */
export async function linkComputer({ handlers }: CliDependencies): Promise<Answer> {
  const { id, provider, email, state } = await handlers['accounts.addComputer']();
  return done({ id, provider, email, state });
}

/** Refuses to forget contacts that live nowhere else, unless the person says so. */
export function refuseToForget({ book }: CliDependencies, account: Account | null): void {
  const contacts = account?.provider === 'computer' ? book.contactsOf(account.id).length : 0;
  if (account === null || contacts === 0) return;
  throw new AppError(
    'sync.needsPerson',
    `${counted(contacts, 'contact')} of this computer ${contacts === 1 ? 'is' : 'are'} in no cloud and would be lost. Nothing was changed. Copy or export ${contacts === 1 ? 'it' : 'them'} first, or unlink with --discard.`,
    { retry: 'afterUser', context: { account: account.id, contacts } },
  );
}

type NameOf = (account: AccountId) => string;

/** The answers of these commands as people read them. */
export function personsText(
  command: 'matches' | 'join' | 'split' | 'step' | 'copy' | 'move' | 'never-send',
  document: unknown,
  nameOf: NameOf,
): string {
  switch (command) {
    case 'matches':
      return matchesText(
        document as {
          readonly matches?: readonly MatchView[];
          readonly accepted?: number;
          readonly refused?: readonly string[];
        },
        nameOf,
      );
    case 'split':
      return (document as { readonly persons: readonly PersonView[] }).persons
        .map((person) => personText(person, nameOf))
        .join('\n');
    case 'never-send': {
      const { account, neverSend: fields } = document as {
        readonly account: AccountId;
        readonly neverSend: readonly FieldName[];
      };
      return `${nameOf(account)} is ${fields.length === 0 ? 'sent every field' : `never sent ${fields.join(', ')}`}`;
    }
    default:
      return personText(document as PersonView, nameOf);
  }
}

function matchesText(
  {
    matches: found = [],
    accepted,
    refused,
  }: {
    readonly matches?: readonly MatchView[];
    readonly accepted?: number;
    readonly refused?: readonly string[];
  },
  nameOf: NameOf,
): string {
  if (accepted !== undefined) return `${counted(accepted, 'match', 'matches')} joined`;
  if (refused !== undefined)
    return `${counted(refused.length, 'match', 'matches')} refused; they are not proposed again`;
  if (found.length === 0) return 'no contacts of different accounts look like one person';
  const blocks = found.map(({ id, contacts, keys, changes, conflicts }) => {
    const lines = contacts.map(({ contact, name, account }) => [
      '',
      name === '' ? '(no name)' : name,
      nameOf(account),
      (changes.find((change) => change.contact === contact)?.fields ?? []).join(', '),
    ]);
    const waiting = conflicts.length === 0 ? '' : `\n  to decide: ${conflicts.join(', ')}`;
    return `${id}  both have ${keys.map(({ value }) => value).join(', ')}\n${columns(lines)}${waiting}`;
  });
  return [
    ...blocks,
    'kith matches --accept ID [--in-step] joins; the last column is what keeping in step would send',
  ].join('\n');
}
