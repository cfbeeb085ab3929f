// Owns: where the search engine keeps what in its memory, and the numbers that mean something there: read by TypeScript, and
// compiled into the engine itself. Hence nothing but whole numbers without types.
// Leaves to others: who writes there (main/search-engine), who reads (search-*.ts).

/** Two gigabytes in pages of memory: beyond it addresses would be below 0. Only what is used is ever taken. */
export const MOST_PAGES = 32768;

/** Where the fields below stand, in bytes; below it the compiler expects nothing. A field is a number of 4 bytes. */
export const STATE = 4096;

/** The first byte that was never allocated; and what was freed again, a list for each of 124 classes of sizes. */
export const TOP = 0;
export const FREE = 1;

/** The words of all texts, from 1 on: their letters one after the other, where each begins, its place, how often it occurs. */
export const WORDS_END = 130;
export const WORDS_ROOM = 131;
export const STARTS_AT = 132;
export const PLACES_AT = 133;
export const COUNTS_AT = 134;
export const UNITS_AT = 135;
export const UNITS_ROOM = 136;
/** By what words are told apart: 8 bytes, their place, their number. At most every second entry is taken. */
export const TABLE_AT = 137;
export const TABLE_SIZE = 138;

/** The gaps between words, from 1 on; those of one ASCII letter are also known by it. */
export const GAPS_END = 140;
export const GAPS_ROOM = 141;
export const GAP_STARTS_AT = 142;
export const GAP_UNITS_AT = 143;
export const GAP_UNITS_ROOM = 144;
export const GAP_TABLE_AT = 145;
export const GAP_TABLE_SIZE = 146;
export const GAPS_OF_ONE_AT = 147;

/** Of each slot, one array after the other: its text (as a number of 4 bytes in memory; 0: none), fields and letters. */
export const SLOTS_END = 150;
export const SLOTS_ROOM = 151;
export const TEXTS_AT = 152;
export const FIELDS_AT = 153;
export const ANYWHERE_AT = 154;
export const STARTING_AT = 155;
export const NAMING_AT = 156;
/** Sets of slots: that changed since the last settling, that are in the chains, that are looked at one by one. */
export const CHANGED_AT = 157;
export const CHAINED_AT = 158;
export const IS_AGAIN_AT = 159;
/** Of 128 slots each the columns of their digits; 0: none has any. */
export const BLOCKS_AT = 160;

/** Who has a word, as of the last settling: where in `OWNED_AT` its slots begin and end; or where its set is, and -1. */
export const OWNED_END = 170;
export const OWNED_FROM_AT = 171;
export const OWNED_TO_AT = 172;
export const OWNED_AT = 173;
export const OWNED_BYTES = 174;
export const SETS_AT = 175;
export const SETS_BYTES = 176;
export const SETTLED_TO = 177;
/** What changed since: how many slots, those to look at one by one, and of each word a chain of slots that have it. */
export const CHANGES = 180;
export const AGAIN_AT = 181;
export const AGAIN_COUNT = 182;
export const CHAINS_AT = 183;
export const CHAINS_ROOM = 184;
export const LINKS_AT = 185;
export const LINKS_USED = 186;
export const LINKS_ROOM = 187;

/** Which words have a pair of letters, of those below `PAIRS_END`; and the same as it is being made. */
export const PAIRS_END = 190;
export const PAIR_PLACES_AT = 191;
export const PAIRS_AT = 192;
export const PAIRING_WORD = 193;
export const PAIRING_END = 194;
export const PAIRING_PLACES_AT = 195;
export const PAIRING_NEXT_AT = 196;
export const PAIRING_AT = 197;

/** The text that is being taken apart: its letters as bytes, which of them are what, and arrays of its parts. */
export const PARTS_ROOM = 200;
export const BYTES_AT = 201;
export const LETTERS_AT = 202;
export const DIGITS_AT = 203;
export const PART_FROM_AT = 204;
export const PART_TO_AT = 205;
export const PART_GAP_AT = 206;
export const PART_NUMBER_AT = 207;
export const WORD_PARTS_AT = 208;
export const WORD_PLACES_AT = 209;
export const WORD_KEYS_AT = 210;
export const DIGIT_PARTS_AT = 211;
/** What each code unit is, one byte for each. */
export const KINDS_AT = 212;
export const NAME_FIELDS = 213;

/** Texts as lists of numbers: where the next is made, how far there is room, and those that were dropped, by 276 sizes. */
export const LISTS_AT = 220;
export const LISTS_END = 221;
export const FREE_LISTS = 222;

/** What two threads tell each other: who takes in (0: nobody yet), how many batches were handed over, and taken. */
export const TAKER = 520;
export const HANDED = 521;
export const TAKEN = 522;
export const IS_DONE = 523;
export const IS_STOPPED = 524;
export const HAS_FAILED = 525;
/** Where each batch begins and how many bytes it has; 0 bytes: there are no more. */
export const BATCHES = 530;
export const BATCH_PLACES = 32;

export const STATE_FIELDS = 600;

/** Who takes in. */
export const SECOND_THREAD = 1;
export const FIRST_THREAD = 2;

/** What a code unit is; beyond ASCII, since there it is told by its number. */
export const IS_GAP = 1;
export const IS_LETTER = 2;

/** Of a word: where it stands, and whether it begins a word, which it does unless another part ends right before it. */
export const STARTS_WORD = 32;
/** In place of the number of a word. */
export const DIGITS = -1;

/** The number of a gap stands in 8 bits beside its part; a larger one follows it. */
export const LARGE_GAP = 255;
/** So many digits stand beside their part; more follow it, eight to a number. */
export const SHORT_DIGITS = 4;
export const DIGITS_A_NUMBER = 8;

/** Slots a block of columns covers. Blocks keep what is written together close together. */
export const BLOCK = 128;
export const BLOCK_BYTES = 16;
/** First column of each kind: single digits, the two that end a sequence, and any three. Two that do not end one begin three. */
export const ONE = 0;
export const LAST_TWO = 10;
export const THREE = 110;
export const COLUMNS = 1110;

/**
 * Stand in place of the other letter of a pair: before the first letter of a word, beside its last one, and beside one that is
 * anywhere in it. No word has them.
 */
export const BEGINNING = 123;
export const ENDING = 124;
export const ANYWHERE = 0;
/** A letter from a to z has a bucket for each of these before it, for BEGINNING and for ENDING; other pairs share the rest. */
export const LETTERS = 26;
export const EXACT = 728;
export const BUCKETS = 4096;
/** What follows a pair stands in the lowest bits beside the word: a letter from a to z as `unit % 32`, nothing, or another. */
export const FOLLOWER_BITS = 5;
export const FOLLOWERS = 31;
export const NO_FOLLOWER = 0;
export const OTHER_FOLLOWER = 31;
