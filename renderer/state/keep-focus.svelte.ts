// Owns: where the keyboard goes on when what has it is taken off the screen. Leaves to others: pages and dialogs, which
// have their own places to begin.

/**
 * Moves the focus to `next` where `change` took away what had it inside `root`. Unless told, that is the first button of
 * `root`, or `root` itself without one.
 */
export function keepFocus(
  root: () => HTMLElement | undefined,
  change: () => unknown,
  next: () => HTMLElement | null | undefined = () => root()?.querySelector('button') ?? root(),
): void {
  let inside = false;
  $effect.pre(() => {
    change();
    inside = root()?.contains(document.activeElement) ?? false;
  });
  $effect(() => {
    change();
    if (inside && document.activeElement === document.body) next()?.focus();
    inside = false;
  });
}
