// Owns: the one door to texts, with keys checked by the compiler; the language they are in; lists and numbers.
// Leaves to others: the texts themselves (en.json and the other languages), which field says what (present.ts), dates
// (dates.ts).
import i18next, { type Resource } from 'i18next';
import { SvelteMap } from 'svelte/reactivity';
import type { ErrorCode } from '../../main/core/errors.ts';
import type { FieldName } from '../../main/core/contact.ts';
import { LANGUAGES, localeFor, type SpokenLanguage } from '../../main/core/language.ts';
import ar from './ar.json';
import de from './de.json';
import en from './en.json';
import { listFormat, numberFormat } from './formats.ts';
import { type Direction, isolate } from './isolate.ts';
import ja from './ja.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    readonly defaultNS: 'translation';
    readonly resources: { readonly translation: typeof en };
  }
}

const resources: Readonly<Record<SpokenLanguage, { readonly translation: object }>> = {
  en: { translation: en },
  de: { translation: de },
  ja: { translation: ja },
  ar: { translation: ar },
};

void i18next.init({
  // The texts are bundled, so everything is ready when this call returns, and when `speak` does.
  initAsync: false,
  lng: LANGUAGES[0],
  fallbackLng: LANGUAGES[0],
  resources: resources as Resource,
  // Svelte escapes what it prints. What is put into a text only has to keep its direction.
  interpolation: { escape: (value) => isolate(value, direction()) },
});

/** Reading it is how Svelte learns which texts to make anew when another language is chosen. */
const spoken = new SvelteMap([['locale', i18next.language]]);

/** A text by its key. Plurals by `count`, numbers formatted for the locale by `{{count, number}}`. */
export const t = new Proxy(i18next.t, {
  apply(translate, _, args) {
    spoken.get('locale');
    return Reflect.apply(translate, i18next, args) as unknown;
  },
});

/** Speaks the language of the settings from now on: every text on the page is made anew, and nothing else changes. */
export function speak(language: string, system: readonly string[] = navigator.languages): void {
  const locale = localeFor(language, system);
  void i18next.changeLanguage(locale);
  spoken.set('locale', locale);
}

/** The locale in use, for Intl. */
export function locale(): string {
  return spoken.get('locale') ?? LANGUAGES[0];
}

/** Looked up for each text that something is put into. */
const directions = new Map<string, Direction>();

/** The direction in which the locale is written. */
export function direction(): Direction {
  const language = locale();
  const known = directions.get(language) ?? i18next.dir(language);
  directions.set(language, known);
  return known;
}

/** Texts as the locale lists them: "Ada, Alan and Grace". */
export function listed(texts: readonly string[]): string {
  return listFormat(locale()).format(texts.map((text) => isolate(text, direction())));
}

/** Texts one after the other, without an "and". */
export function enumerated(texts: readonly string[]): string {
  const separator = t('app.listJoin', { first: '', second: '' });
  return texts.map((text) => isolate(text, direction())).join(separator);
}

/** A number as the locale writes it. */
export function numberText(value: number, options?: Intl.NumberFormatOptions): string {
  return numberFormat(locale(), options).format(value);
}

function byKey(key: string, fallback: string, values: Readonly<Record<string, unknown>> = {}): string {
  return i18next.exists(key) ? (t as (key: string, values: object) => string)(key, values) : fallback;
}

/** What an error is called in a few words; its message says the rest. */
export function errorTitle(code: ErrorCode): string {
  // The compiler wants one for each code; a receipt of a newer Kith may tell of others.
  const title = t(`error.${code}`);
  return byKey(`error.${code}`, '') === '' ? t('error.internal') : title;
}

/**
 * What an error says, with what it tells of the case: by its code, and by the reason it gives; where it does not tell all
 * that a text wants, plainly. Null: there is no text for it. In English there is none: main's own messages are the English
 * texts.
 */
export function messageOf(
  code: ErrorCode,
  reason: unknown,
  values: Readonly<Record<string, unknown>>,
): string | null {
  const key = [`message.${code}_${String(reason)}`, `message.${code}`, `message.${code}_plain`].find(
    (one) =>
      i18next.exists(one, { lng: locale() }) && wantedBy(one).every((name) => Object.hasOwn(values, name)),
  );
  return key === undefined ? null : byKey(key, '', values);
}

/** The values that a text puts in its places. */
function wantedBy(key: string): readonly string[] {
  const text = byKey(key, '', { skipInterpolation: true });
  return [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name ?? '');
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
