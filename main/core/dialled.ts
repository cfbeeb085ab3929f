// Owns: when two phone numbers, as they were typed, are one number to a person. Pure.
// Leaves to others: which contacts may be one person by their numbers (match.ts), what looks unfinished (gentle-checks.ts).
import { fold } from './fold.ts';

/**
 * A number without what only makes it readable, in the digits of any script. Letters stay, since they are dialled
 * ("1-800-FLOWERS") or tell an extension, and so do pauses: a number that is taken for another one is lost.
 */
export function dialled(number: string): string {
  return fold(number).replace(/[^\p{L}\d+*#,;]/gu, '');
}
