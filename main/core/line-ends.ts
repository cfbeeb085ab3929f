// Owns: the texts of a value, and the one form of their line ends. Leaves to others: what is compared or carried in that form.

/** A text with its lines ended in one way: services have ways of their own. */
export const sameLineEnds = (text: string): string => text.replace(/\r\n?/g, '\n');

/** A value with each of its texts written anew. */
export function withTexts<T extends object>(value: T, write: (text: string) => string): T {
  const parts = Object.entries(value).map(([name, part]: [string, unknown]) => [
    name,
    typeof part === 'string' ? write(part) : part,
  ]);
  return Object.fromEntries(parts) as T;
}
