// Owns: the letters of the list that is shown and where each begins, asked for again as the list changes.
// Leaves to others: the list (person-list.svelte.ts), drawing them (components/ListRail.svelte).
import { untrack } from 'svelte';
import type { RailLetter } from '../../main/core/rail.ts';
import { ask } from '../api.ts';
import { latestOnly } from './latest.ts';
import type { PersonListState } from './person-list.svelte.ts';

const NONE: readonly RailLetter[] = [];

export class SectionsState {
  readonly #list: PersonListState;
  #letters = $state.raw(NONE);
  /** A sync changes the list many times a second. */
  readonly #refresh = latestOnly(
    async () => {
      const { text, filter } = this.#list;
      // What a search found is not in the order of names.
      this.#letters = text.trim() === '' ? await ask('persons.sections', { text, filter }) : NONE;
    },
    // The list itself says what is wrong.
    () => (this.#letters = NONE),
  );

  /** To be made in a component, with which it ends. */
  constructor(list: PersonListState) {
    this.#list = list;
    $effect(() => {
      void list.answers;
      untrack(() => void this.#refresh());
    });
  }

  get letters(): readonly RailLetter[] {
    return this.#letters;
  }

  /** Which letter the row at an index is under; -1: none. */
  at(index: number): number {
    return this.#letters.findLastIndex((letter) => letter.index <= index);
  }
}
