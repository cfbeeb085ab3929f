// Owns: the commands over a real book for tests, with stand-ins for the engine, the clouds and the sign-ins, and the
// checks that every answer and every refusal goes through. Leaves to others: what is asked.
import fs from 'node:fs';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { beforeEach, expect } from 'vitest';
import type { Attempt, Keeping, SignedIn, StartOptions } from '../../../main/accounts/sign-in.ts';
import type { AccountId, RunId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { AppError } from '../../../main/core/errors.ts';
import { bindHandlers, createHandlers } from '../../../main/handlers/handlers.ts';
import type { AllHandlers, BoundCommand } from '../../../main/handlers/handlers.ts';
import type { OpenBook } from '../../../main/store/book.ts';
import { memoryReceipts } from '../../../main/sync/receipt.ts';
import { openArchive } from '../../../main/store/archive.ts';
import { openDrafts } from '../../../main/store/drafts.ts';
import { openHistory } from '../../../main/store/history.ts';
import { createPersonIndex } from '../../../main/store/person-index.ts';
import { photosInMemory } from '../../../main/store/photos.ts';
import type { CommandName, Reply, RunReport } from '../../../preload/contract.ts';
import { account, freshFolder, GOOGLE, MICROSOFT, open, putAccount, stateOf } from './shelf.ts';

/** Whose sign-in comes next, what was kept and forgotten, and what happens while the person is in the browser. */
interface SignInStage {
  userId: string;
  /** The person's time zone. */
  zone: string;
  keeping: Keeping;
  readonly kept: string[];
  readonly forgotten: string[];
  /** What happens elsewhere before the person comes back, and while the keychain takes its time. */
  meanwhile: () => void;
  whileKeeping: () => void;
  aborted: boolean;
  finish: (signal: AbortSignal) => Promise<void>;
  browser: (url: string) => Promise<void>;
}

export let book: OpenBook;
export let handlers: AllHandlers;
export let bound: Readonly<Record<CommandName, BoundCommand>>;
export let stage: SignInStage;
export let runs: AccountId[];
export const events: string[] = [];
let folder: string;

function signIn(provider: 'google' | 'microsoft') {
  return {
    provider,
    start: ({ signal, expected }: StartOptions): Promise<Attempt> => {
      signal.addEventListener('abort', () => (stage.aborted = true));
      return Promise.resolve({ url: 'https://sign.in/', finished: finished(signal, expected) });
    },
    accessToken: () => Promise.reject(new Error('not in this test')),
    forget: (id: string) => Promise.resolve(void stage.forgotten.push(id)),
  };
  async function finished(signal: AbortSignal, expected: string | undefined): Promise<SignedIn> {
    await stage.finish(signal);
    stage.meanwhile();
    if (expected !== undefined && expected !== stage.userId)
      throw new AppError('auth.wrongAccount', 'Somebody else signed in. Nothing was changed.');
    const keep = (id: string) => {
      stage.kept.push(id);
      stage.whileKeeping();
      return Promise.resolve(stage.keeping);
    };
    return { provider, userId: stage.userId, email: `${stage.userId}@new.test`, name: 'New Name', keep };
  }
}

/** Fresh before each test of a file that calls this. */
export function useDesk(): void {
  beforeEach(sitDown);
}

async function sitDown(): Promise<void> {
  folder = freshFolder();
  book = await open(folder);
  stage = {
    userId: 'somebody',
    zone: 'UTC',
    keeping: { kind: 'stored' },
    kept: [],
    forgotten: [],
    meanwhile: () => undefined,
    whileKeeping: () => undefined,
    aborted: false,
    finish: () => Promise.resolve(),
    browser: () => Promise.resolve(),
  };
  runs = [];
  events.length = 0;
  let ids = 0;
  let now = Date.parse('2026-11-21T10:00:00Z');
  const holdOf = () => (fields: ContactFields) => fields;
  handlers = createHandlers({
    book,
    othersTurn,
    history: openHistory(folder),
    archive: openArchive(book, folder, ''),
    photos: photosInMemory(),
    drafts: openDrafts(folder, book.vault),
    index: createPersonIndex(book, holdOf),
    holdOf,
    receipts: memoryReceipts(),
    ids: { next: () => `new${++ids}` },
    zone: () => stage.zone,
    spoken: () => 'en',
    clock: { now: () => (now += 1000), sleep: () => Promise.resolve() },
    engine: {
      run: (ids) =>
        Promise.resolve(ids.map((id) => (runs.push(id), { run: 'r' as RunId, account: id } as RunReport))),
      rehearse: () => Promise.resolve([]),
    },
    providers: {
      google: { hold: (_account: unknown, fields: ContactFields) => fields },
      microsoft: { hold: (_account: unknown, fields: ContactFields) => fields },
    } as never,
    signIns: { google: signIn('google'), microsoft: signIn('microsoft') } as never,
    rehearsesFirstSync: false,
    takeCalls: () => [],
    nextSyncAt: () => null,
    info: {
      version: '0',
      platform: 'test',
      endpointsOverridden: false,
      profile: folder,
      clients: () => ({ google: true, microsoft: true }),
      secrets: () => 'memory',
    },
    openBrowser: (url) => stage.browser(url),
    openTarget: () => Promise.resolve(),
    chooseFile: () => Promise.resolve(null),
    edited: () => undefined,
    emit: (event) => void events.push(event),
  });
  bound = bindHandlers(handlers);
  book.transaction([putAccount(account(GOOGLE)), putAccount(account(MICROSOFT, 'microsoft'))]);
}

/** What a command answers, which must hold no stack and cross the bridge as it is. */
export async function ask(command: CommandName, ...args: readonly unknown[]): Promise<Reply<unknown>> {
  const reply = await bound[command](args);
  expect(structuredClone(reply)).toEqual(reply);
  expect(JSON.stringify(reply)).not.toMatch(/\bat .*\.(ts|js|mjs):\d+|"stack"/);
  if (!reply.ok)
    expect(reply.error).toEqual({
      code: expect.stringMatching(/^[a-z]+\.[a-zA-Z]+$/) as string,
      message: expect.stringMatching(/\S.*\.$/s) as string,
      retry: expect.any(String) as string,
      context: expect.any(Object) as object,
    });
  return reply;
}

export const value = async <T>(command: CommandName, ...args: readonly unknown[]): Promise<T> => {
  const reply = await ask(command, ...args);
  if (!reply.ok) throw new Error(`${command}: ${reply.error.code} ${reply.error.message}`);
  return reply.value as T;
};

/** A command that must be refused with this code and leave everything as it was, here and on the disk. */
export async function expectRefused(
  code: string,
  command: CommandName,
  ...args: readonly unknown[]
): Promise<string> {
  const before = stateOf(book);
  const reply = await ask(command, ...args);
  expect(reply).toMatchObject({ ok: false, error: { code } });
  expect(stateOf(book)).toEqual(before);
  return reply.ok ? '' : reply.error.message;
}

/** What is on the disk now, read by another process's eyes: a copy of the folder. */
export async function onDisk(): Promise<OpenBook> {
  const copy = freshFolder();
  for (const name of fs.readdirSync(folder))
    if (name !== 'lock') fs.copyFileSync(`${folder}/${name}`, `${copy}/${name}`);
  return open(copy);
}
