// Owns: finding another person for one who is to be joined with them. Leaves to others: the list of the window
// (person-list.svelte.ts), joining (person-actions.ts).
import type { PersonId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { PersonRow } from '../../preload/contract.ts';
import { ask } from '../api.ts';

/** Persons offered at once; who is not among them is found by more letters. */
export const OFFERED = 6;

export class JoinState {
  readonly #person: PersonId;
  #text = $state('');
  #rows = $state.raw<readonly PersonRow[]>([]);
  #more = $state(0);
  #error = $state.raw<ErrorInfo | null>(null);
  #asked = 0;

  constructor(person: PersonId) {
    this.#person = person;
  }

  get text(): string {
    return this.#text;
  }

  /** Others whom the text names; none before something is typed. */
  get rows(): readonly PersonRow[] {
    return this.#rows;
  }

  /** How many more the text names. */
  get more(): number {
    return this.#more;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  async search(text: string): Promise<void> {
    const asked = ++this.#asked;
    this.#text = text;
    try {
      const wanted = text.trim();
      const found =
        wanted === ''
          ? { total: 0, rows: [] }
          : await ask('persons.list', { text: wanted, filter: { kind: 'all' }, from: 0, to: OFFERED + 1 });
      if (asked !== this.#asked) return;
      const others = found.rows.filter(({ id }) => id !== this.#person);
      this.#rows = others.slice(0, OFFERED);
      this.#more = found.total - (found.rows.length - others.length) - this.#rows.length;
      this.#error = null;
    } catch (thrown) {
      if (asked === this.#asked) this.#error = errorInfo(thrown);
    }
  }
}
