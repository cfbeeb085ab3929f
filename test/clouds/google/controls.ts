// Owns: changing a practice account from outside, as another device would: in process and by control routes.
// Leaves to others: the common control routes (../kit/cloud.ts), the rules for clients (writes.ts).
import type { Answer, Call } from '../kit/server.ts';
import type { SeedPerson } from '../people.ts';
import type { Account, Surroundings } from './account.ts';
import { heldFields, storeFields } from './book.ts';
import type { Contact } from './book.ts';
import { leaveGroup } from './group-routes.ts';
import { groupsOf } from './groups.ts';
import type { Group } from './groups.ts';
import { isObject } from './payload.ts';
import { singletonFields } from './person-fields.ts';
import type { Raw } from './person-fields.ts';
import { imageType } from './photos.ts';
import { rawPerson } from './raw-person.ts';
import { viewOf } from './reads.ts';
import { viewPerson } from './view.ts';

/** One account's contacts for tests: raw persons with every readable field of the CONTACT source. */
export interface PracticeBook {
  all(): Raw[];
  get(resourceName: string): Raw | undefined;
  readonly size: number;
  /** Stores a raw person, also what a client may not write; returns it with its resource name. */
  create(raw: Raw): Raw;
  createPerson(person: SeedPerson, extra?: { photo?: Buffer | undefined; withProfile?: boolean }): void;
  /** Replaces the fields named in `patch`; null or an empty list removes one. Throws when there is no such contact. */
  edit(resourceName: string, patch: Raw): Raw;
  remove(resourceName: string): void;
  /** The contact's own photo; null: it has none. */
  photo(resourceName: string): Buffer | null;
  /** Another photo, or none. Throws for bytes that are no picture. */
  setPhoto(resourceName: string, bytes: Buffer | null): void;
  /** Gives the contact another id; listings tell the former one. */
  rename(resourceName: string): Raw;
  /** The service's own "merge": the survivor gets the other one's values, every marker among them; the other is deleted. */
  merge(survivor: string, other: string): Raw;
  /** A new version of every contact without any edit, as is sometimes seen. */
  touchAll(): void;
  /** The contact group of that name, made when there is none; returns its resource name. */
  group(name: string): string;
  /** Names of the groups that people made, by resource name. */
  groups(): Readonly<Record<string, string>>;
  renameGroup(resourceName: string, name: string): void;
  /** Deletes a group; its contacts stay. */
  removeGroup(resourceName: string): void;
  /** Resource names of the groups that a contact is in. */
  groupsOf(resourceName: string): string[];
}

export interface Controls {
  bookOf(account: Account): PracticeBook;
  expireSyncTokens(): void;
  /**
   * `/_control/contacts` (GET, POST), `/_control/contacts/{id}` (GET, PATCH, DELETE) and
   * `POST /_control/expire-sync-tokens`; `?user=` chooses another account than the first.
   */
  route(call: Call): Answer | undefined;
}

export function createControls(parts: { accounts: readonly Account[]; around: Surroundings }): Controls {
  const books = new Map(
    parts.accounts.map((account) => [account, createPracticeBook(account, parts.around)]),
  );
  const bookOf = (account: Account): PracticeBook => books.get(account) as PracticeBook;
  const expireSyncTokens = (): void => {
    for (const account of parts.accounts) account.tokenGeneration += 1;
  };
  return {
    bookOf,
    expireSyncTokens,
    route(call) {
      if (call.method === 'POST' && call.path === '/_control/expire-sync-tokens') {
        expireSyncTokens();
        return { status: 204 };
      }
      const wanted = call.query.get('user');
      const account = parts.accounts.find((candidate) => wanted === null || candidate.user.email === wanted);
      if (account === undefined) return { status: 404, json: { error: `No practice user ${wanted}.` } };
      return routeContacts(bookOf(account), call);
    },
  };
}

function routeContacts(book: PracticeBook, call: Call): Answer | undefined {
  const id = /^\/_control\/contacts(?:\/(.+))?$/.exec(decodeURIComponent(call.path));
  if (id === null) return undefined;
  const body = isObject(call.body) ? call.body : {};
  if (id[1] === undefined) {
    if (call.method === 'GET') return { status: 200, json: { contacts: book.all() } };
    return call.method === 'POST' ? { status: 200, json: book.create(body) } : undefined;
  }
  const resourceName = id[1].startsWith('people/') ? id[1] : `people/${id[1]}`;
  const contact = book.get(resourceName);
  if (contact === undefined) return { status: 404, json: { error: `No contact ${resourceName}.` } };
  if (call.method === 'GET') return { status: 200, json: contact };
  if (call.method === 'PATCH') return { status: 200, json: book.edit(resourceName, body) };
  if (call.method !== 'DELETE') return undefined;
  book.remove(resourceName);
  return { status: 204 };
}

function createPracticeBook({ book, groups }: Account, around: Surroundings): PracticeBook {
  const view = (contact: Contact): Raw =>
    viewPerson(contact, { ...viewOf(around, undefined, { contact: true, profile: false }), shuffle: false });
  const existing = (resourceName: string): Contact => {
    const contact = book.get(resourceName);
    if (contact === undefined) throw new Error(`No practice contact ${resourceName}.`);
    return contact;
  };
  const existingGroup = (resourceName: string): Group => {
    const found = groups.get(resourceName);
    if (found === undefined) throw new Error(`No practice group ${resourceName}.`);
    return found;
  };
  const group = (name: string): string =>
    (
      groups.list().find((candidate) => candidate.name === name || candidate.formattedName === name) ??
      groups.create(name)
    ).resourceName;

  return {
    all: () => book.all().map(view),
    get(resourceName) {
      const contact = book.get(resourceName);
      return contact === undefined ? undefined : view(contact);
    },
    get size() {
      return book.size;
    },
    create(raw) {
      const ids = book.newIds();
      return view(book.add(storeFields(raw, heldFields, { sourceId: ids.sourceId, strict: false }), {}, ids));
    },
    createPerson(person, extra = {}) {
      const ids = book.newIds();
      const raw = rawPerson(person, group);
      const fields = storeFields(raw, heldFields, { sourceId: ids.sourceId, strict: false });
      const { photo } = extra;
      book.add(
        fields,
        {
          ...(photo === undefined ? {} : { photo: { bytes: photo, type: 'image/png' } }),
          ...(extra.withProfile === true ? { profile: profileOf(person, ids.sourceId) } : {}),
        },
        ids,
      );
    },
    edit(resourceName, patch) {
      const contact = existing(resourceName);
      const named = Object.keys(patch).filter((field) => heldFields.includes(field));
      const kept = Object.entries(contact.fields).filter(([field]) => !named.includes(field));
      const how = { sourceId: contact.sourceId, strict: false };
      return view(
        book.change(contact, { fields: { ...Object.fromEntries(kept), ...storeFields(patch, named, how) } }),
      );
    },
    remove: (resourceName) => book.remove(existing(resourceName)),
    photo: (resourceName) => existing(resourceName).photo?.bytes ?? null,
    setPhoto(resourceName, bytes) {
      const contact = existing(resourceName);
      if (bytes === null) book.removePhoto(contact);
      else book.change(contact, { photo: { bytes, type: imageType(bytes) } });
    },
    rename: (resourceName) => view(book.rename(existing(resourceName))),
    merge(survivor, other) {
      const [kept, gone] = [existing(survivor), existing(other)];
      const fields = { ...kept.fields };
      for (const [field, values] of Object.entries(gone.fields)) {
        const own = fields[field] ?? [];
        const added = values.map(({ raw }) => ({ raw, primary: own.length === 0 }));
        fields[field] = own.length > 0 && singletonFields.includes(field) ? own : [...own, ...added];
      }
      const merged = book.change(kept, { fields });
      book.remove(gone);
      return view(merged);
    },
    touchAll() {
      for (const contact of book.all()) book.change(contact, {});
    },
    group,
    groups: () =>
      Object.fromEntries(
        groups
          .list()
          .filter(({ groupType }) => groupType === 'USER_CONTACT_GROUP')
          .map(({ resourceName, name }) => [resourceName, name]),
      ),
    renameGroup: (resourceName, name) => void groups.change(existingGroup(resourceName), { name }),
    removeGroup(resourceName) {
      for (const contact of book.all()) leaveGroup(book, contact, resourceName);
      groups.remove(existingGroup(resourceName));
    },
    groupsOf: (resourceName) => groupsOf(existing(resourceName)),
  };
}

/** What this person shows of their own account: another spelling of the name, and their account's address. */
function profileOf(person: SeedPerson, sourceId: string): NonNullable<Contact['profile']> {
  const id = BigInt(`0x${sourceId}`).toString().padStart(21, '1');
  const displayName = [person.name?.given, 'on the web'].filter((part) => part !== undefined).join(' ');
  return {
    id,
    fields: {
      names: [{ displayName, givenName: person.name?.given ?? 'Someone', displayNameLastFirst: displayName }],
      emailAddresses: [{ value: `profile.${sourceId}@gmail.example` }],
      photos: [{ url: 'https://profile.invalid/face.jpg' }],
    },
  };
}
