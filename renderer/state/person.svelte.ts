// Owns: the person whose page is open and which of their accounts is shown. Leaves to others: editing (draft.svelte.ts).
import type { ContactId, PersonId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { ContactView, PersonView } from '../../preload/contract.ts';
import { ask } from '../api.ts';

export class OpenPerson {
  #id = $state<PersonId | null>(null);
  #view = $state.raw<PersonView | null>(null);
  #shown = $state<ContactId | null>(null);
  #gone = $state(false);
  #error = $state.raw<ErrorInfo | null>(null);
  /** Whether it is asked which of the contacts is to be edited. */
  asksWhich = $state(false);
  #asked = 0;
  /** Derived, so that it changes with the person and not with each version of them. */
  readonly #seen = $derived(this.#view?.id ?? null);

  get id(): PersonId | null {
    return this.#id;
  }

  /** Whose page is seen: until another one's is there, that of the person before. */
  get seen(): PersonId | null {
    return this.#seen;
  }

  get view(): PersonView | null {
    return this.#view;
  }

  /** Whether all contacts of the person are shown together. */
  get whole(): boolean {
    const contacts = this.#view?.contacts ?? [];
    return contacts.length > 1 && !contacts.some((contact) => contact.id === this.#shown);
  }

  /** The contact of the account that is shown; of all together the first. */
  get contact(): ContactView | null {
    const contacts = this.#view?.contacts ?? [];
    return contacts.find((contact) => contact.id === this.#shown) ?? contacts[0] ?? null;
  }

  /** The contact that an edit is of; null where several are shown that are not kept in step: each says its own. */
  get editable(): ContactView | null {
    return this.whole && this.#view?.inStep !== true ? null : this.contact;
  }

  /** True where the person was there and no longer is. */
  get gone(): boolean {
    return this.#gone;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  /** Opens a person; the one before stays in view until the answer is there, so that nothing flickers. */
  async open(id: PersonId, contact: ContactId | null = null): Promise<void> {
    this.#id = id;
    this.#shown = contact;
    this.asksWhich = false;
    await this.refresh();
  }

  /** Shows a view that a command has just answered. */
  put(view: PersonView, contact: ContactId | null = this.#shown): void {
    this.#asked++;
    if (view.id !== this.#view?.id) this.asksWhich = false;
    this.#id = view.id;
    this.#view = view;
    this.#shown = contact;
    this.#gone = false;
    this.#error = null;
  }

  /** Shows one contact alone, or all together (null). */
  choose(contact: ContactId | null): void {
    this.#shown = contact;
  }

  close(): void {
    this.#asked++;
    this.#id = null;
    this.#view = null;
    this.#shown = null;
    this.#gone = false;
    this.#error = null;
  }

  async refresh(): Promise<void> {
    if (this.#id === null) return;
    const asked = ++this.#asked;
    try {
      const view = await ask('persons.get', this.#id);
      if (asked === this.#asked) this.put(view);
    } catch (thrown) {
      if (asked !== this.#asked) return;
      const info = errorInfo(thrown);
      this.#gone = info.code === 'input.notFound';
      this.#error = this.#gone ? null : info;
      if (this.#gone) this.#view = null;
    }
  }
}
