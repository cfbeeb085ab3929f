// Owns: the contact model, a superset of People API's Person and Microsoft Graph's contact (seeds 000–004).
// Leaves to others: how fields are listed and compared (fields.ts), merged (merge.ts) and sent (providers).
import type { JsonObject } from './json.ts';

/** A date without a zone. Year, month or day may be unknown; month 1–12, day 1–31. */
export interface PartialDate {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
}

/** A moment as Graph's dateTimeTimeZone carries it: text and zone name, verbatim. */
export interface ZonedTime {
  readonly dateTime: string;
  readonly timeZone?: string;
}

/**
 * What every repeated value has. `id` is Kith's own and stays with the value through edits and syncs; `kind` is one of
 * the well-known kinds of its field (KINDS); `label` is a person's own words, kept verbatim; `extra` is what the
 * provider sent inside the value and the model does not know.
 */
export interface ListValue {
  readonly id: string;
  readonly kind?: string;
  readonly label?: string;
  readonly primary?: boolean;
  readonly extra?: JsonObject;
}

export interface Name {
  readonly prefix?: string;
  readonly given?: string;
  readonly middle?: string;
  readonly family?: string;
  readonly suffix?: string;
  readonly initials?: string;
  /** The whole name as shown: Google's unstructuredName, Graph's displayName. */
  readonly display?: string;
  readonly phoneticPrefix?: string;
  readonly phoneticGiven?: string;
  readonly phoneticMiddle?: string;
  readonly phoneticFamily?: string;
  readonly phoneticSuffix?: string;
  readonly phoneticFull?: string;
  readonly extra?: JsonObject;
}

export interface Birthday {
  readonly date?: PartialDate;
  /** Free text as some services keep it ("around Easter"). */
  readonly text?: string;
  readonly extra?: JsonObject;
}

export interface Gender {
  readonly value?: string;
  readonly addressMeAs?: string;
  readonly extra?: JsonObject;
}

export interface Notes {
  readonly text?: string;
  readonly format?: 'plain' | 'html';
  readonly extra?: JsonObject;
}

/** Graph's follow-up flag. */
export interface Flag {
  readonly status?: 'notFlagged' | 'flagged' | 'complete';
  readonly start?: ZonedTime;
  readonly due?: ZonedTime;
  readonly completed?: ZonedTime;
  readonly extra?: JsonObject;
}

export interface Nickname extends ListValue {
  readonly value?: string;
}
export interface Email extends ListValue {
  readonly address?: string;
  /** The name beside the address ("Ada Lovelace <ada@example.org>"). */
  readonly name?: string;
}
export interface Phone extends ListValue {
  /** As typed; never rewritten. */
  readonly number?: string;
}
export interface Address extends ListValue {
  readonly street?: string;
  readonly extended?: string;
  readonly poBox?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly countryCode?: string;
  readonly formatted?: string;
}
export interface Url extends ListValue {
  readonly url?: string;
  readonly name?: string;
}
export interface CalendarUrl extends ListValue {
  readonly url?: string;
}
export interface Im extends ListValue {
  readonly handle?: string;
  readonly protocol?: string;
}
export interface Sip extends ListValue {
  readonly address?: string;
}
export interface Relation extends ListValue {
  readonly name?: string;
}
export interface ContactEvent extends ListValue {
  readonly date?: PartialDate;
}
export interface Organization extends ListValue {
  readonly name?: string;
  readonly phoneticName?: string;
  readonly title?: string;
  readonly department?: string;
  readonly office?: string;
  readonly jobDescription?: string;
  readonly symbol?: string;
  readonly domain?: string;
  readonly costCenter?: string;
  readonly fullTimeMillipercent?: number;
  readonly current?: boolean;
  readonly start?: PartialDate;
  readonly end?: PartialDate;
}
export interface PlainValue extends ListValue {
  readonly value?: string;
}
export interface Location extends ListValue {
  readonly value?: string;
  readonly current?: boolean;
  readonly building?: string;
  readonly floor?: string;
  readonly floorSection?: string;
  readonly desk?: string;
}
export interface KeyedValue extends ListValue {
  readonly key?: string;
  readonly value?: string;
}
/** Membership of a label: `ref` is the provider's own key (a contact group's resource name, a category's name). */
export interface LabelRef extends ListValue {
  readonly ref?: string;
}

/** Everything a person can edit of a contact. An absent field is an empty one. */
export interface ContactFields {
  readonly name?: Name;
  readonly fileAs?: string;
  readonly nicknames?: readonly Nickname[];
  readonly emails?: readonly Email[];
  readonly phones?: readonly Phone[];
  readonly addresses?: readonly Address[];
  readonly organizations?: readonly Organization[];
  readonly birthday?: Birthday;
  readonly events?: readonly ContactEvent[];
  readonly urls?: readonly Url[];
  readonly relations?: readonly Relation[];
  readonly notes?: Notes;
  readonly labels?: readonly LabelRef[];
  readonly favorite?: boolean;
  readonly ims?: readonly Im[];
  readonly sips?: readonly Sip[];
  readonly calendarUrls?: readonly CalendarUrl[];
  readonly gender?: Gender;
  readonly occupations?: readonly PlainValue[];
  readonly interests?: readonly PlainValue[];
  readonly locales?: readonly PlainValue[];
  readonly locations?: readonly Location[];
  readonly externalIds?: readonly PlainValue[];
  readonly keywords?: readonly PlainValue[];
  readonly customFields?: readonly KeyedValue[];
  readonly clientData?: readonly KeyedValue[];
  readonly flag?: Flag;
}

export type FieldName = keyof ContactFields;

/** What a provider says of a contact and nobody can edit there. Shown where useful, never sent (law 13). */
export interface ReadOnlyFields {
  readonly photoUrl?: string;
  readonly skills?: readonly string[];
  readonly ageRange?: string;
  readonly coverPhotoUrl?: string;
  /** ISO 8601 moments as the provider states them. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly folderId?: string;
}
