// Owns: the labels of all accounts: their names by what contacts carry, making and changing them.
// Leaves to others: who carries them (the contacts), bringing them to the clouds (main).
import type { AccountId, LabelId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { LabelView, Stoppable } from '../../preload/contract.ts';
import { ask } from '../api.ts';
import { labelText } from '../present.ts';

/** Google's own groups that everybody of it has or that the star shows. */
const EVERYBODY: ReadonlySet<string> = new Set(['contactGroups/myContacts', 'contactGroups/starred']);

export class LabelsState {
  #list = $state.raw<readonly LabelView[]>([]);
  #error = $state.raw<ErrorInfo | null>(null);
  #byRef: ReadonlyMap<string, LabelView> = $derived(
    new Map(this.#list.map((label) => [keyOf(label.account, label.ref), label])),
  );

  get list(): readonly LabelView[] {
    return this.#list;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  find(id: LabelId): LabelView | undefined {
    return this.#list.find((label) => label.id === id);
  }

  /** The label that a contact of this account carries under this ref. */
  byRef(account: AccountId, ref: string): LabelView | undefined {
    return this.#byRef.get(keyOf(account, ref));
  }

  /** The label of this name that contacts of the account can be given. */
  byName(account: AccountId, name: string): LabelView | undefined {
    const wanted = name.trim().toLocaleLowerCase();
    return this.givable(account).find((label) => this.nameOf(label).toLocaleLowerCase() === wanted);
  }

  /** Those that a contact of the account can be given. */
  givable(account: AccountId): readonly LabelView[] {
    return this.of(account).filter(({ canGive }) => canGive);
  }

  /** Those a person chooses from, of one account. */
  of(account: AccountId): readonly LabelView[] {
    return this.#list.filter((label) => label.account === account && !EVERYBODY.has(label.ref));
  }

  /** Those worth a place in the sidebar: a person's own, and the cloud's that somebody has. */
  worthShowing(account: AccountId): readonly LabelView[] {
    return this.of(account).filter((label) => label.kind === 'user' || label.count > 0);
  }

  /** The cloud's own labels are called as the window's language calls them. */
  nameOf(label: LabelView): string {
    if (label.kind !== 'system') return label.name;
    const translated = labelText(label.ref);
    return translated === label.ref ? label.name : translated;
  }

  /** What a ref is called; the ref itself where the account has no such label. */
  textOf(account: AccountId, ref: string): string {
    const label = this.byRef(account, ref);
    return label === undefined ? labelText(ref) : this.nameOf(label);
  }

  async refresh(): Promise<void> {
    try {
      this.#list = await ask('labels.list');
      this.#error = null;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    }
  }

  async create(account: AccountId, name: string): Promise<LabelView> {
    const label = await ask('labels.create', { account, name });
    await this.refresh();
    return label;
  }

  async rename(label: LabelId, name: string): Promise<Stoppable> {
    const done = await ask('labels.rename', { label, name });
    await this.refresh();
    return done;
  }

  async delete(label: LabelId): Promise<Stoppable> {
    const done = await ask('labels.delete', label);
    await this.refresh();
    return done;
  }
}

const keyOf = (account: AccountId, ref: string): string => `${account} ${ref}`;
