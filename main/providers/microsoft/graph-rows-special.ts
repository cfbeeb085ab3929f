// Owns: the rows of fields that have a way of their own at Graph: addresses in three places, dates, gender, favourite,
// follow-up flag, Outlook's user fields. Leaves to others: the general rows (graph-rows.ts) and the tables.
import type { ContactFields, Flag } from '../../core/contact.ts';
import type { AnyListValue } from '../../core/fields.ts';
import { valuesOf } from '../../core/fields.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { canonicalJson } from '../../core/json.ts';
import type { Flat, Row } from './graph-lens.ts';
import { USER_FIELD } from './graph-lens.ts';
import {
  ANNIVERSARY,
  FLAG_STATUS,
  GENDER,
  KITH_FAVORITE,
  KITH_FLAG,
  KITH_GENDER,
  USER_FIELDS,
} from './graph-properties.ts';
import type { Slot } from './graph-rows.ts';
import { assignSlots } from './graph-rows.ts';
import {
  dateMoment,
  dateText,
  dayDate,
  isObject,
  momentDate,
  objectOf,
  textOf,
  unknownParts,
  zonedTimeOf,
} from './graph-values.ts';

/** Graph's physicalAddress, as both versions have it. */
export const ADDRESS_PARTS = {
  street: 'street',
  city: 'city',
  state: 'region',
  postalCode: 'postalCode',
  countryOrRegion: 'country',
} as const;

export interface Place extends Slot {
  /** The extended property of the place's PO box. */
  readonly poBox: string;
}

/** Addresses in v1.0: one property a place, its PO box beside it. */
export function placesRow(places: readonly Place[]): Row {
  const empty = Object.fromEntries(Object.keys(ADDRESS_PARTS).map((part) => [part, null]));
  const complexOf = (value: AnyListValue): JsonObject => {
    const parts = Object.entries(ADDRESS_PARTS).flatMap(([property, part]) => {
      const text = textOf(value[part]);
      return text === undefined ? [] : [[property, text] as const];
    });
    return { ...Object.fromEntries(parts), ...value.extra };
  };
  const holdable = (value: AnyListValue): boolean =>
    textOf(value['poBox']) !== undefined || Object.keys(complexOf(value)).length > 0;
  return {
    field: 'addresses',
    properties: Object.fromEntries(
      places.flatMap((place) => [
        [place.property, empty],
        [place.poBox, null],
      ]),
    ),
    write: (fields) => {
      const flat: Record<string, Json> = {};
      for (const [place, values] of assignSlots(
        places,
        valuesOf(fields, 'addresses').filter(holdable),
        () => 1,
      )) {
        const value = values[0];
        if (value === undefined) continue;
        const complex = complexOf(value);
        const poBox = textOf(value['poBox']);
        if (Object.keys(complex).length > 0) flat[place.property] = complex;
        if (poBox !== undefined) flat[place.poBox] = poBox;
      }
      return flat;
    },
    read: (flat) =>
      places.map((place) => {
        const complex = objectOf(flat[place.property]);
        const parts = Object.entries(ADDRESS_PARTS).map(([property, part]) => [
          part,
          textOf(complex[property]),
        ]);
        const poBox = textOf(flat[place.poBox]);
        // Graph sends an object for a place without an address too: what it says beside the parts must not fill the place.
        const isEmpty = poBox === undefined && parts.every(([, part]) => part === undefined);
        return {
          id: place.property,
          kind: place.kind,
          ...Object.fromEntries(parts),
          poBox,
          extra: isEmpty ? undefined : unknownParts(complex, Object.keys(ADDRESS_PARTS)),
        };
      }),
  };
}

/** Both versions: a moment whose time means nothing. A birthday without a year cannot be held. */
export const birthdayRow: Row = {
  field: 'birthday',
  properties: { birthday: null },
  write: (fields) => {
    const moment = dateMoment(fields.birthday?.date);
    return moment === null ? {} : { birthday: moment };
  },
  read: (flat) => ({ date: momentDate(flat['birthday']) }),
};

function anniversary(property: string, toGraph: typeof dateText, toModel: typeof dayDate): Row {
  return {
    field: 'events',
    properties: { [property]: null },
    write: (fields) => {
      const dates = (fields.events ?? [])
        .filter((event) => event.kind === 'anniversary')
        .map((event) => toGraph(event.date));
      const date = dates.find((text) => text !== null);
      return date === undefined ? {} : { [property]: date };
    },
    read: (flat) => [{ id: 'events.anniversary', kind: 'anniversary', date: toModel(flat[property]) }],
  };
}

/** v1.0: Outlook's own extended property, a moment. */
export const anniversaryV1 = anniversary(ANNIVERSARY, dateMoment, momentDate);
/** Beta: an Edm.Date. */
export const anniversaryBeta = anniversary('weddingAnniversary', dateText, dayDate);

const GENDERS: Readonly<Record<string, string>> = { female: '1', male: '2' };

/**
 * v1.0: Outlook's own number for the two genders it knows, and a property of Kith's for any other text. Where the
 * two disagree, Outlook's number is the newer one.
 */
export const genderV1: Row = {
  field: 'gender',
  properties: { [GENDER]: '0', [KITH_GENDER]: null },
  write: (fields) => {
    const text = textOf(fields.gender?.value);
    if (text === undefined) return {};
    const code = GENDERS[text.toLowerCase()];
    return {
      ...(code === undefined ? {} : { [GENDER]: code }),
      ...(GENDERS[text] === undefined ? { [KITH_GENDER]: text } : {}),
    };
  },
  read: (flat) => {
    const own = textOf(flat[KITH_GENDER]);
    const word = Object.keys(GENDERS).find((one) => GENDERS[one] === String(flat[GENDER]));
    return { value: word === undefined || own?.toLowerCase() === word ? (own ?? word) : word };
  },
};

/** v1.0 has no favourites: Kith's own property. */
export const favoriteV1: Row = {
  field: 'favorite',
  properties: { [KITH_FAVORITE]: null },
  write: (fields) => (fields.favorite === true ? { [KITH_FAVORITE]: 'true' } : {}),
  read: (flat) => flat[KITH_FAVORITE] === 'true',
};

export const favoriteBeta: Row = {
  field: 'favorite',
  properties: { isFavorite: false },
  write: (fields) => (fields.favorite === true ? { isFavorite: true } : {}),
  read: (flat) => flat['isFavorite'] === true,
};

const TIMES = { startDateTime: 'start', dueDateTime: 'due', completedDateTime: 'completed' } as const;
const STATUS_CODES: Readonly<Record<string, string>> = { complete: '1', flagged: '2' };

function timesOf(flag: Flag): Record<string, Json> {
  const times: Record<string, Json> = {};
  for (const [property, part] of Object.entries(TIMES)) {
    const time = zonedTimeOf(flag[part] as unknown as Json);
    if (time !== undefined) times[property] = { ...time };
  }
  return times;
}

function flagOf(status: string | undefined, times: JsonObject, extra: JsonObject | undefined): unknown {
  return {
    status: status === 'notFlagged' ? undefined : status,
    ...Object.fromEntries(
      Object.entries(TIMES).map(([property, part]) => [part, zonedTimeOf(times[property])]),
    ),
    extra,
  };
}

/** v1.0: Outlook's own flag status, and the times as JSON in a property of Kith's. */
export const flagV1: Row = {
  field: 'flag',
  properties: { [FLAG_STATUS]: '0', [KITH_FLAG]: null },
  write: (fields) => {
    const code = STATUS_CODES[fields.flag?.status ?? ''];
    const times = timesOf(fields.flag ?? {});
    return {
      ...(code === undefined ? {} : { [FLAG_STATUS]: code }),
      ...(Object.keys(times).length > 0 ? { [KITH_FLAG]: canonicalJson(times) } : {}),
    };
  },
  read: (flat) => {
    const status = Object.keys(STATUS_CODES).find((one) => STATUS_CODES[one] === String(flat[FLAG_STATUS]));
    return flagOf(status, parsed(flat[KITH_FLAG]), undefined);
  },
};

function parsed(value: Json | undefined): JsonObject {
  try {
    const json: unknown = JSON.parse(textOf(value) ?? '{}');
    return isObject(json) ? json : {};
  } catch {
    // Another program wrote there; Outlook's own status still stands.
    return {};
  }
}

/** Beta: followupFlag. Graph refuses a due time without a start, so that one is only sent back where it came from. */
export const flagBeta: Row = {
  field: 'flag',
  properties: {
    flag: { flagStatus: 'notFlagged', startDateTime: null, dueDateTime: null, completedDateTime: null },
  },
  write: (fields, base) => {
    const flag = fields.flag ?? {};
    const { dueDateTime, ...times } = timesOf(flag);
    const dueHolds =
      (flag.start?.dateTime ?? '') !== '' || (base?.flag?.due !== undefined && base.flag.start === undefined);
    const complex: JsonObject = {
      ...times,
      ...(dueHolds && dueDateTime !== undefined ? { dueDateTime } : {}),
      ...sentExtra(flag, base),
    };
    if (Object.keys(complex).length === 0 && STATUS_CODES[flag.status ?? ''] === undefined) return {};
    return { flag: { flagStatus: flag.status ?? 'notFlagged', ...complex } };
  },
  read: (flat) => {
    const flag = objectOf(flat['flag']);
    return flagOf(
      textOf(flag['flagStatus']),
      flag,
      unknownParts(flag, ['flagStatus', ...Object.keys(TIMES)]),
    );
  },
};

/** As with lists: only what Graph once sent inside the flag goes back inside it. */
function sentExtra(flag: Flag, base: ContactFields | null): JsonObject {
  const known = Object.keys(base?.flag?.extra ?? {});
  return Object.fromEntries(Object.entries(flag.extra ?? {}).filter(([key]) => known.includes(key)));
}

/** Both versions: Outlook's four user fields; which of the four a keyword came from stays with it. */
export const userFieldsRow: Row = {
  field: 'keywords',
  properties: Object.fromEntries(USER_FIELDS.map((id) => [id, null])),
  write: (fields) => {
    const values = valuesOf(fields, 'keywords').filter(
      (value) => value.kind === 'outlookUser' && textOf(value['value']) !== undefined,
    );
    const places: (string | undefined)[] = USER_FIELDS.map(() => undefined);
    const later: AnyListValue[] = [];
    for (const value of values) {
      const place = Number(value.extra?.[USER_FIELD]) - 1;
      if (place in places && places[place] === undefined) places[place] = textOf(value['value']);
      else later.push(value);
    }
    for (const value of later) {
      const free = places.indexOf(undefined);
      if (free >= 0) places[free] = textOf(value['value']);
    }
    return Object.fromEntries(
      places.flatMap((text, index) => (text === undefined ? [] : [[USER_FIELDS[index], text]])),
    ) as Flat;
  },
  read: (flat) =>
    USER_FIELDS.map((id, index) => ({
      id: `keywords.${index + 1}`,
      kind: 'outlookUser',
      value: textOf(flat[id]),
      // The extra alone must not make an empty field look full.
      ...(textOf(flat[id]) === undefined ? {} : { extra: { [USER_FIELD]: index + 1 } }),
    })),
};
