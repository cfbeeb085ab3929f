// Owns: keeping Google's unstructuredName in step with the parts of a name. Leaves to others: everything else of a name
// (google-mapping.ts).
import type { Name } from '../../core/contact.ts';

type Pattern = (name: Name) => string;

const joined = (separator: string, ...parts: readonly (string | undefined)[]) =>
  parts.filter((part) => part !== undefined && part !== '').join(separator);

const western: Pattern = (name) =>
  joined(' ', name.prefix, name.given, name.middle, name.family, name.suffix);

/** The ways in which Google, and people, put a name together. */
const PATTERNS: readonly Pattern[] = [
  western,
  (name) => joined(', ', joined(' ', name.prefix, name.given, name.middle, name.family), name.suffix),
  (name) => joined(' ', name.prefix, name.family, name.given, name.middle, name.suffix),
  (name) => joined(', ', name.family, joined(' ', name.given, name.middle)),
  (name) => joined('', name.family, name.given),
];

/**
 * A name to send over `base`, which Google has. Where its parts were edited and its display form was not, the display
 * form is composed anew, in the way the old one was: beside an unstructuredName that stays as it was, Google loses the
 * edit of the parts.
 */
export function composedName(base: Name | undefined, name: Name | undefined): Name | undefined {
  if (base?.display === undefined || name?.display !== base.display) return name;
  if (samePartsAs(base, name)) return name;
  const pattern = PATTERNS.find((compose) => compose(base) === base.display) ?? western;
  const display = pattern(name);
  return display === '' ? name : { ...name, display };
}

const PARTS = ['prefix', 'given', 'middle', 'family', 'suffix'] as const;

function samePartsAs(base: Name, name: Name): boolean {
  return PARTS.every((part) => (base[part] ?? '') === (name[part] ?? ''));
}
