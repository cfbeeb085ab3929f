// Owns: reading `$filter` as far as contacts need it and deciding whether a contact matches.
// Leaves to others: the other query options (query.ts).
import { GraphRefusal } from './errors.ts';
import { parseExtendedId } from './mapi.ts';

/** What a filter looks at: the shown contact, with its extended properties enumerable for the filter's sake alone. */
export type Candidate = Readonly<Record<string, unknown>>;
export type Matches = (candidate: Candidate) => boolean;

type Scope = Readonly<Record<string, Candidate>>;
type Predicate = (scope: Scope) => boolean;
type Operand = (scope: Scope) => unknown;

const invalid = (): GraphRefusal => new GraphRefusal(400, 'BadRequest', 'Invalid filter clause');

/**
 * Understands `and`, `or`, `not`, comparisons, `startswith`, `contains` and `collection/any(x: …)`.
 * Text is compared without case, ids of extended properties by what they mean.
 * @param refuseUnknown called with each property that is named outside a lambda.
 * @throws GraphRefusal 400
 */
export function parseFilter(text: string, refuseUnknown: (property: string) => void): Matches {
  const tokens = tokenise(text);
  let at = 0;
  const peek = (): string | undefined => tokens[at]?.toLowerCase();
  const take = (expected?: string): string => {
    const token = tokens[at];
    if (token === undefined || (expected !== undefined && token.toLowerCase() !== expected)) throw invalid();
    at += 1;
    return token;
  };

  function disjunction(variables: readonly string[]): Predicate {
    const terms = [conjunction(variables)];
    while (peek() === 'or') {
      take();
      terms.push(conjunction(variables));
    }
    return (scope) => terms.some((term) => term(scope));
  }

  function conjunction(variables: readonly string[]): Predicate {
    const factors = [factor(variables)];
    while (peek() === 'and') {
      take();
      factors.push(factor(variables));
    }
    return (scope) => factors.every((each) => each(scope));
  }

  function factor(variables: readonly string[]): Predicate {
    if (peek() === 'not') {
      take();
      const negated = factor(variables);
      return (scope) => !negated(scope);
    }
    if (peek() === '(') {
      take();
      const inside = disjunction(variables);
      take(')');
      return inside;
    }
    if (peek() === 'startswith' || peek() === 'contains') return textFunction(variables);
    if (/^[\w/]+\/any$/i.test(peek() ?? '')) return any(variables);
    return comparison(variables);
  }

  function textFunction(variables: readonly string[]): Predicate {
    const startsWith = take().toLowerCase() === 'startswith';
    take('(');
    const left = operand(variables);
    take(',');
    const right = operand(variables);
    take(')');
    return (scope) => {
      const whole = fold(left(scope));
      const part = String(fold(right(scope)));
      if (typeof whole !== 'string') return false;
      return startsWith ? whole.startsWith(part) : whole.includes(part);
    };
  }

  function any(variables: readonly string[]): Predicate {
    const collection = take().replace(/\/any$/i, '');
    refuseUnknown(collection);
    take('(');
    const variable = take();
    take(':');
    const inside = disjunction([...variables, variable]);
    take(')');
    return (scope) => {
      const elements = scope['']?.[collection];
      if (!Array.isArray(elements)) return false;
      return elements.some((element) => inside({ ...scope, [variable]: element as Candidate }));
    };
  }

  function comparison(variables: readonly string[]): Predicate {
    const path = tokens[at] ?? '';
    const left = operand(variables);
    const operator = take().toLowerCase();
    const compare = operators[operator];
    if (compare === undefined) throw invalid();
    const value = tokens[at] ?? '';
    const right = operand(variables);
    // Only extended properties have ids in this grammar; two spellings of one id are equal.
    if (/\/id$/i.test(path) && value.startsWith("'")) {
      const wanted = parseExtendedId(unquote(value)).key;
      return (scope) => compare(parseExtendedId(String(left(scope))).key, wanted);
    }
    return (scope) => compare(fold(left(scope)), fold(right(scope)));
  }

  function operand(variables: readonly string[]): Operand {
    const token = take();
    if (token.startsWith("'")) return () => unquote(token);
    if (token === 'null') return () => null;
    if (token === 'true' || token === 'false') return () => token === 'true';
    if (/^[\d-]/.test(token)) return () => token;
    const [first = '', ...rest] = token.split('/');
    if (variables.includes(first)) return (scope) => reach(scope[first], rest);
    refuseUnknown(first);
    return (scope) => reach(scope['']?.[first], rest);
  }

  const predicate = disjunction([]);
  if (at < tokens.length) throw invalid();
  return (candidate) => predicate({ '': candidate });
}

const operators: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  eq: (left, right) => (left ?? null) === (right ?? null),
  ne: (left, right) => (left ?? null) !== (right ?? null),
  gt: (left, right) => String(left) > String(right),
  ge: (left, right) => String(left) >= String(right),
  lt: (left, right) => String(left) < String(right),
  le: (left, right) => String(left) <= String(right),
};

function tokenise(text: string): string[] {
  const token = /\s*('(?:[^']|'')*'|\d{4}-[\d:T.+Z-]+|[():,]|[^\s():,']+)/y;
  const tokens: string[] = [];
  while (token.lastIndex < text.trimEnd().length) {
    const found = token.exec(text);
    if (found === null) throw invalid();
    tokens.push(found[1] ?? '');
  }
  return tokens;
}

const unquote = (token: string): string => token.slice(1, -1).replaceAll("''", "'");
const fold = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

function reach(value: unknown, path: readonly string[]): unknown {
  let reached = value;
  for (const name of path) reached = (reached as Record<string, unknown> | null | undefined)?.[name];
  return reached;
}
