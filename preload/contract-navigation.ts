// Owns: what the contract says of the ways through the window: smart lists, folded groups, the widths of columns.
// Leaves to others: the settings that keep them (contract-views.ts), using them (renderer/state).

/** A search that a person keeps, or one that Kith offers. */
export interface SmartList {
  readonly id: string;
  /** ''; it is one that Kith offers, and is called by its id in the window's language. */
  readonly name: string;
  /** What would be typed into the search. */
  readonly query: string;
}

/** Groups of the sidebar that can be folded. */
export const SIDEBAR_GROUPS = ['lists', 'accounts', 'labels', 'upkeep'] as const;
export type SidebarGroup = (typeof SIDEBAR_GROUPS)[number];

/** Widths of columns in CSS pixels; null: as the window has it by itself. */
export interface ColumnWidths {
  readonly sidebar: number | null;
  readonly list: number | null;
}
