// Owns: a number for the beginning of each of many keys, so that most are told apart without a look at the keys themselves,
// which lie all over the memory. Leaves to others: the order of keys that begin alike (list-order.ts).

/** So many units of each key are looked at. */
const LOOKED_AT = 16;
const UNITS = 0x10000;

/**
 * For each of `ends` numbers from 0 to below it, which are in the order of the keys, compared by code units, and the same for
 * keys that begin alike: first by their first units, then by those after them. As many units count as there is room for: a
 * place where few different ones stand takes little of it.
 */
export function beginningsOf(keys: readonly string[], ends: readonly number[]): readonly Float64Array[] {
  const columns = firstUnits(keys);
  let [units] = columns;
  return ends.map((end) => {
    const beginnings = new Float64Array(keys.length);
    for (let room = end; units !== undefined; units = columns[columns.indexOf(units) + 1]) {
      const { ranks, count } = ranksOf(units);
      if (count > room) break;
      for (let n = 0; n < keys.length; n++) beginnings[n] = beginnings[n]! * count + ranks[units[n]!]!;
      room = Math.floor(room / count);
    }
    return beginnings;
  });
}

/** Of each place the units that stand there; the least one where a key has ended. */
function firstUnits(keys: readonly string[]): readonly Uint16Array[] {
  const columns = Array.from({ length: LOOKED_AT }, () => new Uint16Array(keys.length));
  for (let n = 0; n < keys.length; n++) {
    const key = keys[n]!;
    const length = Math.min(key.length, LOOKED_AT);
    for (let at = 0; at < length; at++) columns[at]![n] = key.charCodeAt(at);
  }
  return columns;
}

/** Of each unit that is among these how many smaller ones are, and how many there are. */
function ranksOf(units: Uint16Array): { readonly ranks: Int32Array; readonly count: number } {
  const ranks = new Int32Array(UNITS);
  for (let n = 0; n < units.length; n++) ranks[units[n]!] = 1;
  let count = 0;
  for (let unit = 0; unit < UNITS; unit++) if (ranks[unit] === 1) ranks[unit] = count++;
  return { ranks, count };
}
