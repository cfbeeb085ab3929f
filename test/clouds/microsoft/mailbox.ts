// Owns: what one person has in the practice Microsoft cloud, put together, and what a route is handed.
// Leaves to others: each part's own behaviour.
import type { PracticeUser } from '../kit/signin.ts';
import type { Call } from '../kit/server.ts';
import { createBook } from './book.ts';
import type { Book } from './book.ts';
import { createRounds } from './delta.ts';
import type { Rounds } from './delta.ts';
import { createFolders } from './folders.ts';
import type { Folders } from './folders.ts';
import type { Version } from './shapes.ts';
import type { MicrosoftFaults } from './switches.ts';

export interface Category {
  readonly id: string;
  readonly displayName: string;
  color: string;
}

export interface Mailbox {
  readonly user: PracticeUser;
  readonly book: Book;
  readonly folders: Folders;
  readonly rounds: Rounds;
  readonly categories: Category[];
}

export function createMailbox(user: PracticeUser, now: () => number, faults: MicrosoftFaults): Mailbox {
  const mailbox = `practice-${user.id}`;
  return {
    user,
    book: createBook({ mailbox, now, faults }),
    folders: createFolders(mailbox),
    rounds: createRounds(faults),
    categories: [],
  };
}

/** One request to the API, as every route gets it. */
export interface GraphCall {
  readonly call: Call;
  readonly version: Version;
  /** Path below the version, ids undecoded. */
  readonly segments: readonly string[];
  readonly mailbox: Mailbox;
  readonly faults: MicrosoftFaults;
  /** Address of the API with the version, without a slash at its end. */
  readonly root: string;
  /** Was `Prefer: IdType="ImmutableId"` sent? */
  readonly immutable: boolean;
  /** From `Prefer: odata.maxpagesize`. */
  readonly maxPageSize: number | undefined;
}

/** `Prefer` as Graph reads it; each request has to say it anew. */
export function readPrefer(header: string | undefined): Pick<GraphCall, 'immutable' | 'maxPageSize'> {
  const size = /odata\.maxpagesize\s*=\s*(\d+)/i.exec(header ?? '')?.[1];
  return {
    immutable: /IdType\s*=\s*"?ImmutableId"?/i.test(header ?? ''),
    maxPageSize: size === undefined ? undefined : Math.min(1000, Math.max(1, Number(size))),
  };
}

export function preferenceApplied(
  prefer: Pick<GraphCall, 'immutable' | 'maxPageSize'>,
): Record<string, string> {
  const applied = [
    ...(prefer.immutable ? ['IdType="ImmutableId"'] : []),
    ...(prefer.maxPageSize === undefined ? [] : [`odata.maxpagesize=${prefer.maxPageSize}`]),
  ];
  return applied.length === 0 ? {} : { 'preference-applied': applied.join(', ') };
}
