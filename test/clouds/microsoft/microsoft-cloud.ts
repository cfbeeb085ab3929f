// Owns: starting the practice Microsoft cloud: its parts put together, its seed contacts, its control routes.
// Leaves to others: answering the API (routes.ts), signing in (microsoft-signin.ts), serving (the kit).
import { serveCloud } from '../kit/cloud.ts';
import { createLog } from '../kit/log.ts';
import type { RequestLog } from '../kit/log.ts';
import type { Answer, Call, RunningServer } from '../kit/server.ts';
import type { PracticeUser, SignIn } from '../kit/signin.ts';
import { makeBooks, photoOf } from '../people.ts';
import type { SeedPerson } from '../people.ts';
import { readRawChanges } from './book.ts';
import type { StoredContact } from './book.ts';
import { GraphRefusal, refusalAnswer } from './errors.ts';
import { defaultFolder } from './folders.ts';
import { createMailbox } from './mailbox.ts';
import type { Mailbox } from './mailbox.ts';
import { anyTenant, createMicrosoftSignIn, refusedRefresh, signInPaths } from './microsoft-signin.ts';
import { answerApi, answerForStatus, isApiPath } from './routes.ts';
import { rawContactOf } from './seed-contacts.ts';
import type { RawContact } from './seed-contacts.ts';
import { showRaw } from './show.ts';
import type { MicrosoftFaults } from './switches.ts';

export type { MicrosoftFaults } from './switches.ts';

export interface MicrosoftCloudOptions {
  /** 0 or absent picks a free one. */
  readonly port?: number;
  /** Served at this address without a socket, through `fetch` alone. */
  readonly inProcess?: string;
  /** Raw contacts, or how many people to make up. They are the first user's; other users start empty. */
  readonly contacts?: readonly RawContact[] | number;
  /** People made elsewhere, in place of `contacts`. */
  readonly people?: readonly SeedPerson[];
  /** Of the people made up; the same seed and overlap as the other cloud's give shared people. */
  readonly seed?: number;
  readonly overlap?: number;
  readonly autoConsent?: boolean;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly users?: readonly PracticeUser[];
}

/** The contacts behind the API, for tests: what other devices and other programs do to them. */
export interface RawBook {
  /** Every contact with both versions' properties, extended properties, photo and ids. */
  all(): Record<string, unknown>[];
  /** By default or immutable id. Extended properties are named by their ids, as in a PATCH. */
  edit(id: string, patch: RawContact): Record<string, unknown>;
  create(raw: RawContact, folder?: string): Record<string, unknown>;
  remove(id: string): void;
  /** The contact's photo; null: it has none. */
  photo(id: string): Buffer | null;
  /** Another photo, or none. */
  setPhoto(id: string, bytes: Buffer | null): void;
  /** To a folder by id; the default id of the contact changes. */
  move(id: string, folder: string): Record<string, unknown>;
  createFolder(name: string, parent?: string): string;
  /** Every delta link so far is answered 410. */
  forgetSyncState(): void;
}

export interface MicrosoftCloud {
  readonly url: string;
  readonly endpoints: { readonly authorize: string; readonly token: string; readonly graph: string };
  /** The cloud without a socket, for tests that make thousands of requests. */
  readonly fetch: RunningServer['fetch'];
  readonly log: RequestLog;
  readonly faults: MicrosoftFaults;
  readonly book: RawBook;
  /** The book of another user. */
  bookOf(email: string): RawBook;
  readonly signIn: SignIn;
  close(): Promise<void>;
}

const defaultUser: PracticeUser = {
  id: '00000000-0000-0000-1234-56789abcdef0',
  email: 'robin.hale@outlook.example',
  name: 'Robin Hale',
};

/** Starts the cloud on 127.0.0.1. `endpoints.graph` is what `/v1.0/…` and `/beta/…` are appended to. */
export async function startMicrosoftCloud(options: MicrosoftCloudOptions = {}): Promise<MicrosoftCloud> {
  const now = options.now ?? Date.now;
  const users = options.users ?? [defaultUser];
  const faults: MicrosoftFaults = {};
  const log = createLog();
  const mailboxes = new Map(users.map((user) => [user.id, createMailbox(user, now, faults)]));
  const first = mailboxes.get(users[0]?.id ?? '');
  if (first === undefined) throw new Error('A practice cloud needs at least one user.');
  const book = rawBookOf(first);
  fill(first, options);

  const running: { server?: RunningServer } = {};
  const url = (): string => running.server?.url ?? '';
  const signIn = createMicrosoftSignIn({ users, autoConsent: options.autoConsent ?? false, now, url });
  const api = {
    faults,
    now,
    url,
    caller: (authorization: string | undefined) => signIn.caller(authorization),
    mailboxOf: ({ user }: { user: PracticeUser }) => mailboxes.get(user.id) ?? first,
  };
  const server = await serveCloud({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.inProcess === undefined ? {} : { inProcess: options.inProcess }),
    log,
    faults,
    isApi: isApiPath,
    handle: (call) => {
      if (isApiPath(call.path)) return answerApi(api, call);
      const signingIn = anyTenant(call);
      return (
        refusedRefresh(signingIn, faults, now()) ??
        signIn.handle(signingIn) ?? { status: 404, raw: 'Not found' }
      );
    },
    control: (call) => control(book, call, now()),
    refusal: (status) => answerForStatus(api, status),
  });
  running.server = server;
  const { close } = server;
  return {
    url: url(),
    endpoints: { authorize: url() + signInPaths.authorize, token: url() + signInPaths.token, graph: url() },
    fetch: server.fetch,
    log,
    faults,
    book,
    bookOf: (email) => {
      const mailbox = [...mailboxes.values()].find((each) => each.user.email === email);
      if (mailbox === undefined) throw new Error(`The practice cloud knows no user ${email}.`);
      return rawBookOf(mailbox);
    },
    signIn,
    close,
  };
}

function fill(mailbox: Mailbox, options: MicrosoftCloudOptions): void {
  const { contacts = 0, people, seed, overlap } = options;
  if (typeof contacts !== 'number') {
    for (const raw of contacts) createRaw(mailbox, raw);
    return;
  }
  const shared = { ...(overlap === undefined ? {} : { overlap }), ...(seed === undefined ? {} : { seed }) };
  const made = people ?? makeBooks({ google: contacts, microsoft: contacts, ...shared }).microsoft;
  const names = new Set<string>();
  for (const person of made) {
    const contact = createRaw(mailbox, rawContactOf(person));
    const bytes = photoOf(person);
    if (bytes !== undefined) contact.record.photo = { bytes, contentType: 'image/png' };
    for (const name of person.labels) names.add(name);
  }
  [...names].sort().forEach((displayName, at) => {
    const id = `00000000-0000-4000-8000-${String(at + 1).padStart(12, '0')}`;
    mailbox.categories.push({ id, displayName, color: `preset${at % 25}` });
  });
}

function createRaw(mailbox: Mailbox, raw: RawContact, folder = defaultFolder): StoredContact {
  return mailbox.book.create(mailbox.folders.find(folder).key, readRawChanges(raw));
}

function rawBookOf(mailbox: Mailbox): RawBook {
  const { book, folders, rounds } = mailbox;
  return {
    all: () => book.all().map((contact) => showRaw(book, contact)),
    edit: (id, patch) => {
      const contact = book.find(id);
      book.change(contact, readRawChanges(patch), 'edit');
      return showRaw(book, contact);
    },
    create: (raw, folder) => showRaw(book, createRaw(mailbox, raw, folder)),
    remove: (id) => book.remove(book.find(id)),
    photo: (id) => book.find(id).record.photo?.bytes ?? null,
    setPhoto: (id, bytes) => {
      const contact = book.find(id);
      contact.record.photo = bytes === null ? undefined : { bytes, contentType: 'image/jpeg' };
      book.touch(contact);
    },
    move: (id, folder) => {
      const contact = book.find(id);
      book.move(contact, folders.find(folder).key);
      return showRaw(book, contact);
    },
    createFolder: (name, parent) => {
      const key = parent === undefined ? undefined : folders.find(parent).key;
      return String(folders.show(folders.create(name, key), 'v1.0')['id']);
    },
    forgetSyncState: () => rounds.forget(),
  };
}

/** `GET|POST /_control/contacts`, `PATCH|DELETE /_control/contacts/{id}`, `DELETE /_control/sync-state`. */
function control(book: RawBook, call: Call, now: number): Answer | undefined {
  const [, , collection, id] = call.path.split('/');
  const raw = (call.body ?? {}) as RawContact;
  try {
    if (collection === 'sync-state' && call.method === 'DELETE') {
      book.forgetSyncState();
      return { status: 204 };
    }
    if (collection !== 'contacts') return undefined;
    if (id === undefined) {
      if (call.method === 'GET') return { status: 200, json: { contacts: book.all() } };
      return call.method === 'POST' ? { status: 201, json: book.create(raw) } : undefined;
    }
    if (call.method === 'PATCH') return { status: 200, json: book.edit(decodeURIComponent(id), raw) };
    if (call.method !== 'DELETE') return undefined;
    book.remove(decodeURIComponent(id));
    return { status: 204 };
  } catch (error) {
    if (error instanceof GraphRefusal) return refusalAnswer(error, now);
    throw error;
  }
}
