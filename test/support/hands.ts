// Owns: somebody at the keyboard who has no mouse: presses keys, goes by Tab and arrows, sees what has the focus.
// Leaves to others: what they want to do, and what should come of it (tests).
import type { Page } from 'playwright-core';

/** What has the keyboard. */
export interface Focused {
  /** Its test id, role or tag; "body": nothing has it. */
  readonly id: string;
  readonly text: string;
}

/** More presses than any page of the window needs. */
const PATIENCE = 150;

const LOOK = `(() => {
  const { activeElement: at } = document;
  const of = document.getElementById(at.getAttribute('aria-activedescendant') ?? '') ?? at;
  return {
    id: at.getAttribute('data-testid') ?? at.getAttribute('role') ?? at.localName,
    text: of.innerText || at.getAttribute('aria-label') || '',
  };
})()`;

export class Hands {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What has the keyboard now. */
  focused(): Promise<Focused> {
    return this.#page.evaluate<Focused>(LOOK);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  /** Types into whatever has the keyboard, key by key. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** In place of what is in the box. */
  async write(text: string): Promise<void> {
    await this.press('Control+a');
    await this.type(text);
  }

  /** Goes on by Tab until this has the focus; `back`: the other way. Errors: names the stops if it is not among them. */
  tabTo(testid: string, { text = '', back = false } = {}): Promise<void> {
    return this.#until(back ? 'Shift+Tab' : 'Tab', testid, text);
  }

  /** Goes on by an arrow key, as in menus and groups of choices. */
  arrowTo(testid: string, { text = '', key = 'ArrowDown' } = {}): Promise<void> {
    return this.#until(key, testid, text);
  }

  async #until(key: string, testid: string, text: string): Promise<void> {
    const stops: string[] = [];
    for (let press = 0; press <= PATIENCE; press++) {
      const at = await this.focused();
      if (at.id === testid && at.text.includes(text)) return;
      stops.push(at.id);
      await this.press(key);
    }
    throw new Error(`${key} never comes to ${testid} ${text}, only to ${[...new Set(stops)].join(', ')}`);
  }
}
