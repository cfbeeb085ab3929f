// Owns: the commands that change many persons at once: labels, favourites, deleting, each as one action.
// Leaves to others: writing in pieces (pieces.ts), what an edit or a label is (core/, labels.ts), single persons (contacts.ts).
import type { AccountId, LabelId, PersonId } from '../core/account.ts';
import { deletionOf, editRecord } from '../core/edit.ts';
import { carries, isLive, refOf, sameLabelName } from '../core/label.ts';
import type { LiveLabel } from '../core/label.ts';
import { displayName } from '../core/person.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Change } from '../store/book-format.ts';
import type {
  BulkLabel,
  BulkResult,
  Handlers,
  LeftReason,
  PersonSelection,
  SelectionSummary,
} from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { canTakeContacts, isKeyed, liveLabels, newLabel } from './labels.ts';
import { backUpBefore } from './mass-deletion.ts';
import { inPieces } from './pieces.ts';
import type { GreatActions } from './pieces.ts';
import { relabel } from './relabelling.ts';
import { notFound } from './views.ts';

type BulkHandlers = Pick<
  Handlers,
  | 'persons.ids'
  | 'persons.found'
  | 'persons.sections'
  | 'bulk.summary'
  | 'bulk.label'
  | 'bulk.favorite'
  | 'bulk.delete'
  | 'bulk.stop'
>;

/** Persons that are looked at before others get their turn. */
const LOOKED_AT_ONCE = 2_000;
/** Names that are told of them. */
const NAMED = 5;

/** What becomes of one person. */
interface Planned {
  readonly changes: readonly Change[];
  /** Why (some of) the person's contacts stay as they are although they were meant. */
  readonly left?: LeftReason;
}

/** A contact that is not deleted here. */
export type Living = ContactRecord & { readonly local: NonNullable<ContactRecord['local']> };

export function livingContacts({ book }: HandlerDependencies, person: PersonId): readonly Living[] {
  return book.contactsOfPerson(person).filter((record): record is Living => record.local !== null);
}

/** Who is meant at this moment, each once. */
export function personsOf({ index }: HandlerDependencies, selection: PersonSelection): readonly PersonId[] {
  if (selection.kind === 'these') return [...new Set(selection.persons)];
  const except = new Set(selection.except);
  const { text, filter } = selection;
  const found = index.ids({ text, filter, from: 0, to: Infinity });
  return except.size === 0 ? found : found.filter((id) => !except.has(id));
}

/** A great action in the making. */
export interface Bulk {
  readonly command: string;
  readonly persons: PersonSelection;
  /** What becomes of a person; a piece is planned at once and written at once. */
  plan(records: readonly Living[], person: PersonId): Planned;
  /** Before the first piece, once it is known who is meant. */
  before?(persons: readonly PersonId[]): Promise<void>;
  /** Before each piece. */
  prepare?(persons: readonly PersonId[], isStopped: () => boolean): Promise<void>;
}

/** Carries a bulk action out. */
export function carryOut(deps: HandlerDependencies, actions: GreatActions, bulk: Bulk): Promise<BulkResult> {
  const { command } = bulk;
  return actions.run(async (begin) => {
    const persons = personsOf(deps, bulk.persons);
    await bulk.before?.(persons);
    const writing = begin({ command, total: persons.length }, { kind: 'person', command });
    const left: Partial<Record<LeftReason, number>> = {};
    let changed = 0;
    const plan = (piece: readonly PersonId[]): readonly Change[] =>
      piece.flatMap((person) => {
        // Somebody may be gone since.
        const records = livingContacts(deps, person);
        const planned: Planned = records.length === 0 ? { changes: [] } : bulk.plan(records, person);
        if (planned.left !== undefined) left[planned.left] = (left[planned.left] ?? 0) + 1;
        if (planned.changes.length > 0) changed += 1;
        return planned.changes;
      });
    const isWhole = await inPieces(writing, persons, plan, async (piece) =>
      bulk.prepare?.(piece, () => writing.stopped),
    );
    if (writing.contacts > 0) deps.edited();
    return { persons: changed, contacts: writing.contacts, left, stopped: !isWhole };
  });
}

export function bulkHandlers(deps: HandlerDependencies, actions: GreatActions): BulkHandlers {
  const at = (): string => new Date(deps.clock.now()).toISOString();
  return {
    'persons.ids': (query) => deps.index.ids(query),
    'persons.found': (query) => deps.index.found(query),
    'persons.sections': (query) => deps.index.sections(query),
    'bulk.summary': (selection) => summary(deps, selection),
    'bulk.stop': () => actions.stop(),

    'bulk.favorite': ({ persons, favorite }) =>
      carryOut(deps, actions, {
        command: 'bulk.favorite',
        persons,
        plan: (records) => ({
          changes: records
            .filter(({ local }) => (local.favorite ?? false) !== favorite)
            .map((record): Change => ({
              kind: 'putContact',
              record: editRecord(record, { favorite }, at()),
            })),
        }),
      }),

    'bulk.delete': (persons) =>
      carryOut(deps, actions, {
        command: 'bulk.delete',
        persons,
        before: (ids) => backUpBefore(deps, ids.flatMap((person) => livingContacts(deps, person)).length),
        plan: (records) => ({ changes: records.map((record) => deletionOf(record, at())) }),
      }),

    'bulk.label': (label) => {
      const labels = labelsMeant(deps, label);
      return carryOut(deps, actions, {
        command: 'bulk.label',
        persons: label.persons,
        plan: (records) => planLabels(deps, labels, label.assigned, records, at()),
      });
    },
  };
}

/** The label of each account, found or made when the first contact of the account is looked at; null: none is meant there. */
interface LabelsMeant {
  of(account: AccountId): { readonly label: LiveLabel; readonly made: readonly Change[] } | null;
}

function labelsMeant(deps: HandlerDependencies, { labels, name, assigned }: BulkLabel): LabelsMeant {
  const { book, ids } = deps;
  const live = liveLabels(deps);
  const chosen = new Map<AccountId, LiveLabel>();
  for (const id of labels) {
    const label = live.find((one) => one.id === id);
    if (label === undefined) throw notFound('label', id);
    chosen.set(label.account, label);
  }
  const wanted = name?.trim() ?? '';
  const made = new Map<AccountId, LiveLabel>();
  return {
    of(account) {
      const known = chosen.get(account) ?? made.get(account);
      if (known !== undefined) return { label: known, made: [] };
      if (wanted === '') return null;
      const named = live.find((one) => one.account === account && sameLabelName(one.name, wanted));
      if (named !== undefined) {
        made.set(account, named);
        return { label: named, made: [] };
      }
      const owner = book.account(account);
      if (!assigned || owner === null) return null;
      const label = newLabel(ids.next() as LabelId, account, wanted, isKeyed(deps, owner));
      made.set(account, label);
      return { label, made: [{ kind: 'putLabel', label }] };
    },
  };
}

function planLabels(
  deps: HandlerDependencies,
  labels: LabelsMeant,
  assigned: boolean,
  records: readonly Living[],
  at: string,
): Planned {
  const changes: Change[] = [];
  let [hasPlace, isRefused] = [false, false];
  for (const record of records) {
    const meant = labels.of(record.account);
    if (meant === null) continue;
    hasPlace = true;
    // Since it was made a sync may have brought it to its cloud.
    const stored = deps.book.label(meant.label.id);
    const label = stored !== null && isLive(stored) ? stored : meant.label;
    if (assigned && !canTakeContacts(deps, label)) {
      isRefused = true;
      continue;
    }
    const ref = refOf(label);
    if (carries(record.local, ref) === assigned) continue;
    changes.push(...meant.made, relabel(record, assigned ? null : ref, assigned ? ref : null, at));
  }
  if (isRefused) return { changes, left: 'systemLabel' };
  return hasPlace || !assigned ? { changes } : { changes, left: 'otherAccount' };
}

async function summary(deps: HandlerDependencies, selection: PersonSelection): Promise<SelectionSummary> {
  const persons = personsOf(deps, selection);
  const accounts = new Map<AccountId, number>();
  const refs = new Map<string, number>();
  const names: string[] = [];
  let [known, contacts, favorites] = [0, 0, 0];
  for (let from = 0; from < persons.length; from += LOOKED_AT_ONCE) {
    for (const person of persons.slice(from, from + LOOKED_AT_ONCE)) {
      const records = livingContacts(deps, person);
      const [first] = records;
      if (first === undefined) continue;
      if (known < NAMED) names.push(displayName(first.local));
      known += 1;
      contacts += records.length;
      if (records.some(({ local }) => local.favorite === true)) favorites += 1;
      const carried = new Set<string>();
      for (const { account, local } of records) {
        accounts.set(account, (accounts.get(account) ?? 0) + 1);
        for (const { ref } of local.labels ?? []) carried.add(`${account} ${ref ?? ''}`);
      }
      for (const key of carried) refs.set(key, (refs.get(key) ?? 0) + 1);
    }
    await deps.clock.sleep(0);
  }
  return {
    persons: known,
    contacts,
    accounts: [...accounts].map(([account, count]) => ({ account, contacts: count })),
    labels: liveLabels(deps).flatMap((label) => {
      const count = refs.get(`${label.account} ${refOf(label)}`) ?? 0;
      return count === 0 ? [] : [{ label: label.id, persons: count }];
    }),
    favorites,
    names,
  };
}
