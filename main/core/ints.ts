// Owns: arrays of whole numbers that grow.
// Leaves to others: what the numbers stand for.

export type Ints = Int32Array;

/** A copy with at least twice the room, and room for so many. */
export function longer(ints: Ints, wanted = 0): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(Math.max(wanted, ints.length * 2));
  copy.set(ints);
  return copy;
}

/** Those that pass, in the same array: what was in it before is not there any more. */
export function only(ints: Ints, passes: (int: number) => boolean): Ints {
  let count = 0;
  for (let n = 0; n < ints.length; n++) if (passes(ints[n]!)) ints[count++] = ints[n]!;
  return ints.subarray(0, count);
}
