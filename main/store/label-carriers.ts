// Owns: which contacts carry which label, kept up to date by change, and which label an id means. Leaves to others: what
// labels there are for people (handlers/labels.ts), the list of persons (person-index.ts).
import type { AccountId, ContactId, LabelId } from '../core/account.ts';
import { categoryId, refOf } from '../core/label.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Book } from './book.ts';

/** By which account and ref contacts name a label. */
export interface LabelKey {
  readonly account: AccountId;
  readonly ref: string;
}

export interface LabelCarriers {
  /** Every ref that contacts of the account carry here. */
  refs(account: AccountId): readonly string[];
  /** Contacts that carry it here; those deleted here do not count. */
  carriers(key: LabelKey): ReadonlySet<ContactId>;
  /** The id under which a label is known that is stored nowhere but in its contacts, or that has a record of its own. */
  idOf(key: LabelKey): LabelId;
  /** The label behind an id; null: there is none. */
  keyOf(label: LabelId): LabelKey | null;
}

export interface LabelCarriersIndex extends LabelCarriers {
  note(record: ContactRecord): void;
  forget(contact: ContactId): void;
  clear(): void;
}

const NOBODY: ReadonlySet<ContactId> = new Set();

export function createLabelCarriers(book: Pick<Book, 'label' | 'labels' | 'revision'>): LabelCarriersIndex {
  const byAccount = new Map<AccountId, Map<string, Set<ContactId>>>();
  /** Ids of labels without a record, as of this revision. */
  let derived: { readonly revision: number; readonly keys: ReadonlyMap<LabelId, LabelKey> } | null = null;

  const idOf = ({ account, ref }: LabelKey): LabelId =>
    book.labels(account).find((label) => refOf(label) === ref)?.id ??
    categoryId(account, ref, (id) => book.label(id) !== null);

  const derivedKeys = (): ReadonlyMap<LabelId, LabelKey> => {
    if (derived?.revision !== book.revision) {
      const keys = [...byAccount].flatMap(([account, refs]) =>
        [...refs.keys()].map((ref): LabelKey => ({ account, ref })),
      );
      derived = { revision: book.revision, keys: new Map(keys.map((key) => [idOf(key), key])) };
    }
    return derived.keys;
  };

  return {
    refs: (account) => [...(byAccount.get(account)?.keys() ?? [])],
    carriers: ({ account, ref }) => byAccount.get(account)?.get(ref) ?? NOBODY,
    idOf,
    keyOf(id) {
      const label = book.label(id);
      return label === null ? (derivedKeys().get(id) ?? null) : { account: label.account, ref: refOf(label) };
    },
    note({ id, account, local }) {
      const refs = new Set(local?.labels?.flatMap(({ ref }) => ref ?? []));
      const own = byAccount.get(account) ?? new Map<string, Set<ContactId>>();
      byAccount.set(account, own);
      // Accounts have dozens of labels: looking at each is cheaper than remembering what every contact had.
      for (const [ref, contacts] of own) if (!refs.has(ref)) leave(own, ref, contacts, id);
      for (const ref of refs) {
        const contacts = own.get(ref);
        if (contacts === undefined) own.set(ref, new Set([id]));
        else contacts.add(id);
      }
    },
    forget(id) {
      for (const own of byAccount.values()) for (const [ref, contacts] of own) leave(own, ref, contacts, id);
    },
    clear: () => byAccount.clear(),
  };
}

function leave(own: Map<string, Set<ContactId>>, ref: string, contacts: Set<ContactId>, id: ContactId): void {
  if (contacts.delete(id) && contacts.size === 0) own.delete(ref);
}
