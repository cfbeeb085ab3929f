// Owns: the commands that show, make, rename, delete and give labels; each change is durable when the command answers.
// Leaves to others: bringing them to the clouds (sync/labels.ts, sync/label-push.ts), who carries which (store/).
import type { Account, AccountId, ContactId, LabelId } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import { byPerson } from '../core/history.ts';
import { carries, isLive, labelPending, refOf, sameLabelName, withLabel } from '../core/label.ts';
import type { Label, LiveLabel } from '../core/label.ts';
import type { ContactFields } from '../core/contact.ts';
import type { ContactRecord } from '../core/replica.ts';
import { fold } from '../core/fold.ts';
import type { Change } from '../store/book-format.ts';
import type { Handlers, LabelView, Stoppable } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import type { GreatActions } from './pieces.ts';
import { relabel, writeRelabelling } from './relabelling.ts';
import type { Relabelling } from './relabelling.ts';
import { notFound } from './views.ts';

type LabelHandlers = Pick<
  Handlers,
  'labels.list' | 'labels.create' | 'labels.rename' | 'labels.delete' | 'labels.assign'
>;

/** The window gives or takes a label, a script may do both. */
export interface LabelCommands extends LabelHandlers {
  /** Gives a label to contacts and takes it off others, as one action: all of them or none. */
  'labels.change': (change: {
    readonly label: LabelId;
    readonly added: readonly ContactId[];
    readonly removed: readonly ContactId[];
  }) => void;
}

export function labelHandlers(deps: HandlerDependencies, actions: GreatActions): LabelCommands {
  const { book, ids } = deps;
  const at = () => new Date(deps.clock.now()).toISOString();

  const shown = (id: LabelId): LiveLabel => shownLabel(deps, id);
  const changeable = (id: LabelId): LiveLabel => {
    const label = shown(id);
    if (label.kind === 'user') return label;
    throw invalid(
      `The label "${label.name}" is the cloud's own: nobody can rename or delete it. Nothing was changed.`,
      label,
    );
  };
  /** The account has each name once, as its cloud does. */
  const mustBeFree = (account: AccountId, name: string, but: LabelId | null): void => {
    const other = liveLabels(deps, account).find(
      (label) => label.id !== but && sameLabelName(label.name, name),
    );
    if (other === undefined) return;
    mustTakeContacts(deps, other);
    const text = `There is a label "${other.name}" in this account already. Nothing was changed.`;
    throw invalid(text, other, 'labelTaken');
  };
  const planRename = (id: LabelId, name: string): Relabelling => {
    const label = changeable(id);
    mustBeFree(label.account, name, id);
    return isKeyed(deps, book.account(label.account))
      ? { label, own: [{ kind: 'putLabel', label: { ...label, name, problem: null } }] }
      : { label, own: [{ kind: 'putLabel', label: { ...label, name, base: name, ref: name } }], to: name };
  };
  const planDeletion = (id: LabelId): Relabelling => {
    const label = changeable(id);
    const keyed = isKeyed(deps, book.account(label.account));
    const isKnown = keyed && (label.ref ?? label.base) !== null;
    const remains: Change = { kind: 'putLabel', label: { ...label, name: null, problem: null } };
    const own = isKnown ? [remains] : book.label(id) === null ? [] : [dropped(id)];
    // What the cloud has of it, contacts keep until the cloud has taken it off them itself.
    return keyed && label.ref !== null ? { label, own } : { label, own, to: null };
  };
  const change: LabelCommands['labels.change'] = ({ label: id, added, removed }) => {
    const label = shown(id);
    if (added.length > 0) mustTakeContacts(deps, label);
    const ref = refOf(label);
    const given = (contacts: readonly ContactId[], assigned: boolean): readonly Change[] =>
      [...new Set(contacts)]
        .map((contact) => contactOf(deps, contact, label))
        .filter(({ local }) => carries(local, ref) !== assigned)
        .map((record) => relabel(record, assigned ? null : ref, assigned ? ref : null, at()));
    const changes = [...given(added, true), ...given(removed, false)];
    if (changes.length === 0) return;
    book.transaction(changes, byPerson('labels.assign'));
    deps.edited();
  };

  return {
    'labels.list': () => liveLabels(deps).map((label) => viewOf(deps, label)),

    'labels.create': ({ account, name: typed }) => {
      const name = nameOf(typed);
      const owner = book.account(account);
      if (owner === null) throw notFound('account', account);
      mustBeFree(account, name, null);
      const label = newLabel(ids.next() as LabelId, account, name, isKeyed(deps, owner));
      book.transaction([{ kind: 'putLabel', label }], byPerson('labels.create'));
      deps.edited();
      return viewOf(deps, label);
    },

    'labels.rename': ({ label: id, name: typed }) => {
      const name = nameOf(typed);
      const label = changeable(id);
      if (label.name === name) return viewOf(deps, label);
      const told = (stopped: Stoppable) => ({ ...viewOf(deps, shown(id)), ...stopped });
      const written = writeRelabelling(deps, actions, 'labels.rename', () => planRename(id, name));
      return written instanceof Promise ? written.then(told) : told(written);
    },
    'labels.delete': (id) => writeRelabelling(deps, actions, 'labels.delete', () => planDeletion(id)),

    'labels.assign': ({ label, contacts, assigned }) =>
      change({ label, added: assigned ? contacts : [], removed: assigned ? [] : contacts }),
    'labels.change': change,
  };
}

/** Without the spaces around it, as clouds keep it. */
function nameOf(typed: string): string {
  const name = typed.trim();
  if (name !== '') return name;
  throw new AppError('input.invalid', 'A label needs a name. Nothing was changed.', {
    context: { reason: 'labelName' },
  });
}

const dropped = (id: LabelId): Change => ({ kind: 'dropLabel', id });

function invalid(message: string, label: Label, reason?: 'labelTaken'): AppError {
  const { id, account } = label;
  return new AppError('input.invalid', message, {
    context: { label: id, account, ...(reason === undefined ? {} : { reason }) },
  });
}

function shownLabel(deps: HandlerDependencies, id: LabelId): LiveLabel {
  const label = liveLabels(deps).find((candidate) => candidate.id === id);
  if (label === undefined) throw notFound('label', id);
  return label;
}

/** Fields with those of these labels that are of the account. Errors: `input.notFound`. */
export function labelledFields(
  deps: HandlerDependencies,
  fields: ContactFields,
  account: AccountId,
  ids: readonly LabelId[],
): ContactFields {
  return ids
    .map((id) => shownLabel(deps, id))
    .filter((label) => label.account === account)
    .reduce(
      (labelled, label) => ({ ...labelled, labels: withLabel(labelled.labels ?? [], refOf(label)) }),
      fields,
    );
}

export function isKeyed({ providers }: HandlerDependencies, account: Account | null): boolean {
  return account !== null && providers[account.provider].labels.kind === 'keyed';
}

/** A label of a name that is its own key is there as soon as it is made: there is no cloud to ask for it. */
export function newLabel(id: LabelId, account: AccountId, name: string, keyed: boolean): LiveLabel {
  const agreed = keyed ? { ref: null, base: null } : { ref: name, base: name };
  return { id, account, ...agreed, name, etag: null, kind: 'user', problem: null };
}

/**
 * The labels of an account, or of all, by name. Where labels are no more than texts on contacts, they are those that
 * contacts have and those that were made here.
 */
export function liveLabels(deps: HandlerDependencies, account?: AccountId): readonly LiveLabel[] {
  const { book, index } = deps;
  return book
    .accounts()
    .filter(({ id }) => account === undefined || id === account)
    .flatMap((owner) => {
      const stored = book.labels(owner.id).filter(isLive);
      const known = new Set(stored.map(refOf));
      const others = isKeyed(deps, owner)
        ? []
        : index.labels
            .refs(owner.id)
            .filter((ref) => !known.has(ref))
            .map((ref) => newLabel(index.labels.idOf({ account: owner.id, ref }), owner.id, ref, false));
      return [...stored, ...others].sort((a, b) => (order(a) < order(b) ? -1 : 1));
    });
}

function order({ kind, name, id }: LiveLabel): string {
  return `${kind === 'system' ? 1 : 0} ${fold(name)} ${id}`;
}

function viewOf(deps: HandlerDependencies, label: LiveLabel): LabelView {
  const { id, account, name, kind, problem } = label;
  const ref = refOf(label);
  const count = deps.index.labels.count({ account, ref });
  const canGive = canTakeContacts(deps, label);
  return { id, account, ref, name, kind, canGive, count, pending: labelPending(label), problem };
}

/** Whether contacts can be given a label: some of a cloud's own only be taken off them. */
export function canTakeContacts(deps: HandlerDependencies, label: LiveLabel): boolean {
  return canGive(deps, label.account, refOf(label));
}

function canGive({ book, providers }: HandlerDependencies, account: AccountId, ref: string): boolean {
  const owner = book.account(account);
  const labels = owner === null ? null : providers[owner.provider].labels;
  return labels?.kind !== 'keyed' || labels.canGive(ref);
}

function mustTakeContacts(deps: HandlerDependencies, label: LiveLabel): void {
  if (!canTakeContacts(deps, label)) throw onlyTaken(label.account, label.name, label.id);
}

/** A contact as it is made, or as it is after an edit (`before`), has no new label that nobody can give. Errors: `input.invalid`. */
export function mustTakeLabels(
  deps: HandlerDependencies,
  record: ContactRecord,
  before: ContactRecord | null = null,
): void {
  for (const { ref = '' } of record.local?.labels ?? []) {
    if (carries(before?.local ?? null, ref) || canGive(deps, record.account, ref)) continue;
    const label = liveLabels(deps, record.account).find((one) => refOf(one) === ref);
    throw onlyTaken(record.account, label?.name ?? ref, label?.id);
  }
}

function onlyTaken(account: AccountId, name: string, label?: LabelId): AppError {
  return new AppError(
    'input.invalid',
    `The label "${name}" is the cloud's own, and contacts can only be taken off it. Nothing was changed.`,
    { context: { ...(label === undefined ? {} : { label }), account, reason: 'labelOnlyTaken' } },
  );
}

function contactOf({ book }: HandlerDependencies, id: ContactId, label: LiveLabel): ContactRecord {
  const record = book.contact(id);
  if (record === null || record.local === null) throw notFound('contact', id);
  if (record.account === label.account) return record;
  throw new AppError(
    'input.invalid',
    `The label "${label.name}" and one of the contacts are of different accounts. Nothing was changed; give each contact a label of its own account.`,
    { context: { contact: id, label: label.id, reason: 'otherAccount' } },
  );
}
