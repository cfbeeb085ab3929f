// Owns: what a vCard says of a person who has contacts in several accounts: what each of them says, once. Pure.
// Leaves to others: how it is written (vcard.ts), where photos and the names of labels come from (the caller).
import type { ContactFields } from './contact.ts';
import { mergeFields } from './merge.ts';
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
    fields: others.reduce((fields, other) => mergeFields({}, fields, other.fields).fields, first!.fields),
    labels: [...new Set(all.flatMap(({ labels }) => labels))],
    photo: all.find(({ photo }) => photo !== null)?.photo ?? null,
    changedAt: all.reduce<string | null>(
      (latest, { changedAt }) => (latest === null || (changedAt ?? '') > latest ? changedAt : latest),
      null,
    ),
  };
}

/** Signs that a system has its own use for in names of files. */
const NO_FILE_NAME = /[\\/:*?"<>|\p{Cc}\s]+/gu;
const LONGEST_NAME = 80;

/** How a file with the card of a person is called: "Ada Lovelace.vcf"; `fallback` where nothing names them. */
export function cardFileName(fields: ContactFields, fallback: string): string {
  const name = [...displayName(fields).replace(NO_FILE_NAME, ' ').trim()].slice(0, LONGEST_NAME).join('');
  return `${name.replace(/^\.+|[. ]+$/g, '') || fallback}.vcf`;
}
