// Owns: what is done with many persons at once: asking main for it, how far it is, saying what came of it.
// Leaves to others: who is chosen (selection.svelte.ts), asking first (components/bulk), what it means (main).
import type { LabelId } from '../../main/core/account.ts';
import type { VCardVersion } from '../../main/core/vcard.ts';
import type { BulkProgress, BulkResult, LeftReason, PersonSelection } from '../../preload/contract.ts';
import { ask, listen } from '../api.ts';
import { t } from '../i18n/index.ts';
import type { AppState } from './app.svelte.ts';

/** What a person is asked about before it is done with those who are chosen. */
export type BulkTask = 'label' | 'delete';

/** Which label, as the bulk command takes it, and how it is called. */
export interface ChosenLabel {
  readonly labels: readonly LabelId[];
  /** How it is called in accounts that lack it; null: it is not made there. */
  readonly made: string | null;
  readonly name: string;
}

const LEFT: readonly LeftReason[] = ['otherAccount', 'systemLabel'];

export class BulkState {
  readonly #app: AppState;
  #progress = $state.raw<BulkProgress | null>(null);
  #task = $state<BulkTask | null>(null);
  #busy = $state(false);

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

  /** Whether one that was asked for here is under way. */
  get busy(): boolean {
    return this.#busy;
  }

  listen(): void {
    listen('bulk.changed', (progress) => (this.#progress = progress));
  }

  ask(task: BulkTask | null): void {
    this.#task = task;
  }

  stop(): void {
    void this.#app.attempt(() => ask('bulk.stop'));
  }

  giveLabel(persons: PersonSelection, { labels, made, name }: ChosenLabel, assigned: boolean): Promise<void> {
    return this.#do(
      () => ask('bulk.label', { persons, labels, name: assigned ? made : null, assigned }),
      (count) => t(assigned ? 'bulk.labelled' : 'bulk.unlabelled', { count, name }),
    );
  }

  setFavorite(persons: PersonSelection, favorite: boolean): Promise<void> {
    return this.#do(
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

  async delete(persons: PersonSelection): Promise<void> {
    await this.#do(
      () => ask('bulk.delete', persons),
      (count) => t('bulk.deleted', { count }),
    );
    this.#app.selection.end();
    await this.#app.deletedMany();
  }

  /** Does it unless something is being done, and says what came of it. */
  async #do(run: () => Promise<BulkResult>, said: (persons: number) => string): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    await this.#app.attempt(async () => {
      const { persons, left, stopped } = await run();
      const texts = [
        stopped ? t('bulk.stopped') : '',
        said(persons),
        ...LEFT.map((why) => (left[why] === undefined ? '' : t(`bulk.left.${why}`, { count: left[why] }))),
      ];
      this.#app.say(texts.filter((text) => text !== '').join(' '));
    });
    this.#busy = false;
    await Promise.all([this.#app.labels.refresh(), this.#app.person.refresh()]);
  }
}
