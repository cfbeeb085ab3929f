// Owns: the contact being written: its values as typed, what changed, saving it.
// Leaves to others: the inputs (components/editor), what main does with it. A draft is not touched by book.changed.
import type { AccountId, ContactId } from '../../main/core/account.ts';
import type { ContactFields, FieldName, Name } from '../../main/core/contact.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import { changedFields, FIELD_NAMES, FIELDS, normalise } from '../../main/core/fields.ts';
import type { Json } from '../../main/core/json.ts';
import type { ContactView, LabelView, PersonView, SaveContact } from '../../preload/contract.ts';
import { ask } from '../api.ts';
import { COMMON_FIELDS, OPEN_IN_NEW } from '../fields.ts';
import type { LabelsState } from './labels.svelte.ts';
import { displayAfter } from './names.ts';
import { plain } from './plain.svelte.ts';
import type { Timer } from './timer.ts';
import { Unheld } from './unheld.svelte.ts';

/** A value being written. Parts that are emptied are removed, so that equal contents stay equal. */
export interface DraftValue {
  id: string;
  kind?: string;
  label?: string;
  primary?: boolean;
  [part: string]: Json | undefined;
}
type DraftRecord = Record<string, Json | undefined>;
type DraftFields = Record<string, DraftValue[] | DraftRecord | string | boolean | undefined>;

const newId = (): string => crypto.randomUUID();

export class Draft {
  readonly contact: ContactView | null;
  /** What the accounts cannot keep of what is typed. */
  readonly unheld: Unheld;
  readonly #labels: LabelsState;
  #before: ContactFields;
  #fields = $state<DraftFields>({});
  #accounts = $state.raw<readonly AccountId[]>([]);
  #shown = $state.raw<ReadonlySet<FieldName>>(new Set());
  #focus = $state.raw<string | null>(null);
  /** Ids of label values that hold a name, not what the account calls the label: it is looked up when saving. */
  #named = $state.raw<ReadonlySet<string>>(new Set());
  #saving = $state(false);
  #error = $state.raw<ErrorInfo | null>(null);
  #changed: readonly FieldName[] = $derived.by(() => changedFields(this.#before, this.content()));

  private constructor(
    contact: ContactView | null,
    accounts: readonly AccountId[],
    labels: LabelsState,
    timer?: Timer,
  ) {
    this.contact = contact;
    this.unheld = new Unheld(timer);
    this.#labels = labels;
    this.#before = contact?.fields ?? {};
    this.#fields = structuredClone(this.#before) as DraftFields;
    this.#accounts = accounts;
    const filled = FIELD_NAMES.filter((name) => this.#before[name] !== undefined);
    this.#shown = new Set([...COMMON_FIELDS, ...filled]);
  }

  static ofNew(accounts: readonly AccountId[], labels: LabelsState, timer?: Timer): Draft {
    const draft = new Draft(null, accounts, labels, timer);
    for (const name of OPEN_IN_NEW) draft.#push(name);
    return draft;
  }

  static ofContact(contact: ContactView, labels: LabelsState, timer?: Timer): Draft {
    return new Draft(contact, [contact.account], labels, timer);
  }

  get accounts(): readonly AccountId[] {
    return this.#accounts;
  }

  get saving(): boolean {
    return this.#saving;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  /** The fields whose content differs from what was opened. */
  get changed(): readonly FieldName[] {
    return this.#changed;
  }

  get canSave(): boolean {
    return !this.#saving && this.#accounts.length > 0 && this.#changed.length > 0;
  }

  /** The fields the editor shows: the common ones first. */
  get shown(): readonly FieldName[] {
    return [
      ...COMMON_FIELDS,
      ...FIELD_NAMES.filter((name) => this.#shown.has(name) && !COMMON_FIELDS.includes(name)),
    ];
  }

  /** The id of the input that asks for the focus, as made by inputId. */
  get focus(): string | null {
    return this.#focus;
  }

  /** What was typed, in normal form and free of proxies. */
  content(): ContactFields {
    return normalise(plain(this.#fields as object) as ContactFields);
  }

  values(name: FieldName): readonly DraftValue[] {
    return (this.#fields[name] as DraftValue[] | undefined) ?? [];
  }

  record(name: FieldName): Readonly<DraftRecord> {
    return (this.#fields[name] as DraftRecord | undefined) ?? {};
  }

  bare(name: FieldName): string | boolean | undefined {
    return this.#fields[name] as string | boolean | undefined;
  }

  setBare(name: FieldName, value: string | boolean): void {
    if (value === '' || value === false) delete this.#fields[name];
    else this.#fields[name] = value;
  }

  /** Writes a part of a record field. */
  setPart(name: FieldName, part: string, value: Json | undefined): void {
    const before = plain((this.#fields[name] ?? {}) as object) as Name;
    const record = (this.#fields[name] ??= {}) as DraftRecord;
    put(record, part, value);
    if (name !== 'name' || part === 'display') return;
    put(record, 'display', displayAfter(before, plain(record as object) as Name));
  }

  /** Writes a part of one value of a list field. */
  setValuePart(name: FieldName, id: string, part: string, value: Json | undefined): void {
    const entry = this.#entry(name, id);
    if (entry !== undefined) put(entry, part, value);
  }

  setKind(name: FieldName, id: string, kind: string | undefined, label: string | undefined): void {
    const entry = this.#entry(name, id);
    if (entry === undefined) return;
    put(entry, 'kind', kind);
    put(entry, 'label', label);
  }

  makePrimary(name: FieldName, id: string): void {
    for (const entry of this.values(name) as DraftValue[])
      put(entry, 'primary', entry.id === id ? true : undefined);
  }

  /** Shows a field, with one more empty value where it is a list, and moves the focus there. */
  add(name: FieldName): void {
    this.#shown = new Set([...this.#shown, name]);
    if (FIELDS[name].kind !== 'list') {
      this.#focus = name;
    } else if (name !== 'labels') {
      this.#focus = this.#push(name);
    }
  }

  /** Adds the label of this name; one that an account does not have yet is made when the draft is saved. */
  addLabel(name: string): void {
    const text = name.trim();
    if (text === '') return;
    this.#shown = new Set([...this.#shown, 'labels']);
    const known = this.contact === null ? undefined : this.#labels.byName(this.contact.account, text);
    const ref = known?.ref ?? text;
    if (this.values('labels').some((label) => label.ref === ref)) return;
    const id = newId();
    if (known === undefined) this.#named = new Set([...this.#named, id]);
    this.#fields['labels'] = [...this.values('labels'), { id, ref }];
  }

  /** What a label of the draft is called, and whether saving makes it. */
  labelOf(value: DraftValue): { readonly name: string; readonly isNew: boolean } {
    const ref = String(value['ref'] ?? '');
    if (!this.#named.has(value.id))
      return { name: this.#labels.textOf(this.#accounts[0] ?? ('' as AccountId), ref), isNew: false };
    const isNew = this.#accounts.some((account) => this.#labels.byName(account, ref) === undefined);
    return { name: ref, isNew };
  }

  /** Names of labels that could be added. */
  get labelNames(): readonly string[] {
    const names = this.#accounts.flatMap((account) =>
      this.#labels.of(account).map((label) => this.#labels.nameOf(label)),
    );
    return [...new Set(names)];
  }

  /** Asks, once the typing pauses, what the accounts cannot keep. Labels by name are no account's yet. */
  checkUnheld(): void {
    this.unheld.watch(this.#accounts, this.#withoutNamed(this.content()));
  }

  remove(name: FieldName, id: string): void {
    this.#fields[name] = this.values(name).filter((entry) => entry.id !== id);
  }

  chooseAccounts(accounts: readonly AccountId[]): void {
    this.#accounts = accounts;
  }

  /** The focus has arrived. */
  focused(): void {
    this.#focus = null;
  }

  /** Saves; answers the person, or null where it could not be saved (the draft and its error stay). */
  async save(): Promise<PersonView | null> {
    if (!this.canSave) return null;
    this.#saving = true;
    this.#error = null;
    try {
      return this.contact === null ? await this.#create() : await this.#update(this.contact.id);
    } catch (thrown) {
      this.#error = errorInfo(thrown);
      return null;
    } finally {
      this.#saving = false;
    }
  }

  /** The labels are made first: where that fails nothing was saved, and saving again finds those that were made. */
  async #create(): Promise<PersonView> {
    const content = this.content();
    const labels = await this.#madeLabels();
    const view = await ask('contacts.create', {
      accounts: this.#accounts,
      fields: this.#withoutNamed(content),
    });
    for (const { id, account } of labels) {
      const contacts = view.contacts.filter((contact) => contact.account === account);
      await ask('labels.assign', {
        label: id,
        contacts: contacts.map((contact) => contact.id),
        assigned: true,
      });
    }
    return labels.length === 0 ? view : ask('persons.get', view.id);
  }

  async #update(contact: ContactId): Promise<PersonView> {
    for (const label of await this.#madeLabels()) this.#refer(label);
    const content = this.content();
    const named = (from: ContactFields): SaveContact['fields'] =>
      Object.fromEntries(this.#changed.map((name) => [name, from[name] ?? null]));
    return ask('contacts.save', { contact, fields: named(content), opened: named(this.#before) });
  }

  /** The labels that the draft has by name, in each account; those that are missing are made. */
  async #madeLabels(): Promise<readonly LabelView[]> {
    const labels: LabelView[] = [];
    for (const value of this.values('labels').filter(({ id }) => this.#named.has(id))) {
      const name = String(value['ref'] ?? '');
      for (const account of this.#accounts)
        labels.push(this.#labels.byName(account, name) ?? (await this.#labels.create(account, name)));
    }
    return labels;
  }

  /** From now on the draft has this label by what its account calls it. */
  #refer(label: LabelView): void {
    const entry = this.values('labels').find(
      ({ id, ref }) =>
        this.#named.has(id) && this.#labels.byName(label.account, String(ref))?.id === label.id,
    );
    if (entry === undefined) return;
    this.#named = new Set([...this.#named].filter((id) => id !== entry.id));
    this.setValuePart('labels', entry.id, 'ref', label.ref);
  }

  #withoutNamed(content: ContactFields): ContactFields {
    const { labels = [], ...rest } = content;
    const known = labels.filter(({ id }) => !this.#named.has(id));
    return known.length === 0 ? rest : { ...rest, labels: known };
  }

  #entry(name: FieldName, id: string): DraftValue | undefined {
    return (this.#fields[name] as DraftValue[] | undefined)?.find((entry) => entry.id === id);
  }

  #push(name: FieldName): string {
    const shape = FIELDS[name];
    const kind = shape.kind === 'list' ? shape.kinds[0] : undefined;
    const entry: DraftValue = kind === undefined ? { id: newId() } : { id: newId(), kind };
    this.#fields[name] = [...this.values(name), entry];
    return entry.id;
  }
}

function put(record: DraftRecord, part: string, value: Json | undefined): void {
  if (value === undefined || value === '' || value === false) delete record[part];
  else record[part] = value;
}
