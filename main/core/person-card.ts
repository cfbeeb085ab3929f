// Owns: what a vCard says of a person who has contacts in several accounts: what each of them says, once. Pure.
// Leaves to others: how it is written (vcard.ts), where photos and the names of labels come from (the caller).
import type { ContactFields, FieldName } from './contact.ts';
import { canTakeBoth, keepingBoth } from './edit.ts';
import type { AnyListValue } from './fields.ts';
import { canonicalJson } from './json.ts';
import type { Json } from './json.ts';
import { mergeFields } from './merge.ts';
import { splitPath } from './paths.ts';
import { displayName } from './person.ts';
import type { CardContent } from './vcard.ts';

/** A contact as a card is made from it. */
export interface CardSource {
  readonly fields: ContactFields;
  /** The names of its labels. */
  readonly labels: readonly string[];
  readonly photo: CardContent['photo'];
  /** ISO 8601. */
  readonly changedAt: string | null;
}

/** One card of a person's contacts, at least one; where they differ in what there is one of, the first has its word. */
export function personCard(uid: string, [first, ...others]: readonly CardSource[]): CardContent {
  const all = [first!, ...others];
  return {
    uid,
    fields: others.reduce((fields, other) => together(fields, other.fields), first!.fields),
    labels: [...new Set(all.flatMap(({ labels }) => labels))],
    photo: all.find(({ photo }) => photo !== null)?.photo ?? null,
    changedAt: all.reduce<string | null>(
      (latest, { changedAt }) => (latest === null || (changedAt ?? '') > latest ? changedAt : latest),
      null,
    ),
  };
}

/** What two contacts say: values that say different things stay side by side, and so do notes. */
function together(first: ContactFields, other: ContactFields): ContactFields {
  const { fields, overlaps } = mergeFields({}, first, other);
  return overlaps
    .filter(({ path, mine, theirs }) => canTakeBoth(path) && areTwo(path, mine, theirs))
    .reduce(keepingBoth, fields);
}

/** Fields whose values are the same by their key alone: what stands beside an address is no other address. */
const BY_KEY: ReadonlySet<FieldName> = new Set(['emails', 'phones', 'urls']);
/** Fields whose values say something by their kind and label; elsewhere these are each account's affair. */
const BY_KIND: ReadonlySet<FieldName> = new Set(['events', 'relations']);

/** Whether two versions of a place say different things, and not one thing in other letters. */
function areTwo(path: string, mine: Json, theirs: Json): boolean {
  const { field } = splitPath(path);
  if (BY_KEY.has(field)) return false;
  // A third contact may say what stands in the second paragraph.
  if (typeof mine === 'string') return !mine.includes(String(theirs));
  const said = (value: Json): string => {
    const { id: _id, primary: _primary, extra: _extra, kind, label, ...parts } = value as AnyListValue;
    return canonicalJson(BY_KIND.has(field) ? { ...parts, kind, label } : parts).toLowerCase();
  };
  return said(mine) !== said(theirs);
}

/** Signs that a system has its own use for in names of files. */
const NO_FILE_NAME = /[\\/:*?"<>|\p{Cc}\s]+/gu;
const LONGEST_NAME = 80;

/** How a file with the card of a person is called: "Ada Lovelace.vcf"; `fallback` where nothing names them. */
export function cardFileName(fields: ContactFields, fallback: string): string {
  const name = [...displayName(fields).replace(NO_FILE_NAME, ' ').trim()].slice(0, LONGEST_NAME).join('');
  return `${name.replace(/^\.+|[. ]+$/g, '') || fallback}.vcf`;
}
