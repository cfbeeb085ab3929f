// Owns: how the parts of a name and the whole name belong together. Leaves to others: names in lists (person.ts).
import type { Name } from './contact.ts';

type Style = (name: Name) => string;

const join = (parts: readonly (string | undefined)[], by = ' '): string =>
  parts.filter((part) => part !== undefined && part !== '').join(by);

/** The orders in which services and people write a whole name; the first is the default. */
const STYLES: readonly Style[] = [
  (n) => (isUnspaced(n) ? join([n.family, n.given], '') : join([n.prefix, n.given, n.middle, n.family, n.suffix])),
  (n) => join([n.prefix, n.given, n.middle, n.family, n.suffix]),
  (n) => join([join([n.prefix, n.given, n.middle, n.family]), n.suffix], ', '),
  (n) => join([n.given, n.middle, n.family]),
  (n) => join([n.given, n.family]),
  (n) => join([n.family, n.given], ''),
  (n) => join([n.family, n.given]),
  (n) => join([n.family, n.given], ', '),
  (n) => join([n.family, join([n.given, n.middle])], ', '),
];

/** Names written in Han, Kana or Hangul carry the family name first and no space. */
function isUnspaced(name: Name): boolean {
  const text = `${name.given ?? ''}${name.family ?? ''}`;
  return text !== '' && name.prefix === undefined && name.suffix === undefined && name.middle === undefined
    && /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー・]+$/u.test(text);
}

/** The whole name made from its parts; '' where there are none. */
export function composeName(name: Name): string {
  return STYLES[0]!(name);
}

/** The parts of a name that make up the whole. */
export const NAME_PARTS = ['prefix', 'given', 'middle', 'family', 'suffix'] as const;

/** Whether a part that shows in the whole name differs. */
export function samePartsOfName(a: Name, b: Name): boolean {
  return NAME_PARTS.every((part) => (a[part] ?? '') === (b[part] ?? ''));
}

/**
 * The whole name after its parts changed from `before` to `after`. It follows the parts in the order it was written in;
 * one that a person made up ("Mum") stays. Sending stale whole names beside new parts is how edits of names get lost.
 */
export function recomposeDisplay(before: Name, after: Name): string | undefined {
  const old = before.display ?? '';
  if (old === '') return composeName(after) || undefined;
  const style = STYLES.find((candidate) => candidate(before) === old);
  if (style === undefined) return composeName(before) === '' ? composeName(after) || old : old;
  return style(after) || composeName(after) || undefined;
}
