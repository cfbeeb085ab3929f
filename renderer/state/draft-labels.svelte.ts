// Owns: labels that a draft has by a name that somebody typed, until saving makes them labels of the accounts.
// Leaves to others: the values of the draft (draft.svelte.ts), the labels there are (labels.svelte.ts).
import type { AccountId } from '../../main/core/account.ts';
import type { ContactFields } from '../../main/core/contact.ts';
import type { LabelView } from '../../preload/contract.ts';
import type { DraftValue } from './draft-fields.ts';
import type { LabelsState } from './labels.svelte.ts';

export class DraftLabels {
  readonly #labels: LabelsState;
  /** Ids of label values that hold a name, not what the account calls the label. */
  #named = $state.raw<ReadonlySet<string>>(new Set());

  constructor(labels: LabelsState, named: readonly string[]) {
    this.#labels = labels;
    this.#named = new Set(named);
  }

  get named(): readonly string[] {
    return [...this.#named];
  }

  /** What a label of this name is kept as: what its only account calls it, or the name itself under the value's id. */
  refOf(name: string, account: AccountId | null, id: string): string {
    const known = account === null ? undefined : this.#labels.byName(account, name);
    if (known === undefined) this.#named = new Set([...this.#named, id]);
    return known?.ref ?? name;
  }

  /** What a label value is called, and whether saving makes it. */
  textOf(
    value: DraftValue,
    accounts: readonly AccountId[],
  ): { readonly name: string; readonly isNew: boolean } {
    const ref = String(value['ref'] ?? '');
    if (!this.#named.has(value.id))
      return { name: this.#labels.textOf(accounts[0] ?? ('' as AccountId), ref), isNew: false };
    return { name: ref, isNew: this.isNew(ref, accounts) };
  }

  isNew(name: string, accounts: readonly AccountId[]): boolean {
    return accounts.some((account) => this.#labels.byName(account, name) === undefined);
  }

  /** Names of the labels that contacts of these accounts can be given. */
  namesIn(accounts: readonly AccountId[]): readonly string[] {
    const names = accounts.flatMap((account) =>
      this.#labels.givable(account).map((label) => this.#labels.nameOf(label)),
    );
    return [...new Set(names)];
  }

  /** The labels that the draft has by name, in each account; those that are missing are made. */
  async made(values: readonly DraftValue[], accounts: readonly AccountId[]): Promise<readonly LabelView[]> {
    const labels: LabelView[] = [];
    for (const value of values.filter(({ id }) => this.#named.has(id))) {
      const name = String(value['ref'] ?? '');
      for (const account of accounts)
        labels.push(this.#labels.byName(account, name) ?? (await this.#labels.create(account, name)));
    }
    return labels;
  }

  /** The value that has this label by its name; from now on it has it by what its account calls it. */
  settle(values: readonly DraftValue[], label: LabelView): DraftValue | undefined {
    const entry = values.find(
      ({ id, ref }) =>
        this.#named.has(id) && this.#labels.byName(label.account, String(ref))?.id === label.id,
    );
    if (entry !== undefined) this.#named = new Set(this.named.filter((id) => id !== entry.id));
    return entry;
  }

  /** Labels by name are no account's yet. */
  without(content: ContactFields): ContactFields {
    const { labels = [], ...rest } = content;
    const known = labels.filter(({ id }) => !this.#named.has(id));
    return known.length === 0 ? rest : { ...rest, labels: known };
  }
}
