// Owns: which accounts are being read for the first time, how far each is, and what it would write. Leaves to others:
// syncing (main), showing it (components/FirstSync.svelte).
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Account, AccountId } from '../../main/core/account.ts';
import type { ErrorInfo } from '../../main/core/errors.ts';
import type { PlanView, SyncProgress } from '../../preload/contract.ts';
import { ask } from '../api.ts';
import type { AppState } from './app.svelte.ts';

/**
 * Where the first sync of an account is. `asks`: it is read, and so many changes made here wait until they were seen and
 * agreed to. `stopped`: it was not read to its end, because of a person or of the error.
 */
export type FirstSync =
  | { readonly kind: 'reading'; readonly progress: SyncProgress | undefined; readonly agreed: boolean }
  | { readonly kind: 'asks'; readonly writes: number }
  | { readonly kind: 'stopped'; readonly error: ErrorInfo | undefined }
  | { readonly kind: 'done' };

export class FirstSyncState {
  readonly #app: AppState;
  /** Linked since the window opened: told of to the end, unless somebody has read it. */
  readonly #linked = new SvelteSet<AccountId>();
  readonly #putAway = new SvelteSet<AccountId>();
  /** Runs that were asked for here, and whether what they write was agreed to. */
  readonly #runs = new SvelteMap<AccountId, boolean>();
  readonly #plans = new SvelteMap<AccountId, PlanView>();
  readonly #counts = new SvelteMap<AccountId, number>();

  constructor(app: AppState) {
    this.#app = app;
  }

  /** The accounts to tell of, in their order. */
  get accounts(): readonly Account[] {
    return this.#app.accounts.list.filter(
      ({ id, rehearsal }) => (rehearsal !== undefined || this.#linked.has(id)) && !this.#putAway.has(id),
    );
  }

  /** How many changes wait, in all accounts, until somebody has agreed to them. */
  get asked(): number {
    return this.#app.accounts.list.reduce((sum, { rehearsal }) => sum + (rehearsal?.writes ?? 0), 0);
  }

  of({ id, rehearsal, lastSync }: Account): FirstSync {
    const { running, progress } = this.#app.sync.status;
    const mine = running ? progress.find(({ account }) => account === id) : undefined;
    const asked = this.#runs.get(id);
    if (asked !== undefined || (rehearsal?.writes === null && running))
      return { kind: 'reading', progress: mine, agreed: asked === true };
    if (rehearsal === undefined) return { kind: 'done' };
    if (rehearsal.writes === null) return { kind: 'stopped', error: lastSync?.error };
    return { kind: 'asks', writes: rehearsal.writes };
  }

  /** What would be written, once it was asked for. */
  plan(account: AccountId): PlanView | undefined {
    return this.#plans.get(account);
  }

  /** How many contacts of an account are here, once it was asked for. */
  count(account: AccountId): number | undefined {
    return this.#counts.get(account);
  }

  /** Begins the first sync of an account that was just linked. */
  begin(account: AccountId): void {
    this.#linked.add(account);
    this.#putAway.delete(account);
    // The page of a person would stand in the way, but never what is being written.
    if (this.#app.draft === null) this.#app.person.close();
    this.#app.layout.enter();
    void this.run(account);
  }

  async run(account: AccountId, agreed = false): Promise<void> {
    this.#plans.delete(account);
    this.#runs.set(account, agreed);
    await (agreed ? this.#app.sync.run(account, { agreed }) : this.#app.sync.run(account));
    this.#runs.delete(account);
    await this.#app.proposeMatches();
  }

  async look(account: AccountId): Promise<void> {
    const [plan] = await ask('sync.plan', account);
    if (plan !== undefined) this.#plans.set(account, plan);
  }

  async countContacts(account: AccountId): Promise<void> {
    const query = { text: '', filter: { kind: 'account', account }, from: 0, to: 1 } as const;
    this.#counts.set(account, (await ask('persons.list', query)).total);
  }

  /** Tells of these no more. What waits to be agreed to still waits, and the foot of the sidebar says so. */
  putAway(): void {
    for (const { id } of this.accounts) this.#putAway.add(id);
    this.#app.layout.leave();
  }

  /** Tells of what waits to be agreed to again. */
  show(): void {
    this.#putAway.clear();
    this.#app.go('book');
    if (this.#app.draft !== null) return;
    this.#app.person.close();
    this.#app.layout.enter();
  }
}
