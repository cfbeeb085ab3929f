// Owns: doing something later, in a form that a test can hand in. Leaves to others: what is done.

/** Runs `then` after so many milliseconds, once; the result calls it off. */
export type Timer = (then: () => void, milliseconds: number) => () => void;

export const windowTimer: Timer = (then, milliseconds) => {
  const id = setTimeout(then, milliseconds);
  return () => clearTimeout(id);
};
