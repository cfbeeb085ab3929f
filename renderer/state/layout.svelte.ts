// Owns: how many columns the window has room for, and which one is seen where there is only one. Leaves to others: what
// is in them (pages/, components/).

/** Below this, sidebar, list and page do not fit beside each other: a small window, or an enlarged one. */
const ONE_COLUMN = '(max-width: 50rem)';

export class Layout {
  readonly #query = matchMedia(ONE_COLUMN);
  #narrow = $state(this.#query.matches);
  #menu = $state(false);
  #inside = $state(false);

  constructor() {
    this.#query.addEventListener('change', ({ matches }) => {
      this.#narrow = matches;
      this.#menu = false;
    });
  }

  /** Whether one column is all there is room for. */
  get narrow(): boolean {
    return this.#narrow;
  }

  /** Whether the one column is the sidebar. */
  get menu(): boolean {
    return this.#narrow && this.#menu;
  }

  /** Whether the one column is a person's page rather than the list. */
  get inside(): boolean {
    return this.#narrow && this.#inside;
  }

  showMenu(shown: boolean): void {
    this.#menu = shown;
  }

  /** From the list to the page of the person that is chosen there. */
  enter(): void {
    this.#menu = false;
    this.#inside = true;
  }

  /** To the list. */
  leave(): void {
    this.#menu = false;
    this.#inside = false;
  }
}
