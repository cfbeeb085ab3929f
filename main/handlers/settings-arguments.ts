// Owns: what settings may be set to. Leaves to others: the arguments of the other commands (arguments.ts), keeping them.
import * as v from 'valibot';
import { LANGUAGES } from '../core/language.ts';
import { QUERY_LIMIT } from '../core/limits.ts';
import { SIDEBAR_GROUPS } from '../../preload/contract-navigation.ts';
import { exactly } from './exactly.ts';

const text = v.pipe(v.string(), v.maxLength(100_000));

/** More lists than anybody looks through. */
const LISTS_LIMIT = 200;

const smartLists = v.pipe(
  v.array(
    exactly({
      id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
      name: v.pipe(v.string(), v.trim(), v.maxLength(200)),
      query: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(QUERY_LIMIT)),
    }),
  ),
  v.maxLength(LISTS_LIMIT),
  v.check((lists) => new Set(lists.map(({ id }) => id)).size === lists.length, 'has two lists with one id'),
);

/** CSS pixels. */
const width = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(2000)));

/** A change of settings: what it does not name stays. */
export const settingsChange = exactly({
  theme: v.optional(v.picklist(['system', 'light', 'dark', 'contrast'])),
  language: v.optional(v.picklist(['system', ...LANGUAGES])),
  googleClientId: v.optional(text),
  googleClientSecret: v.optional(text),
  microsoftClientId: v.optional(text),
  keepInStep: v.optional(v.nullable(v.boolean())),
  smartLists: v.optional(v.nullable(smartLists)),
  folded: v.optional(v.pipe(v.array(v.picklist(SIDEBAR_GROUPS)), v.maxLength(SIDEBAR_GROUPS.length))),
  widths: v.optional(exactly({ sidebar: width, list: width })),
  keepRunning: v.optional(v.boolean()),
  spelling: v.optional(v.boolean()),
  birthdayNotices: v.optional(v.boolean()),
});
