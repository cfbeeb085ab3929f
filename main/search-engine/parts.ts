// Owns: a text taken apart: runs of letters, runs of digits, and the gaps between them, sixteen code units at a time.
// Leaves to others: what the text says (main/core/search.ts), which words these are (words.ts).
import {
  BYTES_AT,
  DIGIT_PARTS_AT,
  DIGITS,
  DIGITS_AT,
  IS_LETTER,
  KINDS_AT,
  LETTERS_AT,
  NAME_FIELDS,
  PART_FROM_AT,
  PART_GAP_AT,
  PART_NUMBER_AT,
  PART_TO_AT,
  PARTS_ROOM,
  STARTS_WORD,
  WORD_KEYS_AT,
  WORD_PARTS_AT,
  WORD_PLACES_AT,
} from '../core/search-layout';
import { gapOf } from './gaps';
import { get, grow, set, setAt } from './memory';

/** How many parts the text has that was taken apart last, how many of them are words, and digits; its fields and letters. */
export let count: i32 = 0;
export let wordCount: i32 = 0;
export let digitCount: i32 = 0;
export let fields: i32 = 0;
export let anywhere: i32 = 0;
export let starting: i32 = 0;
export let naming: i32 = 0;

/** The bits of the letters from a to z: each `1 << (unit & 31)`. */
const A_TO_Z: i32 = 0x07fffffe;
/** What has no byte of its own. */
const BEYOND_ASCII: u8 = 255;
const BEYOND_ASCII_BITS: u64 = 0x8080808080808080;
/** Letters that tell a word apart by themselves, five bits each. */
const PACKED: i32 = 12;
/** Below it a code unit of a text is the mark of the field that follows. */
const MARKS: i32 = 32;
/** Units that may be read beyond the end. */
const MARGIN: i32 = 64;
const LEAST_ROOM: i32 = 1024;

/** Which run of the text is being read: from where on, what it is, and what came before it. */
let run: i32 = 0;
let isLetters: bool = false;
let isDigits: bool = false;
let mark: i32 = 0;
let gap: i32 = 0;
let isStart: bool = false;

function reserve(length: i32): void {
  const room = get(PARTS_ROOM);
  if (length + MARGIN <= room) return;
  const more = max(length + MARGIN, max(room * 2, LEAST_ROOM));
  for (let field = BYTES_AT; field <= DIGITS_AT; field++) grow(field, room, more, 0);
  for (let field = PART_FROM_AT; field <= DIGIT_PARTS_AT; field++)
    grow(field, room, more, field === WORD_KEYS_AT ? 3 : 2);
  set(PARTS_ROOM, more);
}

/** Takes apart a folded text, behind which zeros follow up to a multiple of sixteen code units. */
export function takeApart(codes: i32, length: i32): void {
  reserve(length);
  classify(codes, length);
  count = wordCount = digitCount = fields = starting = naming = 0;
  run = mark = gap = 0;
  isLetters = isDigits = isStart = false;
  const letters = get(LETTERS_AT);
  const digits = get(DIGITS_AT);
  let lettersBefore: u64 = 0;
  let digitsBefore: u64 = 0;
  for (let block: i32 = 0; block < length; block += 64) {
    const letterBits = load<u64>(letters + (block >>> 3));
    const digitBits = load<u64>(digits + (block >>> 3));
    let turns =
      (letterBits ^ ((letterBits << 1) | lettersBefore)) | (digitBits ^ ((digitBits << 1) | digitsBefore));
    lettersBefore = letterBits >>> 63;
    digitsBefore = digitBits >>> 63;
    for (; turns !== 0; turns &= turns - 1) {
      const bit = ctz(turns);
      endRun(codes, block + <i32>bit);
      isLetters = ((letterBits >>> bit) & 1) !== 0;
      isDigits = ((digitBits >>> bit) & 1) !== 0;
    }
  }
  endRun(codes, length);
  setAt(get(PART_GAP_AT), count, gap);
  starting &= A_TO_Z;
  naming &= A_TO_Z;
}

/** Writes the text as bytes, and of each unit whether it is a letter or a digit, one bit each. */
function classify(codes: i32, length: i32): void {
  const bytes = get(BYTES_AT);
  const letterBits = get(LETTERS_AT);
  const digitBits = get(DIGITS_AT);
  const bitOf = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  // Which letters there are, by the upper two of the five bits of each.
  let seen0 = i64x2.splat(0);
  let seen1 = seen0;
  let seen2 = seen0;
  let seen3 = seen0;
  for (let n: i32 = 0; n < length; n += 16) {
    const low = v128.load(codes + (n << 1));
    const high = v128.load(codes + (n << 1), 16);
    const units = i8x16.narrow_i16x8_u(low, high);
    const letters = i8x16.lt_u(i8x16.sub(units, i8x16.splat(97)), i8x16.splat(26));
    const digits = i8x16.lt_u(i8x16.sub(units, i8x16.splat(48)), i8x16.splat(10));
    v128.store(bytes + n, units);
    store<u16>(letterBits + (n >>> 3), <u16>i8x16.bitmask(letters));
    store<u16>(digitBits + (n >>> 3), <u16>i8x16.bitmask(digits));
    if (v128.any_true(v128.and(v128.or(low, high), i16x8.splat(<i16>0xff80)))) classifyOthers(codes, n);
    const bit = v128.and(i8x16.swizzle(bitOf, v128.and(units, i8x16.splat(7))), letters);
    const group = v128.and(units, i8x16.splat(24));
    seen0 = v128.or(seen0, v128.and(bit, i8x16.eq(group, i8x16.splat(0))));
    seen1 = v128.or(seen1, v128.and(bit, i8x16.eq(group, i8x16.splat(8))));
    seen2 = v128.or(seen2, v128.and(bit, i8x16.eq(group, i8x16.splat(16))));
    seen3 = v128.or(seen3, v128.and(bit, i8x16.eq(group, i8x16.splat(24))));
  }
  for (let n = (length + 15) & ~15; (n & 63) !== 0; n += 16) {
    store<u16>(letterBits + (n >>> 3), 0);
    store<u16>(digitBits + (n >>> 3), 0);
  }
  anywhere = (either(seen0) | (either(seen1) << 8) | (either(seen2) << 16) | (either(seen3) << 24)) & A_TO_Z;
}

/** The bits that any of sixteen bytes has. */
function either(bytes: v128): i32 {
  let bits = i64x2.extract_lane(bytes, 0) | i64x2.extract_lane(bytes, 1);
  bits |= bits >>> 32;
  bits |= bits >>> 16;
  return <i32>((bits | (bits >>> 8)) & 0xff);
}

/** Of sixteen units those beyond ASCII. */
function classifyOthers(codes: i32, from: i32): void {
  const kinds = get(KINDS_AT);
  const bytes = get(BYTES_AT);
  const letters = get(LETTERS_AT) + (from >>> 3);
  for (let n: i32 = 0; n < 16; n++) {
    const unit = <i32>load<u16>(codes + ((from + n) << 1));
    if (unit < 128) continue;
    store<u8>(bytes + from + n, BEYOND_ASCII);
    if (load<u8>(kinds + unit) === IS_LETTER)
      store<u16>(letters, load<u16>(letters) | (<u16>((<i32>1) << n)));
  }
}

function endRun(codes: i32, end: i32): void {
  if (end > run) {
    if (isLetters || isDigits) endPart(codes, end);
    else endGap(codes, end);
  }
  run = end;
}

function endGap(codes: i32, end: i32): void {
  const bytes = get(BYTES_AT);
  for (let n = run; n < end; n++) {
    const unit = <i32>load<u8>(bytes + n);
    if (unit < MARKS) fields |= 1 << (mark = unit);
  }
  gap = gapOf(codes + (run << 1), end - run);
  isStart = true;
}

function endPart(codes: i32, end: i32): void {
  const isName = ((get(NAME_FIELDS) >>> mark) & 1) !== 0;
  setAt(get(PART_GAP_AT), count, gap);
  setAt(get(PART_FROM_AT), count, run);
  setAt(get(PART_TO_AT), count, end);
  // Digits in names are words: they are looked for like letters.
  if (isDigits && !isName) {
    setAt(get(DIGIT_PARTS_AT), digitCount++, count);
    setAt(get(PART_NUMBER_AT), count, DIGITS);
  } else {
    setAt(get(WORD_PARTS_AT), wordCount, count);
    setAt(get(WORD_PLACES_AT), wordCount, isStart ? mark | STARTS_WORD : mark);
    store<u64>(get(WORD_KEYS_AT) + (wordCount << 3), keyOf(codes, end));
    wordCount++;
    // Of what is no letter from a to z the bit is none of theirs.
    const letter = <i32>load<u8>(get(BYTES_AT) + run);
    const first = isLetters ? 1 << (letter & 31) : 0;
    if (isStart) starting |= first;
    if (isStart && isName) naming |= first;
  }
  count++;
  gap = 0;
  isStart = false;
}

/**
 * What tells the word that ends here apart, together with its place: up to twelve letters from a to z, five bits each. Of any
 * other word the highest bit is set, and words of the same length and hash have the same.
 */
function keyOf(codes: i32, end: i32): u64 {
  const length = end - run;
  if (isLetters && length <= PACKED) {
    const from = get(BYTES_AT) + run;
    const low = load<u64>(from) & (u64.MAX_VALUE >>> (64 - (min(length, 8) << 3)));
    const high = length > 8 ? load<u64>(from, 8) & (u64.MAX_VALUE >>> (128 - (length << 3))) : 0;
    if (((low | high) & BEYOND_ASCII_BITS) === 0) return fivesOf(low) | (fivesOf(high) << 40);
  }
  let hash: u32 = 0;
  for (let n = run; n < end; n++) hash = hash * 31 + load<u16>(codes + (n << 1));
  return (1 << 63) | ((<u64>length) << 32) | (<u64>hash);
}

/** The lowest five bits of eight bytes, side by side. */
function fivesOf(bytes: u64): u64 {
  let bits = (bytes & 0x001f001f001f001f) | ((bytes & 0x1f001f001f001f00) >>> 3);
  bits = (bits & 0x000003ff000003ff) | ((bits & 0x03ff000003ff0000) >>> 6);
  return (bits & 0xfffff) | ((bits & 0x000fffff00000000) >>> 12);
}
