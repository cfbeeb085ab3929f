// Owns: one mailbox's contacts: creating, changing, moving, deleting, etags, and the order in which changes happened.
// Leaves to others: folders (folders.ts), showing (show.ts), reading requests (routes.ts), delta rounds (delta.ts).
import { applies } from '../kit/faults.ts';
import { checkContactBody } from './check-body.ts';
import { applyBody, emptyRecord, namesDisplayName, regenerateDisplayName } from './contact-record.ts';
import type { ContactRecord } from './contact-record.ts';
import { showContents } from './contact-views.ts';
import { idMalformed, itemNotFound } from './errors.ts';
import { changeKey, contactId, etagOf, immutableId, isReadableId } from './ids.ts';
import { contactShape } from './shapes.ts';
import type { Version } from './shapes.ts';
import type { MicrosoftFaults } from './switches.ts';

export interface StoredContact {
  readonly serial: number;
  folder: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  modified: number;
  revision: number;
  readonly record: ContactRecord;
  /** Place in the order of changes: when it came into its folder, and its last change that delta reports. */
  bornAt: number;
  trackedAt: number;
  /** What each reported change touched, by property of either version. */
  readonly changes: { readonly at: number; readonly names: ReadonlySet<string> }[];
  /** Reads by id that are still answered 404 though the contact is listed; none of one that is older than some minutes. */
  notFoundReads: number;
  removed: boolean;
}

/** A contact that left a folder. */
export interface Departure {
  readonly id: string;
  readonly immutableId: string;
  readonly folder: string;
  readonly serial: number;
  readonly bornAt: number;
  at: number;
  readonly reason: 'deleted' | 'changed';
}

export interface Book {
  readonly mailbox: string;
  readonly departures: readonly Departure[];
  /** The number of the last change; each change has its own. */
  sequence(): number;
  create(folder: string, changes: Changes): StoredContact;
  /** `edit`: the display name is made anew only when a part of it changed, as other devices do. */
  change(contact: StoredContact, changes: Changes, how: 'patch' | 'edit'): void;
  /** A change that delta does not report: a photo, an open extension. */
  touch(contact: StoredContact): void;
  move(contact: StoredContact, folder: string): void;
  remove(contact: StoredContact): void;
  /** By default or immutable id. @throws GraphRefusal 404, or 400 for what is no id. */
  find(id: string): StoredContact;
  all(): StoredContact[];
  /** What listings see of a folder, in order of creation: not the writes a fault hides. */
  listed(folder?: string): StoredContact[];
  /** What a complete listing names: all, or by switch a part; what it leaves out stays away from lists and reads. */
  listedPart(folder: string): StoredContact[];
  /** True while a fault hides that this contact changed, or what became of it at that place in the order. */
  isHidden(serial: number, at?: number): boolean;
  idOf(contact: StoredContact, immutable: boolean): string;
  /** A contact's contents as this service spells them: what is unset, and the time of a birthday, by switch. */
  spelled(contents: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** Checked changes, in the shape they came in. */
export type Changes = readonly {
  readonly version: Version;
  readonly body: Readonly<Record<string, unknown>>;
}[];

/** Checks one body of one version. @throws GraphRefusal 400 */
export const readChanges = (version: Version, body: unknown): Changes => [
  { version, body: checkContactBody(version, body) },
];

/** Checks a body that may mix both versions, as the control routes take it. @throws GraphRefusal 400 */
export function readRawChanges(raw: Readonly<Record<string, unknown>>): Changes {
  const v1: Record<string, unknown> = {};
  const beta: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    const typed = name === 'emailAddresses' || !(name in contactShape['v1.0']);
    (typed ? beta : v1)[name] = value;
  }
  return [...readChanges('v1.0', v1), ...readChanges('beta', beta)];
}

export const etagOfContact = (contact: StoredContact): string =>
  etagOf(changeKey(contact.serial, contact.revision));

/** After so long a new contact is found by whatever asks for it. */
const SETTLED_MS = 5 * 60_000;

export function createBook(options: { mailbox: string; now: () => number; faults: MicrosoftFaults }): Book {
  const { mailbox, now, faults } = options;
  const contacts = new Map<number, StoredContact>();
  const byId = new Map<string, number>();
  const departures: Departure[] = [];
  /** What listings show in place of a contact whose writes after that place in the order are hidden; undefined = not there yet. */
  const hidden = new Map<number, { readonly before: StoredContact | undefined; readonly after: number }>();
  /** Serials that a partial listing left out. */
  const leftOut = new Set<number>();
  let sequence = 0;
  let serials = 0;

  const next = (): number => (sequence += 1);

  function hide(serial: number): void {
    if (faults.hideWrites !== true || hidden.has(serial)) return;
    const contact = contacts.get(serial);
    hidden.set(serial, { before: contact === undefined ? undefined : copyOf(contact), after: sequence });
  }

  /** Once the fault is off, everything it hid counts as changed now. */
  function release(): void {
    if (faults.hideWrites === true || hidden.size === 0) return;
    for (const [serial, { before, after }] of hidden) {
      const contact = contacts.get(serial);
      for (const gone of departures) if (gone.serial === serial && gone.at > after) gone.at = next();
      if (contact === undefined) continue;
      contact.trackedAt = next();
      contact.changes.push({ at: contact.trackedAt, names: differences(before?.record, contact.record) });
      if (before?.folder !== contact.folder) contact.bornAt = contact.trackedAt;
    }
    hidden.clear();
  }

  function apply(contact: StoredContact, changes: Changes, how: 'patch' | 'edit'): void {
    const { record } = contact;
    const parts = nameParts(record);
    for (const { version, body } of changes) applyBody(record, version, body, faults);
    if (changes.some(({ body }) => namesDisplayName(body))) return;
    if (how === 'patch' || nameParts(record) !== parts) regenerateDisplayName(record);
  }

  function register(contact: StoredContact): void {
    byId.set(contactId(mailbox, contact.folder, contact.serial), contact.serial);
    byId.set(immutableId(mailbox, contact.serial), contact.serial);
  }

  function depart(contact: StoredContact, reason: Departure['reason']): void {
    const { folder, serial, bornAt } = contact;
    const id = contactId(mailbox, folder, serial);
    byId.delete(id);
    departures.push({
      id,
      immutableId: immutableId(mailbox, serial),
      folder,
      serial,
      bornAt,
      at: next(),
      reason,
    });
  }

  function stamp(contact: StoredContact): void {
    contact.modified = now();
    contact.revision += 1;
  }

  function listed(folder?: string): StoredContact[] {
    release();
    const seen = new Map(contacts);
    for (const [serial, { before }] of hidden) {
      if (before === undefined) seen.delete(serial);
      else seen.set(serial, before);
    }
    if (faults.partialListing !== undefined) for (const serial of leftOut) seen.delete(serial);
    return [...seen.values()].filter((contact) => folder === undefined || contact.folder === folder);
  }

  return {
    mailbox,
    departures,
    sequence: () => sequence,
    create(folder, changes) {
      serials += 1;
      hide(serials);
      const at = next();
      const time = now();
      const contact: StoredContact = {
        serial: serials,
        folder,
        created: time,
        modified: time,
        revision: 1,
        record: emptyRecord(),
        bornAt: at,
        trackedAt: at,
        changes: [],
        notFoundReads: faults.notFoundAfterCreate ?? 0,
        removed: false,
      };
      apply(contact, changes, 'patch');
      if (faults.extendedDroppedOnCreate === true) contact.record.extended.clear();
      contacts.set(contact.serial, contact);
      register(contact);
      return contact;
    },
    change(contact, changes, how) {
      hide(contact.serial);
      const before = snapshot(contact.record);
      apply(contact, changes, how);
      stamp(contact);
      const names = changedNames(before, snapshot(contact.record));
      if (names.size === 0 && faults.extendedChangesUntracked === true) return;
      contact.trackedAt = next();
      contact.changes.push({ at: contact.trackedAt, names });
    },
    touch: stamp,
    move(contact, folder) {
      hide(contact.serial);
      depart(contact, 'changed');
      contact.folder = folder;
      contact.bornAt = contact.trackedAt = next();
      stamp(contact);
      register(contact);
    },
    remove(contact) {
      hide(contact.serial);
      depart(contact, 'deleted');
      byId.delete(immutableId(mailbox, contact.serial));
      contacts.delete(contact.serial);
      contact.removed = true;
    },
    find(id) {
      if (!isReadableId(id)) throw idMalformed();
      const contact = contacts.get(byId.get(id) ?? -1);
      const missing = faults.partialListing?.reads === 'missing' && leftOut.has(contact?.serial ?? -1);
      if (contact === undefined || missing) throw itemNotFound();
      if (now() - contact.created > SETTLED_MS) contact.notFoundReads = 0;
      return contact;
    },
    all: () => [...contacts.values()],
    listed,
    listedPart(folder) {
      leftOut.clear();
      const all = listed(folder);
      const partial = faults.partialListing;
      if (partial === undefined || !applies(faults, 'partialListing', '')) return all;
      const shown = Math.floor(all.length * partial.share);
      for (const { serial } of all.slice(shown)) leftOut.add(serial);
      return all.slice(0, shown);
    },
    spelled(contents) {
      const { unset, birthdayMidnight: east } = faults;
      const { birthday } = contents;
      const midnight = (moment: string): string =>
        new Date(Date.parse(`${moment.slice(0, 10)}T00:00:00Z`) - (east ?? 0) * 3_600_000).toISOString();
      const isMoved = east !== undefined && typeof birthday === 'string';
      const spelled = { ...contents, ...(isMoved ? { birthday: midnight(birthday) } : {}) };
      if (unset === undefined) return spelled;
      const entries = Object.entries(spelled).map(([name, value]) => {
        const isText = name !== 'birthday' && name !== 'weddingAnniversary';
        return [name, value === null && isText ? '' : value] as const;
      });
      return Object.fromEntries(unset === 'empty' ? entries : entries.filter(([, value]) => value !== ''));
    },
    isHidden: (serial, at = Infinity) => at > (hidden.get(serial)?.after ?? Infinity),
    idOf: (contact, immutable) =>
      immutable ? immutableId(mailbox, contact.serial) : contactId(mailbox, contact.folder, contact.serial),
  };
}

const copyOf = (contact: StoredContact): StoredContact => ({
  ...contact,
  changes: [...contact.changes],
  record: structuredClone(contact.record),
});

const nameParts = (record: ContactRecord): string =>
  ['givenName', 'middleName', 'surname', 'generation'].map((name) => record.slots.get(name) ?? '').join('\0');

type Snapshot = readonly (readonly [string, string])[];

const snapshot = (record: ContactRecord): Snapshot =>
  Object.entries({
    ...showContents(record, 'v1.0'),
    ...showContents(record, 'beta'),
    categories: record.lists.categories,
  }).map(([name, value]) => [name, JSON.stringify(value)]);

function changedNames(before: Snapshot, after: Snapshot): Set<string> {
  return new Set(after.filter(([, value], at) => before[at]?.[1] !== value).map(([name]) => name));
}

const differences = (before: ContactRecord | undefined, after: ContactRecord): Set<string> =>
  changedNames(snapshot(before ?? emptyRecord()), snapshot(after));
