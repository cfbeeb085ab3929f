// Owns: another device at each cloud: it reads, creates, edits and deletes contacts in the cloud's own book, in the
// words of Kith's model. Leaves to others: the clouds (test/clouds), which edits it makes (edits.ts).
import type { ContactFields } from '../../../main/core/contact.ts';
import { changedFields } from '../../../main/core/fields.ts';
import type { Json, JsonObject } from '../../../main/core/json.ts';
import {
  createKeysOf,
  holdFields,
  newPerson,
  readPerson,
  writePerson,
} from '../../../main/providers/google/google-mapping.ts';
import { graphBeta } from '../../../main/providers/microsoft/graph-beta.ts';
import { graphV1 } from '../../../main/providers/microsoft/graph-v1.ts';
import type { Clouds } from '../../clouds/clouds.ts';
import type { Step } from './edits.ts';

export interface Device {
  readonly provider: 'google' | 'microsoft';
  ids(): readonly string[];
  read(id: string): ContactFields | null;
  create(fields: ContactFields): string;
  edit(id: string, step: Step): void;
  remove(id: string): void;
  /** A new version without a change; another id for the same contact, or another folder. */
  touch(id: string): void;
  move(id: string): void;
  expireCursors(): void;
  hold(fields: ContactFields): ContactFields;
  /** A label of this account by number. */
  label(n: number): string;
  /** Deletes that label, if there is one; its contacts stay. */
  dropLabel(n: number): boolean;
  /** How many contact collections there are: an idle run asks each once. */
  collections(): number;
  readonly faults: Record<string, unknown>;
}

export function googleDevice({ google }: Pick<Clouds, 'google'>): Device {
  const { book } = google;
  const find = (id: string) => book.get(id) as JsonObject | undefined;
  return {
    provider: 'google',
    ids: () => book.all().map((raw) => String(raw['resourceName'])),
    read: (id) => {
      const raw = find(id);
      return raw === undefined ? null : readPerson(raw).fields;
    },
    create: (fields) => {
      const { clientData: _marker, ...person } = newPerson(fields, '');
      return String(book.create(person)['resourceName']);
    },
    edit: (id, step) => {
      const raw = find(id)!;
      const before = readPerson(raw).fields;
      const after = step(before);
      const { person, mask } = writePerson(after, changedFields(before, after), {
        base: before,
        createKeys: createKeysOf(raw),
      });
      if (mask.length > 0)
        book.edit(id, Object.fromEntries(mask.map((field) => [field, person[field] ?? []])));
    },
    remove: (id) => book.remove(id),
    touch: () => book.touchAll(),
    move: (id) => void book.rename(id),
    expireCursors: () => google.expireSyncTokens(),
    hold: (fields) => holdFields(fields),
    label: (n) => book.group(`Group ${n}`),
    dropLabel: (n) => {
      const [ref] = Object.entries(book.groups()).find(([, name]) => name === `Group ${n}`) ?? [];
      if (ref !== undefined) book.removeGroup(ref);
      return ref !== undefined;
    },
    collections: () => 1,
    faults: google.faults as Record<string, unknown>,
  };
}

export function microsoftDevice({ microsoft }: Pick<Clouds, 'microsoft'>, graph: 'v1.0' | 'beta'): Device {
  const { book } = microsoft;
  const mapping = graph === 'beta' ? graphBeta : graphV1;
  const folders: string[] = [];
  let lags = false;
  const find = (id: string) => {
    const raw = book.all().find((one) => one['immutableId'] === id) as JsonObject | undefined;
    return raw === undefined || graph === 'beta' ? raw : { ...raw, emailAddresses: untyped(raw) };
  };
  /** Another device does not meet what is wrong between Kith and the service. */
  const elsewhere = (work: () => void): void => {
    const { partialListing } = microsoft.faults;
    delete microsoft.faults.partialListing;
    work();
    if (partialListing !== undefined) microsoft.faults.partialListing = partialListing;
  };
  return {
    provider: 'microsoft',
    ids: () => {
      lags ||= microsoft.faults.notFoundAfterCreate !== undefined;
      return book.all().map((raw) => String(raw['immutableId']));
    },
    read: (id) => {
      const raw = find(id);
      return raw === undefined ? null : mapping.read(raw).fields;
    },
    create: (fields) => String(book.create(mapping.write(fields, null, [])!)['immutableId']),
    edit: (id, step) => {
      const before = mapping.read(find(id)!).fields;
      const after = step(before);
      const body = mapping.write(after, before, changedFields(before, after));
      if (body !== null) elsewhere(() => book.edit(id, body));
    },
    remove: (id) => elsewhere(() => book.remove(id)),
    touch: (id) => elsewhere(() => book.edit(id, {})),
    move: (id) => {
      // Whether a contact that no read by id finds yet was moved or deleted, nobody can tell.
      lags ||= microsoft.faults.notFoundAfterCreate !== undefined;
      if (lags) return;
      if (folders.length === 0) folders.push(book.createFolder('Second'));
      const there = String(find(id)!['parentFolderId']) === folders[0];
      if (!there) elsewhere(() => book.move(id, folders[0]!));
    },
    expireCursors: () => book.forgetSyncState(),
    hold: (fields) => mapping.hold(fields),
    label: (n) => `Category ${n}`,
    // A category that is deleted stays with the contacts that carry it.
    dropLabel: () => false,
    collections: () => 1 + folders.length,
    faults: microsoft.faults as Record<string, unknown>,
  };
}

/** v1.0 says nothing of what kind an address is. */
const untyped = (raw: JsonObject): Json =>
  (raw['emailAddresses'] as readonly JsonObject[]).map(
    ({ type: _type, otherLabel: _label, ...rest }) => rest,
  );
