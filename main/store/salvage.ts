// Owns: what can still be read of the files of a book that does not open, line by line, changing nothing.
// Leaves to others: opening books (book-files.ts), who wants to know (exportable.ts).
import { AppError } from '../core/errors.ts';
import { numberedFiles } from './book-files.ts';
import type { NumberedFile } from './book-files.ts';
import { isUnreadable, readWhole } from './durable-files.ts';
import { isFill, readRecords } from './records.ts';
import { readSnapshot } from './snapshot.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

/** Something stored whose shape nobody vouches for. */
export type Unknown = Readonly<Record<string, unknown>>;

export interface Salvaged {
  /** By their ids. `fields` of a contact is what it holds here; those deleted here are not among them. */
  readonly contacts: ReadonlyMap<string, Unknown>;
  readonly accounts: ReadonlyMap<string, Unknown>;
  readonly labels: ReadonlyMap<string, Unknown>;
  /** Lines of snapshots and journals that say nothing that can be understood. */
  readonly unreadable: number;
}

/**
 * The newest snapshot that is whole and what the journals say after it; where a snapshot or a record is damaged, whatever
 * else can be read. Then contacts that were deleted may be among them: one too many is better than one too few.
 * Errors: those of node:fs.
 */
export function salvageBook(folder: string, vault: Vault = PLAIN): Salvaged {
  return new Salvage(folder, vault).read();
}

class Salvage {
  readonly #folder: string;
  readonly #vault: Vault;
  readonly #contacts = new Map<string, Unknown>();
  readonly #accounts = new Map<string, Unknown>();
  readonly #labels = new Map<string, Unknown>();
  #unreadable = 0;
  readonly #lost = (): void => {
    this.#unreadable += 1;
  };

  constructor(folder: string, vault: Vault) {
    this.#folder = folder;
    this.#vault = vault;
  }

  read(): Salvaged {
    const all = numberedFiles(this.#folder, 'snapshot');
    const whole = all.findLastIndex((snapshot) => isWhole(snapshot, this.#vault));
    const snapshots = all.slice(Math.max(0, whole));
    const first = snapshots[0];
    if (first !== undefined) this.#takeSnapshot(first);
    const damaged = snapshots.slice(1);
    for (const { seq, json } of this.#records(whole < 0 ? 0 : first!.seq)) {
      while ((damaged[0]?.seq ?? Infinity) < seq) this.#takeSnapshot(damaged.shift()!);
      const record = parse(json);
      if (record === null) this.#unreadable += 1;
      for (const change of changesIn(record)) this.#apply(change);
    }
    for (const snapshot of damaged) this.#takeSnapshot(snapshot);
    return {
      contacts: this.#contacts,
      accounts: this.#accounts,
      labels: this.#labels,
      unreadable: this.#unreadable,
    };
  }

  /** Whether any contact of a snapshot is of known shape. */
  understands(snapshot: NumberedFile): boolean {
    this.#takeSnapshot(snapshot);
    return this.#contacts.size > 0;
  }

  /** Every record after `from` whose checksum holds, also behind damage. A journal's end yields to the next one's start. */
  *#records(from: number): Generator<{ readonly seq: number; readonly json: string }> {
    const journals = numberedFiles(this.#folder, 'journal');
    for (const [index, { file }] of journals.entries()) {
      const last = journals[index + 1]?.seq ?? Infinity;
      if (last <= from) continue;
      const open = this.#vault.lineOpener('journal');
      for (const line of linesOf(asFarAsRead(this.#lost, (take) => take(readWhole(file))))) {
        const seq = Number(/^\d+/.exec(line.toString('latin1', 0, 20))?.[0] ?? NaN);
        const [record] = readRecords(line, seq - 1, open).records;
        if (record === undefined) this.#unreadable += isFill(line) ? 0 : 1;
        else if (record.seq > from && record.seq <= last) yield record;
      }
    }
  }

  /** Formats 1 and 2 had the contacts in the one text of the body; since then each has a line. */
  #takeSnapshot({ file }: NumberedFile): void {
    let number = 0;
    for (const line of linesOf(bytesOf(file, this.#vault, this.#lost))) {
      if (++number === 1) continue;
      const told = parse(line.toString('utf8').replace(/,?\n$/, ''));
      if (number > 2) this.#takeContact(told);
      else if (isObject(told)) this.#takeHead(told);
      else this.#unreadable += 1;
    }
  }

  #takeHead(head: Unknown): void {
    for (const account of objectsIn(head.accounts)) this.#accounts.set(String(account.id), account);
    for (const label of objectsIn(head.labels)) this.#labels.set(String(label.id), label);
    for (const contact of objectsIn(head.contacts)) this.#takeContact(contact);
  }

  #takeContact(stored: unknown): void {
    if (!isObject(stored) || typeof stored.id !== 'string' || typeof stored.account !== 'string') {
      this.#unreadable += 1;
      return;
    }
    const fields = stored.local === '=' ? stored.base : stored.local;
    if (isObject(fields)) this.#contacts.set(stored.id, { ...stored, fields });
    else this.#contacts.delete(stored.id);
  }

  #apply(change: unknown): void {
    if (!isObject(change)) return;
    if (change.kind === 'putContact') this.#takeContact(change.record);
    if (change.kind === 'dropContact') this.#contacts.delete(String(change.id));
    if (change.kind === 'putAccount' && isObject(change.account))
      this.#accounts.set(String(change.account.id), change.account);
    if (change.kind === 'dropAccount') this.#dropAccount(String(change.id));
    if (change.kind === 'putLabel' && isObject(change.label))
      this.#labels.set(String(change.label.id), change.label);
    if (change.kind === 'dropLabel') this.#labels.delete(String(change.id));
  }

  #dropAccount(account: string): void {
    this.#accounts.delete(account);
    for (const [id, contact] of this.#contacts) if (contact.account === account) this.#contacts.delete(id);
  }
}

const isObject = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectsIn = (value: unknown): readonly Unknown[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The list of a record, or the one list of changes that it holds. */
function changesIn(record: unknown): readonly unknown[] {
  if (Array.isArray(record)) return record;
  const lists = isObject(record) ? Object.values(record).filter(Array.isArray) : [];
  return lists.find((list) => list.some((change) => isObject(change) && 'kind' in change)) ?? [];
}

/**
 * Whether a snapshot says everything that it said once. Of a newer Kith's only its length can be told, and whether its
 * contacts are where this one looks for them.
 */
function isWhole({ file, seq }: NumberedFile, vault: Vault): boolean {
  try {
    return readSnapshot(file, vault) !== null;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'store.newerFormat') throw thrown;
    const bytes = bytesOf(file, vault);
    const [line] = linesOf(bytes);
    const header = parse(line?.toString('utf8') ?? '') as Unknown;
    if (header.bytes !== bytes.length - (line?.length ?? 0)) return false;
    return header.contacts === 0 || new Salvage('', vault).understands({ file, seq });
  }
}

/** What can be had of a snapshot's bytes: of a sealed one all up to the first damage. */
const bytesOf = (file: string, vault: Vault, lost = (): void => undefined): Buffer =>
  asFarAsRead(lost, (take) => vault.readInChunks('snapshot', file, (chunk) => take(Buffer.from(chunk))));

/** All bytes up to where the disk gives back none, of which `lost` is told. */
function asFarAsRead(lost: () => void, read: (take: (bytes: Buffer) => void) => void): Buffer {
  const chunks: Buffer[] = [];
  try {
    read((chunk) => void chunks.push(chunk));
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown;
    lost();
  }
  return Buffer.concat(chunks);
}

/** The lines of a file, each with its newline where it has one. */
function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0x0a, at) + 1 || bytes.length;
    yield bytes.subarray(at, end);
    at = end;
  }
}
