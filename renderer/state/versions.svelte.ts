// Owns: the versions of one contact while its history is open, and restoring one. Leaves to others: what that means (main).
import type { ContactId } from '../../main/core/account.ts';
import type { FieldName } from '../../main/core/contact.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { PersonView, VersionView } from '../../preload/contract.ts';
import { ask } from '../api.ts';

export class VersionsState {
  readonly #contact: ContactId;
  #versions = $state.raw<readonly VersionView[] | null>(null);
  #error = $state.raw<ErrorInfo | null>(null);
  #restoring = false;

  constructor(contact: ContactId) {
    this.#contact = contact;
    void this.#read();
  }

  /** The latest first; null until they are read. */
  get versions(): readonly VersionView[] | null {
    return this.#versions;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  /** Makes the contact what the version says, or only these fields of it; null where it failed. */
  async restore(version: VersionView, fields?: readonly FieldName[]): Promise<PersonView | null> {
    if (this.#restoring) return null;
    this.#restoring = true;
    this.#error = null;
    try {
      const which = { contact: this.#contact, version: version.version };
      return await ask('history.restore', fields === undefined ? which : { ...which, fields });
    } catch (thrown) {
      this.#error = errorInfo(thrown);
      return null;
    } finally {
      this.#restoring = false;
    }
  }

  async #read(): Promise<void> {
    try {
      this.#versions = await ask('history.versions', this.#contact);
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    }
  }
}
