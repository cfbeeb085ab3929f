// Owns: the whole of Kith below the window, for tests: real book, providers, engine and handlers, over practice clouds,
// with clock, ids and randomness handed in. Leaves to others: signing in (tokens come straight from the clouds).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Account, AccountId } from '../../main/core/account.ts';
import { displayName } from '../../main/core/person.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import { createHandlers } from '../../main/handlers/handlers.ts';
import type { AllHandlers } from '../../main/handlers/handlers.ts';
import { computerProvider } from '../../main/providers/computer/computer-provider.ts';
import { googleProvider } from '../../main/providers/google/google-provider.ts';
import { microsoftProvider } from '../../main/providers/microsoft/microsoft-provider.ts';
import { respectingNeverSend } from '../../main/providers/never-send.ts';
import { openArchive } from '../../main/store/archive.ts';
import { openBook } from '../../main/store/book.ts';
import type { OpenBook } from '../../main/store/book.ts';
import { openDrafts } from '../../main/store/drafts.ts';
import { openHistory } from '../../main/store/history.ts';
import { createPersonIndex } from '../../main/store/person-index.ts';
import type { HoldOf } from '../../main/store/person-index.ts';
import { receiptFiles } from '../../main/store/receipts.ts';
import { openPhotos } from '../../main/store/photos.ts';
import type { PhotoStore } from '../../main/store/photos.ts';
import { createEngine } from '../../main/sync/engine.ts';
import type { Engine } from '../../main/sync/engine.ts';
import { countingFetch } from '../../main/sync/request-count.ts';
import { verifyAccount } from '../../main/sync/verify.ts';
import type { AccountVerdict } from '../../main/sync/verify.ts';
import type { RunReport } from '../../preload/contract.ts';
import type { Clouds } from '../clouds/clouds.ts';
import type { GoogleCloud } from '../clouds/google/google-cloud.ts';

/** A clock that only moves when it is told to, or slept on. */
export function steppingClock(start = Date.parse('2026-11-21T10:00:00Z')): {
  now(): number;
  sleep(ms: number): Promise<void>;
  slept: number[];
} {
  let time = start;
  const slept: number[] = [];
  return {
    now: () => (time += 1),
    sleep: async (ms) => {
      slept.push(ms);
      time += ms;
    },
    slept,
  };
}

/** Ids that count up: the same run gives the same ids. */
export function countingIds(prefix = 'id'): { next(): string } {
  let n = 0;
  return { next: () => `${prefix}${++n}` };
}

export interface TestKith {
  readonly folder: string;
  readonly book: OpenBook;
  readonly photos: PhotoStore;
  readonly engine: Engine;
  readonly handlers: AllHandlers;
  readonly google: AccountId;
  readonly microsoft: AccountId;
  readonly holdOf: HoldOf;
  newId(): string;
  sync(account: AccountId): Promise<RunReport>;
  verify(account: AccountId): Promise<AccountVerdict>;
  /** The contact of an account that shows this name. */
  named(account: AccountId, name: string): ContactRecord;
  /** Runs `work` once, just before the next write leaves. */
  onNextWrite(work: () => void): void;
  /** Watches every request as it leaves. */
  beforeRequest(watch: (url: string) => void): void;
  /** Makes the cloud refuse this contact, by putting into it what neither service takes. */
  refuse(contact: ContactRecord['id']): void;
  /** Closes the book and opens everything again from what is on the disk. */
  reopen(): Promise<TestKith>;
  close(): Promise<void>;
}

export interface TestKithOptions {
  readonly folder?: string;
  /** False: none are made in the background, so that nothing but the test decides what happens when. */
  readonly backups?: false;
  /** How many contacts of a page are stored in one transaction. */
  readonly storedAtOnce?: number;
  readonly graph?: 'v1.0' | 'beta';
  readonly ids?: { next(): string };
  readonly clock?: ReturnType<typeof steppingClock>;
  /** The person's time zone; UTC where it is not named. */
  readonly zone?: string;
  /** In place of the platform's fetch, asked for when the request is made. */
  readonly fetch?: (input: string, init?: RequestInit) => Promise<Response>;
  /** In place of one account at each cloud, and the access token of each. */
  readonly accounts?: readonly Account[];
  /** The file that the person chooses; without it none. */
  readonly chooseFile?: (suggested: string) => string | null;
  readonly tokenOf?: (account: AccountId) => string;
  /** In place of sign-ins that cannot be begun. */
  readonly signIns?: object;
  /** Accounts are linked as in the window: their first sync writes nothing before it is agreed to. */
  readonly rehearses?: boolean;
}

/** Notes of this text leave for Graph as a property that it does not have; Google refuses the impossible birthday. */
const SPOIL = 'to be refused';
const spoiled = (body: RequestInit['body']) =>
  typeof body === 'string' ? body.replaceAll(`"personalNotes":"${SPOIL}"`, '"nonsense":true') : body;

const NO_SIGN_IN = {
  start: () => Promise.reject(new Error('not in this test')),
  forget: () => Promise.resolve(),
};

/** Opens Kith on a fresh profile (or `folder`) with one account at each cloud, both signed in. */
export async function openTestKith(
  clouds: Pick<Clouds, 'google' | 'microsoft'>,
  options: TestKithOptions = {},
): Promise<TestKith> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'kith-test-'));
  const clock = options.clock ?? steppingClock();
  const ids = options.ids ?? countingIds();
  const backups = join(folder, 'backups');
  const book = await openBook(folder, {
    now: clock.now,
    ...(options.backups === false ? {} : { backups }),
  });
  const photos = openPhotos(join(folder, 'photos'), () => true, clock.now());
  const token = (cloud: GoogleCloud | Clouds['microsoft'], scope: string) => (id: AccountId) =>
    Promise.resolve(options.tokenOf?.(id) ?? cloud.signIn.issueAccessToken({ scopes: [scope] }));
  let beforeWrite: (() => void) | null = null;
  let watch: (url: string) => void = () => undefined;
  const fetch = countingFetch((input, init) => {
    watch(input);
    const work = beforeWrite;
    if (work !== null && init?.method !== undefined && init.method !== 'GET' && /Contact|batch/.test(input)) {
      beforeWrite = null;
      work();
    }
    const send = options.fetch ?? globalThis.fetch;
    return send(input, init === undefined ? init : { ...init, body: spoiled(init.body) });
  });
  const providers = {
    computer: computerProvider,
    google: respectingNeverSend(
      googleProvider({
        rootUrl: clouds.google.endpoints.api,
        accessToken: token(clouds.google, 'https://www.googleapis.com/auth/contacts'),
        now: clock.now,
        fetchImplementation: fetch,
      }),
    ),
    microsoft: respectingNeverSend(
      microsoftProvider({
        graphUrl: clouds.microsoft.endpoints.graph,
        accessToken: token(clouds.microsoft, 'Contacts.ReadWrite'),
        now: clock.now,
        fetch,
      }),
    ),
  };
  const account = (provider: 'google' | 'microsoft'): Account => ({
    id: `a-${provider}` as AccountId,
    provider,
    userId: provider,
    email: `${provider}@kith.test`,
    name: provider,
    state: 'active',
    ...(provider === 'microsoft' ? { graph: options.graph ?? 'v1.0' } : {}),
    linkedAt: '2026-11-21T10:00:00.000Z',
  });
  const [google, microsoft] = [account('google'), account('microsoft')];
  if (book.accounts().length === 0)
    book.transaction(
      (options.accounts ?? [google, microsoft]).map((entry) => ({ kind: 'putAccount', account: entry })),
    );
  const receipts = receiptFiles(join(folder, 'receipts'), clock);
  const engine = createEngine({
    book,
    photos,
    providers,
    clock,
    ids,
    random: () => 0.5,
    othersTurn,
    ...(options.storedAtOnce === undefined ? {} : { storedAtOnce: options.storedAtOnce }),
    receipts,
    backUp: () => book.backUp('deletion'),
  });
  const holdOf = (record: ContactRecord) => (fields: NonNullable<ContactRecord['local']>) => {
    const owner = book.account(record.account)!;
    return providers[owner.provider].hold(owner, fields);
  };
  const index = createPersonIndex(book, holdOf);
  const handlers = createHandlers({
    book,
    othersTurn,
    history: openHistory(folder),
    archive: openArchive(book, folder, backups),
    photos,
    drafts: openDrafts(folder),
    index,
    engine,
    providers,
    holdOf,
    receipts,
    clock,
    zone: () => options.zone ?? 'UTC',
    spoken: () => 'en',
    ids,
    signIns: (options.signIns ?? { google: NO_SIGN_IN, microsoft: NO_SIGN_IN }) as never,
    info: {
      version: '0',
      platform: 'test',
      endpointsOverridden: true,
      profile: folder,
      clients: () => ({ google: true, microsoft: true }),
      secrets: () => 'memory',
    },
    openBrowser: () => Promise.resolve(),
    openTarget: () => Promise.resolve(),
    rehearsesFirstSync: options.rehearses ?? false,
    takeCalls: () => [],
    chooseFile: (suggested) => Promise.resolve(options.chooseFile?.(suggested) ?? null),
    nextSyncAt: () => null,
    edited: () => undefined,
    emit: () => undefined,
  });
  const close = () => book.close();
  return {
    folder,
    book,
    photos,
    engine,
    handlers,
    google: google.id,
    microsoft: microsoft.id,
    close,
    holdOf,
    newId: () => ids.next(),
    sync: async (id) => (await engine.run([id]))[0]!,
    onNextWrite: (work) => {
      beforeWrite = work;
    },
    beforeRequest: (watcher) => {
      watch = watcher;
    },
    refuse: (id) => {
      const record = book.contact(id)!;
      const local = {
        ...record.local,
        notes: { text: SPOIL },
        birthday: { date: { year: 2001, month: 13, day: 45 } },
      };
      book.transaction([{ kind: 'putContact', record: { ...record, local } }]);
    },
    verify: (id) => verifyAccount(book, providers[book.account(id)!.provider], book.account(id)!),
    named: (id, name) => {
      const found = book
        .contactsOf(id)
        .find((record) => record.local !== null && displayName(record.local) === name);
      if (found === undefined) throw new Error(`no contact ${name}`);
      return found;
    },
    reopen: async () => {
      await close();
      return openTestKith(clouds, { ...options, folder, clock, ids });
    },
  };
}

/** Removes a test's profile. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** What a test of a Kith over both clouds ends with. */
export async function endTestKith(kith: TestKith, clouds: Clouds): Promise<void> {
  await kith.close();
  await clouds.close();
  removeFolder(kith.folder);
}
