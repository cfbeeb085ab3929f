// Owns: the schema of an object that has these keys and no others. Leaves to others: what the keys hold (arguments.ts).
import * as v from 'valibot';

/** An object of these keys and no others. Not a list or a date: to valibot alone those are objects without keys. */
export const exactly = <E extends v.ObjectEntries>(entries: E) =>
  v.pipe(v.custom<Record<string, unknown>>(isPlainObject, 'is not an object'), v.strictObject(entries));

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
