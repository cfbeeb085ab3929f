// Owns: what is done with many persons at once: asking main for it, how far it is, saying what came of it.
// Leaves to others: who is chosen (selection.svelte.ts), asking first (components/bulk), what it means (main).
import type { Account, LabelId } from '../../main/core/account.ts';
import type { VCardVersion } from '../../main/core/vcard.ts';
import type {
  BulkEdit,
  BulkProgress,
  BulkResult,
  LeftReason,
  PersonSelection,
} from '../../preload/contract.ts';
import { accountName } from '../account-names.ts';
import { ask, listen } from '../api.ts';
import { t } from '../i18n/index.ts';
import type { AppState } from './app.svelte.ts';

/** What a person is asked about before it is done, and with whom. */
export type BulkTask = {
  readonly persons: PersonSelection;
  readonly count: number;
} & ({ readonly kind: 'label' | 'delete' | 'edit' } | { readonly kind: 'move'; readonly account: Account });

/** Which label, as the bulk command takes it, and how it is called. */
export interface ChosenLabel {
  readonly labels: readonly LabelId[];
  /** How it is called in accounts that lack it; null: it is not made there. */
  readonly made: string | null;
  readonly name: string;
}

const LEFT: readonly LeftReason[] = [
  'otherAccount',
  'systemLabel',
  'alreadyThere',
  'nothingToTake',
  'inConflict',
  'emptied',
];

export class BulkState {
  readonly #app: AppState;
  #progress = $state.raw<BulkProgress | null>(null);
  #task = $state.raw<BulkTask | null>(null);

  constructor(app: AppState) {
    this.#app = app;
  }

  get progress(): BulkProgress | null {
    return this.#progress;
  }

  /** What is asked about now. */
  get task(): BulkTask | null {
    return this.#task;
  }

  listen(): void {
    listen('bulk.changed', (progress) => (this.#progress = progress));
  }

  ask(task: BulkTask | null): void {
    this.#task = task;
  }

  /** Asks about those who are chosen. */
  askChosen(kind: 'label' | 'delete' | 'edit'): void {
    const { persons, count } = this.#app.selection;
    this.ask({ kind, persons, count });
  }

  stop(): void {
    void this.#app.attempt(() => ask('bulk.stop'));
  }

  async giveLabel(
    persons: PersonSelection,
    { labels, made, name }: ChosenLabel,
    assigned: boolean,
  ): Promise<void> {
    await this.#do(
      () => ask('bulk.label', { persons, labels, name: assigned ? made : null, assigned }),
      (count) => t(assigned ? 'bulk.labelled' : 'bulk.unlabelled', { count, name }),
    );
  }

  async setFavorite(persons: PersonSelection, favorite: boolean): Promise<void> {
    await this.#do(
      () => ask('bulk.favorite', { persons, favorite }),
      (count) => t(favorite ? 'bulk.favored' : 'bulk.unfavored', { count }),
    );
  }

  export(persons: PersonSelection, version: VCardVersion): Promise<void> {
    return this.#app.attempt(async () => {
      const done = await ask('persons.export', { persons, version });
      if (done !== null) this.#app.say(t('bulk.exported', { count: done.persons, file: done.file }));
    });
  }

  async edit(persons: PersonSelection, edit: BulkEdit): Promise<void> {
    await this.#do(
      () => ask('bulk.edit', { persons, edit }),
      (count) => t('bulk.edited', { count }),
    );
  }

  /** Copies or moves one contact of each person to an account: that of the account whose list is shown, else the first. */
  async take(how: 'copy' | 'move', persons: PersonSelection, account: Account): Promise<void> {
    const { filter } = this.#app.list;
    const from = filter.kind === 'account' ? filter.account : null;
    await this.#do(
      () => ask(`bulk.${how}`, { persons, account: account.id, from }),
      (count) => t(how === 'copy' ? 'bulk.copied' : 'bulk.moved', { count, account: accountName(account) }),
    );
  }

  async delete(persons: PersonSelection): Promise<void> {
    const isDone = await this.#do(
      () => ask('bulk.delete', persons),
      (count) => t('bulk.deleted', { count }),
    );
    if (!isDone) return;
    this.#app.selection.end();
    await this.#app.deletedMany();
  }

  /** Has it done, after what is under way, and says what came of it. False: it failed. */
  async #do(run: () => Promise<BulkResult>, said: (persons: number) => string): Promise<boolean> {
    let isDone = false;
    await this.#app.attempt(async () => {
      const { persons, left, stopped } = await run();
      isDone = true;
      const texts = [
        stopped ? t('bulk.stopped') : '',
        said(persons),
        ...LEFT.map((why) => (left[why] === undefined ? '' : t(`bulk.left.${why}`, { count: left[why] }))),
      ];
      this.#app.say(texts.filter((text) => text !== '').join(' '));
    });
    await Promise.all([this.#app.labels.refresh(), this.#app.person.refresh()]);
    return isDone;
  }
}
