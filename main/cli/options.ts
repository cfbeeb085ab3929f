// Owns: finding the option of a command line that cannot be meant, and saying so in Kith's own words.
// Leaves to others: which options a command has, and reading their values (arguments.ts).
import { parseArgs } from 'node:util';

/** As node's parseArgs takes them. */
export type KnownOptions = Readonly<
  Record<string, { readonly type: 'boolean' | 'string'; readonly multiple?: boolean }>
>;

/** An empty search finds everybody; whatever else is empty comes from a script whose variable is not set. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['query']);

/** What is wrong with the first option that cannot be meant, in words of Kith's own rather than Node's; null: nothing is. */
export function wrongOption(args: readonly string[], known: KnownOptions): string | null {
  const { tokens } = parseArgs({ args: [...args], strict: false, options: known, tokens: true });
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    if (!Object.hasOwn(known, name)) return `There is no option ${rawName}`;
    const takesValue = known[name]!.type === 'string';
    if (!takesValue && value !== undefined) return `${rawName} takes no value, and was given "${value}"`;
    if (takesValue && value === undefined) return `${rawName} takes a value, and was given none`;
    // After a space what looks like an option is one whose value was forgotten, unless it is written together.
    if (takesValue && inlineValue === false && /^-./.test(value ?? ''))
      return `${rawName} takes a value, and "${value}" looks like an option; if it is the value, write ${rawName}=${value}`;
    if (value === '' && !MAY_BE_EMPTY.has(name))
      return `${rawName} takes a value, and was given an empty one`;
    // Of two accounts or folders one would be left out without a word.
    if (takesValue && known[name]!.multiple !== true && given.has(name))
      return `${rawName} was given twice, and takes one value`;
    given.add(name);
  }
  return null;
}
