// Owns: the mapping to Graph beta, the shape of seed 004: typed e-mails, phones, addresses and websites.
// Leaves to others: how rows work, the rows both versions share.
import { graphMapping } from './graph-lens.ts';
import { FTP_SITE, PHONE_TAGS } from './graph-properties.ts';
import { ADDRESS_PARTS, anniversaryBeta, favoriteBeta, flagBeta } from './graph-rows-special.ts';
import type { Slot } from './graph-rows.ts';
import { recordRow, slotsRow, splitRow, typedRow } from './graph-rows.ts';
import { EMAIL_LIMIT, emailHolds, SHARED_ROWS, tidyEmail } from './graph-tables.ts';

const phoneSlot = (kind: keyof typeof PHONE_TAGS): Slot => ({ property: PHONE_TAGS[kind], kind });

/** Outlook's telephone slots that beta's ten types leave out. */
const PHONE_SLOTS = (['main', 'car', 'telex', 'isdn', 'callback', 'tty', 'companyMain'] as const).map(
  phoneSlot,
);
/** Beta's types are the mailbox's own places (MAPI): two for home and business, one for each of the others. */
const PHONE_PLACES = {
  home: 2,
  work: 2,
  mobile: 1,
  other: 1,
  assistant: 1,
  homeFax: 1,
  workFax: 1,
  otherFax: 1,
  pager: 1,
  radio: 1,
};
const URL_SLOTS: readonly Slot[] = [{ property: FTP_SITE, kind: 'ftp' }];

export const graphBeta = graphMapping([
  ...SHARED_ROWS,
  typedRow('emails', 'emailAddresses', {
    parts: { address: 'address', name: 'name' },
    types: { work: 'work', home: 'personal', main: 'main', other: 'other', '': 'unknown' },
    labelPart: 'otherLabel',
    total: EMAIL_LIMIT,
    holds: emailHolds,
    tidy: tidyEmail,
  }),
  splitRow(
    PHONE_SLOTS,
    slotsRow('phones', 'number', PHONE_SLOTS),
    typedRow('phones', 'phones', {
      parts: { number: 'number' },
      types: {
        home: 'home',
        work: 'business',
        mobile: 'mobile',
        other: 'other',
        assistant: 'assistant',
        homeFax: 'homeFax',
        workFax: 'businessFax',
        otherFax: 'otherFax',
        pager: 'pager',
        radio: 'radio',
      },
      fallback: 'other',
      substitutes: { workMobile: 'mobile', workPager: 'pager' },
      perKind: PHONE_PLACES,
      sorted: true,
    }),
  ),
  typedRow('addresses', 'postalAddresses', {
    parts: { postOfficeBox: 'poBox', ...ADDRESS_PARTS },
    types: { home: 'home', work: 'business', other: 'other', '': 'unknown' },
    perKind: { home: 1, work: 1, other: 1 },
    kindless: 'other',
    sorted: true,
  }),
  splitRow(
    URL_SLOTS,
    slotsRow('urls', 'url', URL_SLOTS),
    typedRow('urls', 'websites', {
      parts: { address: 'url', displayName: 'name' },
      types: { work: 'work', home: 'home', other: 'other', blog: 'blog', profile: 'profile' },
      fallback: 'other',
      substitutes: { homePage: 'home' },
      sorted: true,
    }),
  ),
  anniversaryBeta,
  recordRow('gender', { gender: 'value' }),
  favoriteBeta,
  flagBeta,
]);
