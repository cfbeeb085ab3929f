// Owns: what a person typed into the search: words, quoted words, and filters such as email: or has:photo, and what must not be there.
// Leaves to others: finding them (search-index.ts), what accounts and labels are called (store/person-index.ts).
import { fold } from './fold.ts';
import type { SearchField } from './search.ts';

/** A condition beside the words; `not`: it must not hold. Texts are folded. */
export type QueryFilter = QueryCondition & { readonly not?: true };

type QueryCondition =
  | { readonly kind: 'in'; readonly fields: readonly SearchField[]; readonly word: string }
  | { readonly kind: 'has'; readonly fields: readonly SearchField[] }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'label'; readonly word: string }
  | { readonly kind: 'account'; readonly word: string };

/** All of these must hold. */
export interface SearchQuery {
  /** Folded; a quoted one may hold spaces. */
  readonly words: readonly string[];
  readonly filters: readonly QueryFilter[];
}

const FIELDS_OF: Readonly<Record<string, readonly SearchField[]>> = {
  name: ['name', 'fileAs', 'nicknames'],
  nickname: ['nicknames'],
  email: ['emails'],
  phone: ['phones', 'digits'],
  address: ['addresses'],
  org: ['organizations'],
  birthday: ['birthday'],
  event: ['events'],
  url: ['urls'],
  relation: ['relations'],
  note: ['notes'],
  im: ['ims', 'sips'],
};

/** The fields that a search can be kept to, for those who offer them. */
export const SEARCHABLE_FIELDS: readonly string[] = [...Object.keys(FIELDS_OF), 'label', 'account'];

/** What `has:` may be followed by, beside the names of the filters. */
const ONLY_HAS: Readonly<Record<string, readonly SearchField[]>> = {
  photo: ['photo'],
  label: ['labels'],
  custom: ['customFields'],
};

/** One thing between spaces: maybe a filter's name, then a quoted or a bare text. A quote without its end is as typed so far. */
const TERM = /(?:([^\s:"]+:)|(-)(?="))?(?:"([^"]*)(?:"|$)|(\S+))|\S+/gu;

/** A minus before a word, but for a number: those are written with one between their parts. */
const UNWANTED = /^-(?=[^-\p{N}])/u;

/**
 * Reads a query. A filter without a text yet holds for everyone; an unknown one is a word as any other. With a `-` before it
 * a filter must not hold, and a word or a quoted text must not be there. A word that is typed twice counts once.
 */
export function parseQuery(text: string): SearchQuery {
  const words = new Set<string>();
  const filters: QueryFilter[] = [];
  for (const [whole, name, minus, quoted, bare] of fold(text).matchAll(TERM)) {
    const value = (quoted ?? bare ?? '').trim().replaceAll(/\s+/g, ' ');
    const filter = name === undefined ? null : filterOf(name.slice(0, -1), value);
    if (filter !== null) filters.push(...filter);
    else if (minus !== undefined) filters.push(...unwanted(value));
    else if (quoted !== undefined) for (const word of [name ?? '', value]) words.add(word);
    else if (isFilterName(whole)) continue;
    else if (UNWANTED.test(whole)) filters.push(...unwanted(whole.slice(1)));
    else words.add(whole);
  }
  words.delete('');
  return { words: [...words], filters };
}

function unwanted(word: string): readonly QueryFilter[] {
  return word === '' ? [] : [{ kind: 'word', word, not: true }];
}

function isFilterName(text: string): boolean {
  return text.endsWith(':') && (filterOf(text.slice(0, -1), '')?.length ?? -1) === 0;
}

/** The filter of this name, or with a `-` before it its opposite; none where there is nothing to look for yet; null: that is no filter. */
function filterOf(name: string, word: string): readonly QueryFilter[] | null {
  if (!name.startsWith('-')) return conditionOf(name, word);
  return conditionOf(name.slice(1), word)?.map((condition) => ({ ...condition, not: true })) ?? null;
}

function conditionOf(name: string, word: string): readonly QueryCondition[] | null {
  if (name === 'has') {
    const fields = Object.hasOwn(ONLY_HAS, word)
      ? ONLY_HAS[word]
      : Object.hasOwn(FIELDS_OF, word)
        ? FIELDS_OF[word]
        : undefined;
    return word === '' ? [] : fields === undefined ? null : [{ kind: 'has', fields }];
  }
  if (name === 'label' || name === 'account') return word === '' ? [] : [{ kind: name, word }];
  if (!Object.hasOwn(FIELDS_OF, name)) return null;
  return word === '' ? [] : [{ kind: 'in', fields: FIELDS_OF[name]!, word }];
}
