// Owns: in which languages spelling is checked. Pure. Leaves to others: checking it (app/spelling.ts).
import type { SpokenLanguage } from './language.ts';

/**
 * Of the languages that can be checked, those of the person: the one that Kith speaks first, in the system's own variant,
 * then the others of the system. One that cannot be checked (Japanese has no dictionary) is passed over.
 */
export function spellingLanguages(
  spoken: SpokenLanguage,
  system: readonly string[],
  available: readonly string[],
): readonly string[] {
  const own = system.filter((language) => languageOf(language) === spoken);
  const wanted = [...own, ...(own.length === 0 ? [spoken] : []), ...system];
  const found = wanted.flatMap((language) => checkable(language, available) ?? []);
  return [...new Set(found)];
}

const languageOf = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? '';

/** Exactly this variant, else the language without any, else the first of its variants. */
function checkable(tag: string, available: readonly string[]): string | undefined {
  const named = (name: string): string | undefined =>
    available.find((one) => one.toLowerCase() === name.toLowerCase());
  const language = languageOf(tag);
  return named(tag) ?? named(language) ?? available.find((one) => languageOf(one) === language);
}
