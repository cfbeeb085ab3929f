// Owns: how long texts may be that the window asks for and main checks. Leaves to others: checking them (handlers/arguments.ts).

/** Longest search (characters): more than anybody types. */
export const QUERY_LIMIT = 1_000;
