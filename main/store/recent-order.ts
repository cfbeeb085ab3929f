// Owns: the list of persons with the one who changed last first, made when it is first asked for and kept up by change.
// Leaves to others: when somebody changed (core/recent.ts), who is in the list (person-index.ts).
import { lastChange } from '../core/recent.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { ListOrder } from '../core/search-rank.ts';
import { createListOrder } from './list-order.ts';
import type { SortedSlots } from './list-order.ts';

export interface RecentOrder {
  order(): ListOrder;
  /** These may have changed. */
  moved(slots: Iterable<number>): void;
  /** Anybody may have. */
  forget(): void;
}

/** `live` gives a slot's contacts that are not deleted here; `tieOf` tells apart who changed at the same moment. */
export function createRecentOrder(
  slots: () => number,
  live: (slot: number) => readonly ContactRecord[],
  tieOf: (slot: number) => string,
): RecentOrder {
  /** Who changed first comes first. */
  let sorted: SortedSlots | null = null;
  const keyOf = (slot: number): string | null => (live(slot).length === 0 ? null : lastChange(live(slot)).at);
  const nobody = [0, 0] as const;

  return {
    order() {
      const made = (sorted ??= createListOrder(
        tieOf,
        (text) => text,
        Array.from({ length: slots() }, (_, slot) => keyOf(slot)),
      ));
      // From its end. Nobody comes first for their name here.
      return {
        size: made.size,
        slotAt: (place) => made.slotAt(made.size - 1 - place),
        placeOf: (slot) => made.size - 1 - made.placeOf(slot),
        called: () => nobody,
      };
    },
    moved(changed) {
      if (sorted === null) return;
      const moves = new Map<number, string | null>();
      for (const slot of changed) {
        const key = keyOf(slot);
        if (key !== sorted.keyOf(slot)) moves.set(slot, key);
      }
      sorted.move(moves);
    },
    forget() {
      sorted = null;
    },
  };
}
