// Owns: the ids of the extended properties that carry what Graph's own properties cannot: Outlook's (MAPI) and Kith's.
// Leaves to others: what they mean for a contact (graph-v1.ts, graph-beta.ts).

/** Kith's own property set. Fixed for ever: contacts in people's mailboxes carry it. */
const KITH = '{6f1d3c52-8a47-4f0e-9b5d-2e7c41a9d803}';

/** Kith's id of a create, by which one whose reply was lost is found again. */
export const KITH_ID = `String ${KITH} Name KithId`;
export const KITH_FAVORITE = `String ${KITH} Name KithFavorite`;
/** A gender that Outlook's two values cannot say, verbatim. */
export const KITH_GENDER = `String ${KITH} Name KithGender`;
/** The times of a follow-up flag, as JSON. */
export const KITH_FLAG = `String ${KITH} Name KithFlag`;

/** Outlook's telephone slots without a property of Graph's own, by kind of phone. Source: [MS-OXPROPS], PidTag…. */
export const PHONE_TAGS = {
  main: 'String 0x3A1A',
  radio: 'String 0x3A1D',
  car: 'String 0x3A1E',
  other: 'String 0x3A1F',
  pager: 'String 0x3A21',
  otherFax: 'String 0x3A23',
  workFax: 'String 0x3A24',
  homeFax: 'String 0x3A25',
  telex: 'String 0x3A2C',
  isdn: 'String 0x3A2D',
  assistant: 'String 0x3A2E',
  callback: 'String 0x3A02',
  tty: 'String 0x3A4B',
  companyMain: 'String 0x3A57',
} as const;

export const ANNIVERSARY = 'SystemTime 0x3A41';
/** 1 female, 2 male, 0 unspecified. */
export const GENDER = 'Short 0x3A4D';
/** 0 none, 1 complete, 2 flagged. */
export const FLAG_STATUS = 'Integer 0x1090';
export const FTP_SITE = 'String 0x3A4C';
export const PERSONAL_PAGE = 'String 0x3A50';

/** Outlook's property set for contacts, PSETID_Address. */
const ADDRESS_SET = '{00062004-0000-0000-C000-000000000046}';

export const PO_BOX = {
  home: 'String 0x3A5E',
  work: `String ${ADDRESS_SET} Id 0x804A`,
  other: 'String 0x3A64',
} as const;

/** Outlook's four user fields, in order. */
export const USER_FIELDS = ['0x804F', '0x8050', '0x8051', '0x8052'].map(
  (id) => `String ${ADDRESS_SET} Id ${id}`,
);
