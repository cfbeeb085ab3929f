// Owns: asking again for what changes many times a second. Leaves to others: what is asked.

/**
 * Asks, and while the answer is awaited only the last of further calls asks again. `failed` is called where there is none;
 * nobody hears of the error.
 */
export function latestOnly(ask: () => Promise<void>, failed: () => void): () => Promise<void> {
  let [asking, again] = [false, false];
  return async () => {
    again = true;
    if (asking) return;
    asking = true;
    try {
      while (again) {
        again = false;
        await ask();
      }
    } catch {
      failed();
    } finally {
      asking = false;
    }
  };
}
