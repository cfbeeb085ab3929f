// Owns: the window over the list of persons: the query, the pages near the visible rows, the cursor.
// Leaves to others: sorting and searching (main), drawing rows (components/PersonList.svelte).
import type { PersonId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { ListFilter, PersonList, PersonRow } from '../../preload/contract.ts';
import { ask } from '../api.ts';

/** Rows asked for at once. */
export const PAGE = 50;
/** Pages kept on each side of the visible ones; the rest is asked for again when it is scrolled to. */
const NEIGHBOURS = 2;

type Pages = ReadonlyMap<number, readonly PersonRow[]>;

export class PersonListState {
  #text = $state('');
  #filter = $state.raw<ListFilter>({ kind: 'all' });
  #total = $state<number | null>(null);
  #all = $state<number | null>(null);
  #pages = $state.raw<Pages>(new Map());
  #cursor = $state<number | null>(null);
  #error = $state.raw<ErrorInfo | null>(null);
  #answered = $state(true);
  #answers = $state(0);
  #visible: readonly [from: number, to: number] = [0, 1];
  #asking = new Set<number>();
  #epoch = 0;
  /** Whether the book has not changed since everybody was counted. */
  #counted = false;
  #reloading: Promise<void> | null = null;
  /** What is read now: whether it was not overtaken by another question. */
  #reading: Promise<boolean> = Promise.resolve(true);
  /** Whether the rows are of what was asked last; after an error they are not. */
  #fits = true;
  #again = false;

  get text(): string {
    return this.#text;
  }

  get filter(): ListFilter {
    return this.#filter;
  }

  /** Whether what is shown answers what was asked last. */
  get answered(): boolean {
    return this.#answered;
  }

  /** How many match; null before the first answer. */
  get total(): number | null {
    return this.#total;
  }

  /** How many persons the whole book has. */
  get all(): number | null {
    return this.#all;
  }

  get cursor(): number | null {
    return this.#cursor;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  /** Grows whenever the list was read anew. */
  get answers(): number {
    return this.#answers;
  }

  /** The row at an index, if it has been loaded. */
  row(index: number): PersonRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  search(text: string): Promise<void> {
    this.#text = text;
    return this.#restart();
  }

  show(filter: ListFilter): Promise<void> {
    this.#filter = filter;
    this.#text = '';
    return this.#restart();
  }

  /** Says which rows [from, to) are on the screen, so that their pages are loaded. */
  see(from: number, to: number): void {
    this.#visible = [from, Math.max(from + 1, to)];
    if (this.#answered) this.#loadVisible();
  }

  #loadVisible(): void {
    for (const page of this.#visiblePages()) void this.#load(page);
  }

  /**
   * The book has changed: asks again for what is on the screen, and answers when it is there; calls under way are joined
   * into one more.
   */
  refresh(): Promise<void> {
    this.#counted = false;
    if (this.#reloading === null) return this.#begin();
    this.#again = true;
    return this.#reloading;
  }

  /** Asks at once: what is still being read for an earlier question is nobody's answer any more. */
  #begin(): Promise<void> {
    const reloading = this.#reloadUntilFresh().finally(() => {
      if (this.#reloading === reloading) this.#reloading = null;
    });
    return (this.#reloading = reloading);
  }

  /** Moves the cursor to an index within the list and answers the person there. */
  async moveTo(index: number): Promise<PersonRow | undefined> {
    const total = this.#total ?? 0;
    if (total === 0) return undefined;
    const target = Math.min(Math.max(0, index), total - 1);
    this.#cursor = target;
    if (this.row(target) === undefined) await this.#load(Math.floor(target / PAGE));
    return this.row(target);
  }

  /**
   * Moves the cursor to the first of those whom the last question finds, and answers them; waits for that answer. Nobody
   * where it fails, or another question follows meanwhile.
   */
  async moveToFirst(): Promise<PersonRow | undefined> {
    if (!this.#answered && !(await this.#reading)) return undefined;
    return this.#fits ? this.moveTo(0) : undefined;
  }

  /** Puts the cursor on a person, if they are among the loaded rows. */
  point(person: PersonId | null): void {
    this.#cursor = person === null ? null : (this.#indexOf(person) ?? this.#cursor);
  }

  #restart(): Promise<void> {
    this.#cursor = null;
    this.#visible = [0, 1];
    this.#answered = false;
    this.#fits = false;
    return this.#begin();
  }

  #visiblePages(): readonly number[] {
    const [from, to] = this.#visible;
    const first = Math.floor(from / PAGE);
    const last = Math.floor((to - 1) / PAGE);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  }

  #ask(page: number): Promise<PersonList> {
    const from = page * PAGE;
    return ask('persons.list', { text: this.#text, filter: this.#filter, from, to: from + PAGE });
  }

  async #reloadUntilFresh(): Promise<void> {
    let isLast = true;
    do {
      this.#again = false;
      isLast = await (this.#reading = this.#reload());
    } while (isLast && this.#again);
    if (!isLast) await this.#reloading;
  }

  /** Answers whether nothing else was asked for meanwhile: then what came is shown. */
  async #reload(): Promise<boolean> {
    const epoch = ++this.#epoch;
    this.#asking.clear();
    const wanted = this.#visiblePages();
    try {
      const [, ...lists] = await Promise.all([
        this.#countEverybody(),
        ...wanted.map((page) => this.#ask(page)),
      ]);
      if (epoch !== this.#epoch) return false;
      const person = this.#cursor === null ? undefined : this.row(this.#cursor)?.id;
      this.#total = lists[0]?.total ?? 0;
      this.#pages = new Map(wanted.map((page, at) => [page, lists[at]?.rows ?? []]));
      this.#error = null;
      this.#answers += 1;
      this.#keepCursor(person);
      this.#fits = true;
      this.#loadVisible();
    } catch (thrown) {
      if (epoch !== this.#epoch) return false;
      this.#error = errorInfo(thrown);
    }
    this.#answered = true;
    return true;
  }

  async #countEverybody(): Promise<void> {
    if (this.#counted) return;
    this.#counted = true;
    try {
      const whole = await ask('persons.list', { text: '', filter: { kind: 'all' }, from: 0, to: 1 });
      this.#all = whole.total;
    } catch (thrown) {
      this.#counted = false;
      throw thrown;
    }
  }

  async #load(page: number): Promise<void> {
    if (this.#pages.has(page) || this.#asking.has(page) || page * PAGE >= (this.#total ?? 0)) return;
    const epoch = this.#epoch;
    this.#asking.add(page);
    try {
      const list = await this.#ask(page);
      if (epoch !== this.#epoch) return;
      this.#total = list.total;
      this.#pages = this.#near(new Map(this.#pages).set(page, list.rows));
      this.#error = null;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    } finally {
      if (epoch === this.#epoch) this.#asking.delete(page);
    }
  }

  #near(pages: Pages): Pages {
    const visible = this.#visiblePages();
    const first = (visible[0] ?? 0) - NEIGHBOURS;
    const last = (visible.at(-1) ?? 0) + NEIGHBOURS;
    const cursor = this.#cursor === null ? -1 : Math.floor(this.#cursor / PAGE);
    return new Map([...pages].filter(([page]) => page === cursor || (page >= first && page <= last)));
  }

  #indexOf(person: PersonId): number | undefined {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.id === person);
      if (at >= 0) return page * PAGE + at;
    }
    return undefined;
  }

  /** Whoever takes the place of a person that is gone is no answer to another question. */
  #keepCursor(person: PersonId | undefined): void {
    const total = this.#total ?? 0;
    if (person !== undefined) this.#cursor = this.#indexOf(person) ?? (this.#fits ? this.#cursor : null);
    if (this.#cursor !== null && this.#cursor >= total) this.#cursor = total === 0 ? null : total - 1;
  }
}
