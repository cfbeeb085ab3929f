// Owns: how the parts of a name and the whole name belong together. Leaves to others: names in lists (person.ts).
import type { Name } from './contact.ts';

type Style = (name: Name) => string;

const join = (parts: readonly (string | undefined)[], by = ' '): string =>
  parts.filter((part) => part !== undefined && part !== '').join(by);

/** The orders in which services and people write a whole name; the first is the default. */
const STYLES: readonly Style[] = [
  (n) =>
    isUnspaced(n) ? join([n.family, n.given], '') : join([n.prefix, n.given, n.middle, n.family, n.suffix]),
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
  return (
    text !== '' &&
    name.prefix === undefined &&
    name.suffix === undefined &&
    name.middle === undefined &&
    /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー・]+$/u.test(text)
  );
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

/** Whether the whole name only repeats the parts, in one of the usual orders; false for one that a person made up. */
export function repeatsParts(name: Name): boolean {
  return (name.display ?? '') !== '' && STYLES.some((style) => style(name) === name.display);
}

/**
 * The whole name of `joined`, whose parts were joined from two versions over `base`. A whole name that only followed its
 * parts gives way to one that somebody chose; where each side's followed its own parts it follows the joined ones. Null:
 * both sides chose one, differently.
 */
export function joinDisplay(base: Name, mine: Name, theirs: Name, joined: Name): string | undefined | null {
  const [b, m, t] = [base.display ?? '', mine.display ?? '', theirs.display ?? ''];
  const follows = (side: Name) => !samePartsOfName(base, side) && repeatsParts(side);
  const after = (side: Name) =>
    samePartsOfName(side, joined) || !follows(side) ? side.display : recomposeDisplay(side, joined);
  if (m === t) return mine.display;
  const bothChangedParts = !samePartsOfName(base, mine) && !samePartsOfName(base, theirs);
  if (t === b) return bothChangedParts ? after(mine) : mine.display;
  if (m === b) return bothChangedParts ? after(theirs) : theirs.display;
  if (follows(mine)) return follows(theirs) ? after(mine) : theirs.display;
  return follows(theirs) ? mine.display : null;
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
