// Owns: what a random history is made of, as fast-check generates, replays and shrinks it: plain data, so that each step,
// edit, trouble and crash can be left out alone. Leaves to others: playing it (play.ts), the content of edits (edits.ts).
import fc from 'fast-check';
import { DISK_OPERATIONS } from './disk.ts';
import type { Death, DiskOperation } from './disk.ts';

/** What people do in Kith (`…Here`), other devices do in a cloud (`…There`), and clouds do by themselves, by weight. */
const ACT_WEIGHTS = {
  createHere: 2,
  editHere: 14,
  deleteHere: 2,
  createThere: 2,
  editThere: 14,
  deleteThere: 2,
  touch: 1,
  move: 1,
  expire: 1,
  decide: 3,
  clash: 6,
  dropLabel: 2,
  holdBack: 1,
  letGo: 2,
  sweepHere: 1,
  sweepThere: 1,
} as const;

/** The same, and what people do with a person that has contacts in several accounts (law 23). */
const ACROSS_WEIGHTS = {
  ...ACT_WEIGHTS,
  clashAcross: 8,
  letApart: 1,
  part: 1,
  joinAgain: 3,
} as const;
export type ActName = keyof typeof ACROSS_WEIGHTS;

/** `choice` seeds whatever else is to be chosen: which contact, which field, which value. */
export interface Act {
  readonly name: ActName;
  readonly side: number;
  readonly choice: number;
}

export const TROUBLES = [
  'refused',
  'cutBefore',
  'lost',
  'throttled',
  'throttledForSeconds',
  'throttledForLong',
  'unavailable',
  'appliedThenUnavailable',
  'html',
  'appliedThenHtml',
  'halfJson',
  'unauthorized',
  'forbidden',
  'spuriousConflict',
  'partThrottled',
  'partUnavailable',
  'partAppliedThenUnavailable',
  'cursorExpired',
] as const;
export type TroubleName = (typeof TROUBLES)[number];

/** Which only writes in a batch can meet. */
const RARE = Array.from({ length: 4 }, () => 'partAppliedThenUnavailable' as const);

/** What becomes of the request number `at` of a run, counted from 0. */
export interface Trouble {
  readonly at: number;
  readonly name: TroubleName;
  readonly choice: number;
}

/** Somebody acts at the moment number `at` of a run: requests that leave and replies that arrive are moments. */
export interface Meanwhile {
  readonly at: number;
  readonly act: Act;
}

/** The process dies: at a moment of a run, after a transaction, or at an operation of its disk; counted from 1. */
export interface Crash {
  readonly at: DiskOperation | 'moment' | 'transaction';
  readonly nth: number;
  readonly death: Death;
}

export type Step =
  | { readonly kind: 'acts'; readonly acts: readonly Act[]; readonly crash: Crash | null }
  | {
      readonly kind: 'sync';
      /** Null: all accounts at once. */
      readonly side: number | null;
      readonly troubles: readonly Trouble[];
      readonly meanwhile: readonly Meanwhile[];
      readonly crash: Crash | null;
      /** A person asked for it, although a cloud asked to wait. */
      readonly now: boolean;
    }
  | { readonly kind: 'rehearse'; readonly side: number }
  | { readonly kind: 'undo'; readonly side: number; readonly choice: number }
  | { readonly kind: 'answer'; readonly side: number; readonly deletions: 'apply' | 'restore' }
  | { readonly kind: 'weather'; readonly side: number; readonly choice: number }
  | { readonly kind: 'restart'; readonly times: number; readonly crash: Crash | null }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'verify'; readonly side: number };

/** The accounts of a book, in their order. */
export const BOOKS = {
  two: ['google', 'microsoft'],
  twoAtGoogle: ['google', 'microsoft', 'google'],
  twoAtMicrosoft: ['google', 'microsoft', 'microsoft'],
} as const;

/** A person who has a contact in several accounts from the start. */
export interface InSeveral {
  /** The account that has none of it, if another two have; null: each has one. */
  readonly without: number | null;
  /** Whether its contacts differ before they are joined. */
  readonly differs: boolean;
  readonly choice: number;
}

export interface History {
  readonly book: keyof typeof BOOKS;
  /** Persons who are joined and kept in step (law 23); absent: nobody is. */
  readonly persons?: readonly InSeveral[];
  /** Of the Microsoft accounts, in their order. */
  readonly graphs: readonly ('v1.0' | 'beta')[];
  /** The account that has so many contacts from the start that many of them can be deleted at once (law 10); null: none. */
  readonly big: number | null;
  readonly steps: readonly Step[];
  /** A seed: whose request goes first where several accounts sync at once. */
  readonly order: number;
}

const choice = fc.noShrink(fc.nat(0x7fffffff));
const side = fc.nat(5);

const actOf = (weights: Readonly<Partial<Record<ActName, number>>>): fc.Arbitrary<Act> =>
  fc.record({
    name: fc.oneof(
      ...(Object.entries(weights) as [ActName, number][]).map(([name, weight]) => ({
        weight,
        arbitrary: fc.constant(name),
      })),
    ),
    side,
    choice,
  });

const many = { size: 'max' } as const;

/** Of the first requests of a run: none, few or most go wrong. */
const troubles: fc.Arbitrary<readonly Trouble[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  ...[3, 12].map((maxLength) => ({
    weight: 1,
    arbitrary: fc.array(fc.record({ at: fc.nat(18), name: fc.constantFrom(...TROUBLES, ...RARE), choice }), {
      ...many,
      minLength: 1,
      maxLength,
    }),
  })),
);

const meanwhileOf = (act: fc.Arbitrary<Act>): fc.Arbitrary<readonly Meanwhile[]> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    {
      weight: 2,
      arbitrary: fc.array(fc.record({ at: fc.nat(24), act }), { ...many, minLength: 1, maxLength: 5 }),
    },
  );

const crashAt = (places: readonly Crash['at'][], most: number): fc.Arbitrary<Crash> =>
  fc.record({
    at: fc.constantFrom(...places),
    nth: fc.integer({ min: 1, max: most }),
    death: fc.constantFrom<Death>('process', 'power'),
  });

const stepOf = (act: fc.Arbitrary<Act>): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 40,
      arbitrary: fc.record({
        kind: fc.constant('acts' as const),
        acts: fc.array(act, { ...many, minLength: 1, maxLength: 5 }),
        crash: fc.oneof(
          { weight: 24, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: crashAt(['write', 'sync', 'open', 'close'], 3) },
        ),
      }),
    },
    {
      weight: 36,
      arbitrary: fc.record({
        kind: fc.constant('sync' as const),
        side: fc.oneof({ weight: 2, arbitrary: side }, { weight: 1, arbitrary: fc.constant(null) }),
        troubles,
        meanwhile: meanwhileOf(act),
        crash: fc.oneof(
          { weight: 6, arbitrary: fc.constant(null) },
          {
            weight: 1,
            arbitrary: fc.oneof(
              crashAt(['moment', 'transaction'], 14),
              crashAt(['write', 'sync', 'open', 'close'], 8),
            ),
          },
        ),
        now: fc.boolean(),
      }),
    },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('weather' as const), side, choice }) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('restart' as const),
        times: fc.constant(1),
        crash: fc.oneof(
          { weight: 1, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: crashAt(DISK_OPERATIONS, 6) },
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('restart' as const),
        // After so many starts that each wrote, the journals are made one snapshot.
        times: fc.constant(33),
        crash: fc.oneof(
          { weight: 1, arbitrary: crashAt(['rename'], 1) },
          { weight: 2, arbitrary: crashAt(DISK_OPERATIONS, 80) },
        ),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        minutes: fc.constantFrom(2 * 1440, 8 * 1440, 20, -15, -600),
      }),
    },
    { weight: 7, arbitrary: fc.record({ kind: fc.constant('verify' as const), side }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('rehearse' as const), side }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('undo' as const), side, choice }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('answer' as const),
        side,
        deletions: fc.constantFrom('apply', 'restore'),
      }),
    },
  );

const book = fc.oneof(
  { weight: 4, arbitrary: fc.constant('two' as const) },
  { weight: 1, arbitrary: fc.constant('twoAtGoogle' as const) },
  { weight: 1, arbitrary: fc.constant('twoAtMicrosoft' as const) },
);
const graphs = fc.tuple(fc.constantFrom('v1.0' as const, 'beta' as const), fc.constantFrom('v1.0', 'beta'));
const stepsOf = (weights: Readonly<Partial<Record<ActName, number>>>, maxLength: number) =>
  fc.array(stepOf(actOf(weights)), { ...many, maxLength });

/** Any history: which accounts, and what happens. Without fast-check's bias to small numbers, which are small books here. */
export const histories: fc.Arbitrary<History> = fc.noBias(
  fc.record({
    book,
    graphs,
    big: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: side }),
    steps: stepsOf(ACT_WEIGHTS, 36),
    order: choice,
  }),
) as fc.Arbitrary<History>;

/** Any history in which persons are kept in step from account to account (law 23). */
export const historiesInStep: fc.Arbitrary<History> = fc.noBias(
  fc.record({
    book,
    graphs,
    persons: fc.array(
      fc.record({ without: fc.oneof(fc.constant(null), side), differs: fc.boolean(), choice }),
      { minLength: 1, maxLength: 3 },
    ),
    big: fc.constant(null),
    steps: stepsOf(ACROSS_WEIGHTS, 24),
    order: choice,
  }),
) as fc.Arbitrary<History>;
