// Owns: contacts of two accounts that may be one person, and what was decided of them.
// Leaves to others: finding them (main), showing them (pages/Matches.svelte).
import type { ContactId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { ContactView, MatchList, MatchView } from '../../preload/contract.ts';
import { ask } from '../api.ts';
import { latestOnly } from './latest.ts';

/** Matches shown at first, and how many more each time. */
const STEP = 30;

export class MatchesState {
  #list = $state.raw<MatchList | null>(null);
  #most = STEP;
  #error = $state.raw<ErrorInfo | null>(null);
  /** A sync changes the book many times a second, and looking takes long in a large one. */
  readonly refresh = latestOnly(
    async () => {
      this.#list = await ask('matches.list', this.#most);
      this.#error = null;
    },
    (thrown) => (this.#error = errorInfo(thrown)),
  );

  /** The first of them; null until the first answer. */
  get shown(): readonly MatchView[] | null {
    return this.#list?.shown ?? null;
  }

  /** All of them, by their ids. */
  get ids(): readonly string[] {
    return this.#list?.ids ?? [];
  }

  get count(): number {
    return this.ids.length;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  showMore(): Promise<void> {
    this.#most += STEP;
    return this.refresh();
  }

  /** Joins the contacts of each match; answers how many, or null where it failed. */
  async accept(matches: readonly string[], inStep: boolean): Promise<number | null> {
    return this.#decide(() => ask('matches.accept', { matches, inStep }));
  }

  /** Never proposes these again; answers whether it worked. */
  async refuse(matches: readonly string[]): Promise<boolean> {
    const done = await this.#decide(async () => {
      await ask('matches.refuse', matches);
      return matches.length;
    });
    return done !== null;
  }

  /** The contacts of a match with all their fields, in its order. */
  async compare(match: MatchView): Promise<readonly ContactView[]> {
    const persons = await Promise.all(match.contacts.map(({ person }) => ask('persons.get', person)));
    const known = new Map<ContactId, ContactView>(
      persons.flatMap(({ contacts }) => contacts).map((contact) => [contact.id, contact]),
    );
    return match.contacts.flatMap(({ contact }) => known.get(contact) ?? []);
  }

  async #decide(run: () => Promise<number>): Promise<number | null> {
    try {
      const done = await run();
      await this.refresh();
      return done;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
      return null;
    }
  }
}
