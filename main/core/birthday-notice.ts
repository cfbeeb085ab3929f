// Owns: what a quiet word about today's birthdays says. Pure. Leaves to others: when it is said, and to whom (app/).
import type { Occasion } from './birthdays.ts';
import type { SpokenLanguage } from './language.ts';
import { displayName } from './person.ts';
import { MAIN_TEXTS } from './texts.ts';

export interface BirthdayNotice {
  readonly title: string;
  readonly body: string;
}

/** Names that fit below a title. */
const NAMED = 4;

/** Null: nobody of these has a name to be called by. */
export function birthdayNotice(
  birthdays: readonly Occasion[],
  language: SpokenLanguage,
): BirthdayNotice | null {
  const texts = MAIN_TEXTS[language].birthdays;
  const named = birthdays
    .map(({ fields, years }) => ({ name: displayName(fields), years }))
    .filter(({ name }) => name !== '');
  const [first, ...others] = named;
  if (first === undefined) return null;
  const number = (count: number): string => count.toLocaleString(language);
  if (others.length === 0) {
    const age = first.years ?? 0;
    return { title: texts.one(first.name), body: age > 0 ? texts.turns(number(age)) : '' };
  }
  const shown = named.slice(0, NAMED).map(({ name }) => name);
  const names = shown.join(language === 'ja' ? '、' : language === 'ar' ? '، ' : ', ');
  const more = named.length - shown.length;
  return {
    title: texts.several(number(named.length)),
    body: more === 0 ? names : texts.andMore(names, number(more)),
  };
}
