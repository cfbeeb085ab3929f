// Owns: what a practice person is, in neither cloud's words.
// Leaves to others: making them up (people.ts), writing them as a service does (each cloud's own folder).

/** A date that may lack its year; month and day count from 1. */
export interface SeedDate {
  readonly year?: number;
  readonly month: number;
  readonly day: number;
}

/** `label` is the person's own word for the value; with it, `kind` is 'other'. */
export interface SeedLabelled {
  readonly kind: 'home' | 'work' | 'other';
  readonly label?: string;
}

export interface SeedEmail extends SeedLabelled {
  readonly address: string;
  readonly displayName?: string;
}

export interface SeedPhone {
  readonly kind: 'mobile' | 'home' | 'work' | 'homeFax' | 'workFax' | 'pager' | 'other';
  readonly label?: string;
  readonly number: string;
}

export interface SeedAddress extends SeedLabelled {
  readonly street: string;
  readonly extended?: string;
  readonly poBox?: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
  readonly countryCode: string;
}

export interface SeedOrganization {
  readonly name: string;
  readonly phoneticName?: string;
  readonly department?: string;
  readonly title?: string;
  readonly office?: string;
  readonly jobDescription?: string;
  readonly domain?: string;
}

export interface SeedRelation {
  readonly kind: 'spouse' | 'child' | 'manager' | 'assistant' | 'friend';
  readonly person: string;
}

/** Fields only People API has. */
export interface SeedGoogleExtras {
  readonly calendarUrls?: readonly { readonly url: string; readonly type: string }[];
  readonly sipAddresses?: readonly { readonly value: string; readonly type: string }[];
  readonly externalIds?: readonly { readonly value: string; readonly type: string }[];
  readonly miscKeywords?: readonly { readonly value: string; readonly type: string }[];
  readonly locations?: readonly {
    readonly value: string;
    readonly type: string;
    readonly floor?: string;
    readonly current?: boolean;
  }[];
  readonly interests?: readonly string[];
  readonly locales?: readonly string[];
  readonly occupations?: readonly string[];
  readonly clientData?: readonly { readonly key: string; readonly value: string }[];
}

/** Fields only Graph has. */
export interface SeedMicrosoftExtras {
  readonly fileAs?: string;
  readonly initials?: string;
  readonly profession?: string;
  readonly flag?: 'flagged' | 'complete';
  /** The four user fields of Outlook, in order. */
  readonly userFields?: readonly string[];
}

/** One person, in neither cloud's words. */
export interface SeedPerson {
  /** The same in both clouds when it is the same person. */
  readonly key: string;
  /** Absent for companies, and for people known by an e-mail address only. */
  readonly name?: {
    readonly prefix?: string;
    readonly given?: string;
    readonly middle?: string;
    readonly family?: string;
    readonly suffix?: string;
    readonly givenReading?: string;
    readonly familyReading?: string;
  };
  readonly nickname?: string;
  /** The first is the primary one; so with every list here. */
  readonly emails: readonly SeedEmail[];
  readonly phones: readonly SeedPhone[];
  readonly addresses: readonly SeedAddress[];
  readonly organization?: SeedOrganization;
  readonly birthday?: SeedDate;
  readonly anniversary?: SeedDate;
  readonly otherEvents: readonly { readonly label: string; readonly date: SeedDate }[];
  readonly note?: string;
  readonly urls: readonly (SeedLabelled & { readonly url: string })[];
  readonly relations: readonly SeedRelation[];
  readonly im: readonly { readonly protocol: string; readonly username: string }[];
  readonly customFields: readonly { readonly key: string; readonly value: string }[];
  readonly gender?: string;
  /** Names of contact groups and of categories. */
  readonly labels: readonly string[];
  readonly favourite: boolean;
  /** Red, green and blue, each 0–255; see `photoOf`. */
  readonly photoColour?: readonly [number, number, number];
  readonly google: SeedGoogleExtras;
  readonly microsoft: SeedMicrosoftExtras;
}
