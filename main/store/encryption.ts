// Owns: making an open book encrypted, and plain again, while it is used: a crash at any moment leaves a book that opens, and
// whose next start goes on. Leaves to others: rewriting its files (reseal.ts), the key in the keychain (key-place.ts), finding
// out at the start how the book is (open-vault.ts).
import { AppError, errorInfo } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import type { SecretStore } from '../core/ports.ts';
import { BookKey } from './book-key.ts';
import { fileError } from './durable-files.ts';
import { keepKey, whyNoKeychain } from './key-place.ts';
import { recoveryKeyOf } from './recovery-key.ts';
import { resealing } from './reseal.ts';
import type { BookPlaces } from './reseal.ts';
import { removeNote, writeNote } from './vault-note.ts';
import type { LiveVault, Sealing } from './vault.ts';

export interface EncryptionStatus {
  readonly sealing: Sealing;
  /** Why the switch that is under way stopped; it goes on with the next start, or when it is asked for again. */
  readonly problem: ErrorInfo | null;
  /** The latest switch was cancelled: the book goes back, or went back, to what it was before. */
  readonly cancelled: boolean;
}

/** What the switch needs of the open book. */
export interface EncryptionParts {
  readonly places: BookPlaces;
  readonly vault: LiveVault;
  readonly secrets: SecretStore | null;
  /** Why nothing may be written; null if it may. */
  readonly readOnly: AppError | null;
  /** The next change begins a new journal. */
  beginAnew(): void;
  /** Makes a new snapshot of what the book holds. */
  snapshot(): Promise<void>;
  /** Does something when no snapshot and no backup is being made. */
  inTurn(work: () => Promise<void>): Promise<void>;
}

/**
 * The switch, in this order. On: the key into the keychain and read back; a note in the book's folder; from then on
 * everything new is sealed; every file is rewritten; the note says so, and from then on nothing plain is trusted. Off: the
 * note; everything new is plain; every file is rewritten; the note goes. The key stays in the keychain for copies of the
 * folder that somebody made meanwhile.
 */
export class Encryption {
  readonly #parts: EncryptionParts;
  #problem: ErrorInfo | null = null;
  #settled: Promise<void> = Promise.resolve();
  #closing = false;
  #cancelled = false;
  readonly #listeners = new Set<() => void>();

  constructor(parts: EncryptionParts) {
    this.#parts = parts;
    if (this.#isUnderWay && parts.readOnly === null) this.#goOn();
  }

  get status(): EncryptionStatus {
    return { sealing: this.#parts.vault.sealing, problem: this.#problem, cancelled: this.#cancelled };
  }

  /** Told whenever the status is another. */
  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Resolves once no switch is under way, whether it ended or stopped. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  get #isUnderWay(): boolean {
    const { sealing } = this.#parts.vault;
    return sealing === 'turningOn' || sealing === 'turningOff';
  }

  /** Why the book cannot be encrypted here; null if it can. Asks the keychain. */
  async whyNot(): Promise<AppError | null> {
    return this.#parts.readOnly ?? (await whyNoKeychain(this.#parts.secrets));
  }

  /**
   * Begins to encrypt the book and gives its recovery key; `settled` tells when it is done. Asked for again it goes on.
   * Errors: `keychain.*`, `store.*`, `input.invalid` where it is encrypted already; then nothing was changed.
   */
  async turnOn(): Promise<string> {
    const { vault, secrets, places } = this.#parts;
    this.#refuseIfReadOnly();
    if (vault.sealing === 'on') throw already('encrypted');
    if (vault.sealing === 'off') {
      const why = await this.whyNot();
      if (why !== null)
        throw new AppError(why.code, `${why.message} Nothing was changed.`, { ...why, cause: why });
    }
    const key = vault.key ?? BookKey.fresh();
    await keepKey(secrets, key);
    // Somebody may have asked twice meanwhile: a book has one key.
    if (vault.key !== null && !vault.key.equals(key)) return recoveryKeyOf(vault.key);
    if (this.#closing) throw closed();
    this.#note(() => writeNote(places.book, 'turningOn', key));
    this.#become('turningOn', key);
    return recoveryKeyOf(key);
  }

  /** Begins to make the book plain again; `settled` tells when it is. Errors: `store.*`, `input.invalid`. */
  turnOff(): void {
    const { vault, places } = this.#parts;
    this.#refuseIfReadOnly();
    const { key } = vault;
    if (key === null) throw already('not encrypted');
    this.#note(() => writeNote(places.book, 'turningOff', key));
    this.#become('turningOff', key);
  }

  /**
   * Goes back on a switch that is under way: every file becomes what it was before; `settled` tells when. After a crash on
   * the way the next start goes on with that. Nothing is done where no switch is under way. Errors: as those of the other
   * direction; then the switch goes on.
   */
  async cancel(): Promise<void> {
    const { sealing } = this.#parts.vault;
    if (sealing === 'turningOn') this.turnOff();
    else if (sealing === 'turningOff') await this.turnOn();
    else return;
    this.#cancelled = true;
    this.#tell(null);
  }

  /** What a person writes down. Errors: `input.invalid` where nothing is encrypted. */
  recoveryKey(): string {
    const { key } = this.#parts.vault;
    if (key === null) throw already('not encrypted');
    return recoveryKeyOf(key);
  }

  /** Puts the key into the keychain of this computer. Errors: `keychain.*`. */
  async keepKey(): Promise<void> {
    const { key } = this.#parts.vault;
    if (key === null) throw already('not encrypted');
    await keepKey(this.#parts.secrets, key);
  }

  /** Ends after the file under way; the next start goes on. */
  close(): void {
    this.#closing = true;
  }

  #refuseIfReadOnly(): void {
    if (this.#parts.readOnly !== null) throw this.#parts.readOnly;
  }

  #note(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      throw fileError(thrown, this.#parts.places.book);
    }
  }

  /** In the turn of its note, so that no change comes in between. */
  #become(sealing: Sealing, key: BookKey): void {
    this.#parts.vault.become(sealing, key);
    this.#parts.beginAnew();
    this.#cancelled = false;
    this.#tell(null);
    this.#goOn();
  }

  #tell(problem: ErrorInfo | null): void {
    this.#problem = problem;
    for (const listener of this.#listeners) listener();
  }

  #goOn(): void {
    this.#settled = this.#parts.inTurn(async () => {
      try {
        await this.#rewriteAll();
      } catch (thrown) {
        const error = thrown instanceof AppError ? thrown : fileError(thrown, this.#parts.places.book);
        this.#tell(errorInfo(error));
      }
    });
  }

  async #rewriteAll(): Promise<void> {
    const { vault, places } = this.#parts;
    const { sealing, key } = vault;
    if (key === null || !this.#isUnderWay || this.#closing) return;
    // The one file that surely names the key, should the note ever be lost.
    if (sealing === 'turningOn') await this.#parts.snapshot();
    for (const step of resealing(places, vault)) {
      if (this.#closing || vault.sealing !== sealing) return;
      await step();
    }
    if (this.#closing || vault.sealing !== sealing) return;
    if (sealing === 'turningOn') {
      writeNote(places.book, 'on', key);
      vault.become('on', key);
    } else {
      removeNote(places.book);
      vault.become('off', null);
    }
    this.#tell(null);
  }
}

const closed = (): AppError =>
  new AppError('store.unwritable', 'The address book was closed meanwhile. Nothing was changed.', {
    retry: 'afterUser',
  });

const already = (how: string): AppError =>
  new AppError('input.invalid', `The address book is ${how} already. Nothing was changed.`);
