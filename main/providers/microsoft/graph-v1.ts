// Owns: the mapping to Graph v1.0, the default: what v1.0 has no property for travels as extended properties, under
// Outlook's own ids, so that Outlook shows it. Leaves to others: how rows work, the rows both versions share.
import { graphMapping } from './graph-lens.ts';
import { FTP_SITE, PERSONAL_PAGE, PHONE_TAGS, PO_BOX } from './graph-properties.ts';
import { anniversaryV1, favoriteV1, flagV1, genderV1, placesRow } from './graph-rows-special.ts';
import { slotsRow, typedRow } from './graph-rows.ts';
import { EMAIL_LIMIT, emailHolds, SHARED_ROWS, tidyEmail } from './graph-tables.ts';

export const graphV1 = graphMapping(
  [
    ...SHARED_ROWS,
    typedRow('emails', 'emailAddresses', {
      parts: { address: 'address', name: 'name' },
      total: EMAIL_LIMIT,
      holds: emailHolds,
      tidy: tidyEmail,
    }),
    slotsRow('phones', 'number', [
      { property: 'mobilePhone', kind: 'mobile', also: ['workMobile'] },
      { property: 'businessPhones', kind: 'work', room: 2, strict: true },
      { property: 'homePhones', kind: 'home', room: 2 },
      ...Object.entries(PHONE_TAGS).map(([kind, property]) => ({
        property,
        kind,
        ...(kind === 'other' ? { also: ['*'] } : kind === 'pager' ? { also: ['workPager'] } : {}),
      })),
    ]),
    placesRow([
      { property: 'homeAddress', kind: 'home', poBox: PO_BOX.home },
      { property: 'businessAddress', kind: 'work', poBox: PO_BOX.work },
      { property: 'otherAddress', kind: 'other', poBox: PO_BOX.other, also: ['*'] },
    ]),
    slotsRow('urls', 'url', [
      { property: 'businessHomePage', kind: 'work' },
      { property: PERSONAL_PAGE, kind: 'home', also: ['homePage', ''] },
      { property: FTP_SITE, kind: 'ftp' },
    ]),
    anniversaryV1,
    genderV1,
    favoriteV1,
    flagV1,
  ],
  // Undocumented repetitions of emailAddresses in live replies.
  ['primaryEmailAddress', 'secondaryEmailAddress', 'tertiaryEmailAddress'],
);
