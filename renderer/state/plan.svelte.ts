// Owns: what a sync would do, as the clouds said when they were last asked, and holding parts of it back.
// Leaves to others: making the plan (main), performing it (sync.svelte.ts).
import type { AccountId, ContactId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { PlannedChange, PlanView } from '../../preload/contract.ts';
import { ask } from '../api.ts';

export class PlanState {
  #plans = $state.raw<readonly PlanView[] | null>(null);
  #at = $state<string | null>(null);
  #asking = $state(false);
  #stopped = false;
  #error = $state.raw<ErrorInfo | null>(null);

  /** Null until somebody has looked. */
  get plans(): readonly PlanView[] | null {
    return this.#plans;
  }

  /** ISO 8601: when the clouds were asked. */
  get at(): string | null {
    return this.#at;
  }

  get asking(): boolean {
    return this.#asking;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  async look(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    this.#stopped = false;
    this.#error = null;
    try {
      const plans = await ask('sync.plan', null);
      if (this.#stopped) return;
      this.#plans = plans;
      this.#at = new Date().toISOString();
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    } finally {
      this.#asking = false;
    }
  }

  /** What was known before the look stays. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await ask('sync.stopPlan');
  }

  /** A plan is worth nothing once a sync has run. */
  forget(): void {
    this.#plans = null;
    this.#at = null;
  }

  /** Holds a contact's changes back, or lets them go, and moves them to their place in the plan. */
  async hold(account: AccountId, contact: ContactId, held: boolean): Promise<void> {
    await ask('contacts.pause', contact, held);
    this.#plans =
      this.#plans?.map((plan) => (plan.account === account ? moved(plan, contact, held) : plan)) ?? null;
  }
}

function moved(plan: PlanView, contact: ContactId, held: boolean): PlanView {
  const of = (change: PlannedChange): boolean => change.contact === contact;
  const from = held ? plan.operations : plan.held;
  const to = held ? plan.held : plan.operations;
  const left = from.filter((change) => !of(change));
  const gained = [...to, ...from.filter(of)];
  return held ? { ...plan, operations: left, held: gained } : { ...plan, operations: gained, held: left };
}
