// Owns: whether the names of two contacts that share an address or a number say that they are two people. Pure.
// Leaves to others: who shares what, and what is proposed (match.ts).
import type { ContactFields } from './contact.ts';
import { fold } from './fold.ts';
import { unitsOf } from './search-parts.ts';
import { typosIn } from './search-typos.ts';

/** Common short names that neither begin as the whole one does nor stand in it, as `firstOf` gives them. */
const SHORT: ReadonlySet<string> = new Set(
  (
    'bob robert, bobby robert, bill william, billy william, dick richard, jack john, jim james, tom thomas, peggy margaret, ' +
    'ted edward, ned edward, betty elizabeth, polly mary, hank henry, chuck charles, hans johannes, hans johann, sepp josef, ' +
    'paco francisco, pepe jose, sasha alexander, саша александр, саша александра, леша алексеи, женя евгении, ваня иван, ' +
    'дима дмитрии, коля николаи, настя анастасия'
  ).split(', '),
);

/** Words of companies' names that say nothing of which one it is. */
const FORMS: ReadonlySet<string> = new Set(
  'the and und et of für ag sa se gmbh mbh kg ohg inc ltd llc llp plc corp co company bv nv oy ab srl sarl spa'.split(
    ' ',
  ),
);

/** The parts of a name, folded, as words with one space between them. */
interface Called {
  readonly given: string;
  readonly middle: string;
  readonly family: string;
}

type Known = readonly [ContactFields, Called];

/** From this length on one letter may be another: Carl, Karl. */
const SHORTEST_TYPED = 4;

/**
 * Whether the names say that these are two people. Half a name, as "Mum", contradicts nothing. An address is mostly one
 * person's own, so there it takes names of which none could stand for the other; of a couple, or a parent and child, who
 * share one, the given names tell. A number is often a household's or an office's, so there a different given name is
 * enough, unless it stands in the place of the family name, and so are companies that have no word in common.
 */
export function areTwoPeople(one: ContactFields, other: ContactFields, shared: 'email' | 'phone'): boolean {
  // As in nearly all that are found.
  if (
    one.name?.given !== undefined &&
    one.name.given === other.name?.given &&
    one.name.family === other.name?.family
  )
    return false;
  const [a, b] = [calledIn(one), calledIn(other)];
  const bothFamilies = a.family !== '' && b.family !== '';
  const isFamily = shareWord(a.family, b.family);
  if (a.given === '' && b.given === '') {
    if (bothFamilies) return !isFamily;
    return shared === 'phone' && areTwoCompanies(one, other);
  }
  if (a.given === '' || b.given === '') return false;
  if (shared === 'phone') {
    if (a.given === b.family && a.family === b.given) return false;
    if (!beginAlike(a.given, b.given)) return true;
    return bothFamilies && !isFamily && firstOf(a.given) !== firstOf(b.given);
  }
  const isSwitched = a.given === b.family || a.family === b.given;
  if (!bothFamilies || isSwitched || beginAlike(a.given, b.given)) return false;
  return !isFamily || !couldBeCalled([one, a], [other, b]);
}

function calledIn({ name = {} }: ContactFields): Called {
  const of = (part: string | undefined) => wordsOf(part).join(' ');
  return { given: of(name.given), middle: of(name.middle), family: of(name.family) };
}

const wordsOf = (text = ''): readonly string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const firstOf = (text: string): string => spelled(text.split(' ', 1)[0]!);

/** ä and ae, which people write for one another, as one. */
const spelled = (text: string): string => text.replace(/([aou])e/g, '$1');

const beginAlike = (a: string, b: string): boolean =>
  a.startsWith(b) || b.startsWith(a) || spelled(a) === spelled(b);

function shareWord(a: string, b: string): boolean {
  const words = new Set(spelled(a).split(' '));
  return spelled(b)
    .split(' ')
    .some((word) => word !== '' && words.has(word));
}

/** Whether somebody of one family could be called both. A letter or two in common are enough: who is in doubt is asked. */
function couldBeCalled([one, a]: Known, [other, b]: Known): boolean {
  const isNickname = ({ nicknames = [] }: ContactFields, { given }: Called) =>
    nicknames.some(({ value }) => wordsOf(value).length > 0 && beginAlike(wordsOf(value).join(' '), given));
  return (
    shareWord(a.given, `${b.given} ${b.middle}`) ||
    shareWord(b.given, `${a.given} ${a.middle}`) ||
    isNickname(one, b) ||
    isNickname(other, a) ||
    soundAlike(firstOf(a.given), firstOf(b.given))
  );
}

function soundAlike(a: string, b: string): boolean {
  if (a.slice(0, 2) === b.slice(0, 2) || a.includes(b) || b.includes(a)) return true;
  if (SHORT.has(`${a} ${b}`) || SHORT.has(`${b} ${a}`)) return true;
  return Math.min(a.length, b.length) >= SHORTEST_TYPED && typosIn(unitsOf(a), unitsOf(b), 1) <= 1;
}

/** Whether both are companies, without a person's name, that have no word in common which says who they are. */
function areTwoCompanies(one: ContactFields, other: ContactFields): boolean {
  if (hasName(one) || hasName(other)) return false;
  const [a, b] = [companyWords(one), companyWords(other)];
  return a.length > 0 && b.length > 0 && !a.some((word) => b.some((second) => beginAlike(word, second)));
}

const hasName = ({ name = {}, nicknames = [] }: ContactFields): boolean =>
  nicknames.length > 0 || NAMES.some((part) => wordsOf(name[part]).length > 0);
const NAMES = ['given', 'middle', 'family', 'display'] as const;

const companyWords = ({ organizations = [] }: ContactFields): readonly string[] =>
  organizations.flatMap(({ name }) => wordsOf(name)).filter((word) => !FORMS.has(word));
