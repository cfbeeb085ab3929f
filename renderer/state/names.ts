// Owns: keeping a shown name in step with its parts while they are edited.
// Leaves to others: how the list names a person (main), asking for the parts (components/editor).
import type { Name } from '../../main/core/contact.ts';

type Compose = (name: Name) => string;

const join = (separator: string, ...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(separator);

/** The ways in which services and people put a name together. */
const COMPOSERS: readonly Compose[] = [
  (name) => join(' ', name.prefix, name.given, name.middle, name.family, name.suffix),
  (name) => join(' ', name.given, name.middle, name.family, name.suffix),
  (name) => join(' ', name.given, name.middle, name.family),
  (name) => join(' ', name.given, name.family),
  (name) => join(', ', join(' ', name.prefix, name.given, name.middle, name.family), name.suffix),
  (name) => join(', ', name.family, join(' ', name.given, name.middle)),
  (name) => join(', ', name.family, name.given),
  (name) => join(' ', name.family, name.given),
  (name) => join('', name.family, name.given),
];

/**
 * The shown name after an edit of the parts: put together anew where it was put together from them before, and left
 * alone where the person chose it themselves. Undefined where there was none.
 */
export function displayAfter(before: Name, after: Name): string | undefined {
  if (before.display === undefined || before.display === '') return before.display;
  const compose = COMPOSERS.find((candidate) => candidate(before) === before.display);
  return compose === undefined ? before.display : compose(after) || undefined;
}
