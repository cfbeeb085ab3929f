// Owns: that one press does one thing: neither a key held down nor the second half of a double click reaches what has come
// under it since. Leaves to others: what is pressed (the components), where the keyboard goes on (state/keep-focus.svelte.ts).

const pressedBy = ({ target }: Event): Element | null =>
  target instanceof Element ? target.closest('button, a[href], summary') : null;

/** Refuses Enter and space where they only repeat: boxes and lists have their own ways with a key that is held. */
export function refuseHeld(event: KeyboardEvent): void {
  if (event.repeat && (event.key === 'Enter' || event.key === ' ') && pressedBy(event) !== null)
    event.preventDefault();
}

/** Refuses the further clicks of a double click on anything but what the first was on. */
export function clickGuard(): (event: MouseEvent) => void {
  let first: Element | null = null;
  return (event) => {
    const pressed = pressedBy(event);
    if (event.detail <= 1) first = pressed;
    else if (pressed !== null && pressed !== first) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
