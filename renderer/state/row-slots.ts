// Owns: which of the rows on the page stands for which row of the list, so that scrolling makes as few anew as it can.
// Leaves to others: which rows are on the screen (PersonList.svelte), what they show (PersonListRow.svelte).

/**
 * Rows go on being shown where they are. Those that leave the screen are taken for the ones that come, in the order in which
 * they stand on the page, which is that of the list at all times: a screen reader reads it so.
 */
export class RowSlots {
  #from = 0;
  #slots: readonly number[] = [];
  #made = 0;

  /** Shows the rows from `from` up to but without `to`, and gives their indexes. */
  show(from: number, to: number): readonly number[] {
    const indexes = Array.from({ length: Math.max(0, to - from) }, (_none, n) => from + n);
    const left = this.#slots.filter((_slot, n) => this.#from + n < from || this.#from + n >= to);
    this.#slots = indexes.map((index) => this.of(index) ?? left.shift() ?? this.#made++);
    this.#from = from;
    return indexes;
  }

  /** Which row on the page shows this one; undefined: none does. */
  of(index: number): number | undefined {
    return this.#slots[index - this.#from];
  }
}
