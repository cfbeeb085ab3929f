// Owns: the composition root: the only place where things are constructed, for the window and for the command line.
// Leaves to others: everything that is constructed here.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import packageJson from '../package.json' with { type: 'json' };
import { clientsOf, readClients, readEndpoints } from './accounts/endpoints.ts';
import type { OAuthClients } from './accounts/endpoints.ts';
import { createGoogleSignIn } from './accounts/google-sign-in.ts';
import { forkKeytarWorker } from './accounts/keytar-child.ts';
import type { KeytarAnswer, KeytarCall } from './accounts/keytar-child.ts';
import { createMicrosoftSignIn } from './accounts/microsoft-sign-in.ts';
import type { OpenBookWith } from './app/locked.ts';
import type { Composition, Shell } from './app/start.ts';
import { startBirthdayNotices } from './birthday-notices.ts';
import type { CommandLine } from './cli/arguments.ts';
import type { CliProfile } from './cli/cli.ts';
import type { ProfileFolders } from './cli/closed.ts';
import { bookNews } from './book-news.ts';
import { closedProfile, wayOutOf } from './closed-profile.ts';
import type { ClosedSurroundings } from './closed-profile.ts';
import type { AccountKind, ContactId } from './core/account.ts';
import { AppError, errorInfo } from './core/errors.ts';
import { spokenLanguage } from './core/language.ts';
import type { Clock, SecretStore } from './core/ports.ts';
import type { ContactRecord } from './core/replica.ts';
import type { Surrounded } from './handlers/dependencies.ts';
import { bindHandlers, createHandlers } from './handlers/handlers.ts';
import type { AllHandlers, BoundCommand } from './handlers/handlers.ts';
import { randomIds } from './ids.ts';
import { turns } from './others-turn.ts';
import { openSecrets } from './open-secrets.ts';
import type { SecretSurroundings } from './open-secrets.ts';
import { defaultProfile, foldersOf, profileArguments } from './profile.ts';
import { computerProvider } from './providers/computer/computer-provider.ts';
import { googleProvider } from './providers/google/google-provider.ts';
import { microsoftProvider } from './providers/microsoft/microsoft-provider.ts';
import { respectingNeverSend } from './providers/never-send.ts';
import type { ContactProvider } from './providers/provider.ts';
import { openArchive } from './store/archive.ts';
import { openBook } from './store/book.ts';
import { recoveryTexts } from './store/opening.ts';
import type { OpenBook } from './store/book.ts';
import { openDrafts } from './store/drafts.ts';
import { openHistory } from './store/history.ts';
import { createPersonIndex } from './store/person-index.ts';
import type { PersonIndex } from './store/person-index.ts';
import { receiptFiles } from './store/receipts.ts';
import { namedInPast } from './store/photo-names.ts';
import { openPhotos } from './store/photos.ts';
import { takesChanges } from './store/takes-changes.ts';
import { createEngine } from './sync/engine.ts';
import { countingFetch } from './sync/request-count.ts';
import { startScheduler } from './sync/scheduler.ts';
import type { Scheduler } from './sync/scheduler.ts';
import { verifyAccount } from './sync/verify.ts';
import type { CommandName, EventName, Events } from '../preload/contract.ts';

const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, { signal: signal as AbortSignal | undefined });
  },
};

const ids = randomIds();

/** What differs between the window and the command line. */
interface Surroundings extends ClosedSurroundings, Surrounded {
  /** Told when a sign-in could not be stored and serves only until this process ends. */
  unkept(error: AppError): void;
  /** The languages of the system, the one that its person likes best first. */
  systemLanguages(): readonly string[];
}

interface Kith {
  readonly book: OpenBook;
  readonly handlers: AllHandlers;
  readonly index: PersonIndex;
  readonly bound: Readonly<Record<CommandName, BoundCommand>>;
  readonly providers: Readonly<Record<AccountKind, ContactProvider>>;
  close(): Promise<void>;
}

async function compose(around: Surroundings): Promise<Kith> {
  const endpoints = await readEndpoints(process.env);
  const { book: folder, backups } = foldersOf(around.profile);
  let troubled = (): void => undefined;
  const { secrets, closeSecrets } = openSecrets(around, clock);
  const keys = { secrets, recoveryKey: around.recoveryKey };
  const { othersTurn, asked, isInUse } = turns(clock);
  const opening = openBook(folder, {
    now: clock.now,
    backups,
    keys,
    othersTurn,
    onTrouble: () => troubled(),
  });
  // A prompt of the keychain that is still open must not keep the process from ending.
  opening.catch(closeSecrets);
  const book = await opening;
  if (book.state.kind === 'readOnly') around.notice(book.state.reason.message);
  for (const text of recoveryTexts(book.recovery)) around.notice(text);
  const usedPhotos = new Set([
    ...[...book.contacts()].flatMap(({ photo }) => [photo?.here ?? '', photo?.base ?? '']),
    ...[...book.trash()].map(({ photo }) => photo ?? ''),
  ]);
  const receipts = receiptFiles(join(folder, 'receipts'), clock, book.vault);
  const photos = openPhotos(
    join(folder, 'photos'),
    (hash) => usedPhotos.has(hash),
    clock.now(),
    namedInPast(folder, receipts, book.vault),
    book.vault,
  );
  const clients = (): OAuthClients => readClients(process.env, clientsOf(book.settings()));
  const spoken = () => spokenLanguage(book.settings().language, around.systemLanguages());
  const fetch = (input: string, init?: RequestInit) => globalThis.fetch(input, init);
  const counted = countingFetch(fetch);
  let kept: SecretStore['kind'] = secrets.kind;
  const common = {
    secrets,
    fetch,
    clock,
    language: spoken,
    token256: () => randomBytes(32).toString('base64url'),
    onUnkept: (_account: string, error: AppError) => {
      kept = 'memory';
      around.unkept(error);
    },
  };
  const signIns = {
    google: createGoogleSignIn({ ...common, client: () => clients().google, endpoints: endpoints.google }),
    microsoft: createMicrosoftSignIn({
      ...common,
      client: () => clients().microsoft,
      endpoints: endpoints.microsoft,
    }),
  };
  const providers = {
    computer: computerProvider,
    google: respectingNeverSend(
      googleProvider({
        rootUrl: endpoints.google.api,
        accessToken: (id, options) => signIns.google.accessToken(id, options),
        now: clock.now,
        fetchImplementation: counted,
      }),
    ),
    microsoft: respectingNeverSend(
      microsoftProvider({
        graphUrl: endpoints.microsoft.graph,
        accessToken: (id, options) => signIns.microsoft.accessToken(id, options),
        fetch: counted,
        now: clock.now,
      }),
    ),
  };
  const holdOf = (record: ContactRecord) => {
    const account = book.account(record.account);
    return (fields: NonNullable<ContactRecord['local']>) =>
      account === null ? fields : providers[account.provider].hold(account, fields);
  };
  const index = createPersonIndex(book, holdOf, spoken);
  const engine = createEngine({
    book,
    photos,
    providers,
    clock,
    ids,
    random: Math.random,
    othersTurn,
    receipts,
    backUp: () => book.backUp('deletion'),
  });
  const news = bookNews(book, (revision) => around.emit('book.changed', { revision }), isInUse);
  book.encryption.subscribe(() => {
    around.emit('encryption.changed', { sealing: book.encryption.status.sealing });
  });
  const handlers = createHandlers({
    book,
    history: openHistory(folder, book.vault),
    archive: openArchive(book, folder, backups),
    photos,
    drafts: openDrafts(folder, book.vault),
    index,
    engine,
    providers,
    signIns,
    holdOf,
    receipts,
    clock,
    othersTurn,
    zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    spoken,
    ids,
    info: {
      version: packageJson.version,
      platform: process.platform,
      endpointsOverridden: endpoints.overridden.length > 0,
      profile: around.profile,
      clients: () => ({
        google: clients().google !== undefined,
        microsoft: clients().microsoft !== undefined,
      }),
      secrets: () => kept,
    },
    openBrowser: around.openBrowser,
    openTarget: around.openTarget,
    rehearsesFirstSync: around.rehearsesFirstSync,
    takeCalls: around.takeCalls,
    chooseFile: around.chooseFile,
    nextSyncAt: around.nextSyncAt,
    edited: around.edited,
    emit: (event, payload) => {
      // Who hears that a run is over asks for what came of it.
      if (event === 'sync.changed' && !(payload as Events['sync.changed']).running) news.flush();
      around.emit(event, payload);
    },
  });
  troubled = () => {
    void Promise.resolve(handlers['store.state']()).then((state) => around.emit('store.changed', state));
  };
  return {
    book,
    handlers,
    providers,
    index,
    bound: bindHandlers(handlers, asked),
    close: async () => {
      handlers['sync.cancel']();
      index.close();
      closeSecrets();
      await book.close();
    },
  };
}

async function startWindow(): Promise<void> {
  const { startApp } = await import('./app/start.ts');
  const { lockedComposition } = await import('./app/locked.ts');
  const { profile, noKeychain } = profileArguments(process.argv.slice(1));
  startApp({
    ...(profile === undefined ? {} : { profile }),
    compose: async (shell) => {
      const open: OpenBookWith = (recoveryKey) =>
        shell.openOrLeave(
          () => openForWindow(shell, noKeychain, recoveryKey),
          (error) => wayOutOf({ ...aroundSecrets(shell, noKeychain), recoveryKey }, error, clock),
        );
      try {
        return (await open(null)).made;
      } catch (thrown) {
        const { code } = errorInfo(thrown);
        if (code !== 'store.keyLocked' && code !== 'store.keyMissing') throw thrown;
        return lockedComposition(errorInfo(thrown), open);
      }
    },
  });
}

/** What decides where the window's secrets are. */
const aroundSecrets = (shell: Shell, noKeychain: boolean): SecretSurroundings => ({
  profile: shell.profile,
  noKeychain,
  startKeychainWorker: (file) => shell.startWorker<KeytarCall, KeytarAnswer>(file),
  notice: (text) => console.error(`kith: ${text}`),
});

async function openForWindow(
  shell: Shell,
  noKeychain: boolean,
  recoveryKey: string | null,
): ReturnType<OpenBookWith> {
  let scheduler: Scheduler | null = null;
  let next: number | null = null;
  let send: (<K extends EventName>(event: K, payload: Events[K]) => void) | null = null;
  const kith = await compose({
    ...aroundSecrets(shell, noKeychain),
    recoveryKey,
    unkept: (error) => console.error(`kith: ${error.message}`),
    systemLanguages: shell.systemLanguages,
    openBrowser: shell.openExternal,
    openTarget: shell.openTarget,
    rehearsesFirstSync: true,
    takeCalls: shell.takeCalls,
    chooseFile: shell.chooseFile,
    nextSyncAt: () => (next === null ? null : new Date(next).toISOString()),
    edited: () => scheduler?.edited(),
    emit: (event, payload) => send?.(event, payload),
  });
  // The window takes a while to appear.
  kith.index.prepareSearch();
  // Syncs by itself unless the person wants to ask for each one.
  scheduler = process.argv.includes('--manual-sync')
    ? null
    : startScheduler({
        clock,
        planned: (at) => (next = at),
        takesChanges: () => takesChanges(kith.book),
        run: () => kith.handlers['sync.run'](null, { automatic: true }),
      });
  const spoken = () => spokenLanguage(kith.book.settings().language, shell.systemLanguages());
  const wear = (): void => {
    const { theme, keepRunning, spelling } = kith.book.settings();
    shell.setTheme(theme);
    shell.wear({ language: spoken(), keepRunning, spelling });
  };
  wear();
  kith.book.subscribe((changes) => {
    if (changes.some(({ kind }) => kind === 'putSettings')) wear();
  });
  const endNotices = startBirthdayNotices(shell, kith.book, clock, spoken);
  const made: Composition = {
    dispatch: kith.bound,
    photo: (id) => pictureOf(kith, id as ContactId),
    subscribe: (listener) => void (send = listener),
    onQuit: () => {
      scheduler?.close();
      endNotices();
      return kith.close();
    },
  };
  if (recoveryKey === null) return { made, kept: true };
  return {
    made,
    kept: await kith.book.encryption.keepKey().then(
      () => true,
      () => false,
    ),
  };
}

/** A contact's photo for the window; none where it cannot be had now. */
async function pictureOf({ handlers }: Kith, id: ContactId) {
  try {
    const photo = await handlers['photos.get'](id);
    if (photo === null) return undefined;
    return { type: photo.type, bytes: Uint8Array.from(Buffer.from(photo.base64, 'base64')) };
  } catch {
    return undefined;
  }
}

async function startCommandLine(args: readonly string[]): Promise<void> {
  const { runCli } = await import('./cli/cli.ts');
  const { openInBrowser } = await import('./cli/browser.ts');
  const { processStreams } = await import('./cli/streams.ts');
  const streams = processStreams();
  const profileOf = (line: CommandLine): string => line.profile ?? defaultProfile();
  const open: CliProfile['open'] = async (line, notice) => {
    const kith = await compose({
      profile: profileOf(line),
      noKeychain: line.noKeychain,
      recoveryKey: line.recoveryKey,
      startKeychainWorker: (file) => forkKeytarWorker(file),
      notice,
      systemLanguages: () => [Intl.DateTimeFormat().resolvedOptions().locale],
      openBrowser: (url) => {
        notice(`opening your browser; if nothing appears, open this address yourself: ${url}`);
        return openInBrowser(url);
      },
      // Linking without storing is an error of its own; a renewed sign-in is often not needed, since the one before still serves.
      unkept: (error) =>
        line.command === 'link'
          ? undefined
          : notice(
              `the keychain did not take a renewed sign-in (${error.code}); should the next sync ask for it, link the account again`,
            ),
      openTarget: () => Promise.reject(new AppError('input.invalid', 'Only the window opens addresses.')),
      // Whoever writes commands has `sync --dry-run`, and scripts have nobody to ask.
      rehearsesFirstSync: false,
      takeCalls: () => [],
      chooseFile: () => Promise.resolve(null),
      nextSyncAt: () => null,
      edited: () => undefined,
      emit: () => undefined,
    });
    const verify = (id: Parameters<OpenBook['account']>[0], signal: AbortSignal) => {
      const account = kith.book.account(id)!;
      return verifyAccount(kith.book, kith.providers[account.provider], account, signal);
    };
    return { handlers: kith.handlers, book: kith.book, verify, close: kith.close };
  };
  const folders = (line: CommandLine): ProfileFolders => {
    const { noKeychain, recoveryKey } = line;
    const around = { noKeychain, recoveryKey, startKeychainWorker: forkKeytarWorker };
    return closedProfile({ profile: profileOf(line), ...around, notice: () => undefined }, clock);
  };
  const code = await runCli(args, streams, { open, folders });
  process.exitCode = streams.exitCode(code);
}

if ('electron' in process.versions) await startWindow();
else await startCommandLine(process.argv.slice(2));
