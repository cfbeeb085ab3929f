// Owns: how a person, the contacts shown as one, is called. Leaves to others: which contacts are one person, the order of
// lists (list-sorting.ts).
import type { ContactFields } from './contact.ts';
import { composeName } from './names.ts';

/** What a person is called: whole name, parts, nickname, organisation, e-mail or number; '' where nothing names them. */
export function displayName(fields: ContactFields): string {
  const name = fields.name ?? {};
  // What nearly every contact has, without making up the rest: lists of all persons ask for this.
  if (name.display !== undefined && name.display.trim() !== '') return name.display.trim();
  const candidates = [
    composeName(name),
    fields.nicknames?.[0]?.value,
    name.phoneticFull,
    fields.fileAs,
    fields.organizations?.[0]?.name,
    fields.emails?.[0]?.address,
    fields.phones?.[0]?.number,
  ];
  return (candidates.find((text) => text !== undefined && text.trim() !== '') ?? '').trim();
}

/** The second line of a row: what tells this person from others of the same name. */
export function detailLine(fields: ContactFields): string {
  const name = displayName(fields);
  const organization = fields.organizations?.[0];
  const work = [organization?.title, organization?.name]
    .filter((text) => text !== undefined && text !== name)
    .join(', ');
  const candidates = [
    work,
    fields.emails?.[0]?.address,
    fields.phones?.[0]?.number,
    fields.addresses?.[0]?.city,
  ];
  return candidates.find((text) => text !== undefined && text !== '' && text !== name) ?? '';
}

/** One or two letters for a monogram; '' where the name has none (a number, an emoji). */
export function initials(fields: ContactFields): string {
  const { given, family } = fields.name ?? {};
  const words =
    given !== undefined || family !== undefined
      ? [given, family]
      : displayName(fields).split(/\s+/).slice(0, 2);
  const letters = words.flatMap((word) => firstLetter(word ?? '') ?? []);
  const text = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(
    letters.join(''),
  )
    ? letters.slice(-1)
    : letters.slice(0, 2);
  return text.join('').toLocaleUpperCase('en');
}

function firstLetter(word: string): string | undefined {
  return /\p{L}/u.exec(word)?.[0];
}

/** The heading a name is sorted under: its first letter without accents, '#' for what is not a letter. */
export function sectionOf(name: string): string {
  if (/^[a-z]/i.test(name)) return name.charAt(0).toUpperCase();
  const letter = firstLetter(name.trim().slice(0, 2));
  if (letter === undefined) return '#';
  return letter.normalize('NFD').replace(/\p{M}/gu, '').toLocaleUpperCase('en').slice(0, letter.length);
}
