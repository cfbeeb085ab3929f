// Owns: what a person typed into the search: words, quoted words, and filters such as email: or has:photo.
// Leaves to others: finding them (search-index.ts), what accounts and labels are called (store/person-index.ts).
import { fold } from './fold.ts';
import type { SearchField } from './search.ts';

/** A condition beside the words; `not`: it must not hold. Texts are folded. */
export type QueryFilter = QueryCondition & { readonly not?: true };

type QueryCondition =
  | { readonly kind: 'in'; readonly fields: readonly SearchField[]; readonly word: string }
  | { readonly kind: 'has'; readonly fields: readonly SearchField[] }
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
const TERM = /([^\s:"]+:)?(?:"([^"]*)(?:"|$)|(\S+))|\S+/gu;

/**
 * Reads a query. A filter without a text yet holds for everyone; an unknown one is a word as any other. One with a `-`
 * before it must not hold.
 */
export function parseQuery(text: string): SearchQuery {
  const words: string[] = [];
  const filters: QueryFilter[] = [];
  for (const [whole, name, quoted, bare] of fold(text).matchAll(TERM)) {
    const value = (quoted ?? bare ?? '').trim().replaceAll(/\s+/g, ' ');
    const filter = name === undefined ? null : filterOf(name.slice(0, -1), value);
    if (filter !== null) filters.push(...filter);
    else if (quoted !== undefined) words.push(...[name ?? '', value].filter((word) => word !== ''));
    else if (isFilterName(whole)) continue;
    else words.push(whole);
  }
  return { words, filters };
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
