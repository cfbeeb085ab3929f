// Owns: the contact being written: its values as typed, what changed here and meanwhile elsewhere, saving it.
// Leaves to others: the inputs (components/editor), what becomes of fields (draft-fields.ts), what main does with it,
// keeping what is not saved yet (draft-keeper.svelte.ts).
import type { AccountId, ContactId, PersonId } from '../../main/core/account.ts';
import type { ContactFields, FieldName, Name } from '../../main/core/contact.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import { changedFields, FIELD_NAMES, FIELDS, normalise } from '../../main/core/fields.ts';
import type { Json } from '../../main/core/json.ts';
import type {
  ContactView,
  DraftView,
  KeptDraft,
  PersonView,
  Photo,
  SaveContact,
} from '../../preload/contract.ts';
import { ask } from '../api.ts';
import { COMMON_FIELDS, OPEN_IN_NEW } from '../fields.ts';
import {
  besideEmpty,
  type DraftFields,
  type DraftRecord,
  type DraftValue,
  impossibleDate,
  meet,
  movedTo,
  put,
  withFields,
} from './draft-fields.ts';
import { DraftLabels } from './draft-labels.svelte.ts';
import type { LabelsState } from './labels.svelte.ts';
import { displayAfter } from './names.ts';
import { plain } from './plain.svelte.ts';
import type { Timer } from './timer.ts';
import { Unheld } from './unheld.svelte.ts';

const newId = (): string => crypto.randomUUID();

export class Draft {
  /** What the accounts cannot keep of what is typed. */
  readonly unheld: Unheld;
  /** Whether it was begun before the window or Kith ended. */
  readonly isKept: boolean;
  readonly #labels: DraftLabels;
  #contact = $state.raw<ContactView | null>(null);
  /** The contact that it was begun with, and that may be gone. */
  #origin: ContactId | null;
  /** Whom saving makes, where it makes a contact. */
  #person: PersonId;
  #before = $state.raw<ContactFields>({});
  #fields = $state<DraftFields>({});
  #photo = $state.raw<Photo | null | undefined>(undefined);
  #accounts = $state.raw<readonly AccountId[]>([]);
  #shown = $state.raw<ReadonlySet<FieldName>>(new Set());
  #focus = $state.raw<string | null>(null);
  #clashes = $state.raw<readonly FieldName[]>([]);
  #saving = $state(false);
  /** What main was last handed to save. */
  #sent: ContactFields = {};
  #error = $state.raw<ErrorInfo | null>(null);
  #changed: readonly FieldName[] = $derived.by(() => changedFields(this.#before, this.content()));

  private constructor(
    begun: KeptDraft,
    contact: ContactView | null,
    labels: LabelsState,
    timer?: Timer,
    isKept = false,
  ) {
    this.#contact = contact;
    this.#origin = begun.contact;
    this.#person = begun.person ?? (newId() as PersonId);
    this.isKept = isKept;
    this.unheld = new Unheld(timer);
    this.#labels = new DraftLabels(labels, begun.named);
    this.#before = contact === null ? {} : begun.opened;
    this.#fields = structuredClone(begun.fields) as DraftFields;
    this.#photo = begun.photo;
    this.#accounts = begun.accounts;
    const filled = FIELD_NAMES.filter((name) => begun.fields[name] !== undefined);
    this.#shown = new Set([...COMMON_FIELDS, ...filled]);
  }

  static ofNew(accounts: readonly AccountId[], labels: LabelsState, timer?: Timer): Draft {
    const begun: KeptDraft = { contact: null, accounts, opened: {}, fields: {}, named: [] };
    const draft = new Draft(begun, null, labels, timer);
    for (const name of OPEN_IN_NEW) draft.#push(name);
    return draft;
  }

  static ofContact(contact: ContactView, labels: LabelsState, timer?: Timer): Draft {
    const { id, account, fields } = contact;
    const begun: KeptDraft = { contact: id, accounts: [account], opened: fields, fields, named: [] };
    return new Draft(begun, contact, labels, timer);
  }

  /** What was being written when the window or Kith ended, joined with what became of the contact since. */
  static ofKept({ draft: begun, person }: DraftView, labels: LabelsState, timer?: Timer): Draft {
    const contact = person?.contacts.find(({ id }) => id === begun.contact) ?? null;
    const draft = new Draft(begun, contact, labels, timer, true);
    draft.meet(contact);
    return draft;
  }

  /** The contact that saving changes; null: saving makes a new one. */
  get contact(): ContactView | null {
    return this.#contact;
  }

  /** Whether the contact was deleted while it was edited. */
  get isOrphan(): boolean {
    return this.#contact === null && this.#origin !== null;
  }

  /** Fields in which the contact has become something else than what was opened and than what is typed. */
  get clashes(): readonly FieldName[] {
    return this.#clashes;
  }

  /** What was chosen as the photo; null: it is to be removed; undefined: nobody touched it. */
  get photo(): Photo | null | undefined {
    return this.#photo;
  }

  /** Whether there is anything that saving would change. */
  get isChanged(): boolean {
    return this.#photo !== undefined || this.#changed.length > 0;
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
    return !this.#saving && this.#accounts.length > 0 && this.isChanged;
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

  /** Everything that is needed to go on later. */
  kept(): KeptDraft {
    return {
      contact: this.#origin,
      person: this.#person,
      accounts: this.#accounts,
      opened: this.#before,
      fields: plain(this.#fields as object) as ContactFields,
      named: this.#labels.named,
      ...(this.#photo === undefined ? {} : { photo: this.#photo }),
    };
  }

  /** The contact has changed, or is gone (null). What nobody wrote here follows it; what clashes waits for a word. */
  meet(contact: ContactView | null): void {
    if (this.#saving) return;
    this.#contact = contact;
    if (contact === null) {
      this.#before = {};
      this.#clashes = [];
      return;
    }
    const { fields, settled, clashes } = meet(this.#before, this.content(), contact.fields);
    this.#before = withFields(this.#before, contact.fields, settled);
    this.#take(fields, settled);
    this.#clashes = clashes;
  }

  /** What is typed is right, whatever became of the contact. */
  keepMine(name: FieldName): void {
    this.#settle(name);
  }

  /** What became of the contact takes the place of what is typed. */
  takeTheirs(name: FieldName): void {
    this.#take({ [name]: this.#contact?.fields[name] }, [name]);
    this.#settle(name);
  }

  setPhoto(photo: Photo | null | undefined): void {
    this.#photo = photo;
  }

  /** The values of a list; none of other fields. */
  values(name: FieldName): readonly DraftValue[] {
    return FIELDS[name].kind === 'list' ? ((this.#fields[name] as DraftValue[] | undefined) ?? []) : [];
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

  /** Moves a value to another place of its list; gives the place it has then, counted from 0. */
  move(name: FieldName, id: string, place: number): number {
    const moved = movedTo(this.values(name), id, place);
    if (moved !== this.values(name)) this.#fields[name] = [...moved];
    return moved.findIndex((value) => value.id === id);
  }

  /** Shows a field, with one more empty value where it is a list, and moves the focus there. */
  add(name: FieldName): void {
    this.#shown = new Set([...this.#shown, name]);
    if (FIELDS[name].kind !== 'list') this.#focus = name;
    else if (name !== 'labels') this.#focus = this.#push(name);
  }

  /** Adds the label of this name; one that an account does not have yet is made when the draft is saved. */
  addLabel(name: string): void {
    const text = name.trim();
    if (text === '' || this.values('labels').some((label) => this.labelOf(label).name === text)) return;
    this.#shown = new Set([...this.#shown, 'labels']);
    const id = newId();
    const ref = this.#labels.refOf(text, this.#contact?.account ?? null, id);
    this.#fields['labels'] = [...this.values('labels'), { id, ref }];
  }

  /** What a label of the draft is called, and whether saving makes it. */
  labelOf(value: DraftValue): { readonly name: string; readonly isNew: boolean } {
    return this.#labels.textOf(value, this.#accounts);
  }

  /** Names of labels that could be added. */
  get labelNames(): readonly string[] {
    return this.#labels.namesIn(this.#accounts);
  }

  /** Asks, once the typing pauses, what the accounts cannot keep. Labels by name are no account's yet. */
  checkUnheld(): void {
    this.unheld.watch(this.#accounts, this.#labels.without(this.content()));
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

  /** Saves; answers the person, or null where it could not be saved. What somebody wrote meanwhile is a change still. */
  async save(): Promise<PersonView | null> {
    if (!this.canSave) return null;
    const impossible = impossibleDate(this.content());
    if (impossible !== null) {
      this.#focus = impossible;
      return null;
    }
    this.#saving = true;
    this.#error = null;
    const [contact, photo] = [this.#contact, this.#photo];
    try {
      const view = contact === null ? await this.#create() : await this.#update(contact.id);
      this.#saving = false;
      this.#goOn(view, photo);
      return view;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
      return null;
    } finally {
      this.#saving = false;
    }
  }

  /** Labels first: where one fails nothing was saved. All else is one command: what fails after it would make two. */
  async #create(): Promise<PersonView> {
    const content = (this.#sent = this.content());
    const labels = await this.#labels.made(this.values('labels'), this.#accounts);
    return ask('contacts.create', {
      person: this.#person,
      accounts: this.#accounts,
      fields: this.#labels.without(content),
      ...(this.#photo ? { photo: this.#photo } : {}),
      ...(labels.length === 0 ? {} : { labels: labels.map(({ id }) => id) }),
    });
  }

  async #update(contact: ContactId): Promise<PersonView> {
    for (const label of await this.#labels.made(this.values('labels'), this.#accounts)) {
      const entry = this.#labels.settle(this.values('labels'), label);
      if (entry !== undefined) this.setValuePart('labels', entry.id, 'ref', label.ref);
    }
    const content = (this.#sent = this.content());
    const named = (from: ContactFields): SaveContact['fields'] =>
      Object.fromEntries(this.#changed.map((name) => [name, from[name] ?? null]));
    return ask('contacts.save', {
      contact,
      fields: named(content),
      opened: named(this.#before),
      ...(this.#photo === undefined ? {} : { photo: this.#photo }),
    });
  }

  /** What was sent is no change any more; what was written since is one of the contact that came of it. */
  #goOn({ contacts }: PersonView, photo: Photo | null | undefined): void {
    this.#before = this.#sent;
    if (this.#photo === photo) this.#photo = undefined;
    const contact = contacts.find(({ id }) => id === this.#origin) ?? contacts[0];
    if (!this.isChanged || contact === undefined) return;
    this.#origin = contact.id;
    this.#person = newId() as PersonId;
    this.#accounts = [contact.account];
    this.meet(contact);
  }

  #settle(name: FieldName): void {
    this.#before = withFields(this.#before, this.#contact?.fields ?? {}, [name]);
    this.#clashes = this.#clashes.filter((clash) => clash !== name);
  }

  /** Writes these fields; values that say nothing yet stay. */
  #take(fields: ContactFields, names: readonly FieldName[]): void {
    for (const name of names.filter((one) => Object.hasOwn(fields, one))) {
      const all = besideEmpty(structuredClone(fields[name]) as DraftFields[string], this.values(name));
      if (all === undefined) delete this.#fields[name];
      else this.#fields[name] = plain(all as object) as DraftFields[string];
      this.#shown = new Set([...this.#shown, name]);
    }
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
