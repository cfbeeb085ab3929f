// Owns: reading a command line: which command, its operands and options, and what is wrong with them.
// Leaves to others: what is wrong with options (options.ts), doing the commands (commands.ts).
import { parseArgs } from 'node:util';
import { AppError } from '../core/errors.ts';
import { wrongOption } from './options.ts';
import type { KnownOptions } from './options.ts';

/**
 * How a command is written. `operands` are required, in this order, and `further` may follow; `says` is its help, one
 * line each.
 */
interface CommandShape {
  readonly operands: readonly string[];
  readonly further?: readonly string[];
  readonly options: Readonly<Record<string, 'text' | 'switch' | 'texts'>>;
  readonly says: readonly string[];
}

export const COMMANDS = {
  link: {
    operands: ['google|microsoft|computer'],
    options: { 'print-url': 'switch', graph: 'text' },
    says: [
      'link an account through the browser, or sign in again',
      'computer: contacts that live in no cloud',
      '--print-url: print the address to open instead of opening it',
      '--graph v1.0|beta: how to speak to Microsoft; v1.0 unless told',
    ],
  },
  accounts: { operands: [], options: {}, says: ['list the linked accounts'] },
  unlink: {
    operands: ['ACCOUNT'],
    options: { discard: 'switch' },
    says: [
      'forget an account and its contacts here; the cloud keeps them',
      '--discard: also where changes have not reached the cloud yet,',
      'or where this computer has contacts that are nowhere else',
    ],
  },
  sync: {
    operands: [],
    options: {
      account: 'text',
      'dry-run': 'switch',
      deletions: 'text',
      now: 'switch',
      agree: 'switch',
      undo: 'text',
    },
    says: [
      'bring Kith and the clouds up to date',
      '--account ID: this account only',
      '--dry-run: say what a sync would do now, and do nothing',
      '--deletions apply|restore: the answer about many deletions',
      '--now: also where a cloud asked to wait longer',
      '--agree: send what the first sync of a linked account holds back',
      '--undo RUN: take back what a run did, then sync its account',
    ],
  },
  runs: {
    operands: [],
    options: { limit: 'text' },
    says: ['list past runs, the latest first', '--limit N: so many'],
  },
  receipt: {
    operands: ['RUN'],
    options: {},
    says: ['show what a run did to each contact, with content hashes of both sides'],
  },
  list: {
    operands: [],
    options: { query: 'text', limit: 'text', label: 'text' },
    says: ['list persons by name', '--query TEXT, --limit N, --label ID'],
  },
  show: { operands: ['ID'], options: {}, says: ['show a person, or the person of a contact'] },
  add: {
    operands: [],
    options: { account: 'texts' },
    says: [
      'add a contact from a JSON object on standard input',
      '--account ID: where; may repeat, and is needed if there are several',
    ],
  },
  edit: {
    operands: ['ID'],
    options: {},
    says: [
      'change a person or one contact by a JSON object on standard input',
      'that names only what changes; null clears a field',
    ],
  },
  photo: {
    operands: ['ID'],
    options: { set: 'text', remove: 'switch', save: 'text' },
    says: [
      'set, remove or save the photo of a person or one contact',
      '--set FILE (JPEG or PNG, up to 4 MB) | --remove | --save FILE',
    ],
  },
  delete: {
    operands: ['ID'],
    options: {},
    says: ['delete a person with all contacts; the next sync deletes in the clouds'],
  },
  pause: {
    operands: ['CONTACT'],
    options: { off: 'switch' },
    says: ['hold back what is to be sent of a contact', '--off: let it go again'],
  },
  labels: {
    operands: [],
    further: ['create|rename|delete', 'NAME|ID', 'NAME'],
    options: { account: 'text' },
    says: [
      'list labels: Google contact groups, Outlook categories',
      'labels create NAME [--account ID], labels rename ID NAME,',
      'labels delete ID: keeps its contacts',
    ],
  },
  label: {
    operands: ['ID'],
    options: { add: 'texts', remove: 'texts' },
    says: ['give a label to contacts, or take it off', '--add CONTACT, --remove CONTACT: may repeat'],
  },
  matches: {
    operands: [],
    options: { accept: 'texts', refuse: 'texts', 'in-step': 'switch' },
    says: [
      'list contacts of different accounts that may be one person',
      '--accept ID|all: show them as one person; may repeat',
      '--in-step: and carry changes from one to the other',
      '--refuse ID|all: never propose them again; may repeat',
    ],
  },
  join: {
    operands: ['ID', 'ID'],
    options: { 'in-step': 'switch' },
    says: ['show two persons as one', '--in-step: and carry changes between their contacts'],
  },
  split: {
    operands: ['ID'],
    options: {},
    says: ['make each contact of a person one of its own, with what it had before'],
  },
  step: {
    operands: ['ID', 'on|off'],
    options: {},
    says: ['keep the contacts of a person in step, or let each go its own way'],
  },
  copy: {
    operands: ['ID'],
    options: { account: 'text' },
    says: ['make a contact of the same person in another account', '--account ID: where'],
  },
  move: {
    operands: ['ID'],
    options: { account: 'text' },
    says: ['as copy, and delete it where it was once the other account has it', '--account ID: where to'],
  },
  'never-send': {
    operands: ['ACCOUNT'],
    options: { field: 'texts', none: 'switch' },
    says: [
      'say which fields an account is never sent; they stay in Kith',
      '--field NAME: these and no others; may repeat',
      '--none: send every field',
    ],
  },
  conflicts: { operands: [], options: {}, says: ['list what both sides changed differently'] },
  resolve: {
    operands: ['ID'],
    options: { take: 'text', value: 'text', path: 'text' },
    says: [
      'decide the conflicts of a contact or person',
      '--take mine|theirs|base|both, --path PATH: only this one',
      '--value JSON: what is to stand there instead; needs --path',
    ],
  },
  undo: { operands: [], options: {}, says: ['take back what was done last, as new edits'] },
  redo: { operands: [], options: {}, says: ['do again what was undone last'] },
  history: { operands: ['CONTACT'], options: {}, says: ['list the versions of a contact, the latest first'] },
  restore: {
    operands: [],
    further: ['ID'],
    options: {
      to: 'text',
      field: 'texts',
      date: 'text',
      backup: 'text',
      replace: 'switch',
      'dry-run': 'switch',
      'recovery-key': 'text',
    },
    says: [
      'bring a contact back from the trash, as a new edit',
      'ID --to VERSION: make it what a version says; --field NAME: only that',
      '--date DATE | --backup NAME: take the whole book back',
      '--dry-run: say what that would change, and do nothing',
      '--backup NAME --replace: put it in place of a damaged or empty book',
    ],
  },
  trash: {
    operands: [],
    options: { forget: 'texts' },
    says: ['list what was deleted in the last 30 days', '--forget ID: forget it for good; may repeat'],
  },
  backups: {
    operands: [],
    options: { make: 'switch', 'recovery-key': 'text' },
    says: ['list the backups', '--make: make one now'],
  },
  export: {
    operands: ['FILE'],
    options: { force: 'switch', vcard: 'text', 'recovery-key': 'text' },
    says: [
      'write all contacts to a file, as JSON; also of a book that does not open',
      '.vcf at the end of its name: as vCards 3.0; --vcard 4.0: as those',
      '--force: in the place of another file',
    ],
  },
  encryption: {
    operands: [],
    further: ['on|off|recovery-key|unlock', 'KEY'],
    options: {},
    says: [
      'say whether the address book is encrypted on this disk',
      'on: encrypt it, with a key in the keychain; off: make it plain again',
      'recovery-key: show what opens it where the keychain is lost',
      'unlock [KEY]: put the key into this keychain with that;',
      'without KEY it is read from standard input; off KEY: if there is none',
      'export, backups, restore: --recovery-key KEY, - for standard input',
    ],
  },
  verify: {
    operands: [],
    options: { account: 'text' },
    says: ['compare every contact with its cloud', '--account ID: this account only'],
  },
} as const satisfies Record<string, CommandShape>;

export type CliCommand = keyof typeof COMMANDS;

export interface CommandLine {
  readonly command: CliCommand | 'help';
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly json: boolean;
  readonly profile: string | null;
  readonly noKeychain: boolean;
  /** What opens an encrypted book instead of the keychain; null: the keychain does. */
  readonly recoveryKey: string | null;
}

const HELP_COLUMN = 25;

/** What `kith` understands, for people. */
export function usage(): string {
  const lines = Object.entries(COMMANDS).flatMap(([name, shape]) => {
    const [first, ...more] = shape.says;
    const typed = [name, ...shape.operands].join(' ');
    return [
      ...(typed.length < HELP_COLUMN ? [] : [`  ${typed}`]),
      `  ${(typed.length < HELP_COLUMN ? typed : '').padEnd(HELP_COLUMN)}${first}`,
      ...more.map((line) => `  ${' '.repeat(HELP_COLUMN)}  ${line}`),
    ];
  });
  return [
    'usage: kith COMMAND [--profile DIR] [--json] [--no-keychain]',
    '',
    ...lines,
    '',
    '  --profile DIR: where the address book is kept; unless told, where the window keeps it',
    '  --json: one JSON document on standard output, also for errors',
    '  --no-keychain: keep sign-ins in a file in the profile, readable by you only',
    '',
    'Exit: 0 done, 1 failed, 2 usage, 3 needs you (sign-in, keychain, conflicts).',
  ].join('\n');
}

/** Reads arguments. Errors: `input.unknownCommand`, `input.invalid`; both are usage errors. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const name = args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '--profile');
  const asksHelp = args.includes('--help') || name === 'help';
  if (asksHelp)
    return {
      command: 'help',
      operands: [],
      options: {},
      json: args.includes('--json'),
      profile: null,
      noKeychain: false,
      recoveryKey: null,
    };
  if (name === undefined || !Object.hasOwn(COMMANDS, name)) {
    const what = name === undefined ? 'No command was given.' : `There is no command "${name}".`;
    throw new AppError(
      'input.unknownCommand',
      `${what} The commands are ${Object.keys(COMMANDS).join(', ')}; kith help explains them.`,
      { context: { command: name ?? '' } },
    );
  }
  const command = name as CliCommand;
  const shape: CommandShape = COMMANDS[command];
  const { values, positionals } = parse(args, shape, command);
  const operands = positionals.slice(1);
  const most = shape.operands.length + (shape.further ?? []).length;
  if (operands.length < shape.operands.length || operands.length > most) {
    throw invalid(
      command,
      shape,
      operands.length < shape.operands.length
        ? `${shape.operands.slice(operands.length).join(' ')} is missing`
        : `"${operands.at(-1)}" is one too many`,
    );
  }
  // An empty one comes from a script whose variable is not set: it must not become the current folder.
  const empty = operands.indexOf('');
  if (empty !== -1) throw invalid(command, shape, `${nameOfOperand(shape, empty)} is empty`);
  const { json, profile, 'no-keychain': noKeychain, ...options } = values;
  return {
    command,
    operands,
    options,
    json: json === true,
    profile: typeof profile === 'string' ? profile : null,
    noKeychain: noKeychain === true,
    recoveryKey: null,
  };
}

/** How the help calls an operand. */
function nameOfOperand({ operands, further = [] }: CommandShape, index: number): string {
  return [...operands, ...further][index]!;
}

function parse(args: readonly string[], shape: CommandShape, command: string) {
  const own = Object.entries(shape.options).map(
    ([name, kind]) =>
      [name, { type: kind === 'switch' ? 'boolean' : 'string', multiple: kind === 'texts' }] as const,
  );
  const known = {
    json: { type: 'boolean' },
    profile: { type: 'string' },
    'no-keychain': { type: 'boolean' },
    ...Object.fromEntries(own),
  } satisfies KnownOptions;
  const wrong = wrongOption(args, known);
  if (wrong !== null) throw invalid(command, shape, wrong);
  return parseArgs({ args: [...args], allowPositionals: true, options: known });
}

function invalid(command: string, shape: CommandShape, what: string): AppError {
  const options = Object.entries(shape.options).map(([name, kind]) =>
    kind === 'switch' ? `[--${name}]` : `[--${name} …]`,
  );
  const further = (shape.further ?? []).map((name) => `[${name}]`);
  return new AppError(
    'input.invalid',
    `${what}.\nusage: kith ${[command, ...shape.operands, ...further, ...options].join(' ')} [--profile DIR] [--json]`,
    { context: { command, usage: true } },
  );
}
