// Owns: one account's contacts: stored fields, versions, tombstones, and what listings can see of late writes.
// Leaves to others: contact groups (groups.ts), the rules of client writes (writes.ts), wire shapes (view.ts).
import { createHash } from 'node:crypto';
import { seededRandom } from '../people.ts';
import { storeValues } from './derive.ts';
import type { StoredValue } from './derive.ts';
import { fieldShapes } from './person-fields.ts';
import type { Raw } from './person-fields.ts';

/** One contact, immutable: a write replaces it whole. */
export interface Contact {
  /** `people/c…` */
  readonly resourceName: string;
  /** The CONTACT source's id, in hex. */
  readonly sourceId: string;
  /** The CONTACT source's version, `#…=`. */
  readonly sourceEtag: string;
  readonly updateTime: string;
  readonly fields: Readonly<Record<string, readonly StoredValue[]>>;
  /** What this person says of themselves, merged in unless only the contact is asked for. */
  readonly profile?: { readonly id: string; readonly fields: Readonly<Record<string, readonly Raw[]>> };
  readonly photo?: { readonly bytes: Buffer; readonly type: string };
  readonly previousResourceNames?: readonly string[];
  /** Position in the account's sequence of changes. */
  readonly seq: number;
  readonly deleted?: true;
}

/** How listings lag behind writes. */
export interface Lag {
  /** While true, nothing written since is visible to listings. */
  hidden(): boolean;
  /** Milliseconds until a write is visible to listings; 0 = at once. */
  delay(): number;
  now(): number;
}

export interface Book {
  /** The contact, by its present or a former resource name; undefined when absent or deleted. */
  get(resourceName: string): Contact | undefined;
  /** Contacts now, without tombstones. */
  all(): Contact[];
  readonly size: number;
  /** The version before the present one, where there was one; else the present one. */
  former(resourceName: string): Contact | undefined;
  /** Stores fields, already as the service keeps them, as a new contact. */
  add(fields: Contact['fields'], extra?: Partial<Pick<Contact, 'photo' | 'profile'>>, ids?: Ids): Contact;
  /** A new version of a contact, with these parts exchanged. */
  change(contact: Contact, parts: Partial<Pick<Contact, 'fields' | 'photo' | 'profile'>>): Contact;
  removePhoto(contact: Contact): Contact;
  remove(contact: Contact): void;
  /** Gives a contact another id, as the service does when verified links change. */
  rename(contact: Contact): Contact;
  newIds(): Ids;
  /** What listings see: the sequence number they may promise, and contacts (with tombstones) changed after `since`. */
  visible(since?: number): { seq: number; contacts: Contact[] };
}

export interface Ids {
  readonly resourceName: string;
  readonly sourceId: string;
}

export function createBook(options: { seed: number; lag: Lag }): Book {
  const { lag } = options;
  const contacts = new Map<string, Contact>();
  const formerNames = new Map<string, string>();
  const formerVersions = new Map<string, Contact>();
  /** What listings still see in place of a late write; undefined = nothing yet. */
  const before = new Map<string, { contact: Contact | undefined; seq: number; until: number }>();
  const random = seededRandom(options.seed ^ 0x600613);
  let seq = 0;
  let live = 0;

  function newIds(): Ids {
    for (;;) {
      // A contact's decimal id and its source's hex id are the same 63-bit number.
      const high = BigInt(Math.floor(random() * 0x7fffffff)) | 0x40000000n;
      const number = (high << 32n) | BigInt(Math.floor(random() * 0xffffffff));
      const resourceName = `people/c${number}`;
      if (!contacts.has(resourceName)) return { resourceName, sourceId: number.toString(16) };
    }
  }

  function put(contact: Omit<Contact, 'seq' | 'sourceEtag' | 'updateTime'>): Contact {
    seq += 1;
    const { resourceName } = contact;
    const old = contacts.get(resourceName);
    noteLateness(resourceName, old);
    if (old !== undefined) formerVersions.set(resourceName, old);
    const stored: Contact = { ...contact, ...stamp(contact.sourceId), seq };
    live += Number(stored.deleted !== true) - Number(old !== undefined && old.deleted !== true);
    // Re-inserted so that the map's order is the order of change.
    contacts.delete(resourceName);
    contacts.set(resourceName, stored);
    return stored;
  }

  function stamp(sourceId: string): Pick<Contact, 'sourceEtag' | 'updateTime'> {
    const hash = createHash('sha1').update(`${sourceId} ${seq}`).digest().subarray(0, 8);
    const micros = String(seq % 1000).padStart(3, '0');
    return {
      sourceEtag: `#${hash.toString('base64')}`,
      updateTime: new Date(lag.now()).toISOString().replace('Z', `${micros}Z`),
    };
  }

  function noteLateness(resourceName: string, old: Contact | undefined): void {
    const until = lag.hidden() ? Infinity : lag.now() + lag.delay();
    if (until <= lag.now()) return;
    const earlier = before.get(resourceName);
    before.set(resourceName, {
      contact: earlier === undefined ? old : earlier.contact,
      seq: earlier?.seq ?? seq,
      until: Math.max(until, earlier?.until ?? 0),
    });
  }

  function forgetArrived(): void {
    for (const [resourceName, late] of before) {
      if (late.until === Infinity ? !lag.hidden() : late.until <= lag.now()) before.delete(resourceName);
    }
  }

  function get(resourceName: string): Contact | undefined {
    let name = resourceName;
    for (let next = formerNames.get(name); next !== undefined; next = formerNames.get(name)) name = next;
    const found = contacts.get(name);
    return found?.deleted === true ? undefined : found;
  }

  return {
    get,
    former: (resourceName) => {
      const present = get(resourceName);
      return present === undefined ? undefined : (formerVersions.get(present.resourceName) ?? present);
    },
    newIds,
    all: () => [...contacts.values()].filter((contact) => contact.deleted !== true),
    get size() {
      return live;
    },
    add: (fields, extra = {}, ids = newIds()) => put({ ...ids, fields, ...extra }),
    change: (contact, parts) => put({ ...contact, ...parts }),
    removePhoto(contact) {
      const { photo: _removed, ...rest } = contact;
      return put(rest);
    },
    remove(contact) {
      const { resourceName, sourceId } = contact;
      put({ resourceName, sourceId, fields: {}, deleted: true });
    },
    rename(contact) {
      const { resourceName: old } = contact;
      const { resourceName } = newIds();
      contacts.delete(old);
      live -= 1;
      formerNames.set(old, resourceName);
      const previousResourceNames = [...(contact.previousResourceNames ?? []), old];
      return put({ ...contact, resourceName, previousResourceNames });
    },
    visible(since) {
      forgetArrived();
      let promised = seq;
      const seen: Contact[] = [];
      for (const contact of contacts.values()) {
        const late = before.get(contact.resourceName);
        const shown = late === undefined ? contact : late.contact;
        if (late !== undefined) promised = Math.min(promised, late.seq - 1);
        if (shown === undefined) continue;
        if (since === undefined ? shown.deleted !== true : shown.seq > since) seen.push(shown);
      }
      return { seq: promised, contacts: seen };
    },
  };
}

/** Fields of a raw person as the service keeps them; `strict` refuses what a client may not write. */
export function storeFields(
  raw: Raw,
  names: readonly string[],
  how: { sourceId: string; strict: boolean; previous?: Contact },
): Record<string, readonly StoredValue[]> {
  const fields: Record<string, readonly StoredValue[]> = {};
  for (const field of names) {
    const values = Array.isArray(raw[field]) ? (raw[field] as unknown[]) : [];
    const previous = how.previous?.fields[field] ?? [];
    const stored = storeValues(field, values, { sourceId: how.sourceId, strict: how.strict, previous });
    if (stored.length > 0) fields[field] = stored;
  }
  return fields;
}

/** Every field a contact can hold, for the practice cloud's own writes. */
export const heldFields: readonly string[] = Object.keys(fieldShapes).filter((field) => field !== 'photos');
