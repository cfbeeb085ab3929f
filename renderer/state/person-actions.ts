// Owns: what a person does with the open person beside writing: keeping in step, joining, parting, copying, moving, holding back,
// labels, photos. Leaves to others: what each means (main), asking first (components/contact).
import type { AccountId, PersonId } from '../../main/core/account.ts';
import type { ContactView, LabelView, PersonView, Photo } from '../../preload/contract.ts';
import { ask } from '../api.ts';
import { t } from '../i18n/index.ts';
import type { AppState } from './app.svelte.ts';

export class PersonActions {
  readonly #app: AppState;

  constructor(app: AppState) {
    this.#app = app;
  }

  /** Marks all contacts of the open person as favourite, or none. */
  async setFavorite(favorite: boolean): Promise<void> {
    const saves = (this.#app.person.view?.contacts ?? [])
      .filter(({ fields }) => (fields.favorite ?? false) !== favorite)
      .map(({ id }) => ({ contact: id, fields: { favorite } }));
    if (saves.length > 0) await this.#put(() => ask('contacts.saveAll', saves));
  }

  setInStep(person: PersonView, inStep: boolean): Promise<void> {
    return this.#put(() => ask('persons.setInStep', { person: person.id, inStep }));
  }

  /** Both are shown as one person, who stays open. */
  join(person: PersonView, other: PersonId, inStep: boolean): Promise<void> {
    return this.#put(() => ask('persons.join', { persons: [person.id, other], inStep }), t('contact.joined'));
  }

  /** Each contact becomes a person of its own; the one that is shown stays open. */
  split(person: PersonView, shown: ContactView): Promise<void> {
    return this.#put(async () => {
      const parts = await ask('persons.split', person.id);
      const mine = parts.find(({ contacts }) => contacts.some(({ id }) => id === shown.id));
      return mine ?? parts[0] ?? person;
    }, t('contact.separated'));
  }

  copyTo(contact: ContactView, account: AccountId, name: string): Promise<void> {
    return this.#put(
      () => ask('contacts.copy', { contact: contact.id, account }),
      t('contact.copiedTo', { account: name }),
    );
  }

  moveTo(contact: ContactView, account: AccountId, name: string): Promise<void> {
    return this.#put(
      () => ask('contacts.move', { contact: contact.id, account }),
      t('contact.movedTo', { account: name }),
    );
  }

  pause(contact: ContactView, paused: boolean): Promise<void> {
    return this.#put(
      () => ask('contacts.pause', contact.id, paused),
      t(paused ? 'contact.held' : 'contact.released'),
    );
  }

  giveLabel(contact: ContactView, label: LabelView, assigned: boolean): Promise<void> {
    return this.#app.attempt(async () => {
      await ask('labels.assign', { label: label.id, contacts: [contact.id], assigned });
      await this.#app.person.refresh();
    });
  }

  async setPhoto(contact: ContactView, photo: Photo): Promise<void> {
    await this.#put(() => ask('photos.set', { contact: contact.id, photo }), t('contact.photoSet'));
    this.#app.pictures.forget(contact.id);
  }

  async removePhoto(contact: ContactView): Promise<void> {
    await this.#put(() => ask('photos.remove', contact.id), t('contact.photoRemoved'));
    this.#app.pictures.forget(contact.id);
  }

  /** Shows what came of it, unless somebody else's page was opened meanwhile. */
  async #show(run: () => Promise<PersonView>): Promise<void> {
    const { person } = this.#app;
    const { id } = person;
    const view = await run();
    if (person.id === id) person.put(view);
  }

  #put(run: () => Promise<PersonView>, said?: string): Promise<void> {
    return this.#app.attempt(async () => {
      await this.#show(run);
      if (said !== undefined) this.#app.say(said);
    });
  }
}
