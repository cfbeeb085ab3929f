// Owns: what is on the screen, the parts of the window's state and how they hear of changes, leaving a draft.
// Leaves to others: each part's own affairs (the other files here), drawing (pages/, components/).
import { createContext } from 'svelte';
import type { Account, ContactId, PersonId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { ListFilter, OpenTarget } from '../../preload/contract.ts';
import { ask, listen } from '../api.ts';
import { errorText } from '../error-words.ts';
import { errorTitle, t } from '../i18n/index.ts';
import { AccountsState } from './accounts.svelte.ts';
import { ActionsState } from './actions.svelte.ts';
import { BackupsState } from './backups.svelte.ts';
import { BirthdaysState } from './birthdays.svelte.ts';
import { BulkState } from './bulk.svelte.ts';
import { Draft } from './draft.svelte.ts';
import { DraftKeeper } from './draft-keeper.svelte.ts';
import { EncryptionState } from './encryption.svelte.ts';
import { FirstSyncState } from './first-sync.svelte.ts';
import { HistoryState } from './history.svelte.ts';
import { LabelsState } from './labels.svelte.ts';
import { Layout } from './layout.svelte.ts';
import { MatchesState } from './matches.svelte.ts';
import { PersonActions } from './person-actions.ts';
import { NavigationState } from './navigation.svelte.ts';
import { OpenPerson } from './person.svelte.ts';
import { PersonListState } from './person-list.svelte.ts';
import { Pictures } from './pictures.svelte.ts';
import { PlanState } from './plan.svelte.ts';
import { ReviewState } from './review.svelte.ts';
import { SelectionState } from './selection.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { StoreFiles } from './store.svelte.ts';
import { SyncState } from './sync.svelte.ts';
import { TrashState } from './trash.svelte.ts';

export type Place =
  'book' | 'birthdays' | 'pending' | 'conflicts' | 'sync' | 'matches' | 'trash' | 'settings' | 'backups';

/** A short message that goes by itself. */
export interface Toast {
  readonly text: string;
  readonly number: number;
}

export class AppState {
  readonly settings = new SettingsState();
  readonly navigation = new NavigationState(this.settings);
  readonly accounts = new AccountsState();
  readonly sync = new SyncState();
  readonly list = new PersonListState();
  readonly selection = new SelectionState(this.list);
  readonly person = new OpenPerson();
  readonly review = new ReviewState();
  readonly history = new HistoryState();
  readonly plan = new PlanState();
  readonly labels = new LabelsState();
  readonly firstSync = new FirstSyncState(this);
  readonly matches = new MatchesState();
  readonly pictures = new Pictures();
  readonly trash = new TrashState();
  readonly backups = new BackupsState();
  readonly birthdays = new BirthdaysState();
  readonly store = new StoreFiles();
  readonly encryption = new EncryptionState();
  readonly layout = new Layout();
  readonly drafts = new DraftKeeper();
  readonly actions = new ActionsState(this);
  readonly act = new PersonActions(this);
  readonly bulk = new BulkState(this);
  #ready = $state(false);
  #startError = $state.raw<ErrorInfo | null>(null);
  #place = $state<Place>('book');
  #deletions = $state(0);
  #draft = $state.raw<Draft | null>(null);
  #leave = $state.raw<(() => void) | null>(null);
  #toast = $state.raw<Toast | null>(null);
  #wantsSearch = $state(false);
  #listening = false;

  get ready(): boolean {
    return this.#ready;
  }

  get startError(): ErrorInfo | null {
    return this.#startError;
  }

  get place(): Place {
    return this.#place;
  }

  /** How many persons were deleted so far: after each the keyboard goes on in the list. */
  get deletions(): number {
    return this.#deletions;
  }

  get draft(): Draft | null {
    return this.#draft;
  }

  /** True while the person is asked whether the draft may be thrown away. */
  get asksToDiscard(): boolean {
    return this.#leave !== null;
  }

  get toast(): Toast | null {
    return this.#toast;
  }

  /** True until the search box has taken the focus. */
  get wantsSearch(): boolean {
    return this.#wantsSearch;
  }

  async start(): Promise<void> {
    this.#startError = null;
    try {
      await Promise.all([
        this.settings.start(),
        this.accounts.start(),
        this.sync.start(() => this.#syncEnded()),
        this.list.refresh(),
        this.labels.refresh(),
        this.store.start(),
        this.actions.refresh(),
      ]);
      if (!this.#listening) {
        this.#listening = true;
        listen('book.changed', () => void this.#bookChanged());
        this.bulk.listen();
      }
      await this.#goOnWriting();
      this.#ready = true;
      // A great book is looked through for these: nobody waits for them.
      for (const part of [this.birthdays, this.matches]) void part.refresh();
    } catch (thrown) {
      this.#startError = errorInfo(thrown);
    }
  }

  /** Goes to a page; a changed draft is asked about first. */
  go(place: Place, filter: ListFilter = { kind: 'all' }): void {
    this.#leaving(() => {
      this.#place = place;
      this.layout.leave();
      if (place === 'book') {
        this.selection.queryChanged(true);
        void this.list.show(filter);
      }
      void this.#refreshPlace();
    });
  }

  /** Goes to a person's page. */
  open(person: PersonId, contact: ContactId | null = null): void {
    this.#show(person, contact, true);
  }

  /** Shows a person beside the list; where there is room for one column, that stays the list. */
  preview(person: PersonId): void {
    this.#show(person, null, false);
  }

  #show(person: PersonId, contact: ContactId | null, entering: boolean): void {
    const isShown = this.#draft === null && this.#place === 'book' && this.person.id === person;
    if (isShown && contact === null) {
      if (entering) this.layout.enter();
      return;
    }
    this.#leaving(() => {
      this.#place = 'book';
      if (entering) this.layout.enter();
      void this.person.open(person, contact);
    });
  }

  /** Goes from a person's page to the list; a changed draft is asked about first. */
  back(): void {
    this.#leaving(() => this.layout.leave());
  }

  search(): void {
    this.#leaving(() => {
      this.#place = 'book';
      this.layout.leave();
      this.#wantsSearch = true;
    });
  }

  /** Shows who is found by this, among all. */
  searchFor(text: string): void {
    this.#leaving(() => {
      this.#place = 'book';
      this.layout.leave();
      void this.list.show({ kind: 'all' });
      void this.list.search(text);
    });
  }

  searching(): void {
    this.#wantsSearch = false;
  }

  writeNew(): void {
    const accounts = this.accounts.list;
    const filter = this.list.filter;
    const label = filter.kind === 'label' ? this.labels.find(filter.label) : undefined;
    const chosen = filter.kind === 'account' ? filter.account : (label?.account ?? accounts[0]?.id);
    this.#leaving(() => {
      this.#place = 'book';
      this.#draft = Draft.ofNew(chosen === undefined ? [] : [chosen], this.labels);
      this.layout.enter();
      if (label?.canGive === true) this.#draft.addLabel(this.labels.nameOf(label));
    });
  }

  /** Edits a contact of the person who is shown; asks which one where that is not plain. */
  edit(contact = this.person.editable): void {
    if (this.#draft !== null) return;
    if (contact !== null) this.#draft = Draft.ofContact(contact, this.labels);
    else this.person.asksWhich = true;
    this.layout.enter();
  }

  async save(): Promise<void> {
    const draft = this.#draft;
    if (draft === null) return;
    const { photo, contact } = draft;
    const view = await draft.save();
    // What became of its contact meanwhile was not heard, and may be why.
    if (view === null) return this.#meet();
    if (photo !== undefined) for (const { id } of view.contacts) this.pictures.forget(id);
    this.say(t('app.saved'));
    // Somebody threw it away meanwhile, and may be writing another.
    if (this.#draft !== draft) return;
    this.person.put(view, this.person.whole ? null : (contact?.id ?? null));
    if (draft.isChanged) return;
    const leaves = this.asksToDiscard;
    this.discard();
    if (leaves) return;
    await this.list.refresh();
    this.list.point(view.id);
  }

  cancelDraft(): void {
    this.#leaving(() => undefined);
  }

  /** The draft goes, and whoever wanted to leave it leaves. */
  discard(): void {
    const leave = this.#leave;
    this.#leave = null;
    if (this.#draft !== null) void this.drafts.drop();
    this.#draft = null;
    leave?.();
  }

  keepEditing(): void {
    this.#leave = null;
  }

  /** Deletes the person that is shown and opens the one that takes their place in the list. */
  async deletePerson(): Promise<void> {
    const id = this.person.view?.id;
    if (id === undefined) return;
    await this.attempt(async () => {
      await ask('persons.delete', id);
      this.say(t('app.deleted'));
      // A link may have led to somebody else meanwhile.
      const follows = this.person.id === id;
      if (follows) this.person.close();
      await this.list.refresh();
      if (!follows) return;
      const cursor = this.list.cursor;
      const next = cursor === null ? undefined : await this.list.moveTo(cursor);
      this.layout.leave();
      if (next !== undefined && next.id !== id) this.preview(next.id);
      this.#deletions += 1;
    });
  }

  /** Many persons were deleted: the keyboard goes on in the list, and whoever was open may be gone. */
  async deletedMany(): Promise<void> {
    await Promise.all([this.list.refresh(), this.person.refresh()]);
    if (this.person.gone) this.person.close();
    this.layout.leave();
    this.#deletions += 1;
  }

  /** Signs in again; what waited is sent at once. */
  async signInAgain(account: Account): Promise<void> {
    const signedIn = await this.accounts.signInAgain(account);
    const error = this.accounts.error;
    if (signedIn !== null) void this.sync.run(account.id);
    else if (error !== null) this.say(`${errorTitle(error.info.code)}. ${errorText(error.info)}`);
  }

  /** Links have ended: says so where persons seem to be in two accounts now. */
  async proposeMatches(): Promise<void> {
    await this.matches.refresh();
    if (this.matches.count > 0 && this.accounts.list.length > 1)
      this.say(t('matches.found', { count: this.matches.count }));
  }

  openOutside(target: OpenTarget): Promise<void> {
    return this.attempt(() => ask('app.open', target));
  }

  async copy(value: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      this.say(t('app.copied'));
    } catch {
      this.say(t('app.copyFailed'));
    }
  }

  say(text: string): void {
    this.#toast = { text, number: (this.#toast?.number ?? 0) + 1 };
  }

  hush(): void {
    this.#toast = null;
  }

  /** Runs a command whose failure is told in a toast. */
  async attempt(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (thrown) {
      this.say(errorText(errorInfo(thrown)));
    }
  }

  #leaving(then: () => void): void {
    this.#leave = then;
    if (this.#draft === null || !this.#draft.isChanged) this.discard();
  }

  /** What was being written when the window or Kith ended is open again where it was. */
  async #goOnWriting(): Promise<void> {
    // One that cannot be had must not keep anybody from their contacts.
    const kept = await this.drafts.find().catch(() => null);
    if (kept === null || this.#draft !== null || this.accounts.list.length === 0) return;
    const draft = Draft.ofKept(kept, this.labels);
    if (!draft.isChanged) return this.drafts.drop();
    if (kept.person !== null) this.person.put(kept.person, kept.draft.contact);
    this.#place = 'book';
    this.#draft = draft;
    this.layout.enter();
  }

  /** The contact that is edited may have changed, moved to another person, or be gone. */
  async #meet(): Promise<void> {
    const draft = this.#draft;
    const edited = draft?.contact ?? null;
    if (draft === null || edited === null) return;
    const here = this.person.view?.contacts.find(({ id }) => id === edited.id);
    if (here !== undefined) return draft.meet(here);
    this.drafts.watch(draft);
    await this.drafts.flush();
    const kept = draft.isChanged ? await this.drafts.find().catch(() => null) : null;
    if (this.#draft !== draft || draft.saving) return;
    const person = kept?.person ?? null;
    if (person !== null) this.person.put(person, edited.id);
    draft.meet(person?.contacts.find(({ id }) => id === edited.id) ?? null);
  }

  async #bookChanged(): Promise<void> {
    await Promise.all([
      this.list.refresh(),
      this.person.refresh(),
      this.labels.refresh(),
      this.actions.refresh(),
      this.#refreshPlace(),
    ]);
    await this.#meet();
  }

  async #refreshPlace(): Promise<void> {
    const { matches, birthdays, trash, backups, review } = this;
    const shown: Partial<Record<Place, { refresh(): Promise<void> }>> = {
      matches,
      birthdays,
      trash,
      backups,
    };
    await { ...shown, pending: review, conflicts: review }[this.#place]?.refresh();
  }

  #syncEnded(): void {
    this.pictures.growOld();
    this.plan.forget();
    void this.matches.refresh();
    if (this.#place === 'sync') void this.history.refresh();
  }
}

const [getApp, setApp] = createContext<AppState>();
export { getApp, setApp };
