// Owns: state that is begun anew, where what it is of changes without its component. Leaves to others: what that is.

/**
 * The value that state begins with, for each `of` once: `let open = $derived(anew(app.person.seen, false))` can be set, and is false
 * again on the next person's page. What it is of has to be state by itself: a part of an object begins anew with each object.
 */
export const anew = <T>(_of: unknown, value: T): T => value;
