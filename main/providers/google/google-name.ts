// Owns: keeping Google's unstructuredName in step with the parts of a name. Leaves to others: everything else of a name
// (google-mapping.ts).
import type { Name } from '../../core/contact.ts';

type Pattern = (name: Name) => string;

const joined = (...parts: readonly (string | undefined)[]) => parts.filter((part) => part !== undefined && part !== '').join(' ');

/** The ways in which Google, and people, put a name together. */
const PATTERNS: readonly Pattern[] = [
  ({ prefix, given, middle, family, suffix }) => joined(prefix, given, middle, family, suffix),
  (name) => [joined(name.prefix, name.given, name.middle, name.family), name.suffix].filter(Boolean).join(', '),
  ({ prefix, family, given, middle, suffix }) => joined(prefix, family, given, middle, suffix),
  ({ family, given, middle }) => [family, joined(given, middle)].filter(Boolean).join(', '),
  ({ family, given }) => `${family ?? ''}${given ?? ''}`,
];

/**
 * A name to send over `base`, which Google has. If its parts were edited and its display form was not, a display form
 * that was composed of the parts is composed anew, in the same way: sent as it was, it can undo the edit of the parts.
 * One that somebody chose is left alone.
 */
export function composedName(base: Name | undefined, name: Name | undefined): Name | undefined {
  if (base?.display === undefined || name?.display !== base.display) return name;
  const pattern = PATTERNS.find((compose) => compose(base) === base.display);
  if (pattern === undefined) return name;
  const display = pattern(name);
  return display === '' ? name : { ...name, display };
}
