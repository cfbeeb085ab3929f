// Owns: which languages Kith speaks, and which of them it speaks now. Leaves to others: the texts (renderer/i18n,
// main/app/texts), keeping the setting (store).

/** The languages that Kith speaks, by their BCP 47 tags; the first serves where none of a person's own is among them. */
export const LANGUAGES = ['en', 'de', 'ja', 'ar'] as const;

export type SpokenLanguage = (typeof LANGUAGES)[number];

/** What a person chose. A newer Kith may have stored another one, which this one takes for `system`. */
export type Language = 'system' | SpokenLanguage;

/**
 * The locale for texts and for Intl: the system's own variant of the chosen language where it has one (`en-GB`), else the
 * language alone. With `system`, the first of the system's languages that Kith speaks. Systems also name locales that are
 * no language tags (`en-US@posix` where none is set); these are passed over.
 */
export function localeFor(chosen: string, system: readonly string[]): string {
  const variants = system.filter(isLanguageTag);
  const language =
    LANGUAGES.find((spoken) => spoken === chosen) ??
    variants.map(languageOf).find((spoken) => spoken !== undefined) ??
    LANGUAGES[0];
  return variants.find((variant) => languageOf(variant) === language) ?? language;
}

function languageOf(locale: string): SpokenLanguage | undefined {
  const [primary] = locale.toLowerCase().split('-');
  return LANGUAGES.find((spoken) => spoken === primary);
}

/** The language for a setting on a system, where no locale is needed. */
export function spokenLanguage(chosen: string, system: readonly string[]): SpokenLanguage {
  return languageOf(localeFor(chosen, system)) ?? LANGUAGES[0];
}

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
