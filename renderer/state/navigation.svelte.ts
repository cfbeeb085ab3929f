// Owns: what a person has made of the ways through the window: smart lists, folded groups of the sidebar,
// widths of columns. Leaves to others: keeping it (state/settings.svelte.ts), showing it (components/sidebar).
import type { SidebarGroup, SmartList } from '../../preload/contract.ts';
import { t } from '../i18n/index.ts';
import type { SettingsState } from './settings.svelte.ts';
import { WidthsState } from './widths.svelte.ts';

/** The searches that Kith offers, until a person changes their lists. */
const OFFERED: readonly (SmartList & { readonly id: 'noEmail' | 'noPhone' | 'photo' })[] = [
  { id: 'noEmail', name: '', query: '-has:email' },
  { id: 'noPhone', name: '', query: '-has:phone' },
  { id: 'photo', name: '', query: 'has:photo' },
];

export class NavigationState {
  readonly widths: WidthsState;
  readonly #settings: SettingsState;
  /** Folds that are being stored. */
  #folding = $state.raw<readonly SidebarGroup[] | null>(null);

  constructor(settings: SettingsState) {
    this.#settings = settings;
    this.widths = new WidthsState(settings);
  }

  get lists(): readonly SmartList[] {
    return this.#settings.value?.smartLists ?? OFFERED;
  }

  /** What a list is called: by its person, or in the window's language. */
  nameOf({ id, name, query }: SmartList): string {
    if (name !== '') return name;
    const offered = OFFERED.find((one) => one.id === id);
    return offered === undefined ? query : t(`lists.offered.${offered.id}`);
  }

  find(query: string): SmartList | undefined {
    return this.lists.find((list) => list.query === query);
  }

  /** Errors: as `settings.set`. */
  async add(name: string, query: string): Promise<SmartList> {
    const list = { id: `l${Date.now()}-${this.lists.length}`, name, query };
    await this.#settings.set({ smartLists: [...this.lists, list] });
    return list;
  }

  /** Errors: as `settings.set`. */
  change(id: string, name: string, query: string): Promise<void> {
    const smartLists = this.lists.map((list) => (list.id === id ? { id, name, query } : list));
    return this.#settings.set({ smartLists });
  }

  /** Errors: as `settings.set`. */
  remove(id: string): Promise<void> {
    return this.#settings.set({ smartLists: this.lists.filter((list) => list.id !== id) });
  }

  /** Moves a list by so many places. Errors: as `settings.set`. */
  async move(id: string, by: number): Promise<void> {
    const smartLists = [...this.lists];
    const from = smartLists.findIndex((list) => list.id === id);
    const to = from + by;
    if (from < 0 || to < 0 || to >= smartLists.length) return;
    smartLists.splice(to, 0, ...smartLists.splice(from, 1));
    await this.#settings.set({ smartLists });
  }

  isFolded(group: SidebarGroup): boolean {
    return (this.#folding ?? this.#settings.value?.folded ?? []).includes(group);
  }

  /** Shows at once, and is kept. Errors: as `settings.set`. */
  async fold(group: SidebarGroup, folded: boolean): Promise<void> {
    const others = (this.#folding ?? this.#settings.value?.folded ?? []).filter((one) => one !== group);
    this.#folding = folded ? [...others, group] : others;
    try {
      await this.#settings.set({ folded: this.#folding });
    } finally {
      this.#folding = null;
    }
  }
}
