// Owns: the one door to texts, with keys checked by the compiler, and the locale's dates and numbers.
// Leaves to others: the texts themselves (en.json), which field says what (present.ts).
import i18next from 'i18next';
import type { ErrorCode } from '../../main/core/errors.ts';
import type { FieldName } from '../../main/core/contact.ts';
import en from './en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    readonly defaultNS: 'translation';
    readonly resources: { readonly translation: typeof en };
  }
}

void i18next.init({
  // The texts are bundled, so everything is ready when this call returns.
  initAsync: false,
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  // Svelte escapes what it prints, so a second escaping would show entities to people.
  interpolation: { escapeValue: false },
});

/** A text by its key. Plurals by `count`, numbers formatted for the locale by `{{count, number}}`. */
export const t = i18next.t.bind(i18next);

/**
 * The locale in use, for Intl: the system's own variant of the language of the texts, where it is one. Chromium hands on
 * what the system says, which need not be a language tag (`en-US@posix` where no locale is set).
 */
export function locale(candidates: readonly string[] = navigator.languages): string {
  const language = i18next.language;
  return (
    candidates.find((variant) => variant.split('-')[0] === language && isLanguageTag(variant)) ?? language
  );
}

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** The direction in which the locale is written. */
export function direction(): 'ltr' | 'rtl' {
  return i18next.dir();
}

function byKey(key: string, fallback: string, values: Readonly<Record<string, string>> = {}): string {
  return i18next.exists(key) ? (t as (key: string, values: object) => string)(key, values) : fallback;
}

/** What an error is called in a few words; its message says the rest. */
export function errorTitle(code: ErrorCode): string {
  return byKey(`error.${code}`, t('error.internal'));
}

/** The name of a field, as a heading. */
export function fieldLabel(name: FieldName): string {
  return t(`field.${name}`);
}

/** The name of one value of a field, inside a sentence ("Add e-mail"). */
export function oneOf(name: FieldName): string {
  return t(`one.${name}`);
}

/** The name of a part of a field; the field's own name where the part is not known. */
export function partLabel(name: FieldName, part: string): string {
  return byKey(`part.${name}.${part}`, fieldLabel(name));
}

/** A well-known kind translated; any other kind verbatim. */
export function kindLabel(kind: string): string {
  return byKey(`kind.${kind}`, kind);
}

/** A well-known value of a closed set translated (a flag's status, a system label); any other verbatim. */
export function valueLabel(set: keyof (typeof en)['value'], value: string): string {
  return byKey(`value.${set}.${value}`, value);
}

/** What an action did, inside a sentence: "edited Ada Lovelace"; `whom` is '' where it changed no contact. */
export function actionLabel(command: string, whom: string): string {
  return whom === ''
    ? byKey(`actions.did.${command}`, t('actions.unknown'))
    : byKey(`actions.didTo.${command}`, t('actions.unknownTo', { whom }), { whom });
}

/** Which of a person's commands made a version of a contact; simply "You" where that says nothing more. */
export function commandLabel(command: string): string {
  return byKey(`versions.byCommand.${command}`, t('versions.by.you'));
}
