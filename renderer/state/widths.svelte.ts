// Owns: the widths that a person gives to the columns, while they are changed and after. Leaves to others: keeping them
// (state/settings.svelte.ts), the edges that are moved (components/Splitter.svelte), the usual widths (styles).
import type { ColumnWidths } from '../../preload/contract.ts';
import type { SettingsState } from './settings.svelte.ts';

export type Column = keyof ColumnWidths;

/** In CSS pixels. A column also leaves room for the page beside it, which the styles see to. */
export const WIDTH_LIMITS: Readonly<Record<Column, readonly [least: number, most: number]>> = {
  sidebar: [192, 400],
  list: [232, 640],
};

export class WidthsState {
  readonly #settings: SettingsState;
  /** As they are while an edge is moved; null: as they are kept. */
  #moving = $state.raw<ColumnWidths | null>(null);

  constructor(settings: SettingsState) {
    this.#settings = settings;
  }

  /** Null: the usual width. */
  of(column: Column): number | null {
    return this.#now()[column];
  }

  /** Shows a width, as far as it is within the limits; null: the usual one. */
  show(column: Column, width: number | null): void {
    const [least, most] = WIDTH_LIMITS[column];
    const shown = width === null ? null : Math.round(Math.min(Math.max(width, least), most));
    this.#moving = { ...this.#now(), [column]: shown };
  }

  /** Keeps what is shown. Errors: as `settings.set`. */
  async keep(): Promise<void> {
    const widths = this.#moving;
    if (widths === null) return;
    await this.#settings.set({ widths });
    // Unless it went on meanwhile.
    if (this.#moving === widths) this.#moving = null;
  }

  #now(): ColumnWidths {
    return this.#moving ?? this.#settings.value?.widths ?? { sidebar: null, list: null };
  }
}
