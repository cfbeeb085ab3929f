// Owns: which persons of the list are chosen: these, or everybody whom the list finds but a few; never their rows.
// Leaves to others: the list (person-list.svelte.ts), what is done with them (bulk.svelte.ts), clicks and keys (components/).
import type { PersonId } from '../../main/core/account.ts';
import type { FoundPersons, PersonSelection } from '../../preload/contract.ts';
import { ask } from '../api.ts';
import type { PersonListState } from './person-list.svelte.ts';

type Ids = ReadonlySet<PersonId>;

const NOBODY: Ids = new Set();

export class SelectionState {
  readonly #list: PersonListState;
  /** Of `these` who is in it, of `found` who is not. */
  #kind = $state<'these' | 'found'>('these');
  #persons = $state.raw<Ids>(NOBODY);
  /** How many of them the list does not find. */
  #away = $state(0);
  #query: FoundPersons | null = null;
  /** A click chooses, as people without a keyboard need it. */
  #picking = $state(false);
  /** Where a range begins, and who was chosen before it. */
  #anchor: number | null = null;
  #before: Ids = NOBODY;
  /** Grows with each change, so that a slow answer does not overrule a later choice. */
  #epoch = 0;

  constructor(list: PersonListState) {
    this.#list = list;
  }

  /** How many are chosen. */
  get count(): number {
    if (this.#kind === 'these') return this.#persons.size;
    return Math.max(0, (this.#list.total ?? 0) - this.#persons.size);
  }

  /** How many of them the list does not find, as far as was looked (`look`). */
  get away(): number {
    return this.#away;
  }

  /** Whether somebody is chosen, or clicks choose. */
  get active(): boolean {
    return this.#picking || this.count > 0;
  }

  get picking(): boolean {
    return this.#picking;
  }

  /** Whether all are chosen whom the list finds. */
  get isWhole(): boolean {
    return this.#kind === 'found' && this.#persons.size === 0;
  }

  has(person: PersonId): boolean {
    return this.#persons.has(person) === (this.#kind === 'these');
  }

  /** Who is meant, as main takes it. */
  get persons(): PersonSelection {
    const persons = [...this.#persons];
    return this.#kind === 'these' || this.#query === null
      ? { kind: 'these', persons }
      : { kind: 'found', ...this.#query, except: persons };
  }

  /** From now on a click chooses, until it ends. */
  pick(): void {
    this.#picking = true;
  }

  toggle(person: PersonId, index: number): void {
    this.#change(toggled(this.#persons, person));
    this.#anchor = index;
  }

  /** Everybody whom the list finds, also those whose rows are not loaded. */
  all(): void {
    if ((this.#list.total ?? 0) === 0) return;
    this.#kind = 'found';
    this.#query = { text: this.#list.text, filter: this.#list.filter };
    this.#change(NOBODY);
    this.#anchor = null;
  }

  end(): void {
    this.#kind = 'these';
    this.#query = null;
    this.#picking = false;
    this.#anchor = null;
    this.#change(NOBODY);
  }

  /** Another list is shown: who was chosen in words ("everybody here") is not meant any more, and nor is a place. */
  queryChanged(isOtherList: boolean): void {
    this.#anchor = null;
    if (isOtherList || this.#kind === 'found') this.end();
  }

  /** Chooses from where the choice began (`from` where it begins now) to an index, in place of the range before. */
  async extend(from: number, to: number): Promise<void> {
    if (this.#anchor === null) {
      this.#anchor = from;
      this.#before = this.#persons;
    }
    const epoch = (this.#epoch += 1);
    const range = await this.#range(Math.min(this.#anchor, to), Math.max(this.#anchor, to) + 1);
    if (epoch !== this.#epoch) return;
    this.#persons =
      this.#kind === 'these'
        ? new Set([...this.#before, ...range])
        : new Set([...this.#before].filter((person) => !range.includes(person)));
  }

  /** Looks whether the list, as it is now, finds those who are chosen. */
  async look(): Promise<void> {
    const [list, persons] = [this.#list, this.#persons];
    const { text, answers } = list;
    // The answer, which comes yet, is looked at then.
    if (!list.answered) return;
    let away = 0;
    // They were chosen in this list: only a search of it leaves some of them out.
    if (this.#kind === 'these' && persons.size > 0 && text.trim() !== '') {
      away = persons.size - (await this.#found(persons));
    }
    if (persons === this.#persons && answers === list.answers) this.#away = away;
  }

  /** How many of these the list finds. What goes over to main, or comes from there, is the shorter of both lists. */
  async #found(persons: Ids): Promise<number> {
    const { text, filter, total } = this.#list;
    if (persons.size < (total ?? 0))
      return (await ask('persons.found', { text, filter, persons: [...persons] })).length;
    const found = await ask('persons.ids', { text, filter, from: 0, to: total ?? 0 });
    return found.filter((person) => persons.has(person)).length;
  }

  async #range(from: number, to: number): Promise<readonly PersonId[]> {
    const known: PersonId[] = [];
    for (let index = from; index < to; index++) {
      const row = this.#list.row(index);
      if (row === undefined) {
        const { text, filter } = this.#list;
        return await ask('persons.ids', { text, filter, from, to });
      }
      known.push(row.id);
    }
    return known;
  }

  #change(persons: Ids): void {
    this.#epoch += 1;
    this.#persons = persons;
    this.#before = persons;
  }
}

function toggled(ids: Ids, id: PersonId): Ids {
  const after = new Set(ids);
  if (!after.delete(id)) after.add(id);
  return after;
}
