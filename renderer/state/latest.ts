// Owns: asking again for what changes many times a second. Leaves to others: what is asked.

/**
 * Asks, and while the answer is awaited only the last of further calls asks again; whoever called hears when the last answer is
 * there. `failed` is told where there is none.
 */
export function latestOnly(ask: () => Promise<void>, failed: (thrown: unknown) => void): () => Promise<void> {
  let asking: Promise<void> | null = null;
  let again = false;
  const askUntilLatest = async (): Promise<void> => {
    try {
      while (again) {
        again = false;
        await ask();
      }
    } catch (thrown) {
      failed(thrown);
    } finally {
      asking = null;
    }
  };
  return () => {
    again = true;
    return (asking ??= askUntilLatest());
  };
}
