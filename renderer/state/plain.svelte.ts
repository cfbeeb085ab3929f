// Owns: turning Svelte's proxies into plain values. Leaves to others: everything else; it is a file of its own because
// only *.svelte.ts files may use runes.

/** A plain copy that survives the structured clone at the bridge. */
export function plain<T>(value: T): T {
  return $state.snapshot(value) as T;
}
