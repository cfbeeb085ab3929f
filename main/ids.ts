// Owns: the ids that Kith gives. Leaves to others: what they name.
import { randomBytes } from 'node:crypto';
import type { Ids } from './core/ports.ts';

const ID_BYTES = 12;
/** The system is asked for randomness once for so many: a first sync needs tens of thousands. */
const AT_ONCE = 512;

/** 96 random bits each, hexadecimal: an id must never look like an option on a command line. */
export function randomIds(): Ids {
  let bytes = Buffer.alloc(0);
  let used = 0;
  return {
    next() {
      if (used === bytes.length) {
        bytes = randomBytes(AT_ONCE * ID_BYTES);
        used = 0;
      }
      return bytes.toString('hex', used, (used += ID_BYTES));
    },
  };
}
