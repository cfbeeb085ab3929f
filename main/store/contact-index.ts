// Owns: which contacts an account and a person have, and which one a cloud's id or Kith's own id of a create names.
// Leaves to others: the contacts themselves (book.ts), lists and search (person-index.ts).
import type { AccountId, ContactId, PersonId } from '../core/account.ts';
import type { ContactRecord } from '../core/replica.ts';

/** By account and id. */
interface Keys {
  readonly remote: Map<string, ContactId>;
  readonly create: Map<string, ContactId>;
}

/** Kept up to date by change. `all` gives every contact there is. */
export class ContactIndex {
  readonly #all: () => Iterable<ContactRecord>;
  readonly #byAccount = new Map<AccountId, Map<ContactId, ContactRecord>>();
  /** Nearly every person has one contact, for which a set would be a waste. */
  readonly #byPerson = new Map<PersonId, ContactId | ReadonlySet<ContactId>>();
  /** Made when first asked for, which is not before a sync. */
  #keys: Keys | null = null;

  constructor(all: () => Iterable<ContactRecord>) {
    this.#all = all;
    for (const record of all()) this.put(record, null);
  }

  ofAccount(account: AccountId): Iterable<ContactRecord> {
    return this.#byAccount.get(account)?.values() ?? [];
  }

  ofPerson(person: PersonId): readonly ContactId[] {
    return idsIn(this.#byPerson.get(person));
  }

  byRemoteId(account: AccountId, remoteId: string): ContactId | undefined {
    return this.#allKeys().remote.get(`${account} ${remoteId}`);
  }

  byCreateKey(account: AccountId, createKey: string): ContactId | undefined {
    return this.#allKeys().create.get(`${account} ${createKey}`);
  }

  /** A record that takes the place of another keeps its place in the lists, as it will have it after the next start. */
  put(record: ContactRecord, before: ContactRecord | null): void {
    this.drop(before, record);
    let ofAccount = this.#byAccount.get(record.account);
    if (ofAccount === undefined) this.#byAccount.set(record.account, (ofAccount = new Map()));
    ofAccount.set(record.id, record);
    const others = this.#byPerson.get(record.person);
    if (others === undefined) this.#byPerson.set(record.person, record.id);
    else if (others !== record.id) this.#byPerson.set(record.person, new Set([...idsIn(others), record.id]));
  }

  /** `after` is what takes its place, if anything does. */
  drop(record: ContactRecord | null, after: ContactRecord | null = null): void {
    if (record === null) return;
    const { id } = record;
    if (record.account !== after?.account) this.#byAccount.get(record.account)?.delete(id);
    if (record.person === after?.person) return;
    const others = this.ofPerson(record.person).filter((other) => other !== id);
    if (others.length === 0) this.#byPerson.delete(record.person);
    else this.#byPerson.set(record.person, others.length === 1 ? others[0]! : new Set(others));
  }

  #allKeys(): Keys {
    if (this.#keys === null) {
      this.#keys = { remote: new Map(), create: new Map() };
      for (const record of this.#all()) this.rememberKeys(record);
    }
    return this.#keys;
  }

  rememberKeys(record: ContactRecord | null): void {
    if (record === null || this.#keys === null) return;
    const { remote, create } = this.#keys;
    if (record.remoteId !== null) remote.set(`${record.account} ${record.remoteId}`, record.id);
    if (record.createKey !== null) create.set(`${record.account} ${record.createKey}`, record.id);
  }

  forgetKeys(record: ContactRecord): void {
    if (this.#keys === null) return;
    const { remote, create } = this.#keys;
    if (record.remoteId !== null) forget(remote, `${record.account} ${record.remoteId}`, record.id);
    if (record.createKey !== null) forget(create, `${record.account} ${record.createKey}`, record.id);
  }
}

const idsIn = (ids: ContactId | ReadonlySet<ContactId> | undefined): readonly ContactId[] =>
  ids === undefined ? [] : typeof ids === 'string' ? [ids] : [...ids];

/** Takes a key away from a contact, unless another contact has it by now. */
function forget(keys: Map<string, ContactId>, key: string, id: ContactId): void {
  if (keys.get(key) === id) keys.delete(key);
}
