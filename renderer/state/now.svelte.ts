// Owns: the time of day for texts that grow old by themselves. Leaves to others: the texts (dates.ts, sync-words.ts).

/** The current time in milliseconds, read again after every `milliseconds` as long as the component lives. */
export function ticking(milliseconds: () => number): { readonly now: number } {
  let now = $state(Date.now());
  $effect(() => {
    const id = setInterval(() => (now = Date.now()), milliseconds());
    return () => clearInterval(id);
  });
  return {
    get now() {
      return now;
    },
  };
}
