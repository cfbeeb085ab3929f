// Owns: contacts of two accounts that may be one person, and what was decided of them.
// Leaves to others: finding them (main), showing them (pages/Matches.svelte).
import type { ContactId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { ContactView, MatchView } from '../../preload/contract.ts';
import { ask } from '../api.ts';

export class MatchesState {
  #list = $state.raw<readonly MatchView[] | null>(null);
  #error = $state.raw<ErrorInfo | null>(null);

  /** Null until the first answer. */
  get list(): readonly MatchView[] | null {
    return this.#list;
  }

  get count(): number {
    return this.#list?.length ?? 0;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  async refresh(): Promise<void> {
    try {
      this.#list = await ask('matches.list');
      this.#error = null;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    }
  }

  /** Joins the contacts of each match; answers how many, or null where it failed. */
  async accept(matches: readonly MatchView[], inStep: boolean): Promise<number | null> {
    return this.#decide(() => ask('matches.accept', { matches: matches.map(({ id }) => id), inStep }));
  }

  /** Never proposes these again; answers whether it worked. */
  async refuse(matches: readonly MatchView[]): Promise<boolean> {
    const done = await this.#decide(async () => {
      await ask(
        'matches.refuse',
        matches.map(({ id }) => id),
      );
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
